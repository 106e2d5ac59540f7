"""What an office's register of dossiers (form 07) is read from: those it received, by the moment it accepted them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.acts import Actor
from domain.dossier import Dossier
from domain.journal import Event
from infra.database import Database
from infra.rows import event_of

# Who sees it is looked up by an index; what the office received is a part of that.
ACCEPTED = text("""
SELECT accepted_at, code, state FROM (
    SELECT code, state, CAST(state->>'accepted_at' AS timestamptz) AS accepted_at FROM dossiers
    WHERE seen_by @> ARRAY[:office] AND receiving = :office AND filed_at < :until
) received
WHERE accepted_at >= :since AND accepted_at < :until AND (accepted_at, code) > (:at, :code)
ORDER BY accepted_at, code LIMIT :most
""")
FILINGS = text(
    "SELECT dossier, seq, at, key, actor, act, personal, hash FROM events WHERE dossier = ANY(:codes) AND seq = 1"
)


@dataclass(frozen=True)
class Page:
    """Which part of the register is read: a period, and what follows one place in it."""

    office: str
    since: datetime
    until: datetime
    at: datetime
    code: str
    most: int


async def received(database: Database, reader: Actor, page: Page) -> Sequence[tuple[Dossier, Event]]:
    """Give the dossiers of a page with their filings, as far as the reader sees them."""
    async with database.transaction(reader) as tx:
        rows = (await tx.execute(ACCEPTED, vars(page))).all()
        dossiers = {row.code: Dossier.model_validate(row.state) for row in rows}
        filings = (await tx.execute(FILINGS, {"codes": list(dossiers)})).mappings().all()
    filed = {row["dossier"]: event_of(row) for row in filings}
    return [(dossier, filed[code]) for code, dossier in dossiers.items()]
