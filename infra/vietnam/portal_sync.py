"""Keeps the national portal in step with the journal: each dossier, and each step of it in its order.

What the outbox owes becomes a row a dossier, which holds how far the portal has said it knows it. A round takes the
dossiers that are due, one lock each, asks the portal first whether it has the dossier, so that an answer that was lost
makes no second one, and sends what it does not know yet. A portal that is down keeps all of them waiting; what it
refuses of one keeps none of the others.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Literal

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.calendar import VIETNAM, in_vietnam
from domain.dossier.acts import ENGINE, Filed
from domain.dossier.digest import canonical
from domain.dossier.journal import Event
from domain.vietnam.portal.hoso import OnPortal, code_there, hoso_of, stands_so
from domain.vietnam.portal.listed import differences
from domain.vietnam.portal.steps import in_calls, steps_of
from infra.db.database import DatabaseDown
from infra.journal.dispatcher import FORGET
from infra.journal.journal import Journal
from infra.journal.rounds import Rounds
from infra.province.feed import OF_DOSSIER
from infra.runtime.background import over_and_over
from infra.runtime.telemetry import not_synchronised, synchronised
from infra.vietnam.portal_client import Portal, PortalDown, PortalRefused
from infra.vietnam.portal_statements import (
    ANEW,
    ARE_DUE,
    ARE_OWED,
    BEFORE,
    CONFIRM,
    CONFIRMED_THEN,
    DIFFERS,
    DROP,
    DUE,
    FAIL,
    FORGET_DIFFERENCES,
    GIVE_UP,
    IS_WHOLE,
    LAST_RECONCILED,
    LOCKED,
    NOTE_DAY,
    OUTAGE,
    OWE,
    OWED,
    RECONCILED,
    REFUSAL,
    SET_WHOLE,
    STANDING,
)

log = structlog.get_logger()

AT_ONCE = 4
"""Dossiers under way together: each holds a connection while the portal is spoken to."""
IN_A_ROUND = 100
GATHERS = timedelta(seconds=2)
"""What happens to a dossier within this is told together: one act is often followed at once by what it leads to."""
ONE_DAY = timedelta(days=1)
DAYS_ARE_LOOKED_AT = 900.0
"""Seconds between looks whether lists are to be compared or a day reconciled: the portal may be down just then."""
State = Literal["owed", "sent", "refused", "given_up"]


class NotOurs(PortalRefused):
    """It is none of this province's dossiers, or the portal has another one under its code."""


