"""Tells people on the national portal what cannot be taken of what they sent there, and declines what nobody mends.

Where no dossier came of it the portal is told a step “từ chối tiếp nhận” (3), unless somebody went on with it there.
Where there is a dossier, its journal is told: the portal hears of it in its turn, among the dossier's other steps.
"""

import asyncio
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

import structlog
from sqlalchemy import BigInteger, Boolean, Text, and_, bindparam, case, func, null, or_, select, update
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.calendar import VIETNAM, Calendar
from domain.base.law import Role, Status
from domain.base.refusals import Erased, Missing
from domain.base.words import Words
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Entry
from domain.dossier.view import ROLES
from domain.vietnam.portal.declining import A_PERSONS, NOT_FILED_YET, OURS, reason_of
from domain.vietnam.portal.hoso import OnPortal
from domain.vietnam.portal.steps import HOUSE, Step
from infra.db.database import DatabaseDown
from infra.db.due import NOW, growing
from infra.db.portal_tables import PortalFilingRow as Row
from infra.db.tables import constant
from infra.journal.journal import Journal
from infra.runtime.background import over_and_over
from infra.runtime.telemetry import not_synchronised
from infra.vietnam.portal_client import Portal, PortalDown
from infra.vietnam.portal_filings import LOCK, TAKEN
from infra.vietnam.portal_statements import GIVE_UP, OUTAGE, REFUSAL

log = structlog.get_logger()

MANY = 100
LOOKS_EVERY = 900.0
"""Seconds between looks whether something was held for too long."""
ANOTHER_WAITS = timedelta(minutes=5)
GONE_ON = frozenset(str(int(one)) for one in Status) - {str(int(Status.FILED)), str(int(Status.NOT_ACCEPTED))}
"""Statuses there of what somebody accepted, or the applicant took back: a refusal of ours would undo that."""
MOMENT = TIMESTAMP(timezone=True)
CODE, ONE = bindparam("code", type_=Text), Row.id == bindparam("one")

HELD = and_(Row.state == constant("held"), Row.changed_at < bindparam("since", type_=MOMENT))
# What is about a filing that never came is tried by itself for ever: its own time counts, not the last try's.
ALONE = and_(
    Row.state == constant("received"),
    Row.why == constant(NOT_FILED_YET),
    Row.received_at < bindparam("since", type_=MOMENT),
)
TOO_LONG = (
    select(Row.id, Row.code, Row.state, Row.why)
    .where(or_(HELD, ALONE), Row.why.not_in([constant(one) for one in sorted(OURS | A_PERSONS)]))
    .order_by(Row.received_at, Row.id)
    .limit(constant(MANY))
)
DECLINE = (
    update(Row)
    .where(ONE, Row.state == bindparam("was"), Row.why == bindparam("kept_by"))
    .values(state="declined", due_at=NOW, tries=0, declined_at=NOW, changed_at=NOW)
)
OPEN = (
    select(constant(1))
    .where(Row.code == CODE, Row.asks == constant("file"), Row.state.in_([constant("received"), constant("held")]))
    .limit(constant(1))
)
IS_OWED = and_(Row.state == constant("declined"), Row.due_at <= NOW)
OWED = select(Row.id, Row.code).where(IS_OWED).order_by(Row.declined_at, Row.id).limit(constant(MANY))
STANDING = select(
    Row.id, Row.code, Row.asks, Row.why, Row.message, Row.received_at, Row.declined_at, Row.declined_by, Row.tries
).where(ONE, IS_OWED)
ANSWERED = update(Row).where(ONE).values(answered_at=NOW, due_at=null(), tries=0, changed_at=NOW)
PUT_OFF = (
    update(Row)
    .where(ONE)
    .values(
        tries=func.least(Row.tries + constant(1), 1000),
        due_at=case(
            (bindparam("for_good", type_=Boolean), null()),
            else_=NOW + growing(Row.tries, bindparam("longest", type_=BigInteger)),
        ),
        changed_at=NOW,
    )
)
WAIT = update(Row).where(ONE).values(due_at=NOW + ANOTHER_WAITS)
Became = Literal["answered", "kept", "down", "left"]


