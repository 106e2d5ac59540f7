"""A walk without engine and database: whatever can happen next happens in an order that chance picks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.base.calendar import Calendar, in_vietnam
from domain.deadlines.lateness import watch, watch_at
from domain.dossier.journal import BrokenChain, Event
from domain.dossier.state import Dossier
from infra.payments.reconciler import PaymentReconciler
from tests.support.examples import COMMUNE, TUESDAY
from tests.workflows.bare_stage import BareStage
from tests.workflows.walks.moves import MOVES, Moves
from tests.workflows.walks.people import close_what_is_open, hear
from tests.workflows.walks.world import Dishonoured, World, demand

HASTE = (0, 0, 0, 1, 2, 4, 8)
"""After how many steps of the engine somebody does the next thing; 0 is once it can go no further."""
ROUNDS = 6
"""In which a machine has to come to rest."""


@dataclass
class Bare(World):
    """One walk in which nothing happens beside what the walk lets happen."""

    rig: BareStage

    @property
    def calendar(self) -> Calendar:
        """With every day off that was decreed in this walk."""
        return self.rig.engine.calendar_at(COMMUNE)

    async def opened(self) -> date:
        """Forget what other walks left, and begin on a Tuesday."""
        self.rig.clock.at = TUESDAY
        await self.rig.begin_anew(self.chance)
        return TUESDAY.date()

    async def dossiers(self, *, at_rest: bool = False) -> list[Dossier]:
        """Every dossier of the walk: the first, then its branches; people do not always wait for the engine."""
        await self._go_on(0 if at_rest else self.chance.choice(HASTE))
        found = list[Dossier]()
        for code in self.codes:  # which grows meanwhile
            found.append(await self.dossier(code))
            self.codes += [one.code for one in found[-1].branches.values() if one.code not in self.codes]
        return found

    async def _go_on(self, steps: int = 0) -> None:
        """Let the workflows do so many steps, or all that they can, and hear what machines tell them meanwhile."""
        await self.rig.workflows.settle(steps=steps)
        while not steps and any(owed.kind == "wake" for owed in self.rig.pushed):
            await self.rig.deliver()
            await self.rig.workflows.settle()

    def tick(self) -> None:
        """Let a second pass."""
        self.rig.clock.turn(timedelta(seconds=1))

    async def pass_time(self, by: timedelta) -> None:
        """Let time pass: from moment to moment, or at once, where nothing ran meanwhile; then machines do their rounds.

        Where nothing ran, a register that is down may stay down longer than is waited for it.
        """
        at_once, until = self.chance.random() < 0.3, self.now + by
        if not at_once or self.chance.random() < 0.5:
            self.rig.heal()
        self.waited += by
        self.tell(f"it is {by} later{', and nothing ran' if at_once else ''}")
        await self._go_on()
        while not at_once and (moment := self._next(until)) is not None:
            self.rig.clock.at = moment
            if self.chance.random() < 0.3:
                # Somebody does the next thing in the very moment in which something happens by itself.
                self.waited -= until - moment
                return
            await self._go_on()
            await self.rig.sweep()
            await self._go_on()
        self.rig.clock.at = until
        self.rig.heal()
        await self.dispatcher()
        await self.monitor()

    def _next(self, until: datetime) -> datetime | None:
        """The next moment at which something happens by itself."""
        moments = [*self.rig.workflows.moments(), *self.rig.engine.dues]
        return min((moment for moment in moments if self.now < moment <= until), default=None)

    async def dispatcher(self) -> None:
        """Let the dispatcher bring what is owed, sweep, and report, until nothing is left of it."""
        self.unheard.clear()
        self.rig.pushed.clear()
        for _ in range(ROUNDS):
            await self.rig.dispatch()
            await self._go_on()
            if not any(owed.kind != "notice" for owed in self.rig.engine.outbox.values()):
                return
        raise Dishonoured("the dispatcher finds no rest")

    async def monitor(self) -> None:
        """Let the monitor look until it finds nothing to do."""
        for dossier in await self.dossiers(at_rest=True):
            await self._look(dossier)
        self.looks.append(self.now)

    async def _look(self, dossier: Dossier) -> None:
        journal = self.rig.engine
        for _ in range(ROUNDS):
            calendar = journal.calendar_of(dossier)
            due = None if dossier.ended else watch_at(dossier, calendar)
            if due is None or due > self.now or not (entries := watch(dossier, self.now, calendar)):
                return
            await journal.advance(dossier.code, entries, dossier.seq)
            await self._go_on()
            dossier = await self.dossier(dossier.code)
        raise Dishonoured("the monitor finds no rest")

    async def settled(self) -> None:
        """After the end, let everybody hear of it, and the counters give back what they must."""
        await self.dispatcher()
        reconciler = PaymentReconciler(self.rig.engine, self.bank.gateway)
        for dossier in await self.dossiers(at_rest=True):
            for payment in dossier.payments:
                await reconciler.settle(dossier.code, payment)
        await close_what_is_open(self)

    async def kept(self, dossier: Dossier, events: Sequence[Event]) -> None:
        """See that the chain holds, and that no workflow outlives its dossier."""
        try:
            self.rig.engine.check(dossier.code)
        except (BrokenChain, AssertionError) as broken:
            raise Dishonoured(f"the chain is valid: {broken}") from broken
        demand(not self.rig.workflows.open(dossier.code), "a workflow ends with its dossier")


async def day_off(world: Bare) -> None:
    """Let a day be decreed on which nobody works."""
    after = in_vietnam(world.now).date() + timedelta(days=world.chance.randrange(8))
    day = world.calendar.next_working_day(after)
    world.tell(f"{day} becomes a day off")
    await world.rig.engine.decree(day, world.codes)
    for code in world.codes:
        await hear(world, code)


BARE: Moves[Bare] = {**MOVES, "a day off is decreed": (1, day_off)}
"""How often, and what, where nothing else lies beside a walk's own dossiers."""
