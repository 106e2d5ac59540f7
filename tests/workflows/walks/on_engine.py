"""A walk on the engine and the database of a rig, with all the machines that look after a dossier."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from domain.base.calendar import Calendar, in_vietnam
from domain.dossier.journal import BrokenChain, Event
from domain.dossier.state import Dossier
from infra.journal.deadlines import DeadlineMonitor
from infra.journal.dispatcher import OutboxDispatcher
from infra.journal.journal import utc_now
from infra.payments.reconciler import PaymentReconciler
from tests.support.examples import CALENDAR
from tests.workflows.rig import Rig
from tests.workflows.walks.world import NOTHING, Dishonoured, World, demand

SOON = 0.6
"""Seconds of this machine in which the engine has done whatever it can, or has waited twice for an agency."""
ENDS_WITHIN = 120.0
"""Seconds of this machine in which a workflow that has heard of the end is over."""
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


@dataclass
class OnEngine(World):
    """One walk in which real machines go on beside what people do."""

    rig: Rig
    _waited_for: dict[str, int] = field(default_factory=dict)
    _skipped: dict[str, timedelta] = field(default_factory=dict)

    @property
    def calendar(self) -> Calendar:
        """As it was written: no day off is decreed beside what other tests left in this database."""
        return CALENDAR

    async def opened(self) -> date:
        """Let the machines look after nothing that lies in the database, and give the next working day."""
        clock = self.rig.clock
        clock.turn(utc_now() - clock())
        day = CALENDAR.next_working_day(in_vietnam(clock()).date())
        for statement in FORGET_OTHERS:
            await self.rig.ledger.rows(statement)
        await self.rig.ledger.rows(CLOSED, day=f"reconciled/{day - timedelta(days=1)}")
        return day

    async def dossiers(self, *, at_rest: bool = True) -> list[Dossier]:
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
        self.rig.clock.turn(by)
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
        self.rig.pushed.clear()
        self.unheard.clear()
        self._waited_for.clear()
        # What begins now lies behind the journal's clock: it must not fall asleep before it has caught up.
        sleeps_after = self.rig.sleeps_after
        self.rig.let_sleep(0)
        dispatcher = OutboxDispatcher(self.rig.engine, self.rig.deliverer, grace=0)
        while await dispatcher.report():
            await self.rig.ledger.rows("UPDATE outbox SET due_at = now()")
        await dispatcher.deliver()
        await dispatcher.sweep()
        self.rig.let_sleep(sleeps_after)

    async def monitor(self) -> None:
        """Let the monitor look until it finds nothing to do."""
        monitor, due = DeadlineMonitor(self.rig.engine), {"codes": self.codes, "now": self.now}
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
        await PaymentReconciler(self.rig.engine, self.bank.gateway).look()
        await self.dispatcher()

    async def close_books(self) -> None:
        """Let the reconciler close yesterday, and the workflows hear of it."""
        await PaymentReconciler(self.rig.engine, self.bank.gateway).close_yesterday()
        await self.dispatcher()

    async def kept(self, dossier: Dossier, events: Sequence[Event]) -> None:
        """See that chain, lists, queues, till and workflow say what the journal says."""
        try:
            await self.rig.ledger.whole(dossier.code)
        except (BrokenChain, AssertionError) as broken:
            raise Dishonoured(f"the chain is valid: {broken}") from broken
        await self._projected(dossier)
        await self._workflow_ended(dossier, events)

    async def _projected(self, dossier: Dossier) -> None:
        """The tables that lists are read from say what the journal says."""
        rows = self.rig.ledger.rows
        [row] = await rows("SELECT status, due_at, watch_at FROM dossiers WHERE code = :code", code=dossier.code)
        demand(
            (row["status"], row["due_at"], row["watch_at"]) == (dossier.status, dossier.due_at, None),
            "the lists are true",
        )
        tasks = await rows("SELECT id, claimed_by, closed_at FROM tasks WHERE dossier = :code", code=dossier.code)
        shown = {row["id"]: (row["claimed_by"], row["closed_at"]) for row in tasks}
        held = {task.id: (task.claimed_by, task.closed_at) for task in dossier.tasks.values()}
        demand(shown == held, "the queues are true")
        payments = await rows("SELECT task, paid, owed_back FROM payments WHERE dossier = :code", code=dossier.code)
        owed = {row["task"]: (row["paid"], row["owed_back"]) for row in payments}
        demand(
            owed == {task: (one.paid, dossier.owed_back(task)) for task, one in dossier.payments.items()},
            "the till is true",
        )

    async def _workflow_ended(self, dossier: Dossier, events: Sequence[Event]) -> None:
        """Its workflow is over, and followed the journal to its end, unless it was lost or slept by then."""
        handle = self.rig.handle(dossier.code)
        try:
            if (await handle.describe()).status == WorkflowExecutionStatus.TERMINATED:
                return
        except RPCError:
            return  # none began: it ended at the desk
        try:
            async with asyncio.timeout(ENDS_WITHIN):
                await handle.result()
        except TimeoutError as forever:
            raise Dishonoured("a workflow ends with its dossier") from forever
        followed = await self.rig.adopted(dossier.code)
        there = [(event.seq, event.hash) for event in events]
        demand(followed == there[: len(followed)], "the workflow follows the journal")
        if self.rig.sleeps_after:
            return
        end = next(event.seq for event in events if event.act.type == dossier.ending)
        demand(len(followed) >= end, f"the workflow hears of the end: it followed {len(followed)} of {end} events")