class PortalSync:
    """Tells the portal what happens to dossiers."""

    def __init__(self, journal: Journal, portal: Portal, house: OnPortal, *, gathers: timedelta = GATHERS) -> None:
        self._journal = journal
        self._database = journal.database
        self._portal = portal
        self._house = house
        self._gathers = gathers
        self._listed_at: datetime | None = None

    async def run(self, rounds: Rounds) -> None:
        """Owe what was never told, then tell what is owed, until cancelled."""

        async def begin() -> int:
            await self._begin(rounds)
            return 0

        await over_and_over(begin, rounds.interval)

    async def _begin(self, rounds: Rounds) -> None:
        await self.catch_up()
        with suppress(PortalDown, PortalRefused):
            await self.compare_lists()  # before anything is told: each dossier says in which sector it lies
        await asyncio.gather(
            rounds.whenever(ARE_OWED, self.owe),
            rounds.whenever(ARE_DUE, self.tell),
            over_and_over(self.compare_lists, DAYS_ARE_LOOKED_AT),
            over_and_over(self.reconcile_days, DAYS_ARE_LOOKED_AT),
        )

    async def owe(self) -> int:
        """Take over what the outbox owes; give how many messages."""
        async with self._database.transaction(ENGINE) as tx:
            owed = (await tx.execute(OWED)).all()
            newest: dict[str, int] = {}
            for row in owed:
                newest[row.dossier] = max(row.seq, newest.get(row.dossier, 0))
            await self._owe(tx, newest)
            if owed:
                await tx.execute(FORGET, {"ids": [row.id for row in owed]})
        return len(owed)

    async def catch_up(self) -> int:
        """Owe the dossiers of before there was a portal, once; give how many."""
        if (await self._database.execute(ENGINE, IS_WHOLE)).scalar_one_or_none():
            return 0
        after, many = "", 0
        while True:
            async with self._database.transaction(ENGINE) as tx:
                found = {row.code: row.seq for row in await tx.execute(BEFORE, {"after": after})}
                await self._owe(tx, found)
            if not found:
                break
            after, many = max(found), many + len(found)
        await self._database.execute(ENGINE, SET_WHOLE, {"value": 1})
        return many

    async def _owe(self, tx: AsyncConnection, newest: Mapping[str, int]) -> None:
        if newest:
            owed = {"codes": [*newest], "seqs": [*newest.values()], "gathers": self._gathers}
            await tx.execute(OWE, owed)

    async def tell(self) -> int:
        """Tell what is due; give how many dossiers the portal then knew."""
        due = [*(await self._database.execute(ENGINE, DUE, {"many": IN_A_ROUND})).scalars()]
        told = 0
        for first in range(0, len(due), AT_ONCE):
            became = await asyncio.gather(*map(self.tell_one, due[first : first + AT_ONCE]))
            told += became.count("told")
            if "down" in became:
                # It is asked again by the few that are due next, not by all who wait.
                break
        return told

    async def tell_one(self, code: str) -> Literal["told", "kept", "down", "left"]:
        """Tell the portal of one dossier what it does not know; whoever else tells it is not disturbed."""
        async with self._database.transaction(ENGINE) as tx:
            if not (await tx.execute(LOCKED, {"code": code})).scalar_one():
                return "left"
            if (standing := (await tx.execute(STANDING, {"code": code})).one_or_none()) is None:
                return "left"
            sending = Sending(self._portal, self._house, code)
            try:
                events = await self._journal.events(code, ENGINE)
                digest = await sending.send(events, standing.confirmed_seq)
            except DatabaseDown:
                raise
            except Exception as error:
                await self._failed(tx, sending, error, standing.tries)
                return "down" if isinstance(error, PortalDown) else "kept"
            newest = events[-1]
            confirmed = {"read": newest.seq, "until": newest.at, "digest": digest}
            await tx.execute(CONFIRM, {"code": code} | confirmed)
            await tx.execute(OF_DOSSIER, {"code": code})
        synchronised(standing.owed_since)
        return "told"

    async def _failed(self, tx: AsyncConnection, sending: "Sending", error: Exception, tries: int) -> None:
        why, down = type(error).__name__, isinstance(error, PortalDown)
        for_good = isinstance(error, NotOurs) or (not down and tries + 1 >= GIVE_UP)
        state: State = "given_up" if for_good else "sent" if sending.began and down else "owed" if down else "refused"
        said = error.message if isinstance(error, PortalRefused) else ""
        failed = {"now_is": state, "said": said, "for_what": why, "for_good": for_good}
        await tx.execute(FAIL, {"code": sending.code, "longest": OUTAGE if down else REFUSAL} | failed)
        not_synchronised(why)
        log.warning("portal_not_told", dossier=sending.code, why=why, state=state)

    async def compare_lists(self) -> int:
        """Compare the portal's list of procedures with ours once a day, and keep where they differ."""
        now = self._journal.clock()
        if self._listed_at and now < self._listed_at + ONE_DAY:
            return 0
        ours = {code: title.vi for code, title in self._house.titles.items()}
        listed = await self._portal.procedures()
        self._house.listed.update(listed)
        found = differences(ours, listed)
        async with self._database.transaction(ENGINE) as tx:
            await tx.execute(FORGET_DIFFERENCES, {"codes": [one.procedure for one in found]})
            if found:
                await tx.execute(DIFFERS, [one.model_dump() for one in found])
        self._listed_at = now
        log.info("portal_lists_compared", differences=len(found))
        return 0

    async def reconcile_days(self) -> int:
        """Reconcile the days that are over and were not yet, each once: after an outage it is more than yesterday."""
        yesterday = in_vietnam(self._journal.clock()).date() - ONE_DAY
        last = (await self._database.execute(ENGINE, LAST_RECONCILED)).scalar_one()
        day = date.fromisoformat(last.removeprefix(RECONCILED)) + ONE_DAY if last else yesterday
        while day <= yesterday:
            await self.reconcile(day)
            day += ONE_DAY
        return 0

    async def reconcile(self, day: date) -> int:
        """Look at what the portal has of the dossiers that it confirmed on a day; give how many it knows otherwise.

        A portal that went back to an older copy of itself knows nothing of what it said: those are told again from
        their beginning.

        Raises:
            PortalDown: the rest is looked at another time.
        """
        begins, after, differ = datetime(day.year, day.month, day.day, tzinfo=VIETNAM), "", 0
        of = {"begins": begins, "ends": begins + ONE_DAY}
        while found := (await self._database.execute(ENGINE, CONFIRMED_THEN, of | {"after": after})).all():
            for row in found:
                differ += await self._differs(row.dossier, row.confirmed_seq)
            after = found[-1].dossier
        await self._database.execute(ENGINE, NOTE_DAY, {"name": f"{RECONCILED}{day}", "value": differ})
        return differ

    async def _differs(self, code: str, confirmed: int) -> bool:
        """Whether the portal has it otherwise, and then let it be told anew; a look-up that fails says nothing."""
        try:
            events = [event for event in await self._journal.events(code, ENGINE) if event.seq <= confirmed]
            ours = hoso_of(code, events, self._house)
            there = await self._portal.find(ours["MaHoSo"])
        except (DatabaseDown, PortalDown):
            raise
        except PortalRefused:
            log.warning("portal_not_looked_up", dossier=code)
            return False
        except Exception as error:
            # A journal that cannot be read keeps none of the others.
            log.warning("portal_not_compared", dossier=code, why=type(error).__name__)
            return False
        if there and stands_so(ours, there):
            return False
        async with self._database.transaction(ENGINE) as tx:
            await tx.execute(ANEW, {"code": code})
            await tx.execute(OF_DOSSIER, {"code": code})
        log.warning("portal_differs", dossier=code, there=there is not None)
        return True


