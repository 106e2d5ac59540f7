"""What an office's register of dossiers (form 07) is read from: those it received, by the moment it accepted them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from domain.base.refusals import Erased
from domain.dossier.acts import Actor
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from infra.crypto.keys import Keyring
from infra.db.database import Database
from infra.journal.encryption import event_of, key_of, open_state
from infra.journal.statements import EVENT, KEY, STAND

# Who sees it is looked up by an index; what the office received is a part of that.
ACCEPTED = text(f"""
SELECT {STAND}, accepted.at AS accepted_at, procedure, competent, status, due_at
FROM dossiers JOIN events AS accepted ON accepted.dossier = code AND accepted.act ->> 'type' = 'accepted'{KEY}code
WHERE seen_by @> ARRAY[:office] AND receiving = :office AND filed_at < :until
      AND accepted.at >= :since AND accepted.at < :until AND (accepted.at, code) > (:at, :code)
ORDER BY accepted.at, code LIMIT :most
""")  # noqa: S608 - our own words
FILINGS = text(EVENT + " WHERE e.dossier = ANY(:codes) AND seq = 1")


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
    """Give the dossiers of a page with their filings, as far as the reader sees them.

    The law keeps the line of a dossier that was erased: it tells what is public.
    """
    async with database.transaction(reader) as tx:
        rows = (await tx.execute(ACCEPTED, vars(page))).all()
        filings = (await tx.execute(FILINGS, {"codes": [row.code for row in rows]})).mappings().all()
    filed = {row["dossier"]: await event_of(database.keys, row["dossier"], row) for row in filings}
    return [(await _dossier(database.keys, row, filed[row.code]), filed[row.code]) for row in rows]


async def _dossier(keys: Keyring, row: Any, filed: Event) -> Dossier:
    try:
        return open_state(await key_of(keys, row), row.code, row.state)
    except Erased:
        public = {name: getattr(row, name) for name in ("code", "procedure", "competent", "status", "due_at")}
        channel = getattr(filed.act, "channel", None)
        return Dossier(**public, accepted_at=row.accepted_at, **({"channel": channel} if channel else {}))
