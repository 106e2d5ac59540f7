"""What an office's register of dossiers (form 07) is read from: those it received, by the moment it accepted them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Text, and_, bindparam, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from domain.base.refusals import Erased
from domain.dossier.acts import Actor
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from infra.crypto.keys import Keyring
from infra.db.database import Database
from infra.db.tables import DossierRow, EventRow, is_act, one_of
from infra.journal.encryption import event_of, key_of, open_state
from infra.journal.statements import DOSSIERS, EVENT

PUBLIC = ("procedure", "competent", "status", "due_at")
"""What is told even of a dossier that was erased."""
# Who sees it is looked up by an index; what the office received is a part of that.
SEEN_BY = bindparam("seen_by", type_=ARRAY(Text))
OFFICE: BindParameter[str] = bindparam("office")
UNTIL = bindparam("until", type_=TIMESTAMP(timezone=True))
RECEIVED = (DossierRow.seen_by.contains(SEEN_BY), DossierRow.receiving == OFFICE, DossierRow.filed_at < UNTIL)
PLACE = (EventRow.at, DossierRow.code)
ACCEPTED = (
    DOSSIERS.add_columns(EventRow.at.label("accepted_at"), *(getattr(DossierRow, name) for name in PUBLIC))
    .join(EventRow, and_(EventRow.dossier == DossierRow.code, is_act("accepted")))
    .where(*RECEIVED, EventRow.at >= bindparam("since"), EventRow.at < UNTIL)
    .where(tuple_(*PLACE) > tuple_(bindparam("at"), bindparam("code")))
    .order_by(*PLACE)
    .limit(bindparam("most"))
)
FILINGS = EVENT.where(EventRow.dossier == one_of("codes"), EventRow.seq == 1)


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
    """The dossiers of a page with their filings, as far as the reader sees them.

    The law keeps the line of a dossier that was erased: it tells what is public.
    """
    async with database.transaction(reader) as tx:
        rows = (await tx.execute(ACCEPTED, vars(page) | {"seen_by": [page.office]})).all()
        filings = (await tx.execute(FILINGS, {"codes": [row.code for row in rows]})).mappings().all()
    filed = {row["dossier"]: await event_of(database.keys, row["dossier"], row) for row in filings}
    return [(await _dossier(database.keys, row, filed[row.code]), filed[row.code]) for row in rows]


async def _dossier(keys: Keyring, row: Any, filed: Event) -> Dossier:
    try:
        return open_state(await key_of(keys, row), row.code, row.state)
    except Erased:
        public = {name: getattr(row, name) for name in ("code", *PUBLIC)}
        channel = getattr(filed.act, "channel", None)
        return Dossier(**public, accepted_at=row.accepted_at, **({"channel": channel} if channel else {}))