class PortalDeclining:
    """Declines what was held for too long, and answers whoever sent what was declined."""

    def __init__(self, journal: Journal, portal: Portal, house: OnPortal, *, interval: float) -> None:
        self._journal = journal
        self._database = journal.database
        self._portal = portal
        self._house = house
        self._interval = interval

    async def run(self) -> None:
        """Do both until cancelled."""
        await asyncio.gather(over_and_over(self.decline, LOOKS_EVERY), over_and_over(self.answer, self._interval))

    async def decline(self) -> int:
        """Decline what nobody mended in the working days that the province gives; give how many."""
        if (days := self._house.codes.decline_after) is None:
            return 0
        since = held_since(self._journal.today(), days, self._journal.calendar_at(self._house.offices.province.code))
        rows = (await self._database.execute(ENGINE, TOO_LONG, {"since": since})).all()
        return sum([await self._declined(row) for row in rows])

    async def _declined(self, row: Any) -> bool:
        """Decline one under the lock of its code: whoever files it now, or files what it waits for, goes first."""
        async with self._database.transaction(ENGINE) as tx:
            if not await _alone(tx, row.code):
                return False
            if row.why == NOT_FILED_YET and await _may_still_be_done(tx, row.code):
                return False
            as_read = {"one": row.id, "was": row.state, "kept_by": row.why}
            done = bool((await tx.execute(DECLINE, as_read)).rowcount)
        if done:
            log.info("portal_filing_declined", code=row.code, why=row.why)
        return done

    async def answer(self) -> int:
        """Tell people what was declined; give how many of them were told."""
        told = 0
        for row in (await self._database.execute(ENGINE, OWED)).all():
            became = await self.answer_one(row.id, row.code)
            told += became == "answered"
            if became == "down":
                break
        return told

    async def answer_one(self, name: str, code: str) -> Became:
        """Tell whoever sent one that it was declined; whoever else tells them is not disturbed."""
        async with self._database.transaction(ENGINE) as tx:
            if not await _alone(tx, code):
                return "left"
            if (row := (await tx.execute(STANDING, {"one": name})).one_or_none()) is None:
                return "left"
            try:
                if not await self._told(tx, row):
                    await tx.execute(WAIT, {"one": name})
                    return "left"
            except DatabaseDown:
                raise
            except Exception as error:
                return await _put_off(tx, row, error)
            await tx.execute(ANSWERED, {"one": name})
        log.info("portal_filing_answered", code=code, why=row.why)
        return "answered"

    async def _told(self, tx: AsyncConnection, row: Any) -> bool:
        """Whether nothing is left to tell; not while another filing of the code may still become its dossier.

        Raises:
            PortalDown, PortalRefused
        """
        reason = reason_of(row.asks, row.why, row.message, row.received_at)
        if dossier := (await tx.execute(TAKEN, {"code": row.code})).scalar_one_or_none():
            await self._recorded(dossier, row.id, reason)
        elif row.asks == "file":
            if (await tx.execute(OPEN, {"code": row.code})).one_or_none():
                return False
            await self._refused(row, reason)
        # What is about a filing that never became a dossier needs no word of its own: that one's refusal was told.
        return True

    async def _recorded(self, dossier: str, name: str, reason: Words) -> None:
        """Let the dossier's journal say it, once, whatever became of the process before."""
        entry = Entry(key=keys.not_taken(name), act=acts.NotTaken(reason=reason))
        try:
            await self._journal.act(dossier, entry, ENGINE)
        except (Erased, Missing):
            log.info("portal_filing_of_no_dossier", dossier=dossier)  # nobody's any more: there is nobody to tell

    async def _refused(self, row: Any, reason: Words) -> None:
        there = await self._portal.find(row.code)
        if there and str(there.get("TrangThaiHoSo")) in GONE_ON:
            log.warning("portal_filing_gone_on_there", code=row.code)
            return
        step = Step(
            seq=0,
            at=row.declined_at,
            status=Status.NOT_ACCEPTED,
            by=row.declined_by or HOUSE,
            post=ROLES[Role.OPERATOR].vi if row.declined_by else "",
            office=self._house.called,
            told=reason.vi,
        )
        await self._portal.tell(row.code, [step.wire(row.code)])


def held_since(today: date, days: int, calendar: Calendar) -> datetime:
    """Before which moment something was held that had so many working days, none of them its own or today."""
    day = today
    while calendar.working_days_between(day, today) <= days:
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM)


async def _alone(tx: AsyncConnection, code: str) -> bool:
    """Hold a code of the portal's as who files it does, or say that somebody else does now."""
    return bool((await tx.execute(LOCK, {"code": code})).scalar_one())


async def _may_still_be_done(tx: AsyncConnection, code: str) -> bool:
    """Whether there is what it waits for: a dossier, or a filing that may become one."""
    return any([(await tx.execute(one, {"code": code})).scalar_one_or_none() for one in (TAKEN, OPEN)])


async def _put_off(tx: AsyncConnection, row: Any, error: Exception) -> Became:
    """Have one told again with growing pauses; what the portal refuses over and over is left to an operator."""
    why, down = type(error).__name__, isinstance(error, PortalDown)
    for_good = not down and row.tries + 1 >= GIVE_UP
    await tx.execute(PUT_OFF, {"one": row.id, "for_good": for_good, "longest": OUTAGE if down else REFUSAL})
    not_synchronised(why)
    log.warning("portal_filing_not_answered", code=row.code, why=why, given_up=for_good)
    return "down" if down else "kept"
