"""One application with all that branches off it, the machines that look after it, its clock, and its story."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from domain.base.calendar import VIETNAM, in_vietnam
from domain.base.law import Channel
from domain.base.refusals import Refusal
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.journal import form_of
from domain.dossier.state import Dossier
from infra.journal.deadlines import DeadlineMonitor
from infra.journal.dispatcher import OutboxDispatcher
from infra.journal.journal import utc_now
from infra.payments.reconciler import PaymentReconciler
from tests.support.declared import story
from tests.support.examples import CALENDAR, FATHER, MOTHER_NUMBER
from tests.workflows.rig import Rig
from tests.workflows.walks.answers import know
from tests.workflows.walks.bank import Bank
from tests.workflows.walks.corrections import put_right
from tests.workflows.walks.forms import FORMS
from workflows.catalogue import PROCEDURES
from workflows.engine.forms import Filing
from workflows.engine.procedure import Procedure

SOON = 0.6
"""Seconds of this machine in which the engine has done whatever it can, or has waited twice for an agency."""
DROWSY = 600
"""Seconds after which workflows fall asleep in the walks in which they do."""
NOTHING = timedelta()
WIDE = 220
"""Letters of a line of a story."""
FORGET_OTHERS = (
    "DELETE FROM outbox",
    "UPDATE dossiers SET watch_at = NULL, engine_due = NULL",
    "UPDATE payments SET look_at = NULL",
    "DELETE FROM counters WHERE name LIKE 'reconciled/%'",
)
"""The machines look after this walk alone."""
CLOSED = "INSERT INTO counters (name, value) VALUES (:day, 0)"
TO_BE_LOOKED_AT = "SELECT code FROM dossiers WHERE code = ANY(:codes) AND watch_at <= :now FOR UPDATE"
STANDS = "SELECT code, engine_due FROM dossiers WHERE code = ANY(:codes)"


class Dishonoured(AssertionError):
    """A property that does not hold, and the story of how it came so."""


def demand(holds: bool, what: str) -> None:
    """See that something holds, or say what does not."""
    if not holds:
        raise Dishonoured(what)


@dataclass
class World:
    """One walk."""

    rig: Rig
    bank: Bank
    chance: Random
    codes: list[str] = field(default_factory=list)
    form: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    """What registers know that is not usual, by the kind of question."""
    folded: dict[str, Dossier] = field(default_factory=dict)
    """Every dossier as this walk folded it, event by event."""
    looks: list[datetime] = field(default_factory=list)
    """When the monitor had looked."""
    waited: timedelta = NOTHING
    taken: int = 0
    """Steps that were taken."""
    deaf: int = 0
    """How often the engine will not hear at once of what people do."""
    unheard: set[str] = field(default_factory=set)
    """The dossiers of which the engine has not heard the latest: it does nothing for them."""
    _waited_for: dict[str, int] = field(default_factory=dict)
    _skipped: dict[str, timedelta] = field(default_factory=dict)

    async def begin(self, procedure: type[Procedure[Any]]) -> None:
        """File one of the procedure's forms at nine on a working day, from home or at the counter."""
        clock = self.rig.ledger.clock
        clock.turn(utc_now() - clock())
        day = CALENDAR.next_working_day(in_vietnam(clock()).date())
        clock.turn(datetime.combine(day, time(9), VIETNAM) - clock())
        for statement in FORGET_OTHERS:
            await self.rig.ledger.rows(statement)
        await self.rig.ledger.rows(CLOSED, day=f"reconciled/{day - timedelta(days=1)}")
        self.rig.heal()
        self.rig.ledger.pushed.clear()
        self.rig.let_sleep(sleeps_after := self.chance.choice([0, DROWSY]))
        await self.bank.heal()
        self.bank.clock, self.bank.bag = clock, []
        forms = FORMS[procedure](day)
        self.form = forms[self.chance.choice([0, 0, self.chance.randrange(len(forms))])]
        self.known = know(self.rig, self.chance, day)
        channel, owner = self.chance.choice([*Channel]), self.chance.choice(["", "", "", FATHER.id])
        self.codes = [await self.rig.apply(procedure, self.form, channel=channel, owner=owner)]
        by = "by somebody with a mandate" if owner else "by whom it is about"
        if sleeps_after:
            self.tell("whoever waits here falls asleep")
        self.tell(f"{procedure.title.en} is filed {channel.name.lower()} {by}: {self.form}")

    async def corrected(self, code: str) -> tuple[dict[str, Any], str]:
        """A form as somebody puts it right, as an act holds it; and what in it is otherwise."""
        events = await self.rig.engine.events(code, ENGINE)
        filed = events[0].act
        assert isinstance(filed, acts.Filed)
        procedure = next(one for one in PROCEDURES if one.code == filed.procedure)
        filing = Filing(applicant=MOTHER_NUMBER, day=in_vietnam(events[0].at).date())
        form, where = put_right(procedure, dict(form_of(events)), filing, self.chance)
        return await self.rig.declares(code, form), where

    @property
    def now(self) -> datetime:
        """By the journal's clock, which the engine's follows."""
        return self.rig.ledger.clock()

    def tell(self, line: str) -> None:
        """Go on with the story."""
        self.lines.append(f"{in_vietnam(self.now):%d %b %H:%M} {line}")

    def refused(self, refusal: Refusal) -> None:
        """Tell that somebody was told no, and see that they were told why."""
        self.lines.append(f"{'':12} refused, {type(refusal).__name__}: {refusal.en}")
        demand(bool(refusal.vi.strip() and refusal.en.strip()), "every refusal has a reason")

    async def dossiers(self) -> list[Dossier]:
        """Every dossier of the walk once the engine has done what it can: the first, then its branches."""
        loop = asyncio.get_running_loop()
        until = loop.time() + SOON
        while True:
            moved = self.rig.engine.moved
            stand, busy = await self._stand()
            try:
                async with asyncio.timeout_at(until if busy else 0):
                    await moved.wait()
            except TimeoutError:
                # Who did nothing so long does nothing before something else happens.
                self._waited_for.update({dossier.code: dossier.seq for dossier in stand})
                return stand

    async def dossier(self, code: str) -> Dossier:
        """One of them as it stands now."""
        return await self.rig.engine.dossier(code, ENGINE)

    async def _stand(self) -> tuple[list[Dossier], bool]:
        rows = await self.rig.ledger.rows(STANDS, codes=self.codes)
        stand = {row["code"]: (await self.dossier(row["code"]), row["engine_due"]) for row in rows}
        branches = [branch.code for dossier, _ in stand.values() for branch in dossier.branches.values()]
        if new := [code for code in branches if code not in self.codes]:
            self.codes += new
            return await self._stand()
        busy = any(self._busy(dossier, due) for dossier, due in stand.values())
        return [stand[code][0] for code in self.codes], busy

    def _busy(self, dossier: Dossier, engine_due: datetime | None) -> bool:
        """Whether the engine owes it a step: while it waits for people alone, it is due when silence speaks."""
        if dossier.ended or dossier.waiting_agency or engine_due is None or dossier.code in self.unheard:
            return False
        if self._waited_for.get(dossier.code) == dossier.seq:
            return False
        silence = {task.lapses_at + self.rig.engine.sweep_after for task in dossier.open_tasks if task.lapses_at}
        return engine_due not in silence

    async def pass_time(self, by: timedelta) -> None:
        """Let time pass for the journal and for every workflow, and the machines do their rounds."""
        # An engine that tries a silent register every half minute for weeks is no test of anything.
        self.rig.heal()
        self.rig.ledger.clock.turn(by)
        self.waited += by
        self.tell(f"it is {by} later")
        await self._catch_up()
        await self.dispatcher()
        await self._catch_up()
        await self.dossiers()
        await self.monitor()

    async def _catch_up(self) -> None:
        """Let each workflow's own time become the journal's; one that was lost begins again in this machine's time."""
        for dossier in (await self._stand())[0]:
            if not dossier.ended:
                await self._forward(dossier.code)

    async def _forward(self, code: str) -> None:
        handle = self.rig.handle(code)
        try:
            told = await handle.describe()
        except RPCError:
            return
        if told.status != WorkflowExecutionStatus.RUNNING or told.run_id is None:
            return
        ahead = self.now - utc_now()
        by = ahead - self._skipped.get(told.run_id, NOTHING)
        if by > timedelta(seconds=1):
            with suppress(RPCError):  # it fell asleep on the way
                await self.rig.env.fast_forward(handle, by)
            self._skipped[told.run_id] = ahead

    async def dispatcher(self) -> None:
        """Let the dispatcher bring what is owed, sweep, and report; the database's clock is not the journal's."""
        now = {"now": self.now}
        await self.rig.ledger.rows("UPDATE outbox SET due_at = now()")
        sweep = "UPDATE dossiers SET engine_due = now() WHERE engine_due > now() AND engine_due <= :now"
        await self.rig.ledger.rows(sweep, **now)
        self.rig.ledger.pushed.clear()
        self.unheard.clear()
        self._waited_for.clear()
        # What begins now lies behind the journal's clock: it must not fall asleep before it has caught up.
        sleeps_after = self.rig.sleeps_after
        self.rig.let_sleep(0)
        dispatcher = OutboxDispatcher(self.rig.engine, self.rig.deliverer, interval=1, grace=0)
        while await dispatcher.report():
            await self.rig.ledger.rows("UPDATE outbox SET due_at = now()")
        await dispatcher.deliver()
        await dispatcher.sweep()
        self.rig.let_sleep(sleeps_after)

    async def monitor(self) -> None:
        """Let the monitor look until it finds nothing to do."""
        monitor, due = DeadlineMonitor(self.rig.engine, interval=1), {"codes": self.codes, "now": self.now}
        for _ in range(6):
            await monitor.look()
            # It passes over a dossier to which something is just being appended, and looks at it the next time.
            if not await self.rig.ledger.rows(TO_BE_LOOKED_AT, **due):
                self.looks.append(self.now)
                return
        raise Dishonoured("the monitor finds no rest")

    async def reconciler(self) -> None:
        """Let the reconciler look at what is due, and the workflows hear of it."""
        due = "UPDATE payments SET look_at = now() WHERE look_at > now() AND look_at <= :now"
        await self.rig.ledger.rows(due, now=self.now)
        await PaymentReconciler(self.rig.engine, self.bank.gateway, interval=1).look()
        await self.dispatcher()

    async def close_books(self) -> None:
        """Let the reconciler close yesterday, and the workflows hear of it."""
        await PaymentReconciler(self.rig.engine, self.bank.gateway, interval=1).close_yesterday()
        await self.dispatcher()

    async def story(self) -> list[str]:
        """Tell what registers said that is not usual, what happened, and what the journals hold."""
        lines, asked = [], set[str]()
        for code in self.codes:
            lines.append(f"journal of {code}:")
            for event in await self.rig.engine.events(code, ENGINE):
                asked.add(str(event.act.personal.get("kind", "")))
                why = f": {reason}" if (reason := getattr(event.act, "reason", "")) else ""
                what = f"{event.actor.id:24.24} {story(event.act).en} [{event.key}]{why}"
                lines.append(f"  {event.seq:3} {in_vietnam(event.at):%d %b %H:%M} {what}")
        known = [f"the registers: {line}" for kind, line in self.known.items() if kind in asked]
        return [line if len(line) < WIDE else f"{line[:WIDE]} …" for line in (*known, *self.lines, *lines)]
