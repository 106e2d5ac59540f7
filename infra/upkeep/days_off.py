"""Days off that are decreed while dossiers are under way: written once, then applied to each, in its journal.

Once a day is written every append counts by it (``Journal`` compares numbers under the row lock), so whatever began
before is moved by the round that follows, and nothing slips between.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from sqlalchemy import Boolean, bindparam, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from domain.base.calendar import CalendarEnds
from domain.base.calendars import Calendars, DayOff
from domain.base.law import ENDED
from domain.base.refusals import Conflict, Unacceptable
from domain.dossier import keys
from domain.dossier.acts import ENGINE, Redated
from domain.dossier.admit import admit
from domain.dossier.journal import Entry
from domain.dossier.rules import Moment
from domain.dossier.state import Dossier
from infra.db.database import DatabaseDown
from infra.db.tables import DayOffRow, DossierRow, EventRow, KeyRow, is_act, one_of, said
from infra.journal.encryption import key_of, open_state
from infra.journal.journal import Journal, decreed
from infra.journal.statements import DOSSIERS

log = structlog.get_logger()

BATCH = 500

WAIT = select(func.set_config("lock_timeout", "5s", True))
# Text: Core has no word for it.
LOCK = text("LOCK TABLE dossiers IN EXCLUSIVE MODE")
WRITE = insert(DayOffRow).inline().on_conflict_do_nothing(index_elements=[DayOffRow.day, DayOffRow.offices])

OPEN = (
    DOSSIERS.where(
        DossierRow.code > bindparam("after"),
        KeyRow.destroyed_at.is_(None),
        DossierRow.status.not_in(ENDED),
        or_(bindparam("everywhere", type_=Boolean), DossierRow.competent == one_of("offices")),
    )
    .order_by(DossierRow.code)
    .limit(BATCH)
)

LISTED = (
    select(EventRow.dossier, EventRow.act)
    .where(is_act("redated"), said("day") == bindparam("day"))
    .order_by(EventRow.dossier)
)


class NoWorkingDay(Unacceptable):
    """Nobody would have worked on the day."""

    slug = "no-working-day"


@dataclass(frozen=True)
class Move:
    """What a day off does to a dossier."""

    dossier: str
    was: datetime | None
    due_at: datetime | None
    """The date of the result, where it moves."""
    tasks: int
    """How many of its tasks wait longer."""


class DaysOff:
    """Writes days off and moves what counts them."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.unmoved: list[str] = []
        """Dossiers that cannot be moved for a fault of their own, while all others are; said again, they are tried."""

    async def preview(self, day_off: DayOff) -> list[Move]:
        """Say what the day would move, and write nothing.

        Raises:
            NoWorkingDay: no office that it binds works on it.
        """
        calendars = await self._with(day_off)
        return [move async for move in self._moves(day_off, calendars)]

    async def decree(self, day_off: DayOff, by: str) -> list[Move]:
        """Write the day, move every dossier that counts it, and list them; done again, it finishes what it began.

        Raises:
            NoWorkingDay: no office that it binds works on it.
        """
        await self._with(day_off)
        async with self._journal.database.transaction(ENGINE) as tx:
            # What is being appended by the old calendar is waited for; what comes after counts by the new one.
            await tx.execute(WAIT)
            await tx.execute(LOCK)
            # The hour is that of the journals, and once they stand still: what bears a later one was counted by it.
            written = {"offices": sorted(day_off.offices), "decreed_by": by, "decreed_at": self._journal.clock()}
            await tx.execute(WRITE, day_off.model_dump() | written)
        entry = Entry(key=keys.redated(day_off.day), act=_redated(day_off))
        async for move in self._moves(day_off, await self._with(day_off)):
            try:
                await self._journal.act(move.dossier, entry, ENGINE)
            except DatabaseDown:
                raise
            except Exception as error:
                self._left(move.dossier, error)
        return await self.moved(day_off.day)

    async def moved(self, day: date) -> list[Move]:
        """List what a day off has moved."""
        rows = (await self._journal.database.execute(ENGINE, LISTED, {"day": day.isoformat()})).all()
        return [_move(row.dossier, Redated.model_validate(row.act)) for row in rows]

    async def _with(self, day_off: DayOff) -> Calendars:
        async with self._journal.database.transaction(ENGINE) as tx:
            written = await decreed(tx)
        calendars = self._journal.facts.with_days_off(*(one for one in written if one != day_off))
        offices = day_off.offices or ("",)
        try:
            works = [office for office in offices if calendars.of(office).is_working_day(day_off.day)]
        except CalendarEnds as error:
            raise NoWorkingDay("Lịch chưa có năm {0}.", "{1}", error.year, error) from error
        if not works:
            raise NoWorkingDay("Ngày {:%d/%m/%Y} không phải ngày làm việc.", "{} is no working day there.", day_off.day)
        return calendars.with_days_off(day_off)

    async def _moves(self, day_off: DayOff, calendars: Calendars) -> AsyncIterator[Move]:
        journal = self._journal
        async for dossier in self._open(day_off):
            moment = Moment(journal.clock(), calendars.of(dossier.competent), journal.laws, journal.registry)
            try:
                act = admit(dossier, _redated(day_off), ENGINE, moment)
            except Conflict:
                continue
            assert isinstance(act, Redated)  # noqa: S101 - it is judged, not changed into another
            yield _move(dossier.code, act)

    async def _open(self, day_off: DayOff) -> AsyncIterator[Dossier]:
        of = {"offices": sorted(day_off.offices), "everywhere": not day_off.offices}
        after, journal = "", self._journal
        while True:
            rows = (await journal.database.execute(ENGINE, OPEN, of | {"after": after})).all()
            for row in rows:
                try:
                    dossier = open_state(await key_of(journal.database.keys, row), row.code, row.state)
                except DatabaseDown:
                    raise
                except Exception as error:
                    self._left(row.code, error)
                    continue
                yield dossier
            if len(rows) < BATCH:
                return
            after = rows[-1].code

    def _left(self, code: str, error: Exception) -> None:
        log.error("not_moved", dossier=code, why=type(error).__name__)
        self.unmoved.append(code)


def _redated(day_off: DayOff) -> Redated:
    return Redated(day=day_off.day, reason=day_off.basis)


def _move(code: str, act: Redated) -> Move:
    return Move(code, act.was, act.due_at, len(act.lapses))
