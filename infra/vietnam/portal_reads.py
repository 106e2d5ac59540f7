"""What operators read of how far the portal knows the dossiers, and how they have one told again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel
from sqlalchemy import BigInteger, Text, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from domain.base.calendar import VIETNAM
from domain.base.refusals import Missing
from domain.dossier.acts import Actor
from infra.db.database import Database
from infra.db.portal_tables import PortalDifferenceRow, PortalSyncRow
from infra.db.province_tables import ProvinceFactsRow
from infra.db.tables import constant
from infra.vietnam.portal_statements import RECONCILED, WAS_RECONCILED

SyncState = Literal["owed", "sent", "confirmed", "refused", "given_up"]
NEVER_OWED = "unknown"
MOST = 500
"""So many dossiers are named in one answer."""
MOMENT = TIMESTAMP(timezone=True)

TOLD = select(
    func.portal_syncs_told(
        bindparam("of_state", type_=Text),
        bindparam("of_since", type_=MOMENT),
        bindparam("of_after", type_=Text),
        bindparam("many", type_=BigInteger),
    )
)
RETRY = select(func.retry_sync(bindparam("code", type_=Text)))
DIFFERENCES = select(PortalDifferenceRow).order_by(PortalDifferenceRow.procedure)
STATE = func.coalesce(PortalSyncRow.state, constant(NEVER_OWED))
THERE = and_(PortalSyncRow.dossier == ProvinceFactsRow.dossier, PortalSyncRow.destination == constant("portal"))
FILED = and_(ProvinceFactsRow.filed_at >= bindparam("begins"), ProvinceFactsRow.filed_at < bindparam("ends"))
# By the facts' newest event, so that what was owed and never taken over shows too.
BEHIND = or_(constant("confirmed") != STATE, PortalSyncRow.confirmed_seq < ProvinceFactsRow.seq)
BY_STATE = (
    select(STATE.label("state"), func.count().label("many"))
    .select_from(ProvinceFactsRow)
    .outerjoin(PortalSyncRow, THERE)
    .where(FILED)
    .group_by(STATE)
)
WHICH = (
    select(ProvinceFactsRow.dossier)
    .outerjoin(PortalSyncRow, THERE)
    .where(FILED, BEHIND)
    .order_by(ProvinceFactsRow.filed_at, ProvinceFactsRow.dossier)
    .limit(constant(MOST))
)


class Synced(BaseModel):
    """How far a destination knows a dossier, as an operator reads it."""

    destination: str
    dossier: str
    state: SyncState
    seq: int
    confirmed_seq: int
    confirmed_until: datetime | None
    payload_sha256: str
    message: str
    why: str
    tries: int
    owed_since: datetime
    next_at: datetime | None
    changed_at: datetime


@dataclass(frozen=True)
class Reconciled:
    """The dossiers filed on a day, by how far the portal knows them."""

    by_state: dict[str, int]
    behind: list[str]
    """Codes of those of which it does not know everything."""
    differed: int | None = None
    """Of those that it confirmed on that day, how many it did not know when they were looked up; None: not yet."""

    @property
    def filed(self) -> int:
        """All of that day."""
        return sum(self.by_state.values())


class PortalReads:
    """Reads as the operator who asks may; nobody else is told anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def told(self, state: str, since: tuple[datetime, str], many: int, by: Actor) -> list[Synced]:
        """What changed after a moment and a code, oldest first; of one state where it is named."""
        asked = {"of_state": state, "of_since": since[0], "of_after": since[1], "many": many}
        found = (await self._database.execute(by, TOLD, asked)).scalar_one_or_none()
        return [Synced.model_validate(one) for one in found or ()]

    async def retry(self, code: str, by: Actor) -> None:
        """Have a dossier told at once, whatever became of it before.

        Raises:
            Missing: none of that code was ever owed.
        """
        if (await self._database.execute(by, RETRY, {"code": code})).scalar_one_or_none() is None:
            raise Missing("Không có hồ sơ đồng bộ với mã này.", "No dossier of this code is synchronised.")

    async def reconciled(self, day: date, by: Actor) -> Reconciled:
        """The dossiers filed on a day in Vietnam."""
        begins = datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
        of = {"begins": begins, "ends": begins + timedelta(days=1)}
        async with self._database.transaction(by) as tx:
            counted = {row.state: row.many for row in await tx.execute(BY_STATE, of)}
            behind = [*(await tx.execute(WHICH, of)).scalars()]
            differed = (await tx.execute(WAS_RECONCILED, {"day": f"{RECONCILED}{day}"})).scalar_one_or_none()
        return Reconciled(counted, behind, differed)

    async def differences(self, by: Actor) -> Sequence[PortalDifferenceRow]:
        """Where the portal's list of procedures and ours differ."""
        async with self._database.transaction(by) as tx:
            return (await tx.execute(DIFFERENCES)).all()  # type: ignore[return-value]