class Sending:
    """One dossier on its way to the portal."""

    def __init__(self, portal: Portal, house: OnPortal, code: str) -> None:
        self._portal = portal
        self._house = house
        self.code = code
        self.began = False
        """Whether something went out: what became of it is not known until the portal says so."""

    async def send(self, events: Sequence[Event], confirmed: int) -> str:
        """Send the dossier as it is, and its steps since the event that is confirmed; give the digest of all that.

        Raises:
            PortalDown, PortalRefused, NotOurs
        """
        if not self._house.bears(self.code):
            raise NotOurs("DongBoHoSoMC", "Mã hồ sơ không phải của tỉnh.")
        hoso = hoso_of(self.code, events, self._house)
        steps = [step for step in steps_of(self.code, events, self._house.body) if step.seq > confirmed]
        there = code_there(self.code, events)
        calls = [[step.wire(there) for step in some] for some in in_calls(steps)]
        known = await self._known(there, events)
        self.began = True
        await self._portal.put(hoso, known=known)
        for some in calls:
            await self._portal.tell(there, some)
        # Salted with what lies sealed with the filing: a number of twelve digits could be guessed from a bare digest.
        salt = events[0].act.personal.get("secret", "")
        return sha256(canonical({"secret": salt, "hoso": hoso, "steps": calls})).hexdigest()

    async def _known(self, code: str, events: Sequence[Event]) -> bool:
        """Whether the portal has it already: an answer that was lost makes no second one.

        Raises:
            NotOurs: what it has under the code is of another procedure.
        """
        try:
            there = await self._portal.find(code)
        except PortalRefused:
            return False  # It will say itself that it has the dossier, where it has.
        filed = events[0].act
        if there and isinstance(filed, Filed) and there.get("MaTTHC") not in (None, "", filed.procedure):
            raise NotOurs("TraCuuHoSo", "Cổng đã có hồ sơ khác mang mã này.")
        return there is not None


class NoPortal:
    """Where no portal is named: what would be owed to it is dropped, and caught up once there is one."""

    def __init__(self, journal: Journal) -> None:
        self._database = journal.database

    async def run(self, rounds: Rounds) -> None:
        """Drop it, until cancelled."""
        await rounds.whenever(ARE_OWED, self.drop)

    async def drop(self) -> int:
        """Drop what is owed; give how many messages."""
        async with self._database.transaction(ENGINE) as tx:
            # In one transaction: whoever finds the portal named has all dossiers owed anew.
            if dropped := (await tx.execute(DROP)).rowcount:
                await tx.execute(SET_WHOLE, {"value": 0})
        return dropped
