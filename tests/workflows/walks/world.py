"""One application with all that branches off it, the machines that look after it, its clock, and its story."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from domain.base.calendar import VIETNAM, Calendar, in_vietnam
from domain.base.law import Channel
from domain.base.refusals import Refusal
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Event, form_of
from domain.dossier.state import Dossier
from tests.support.declared import story
from tests.support.examples import FATHER, MOTHER_NUMBER
from tests.workflows.stage import Stage
from tests.workflows.walks.answers import know
from tests.workflows.walks.bank import Bank
from tests.workflows.walks.corrections import put_right
from tests.workflows.walks.forms import FORMS
from workflows.catalogue import PROCEDURES
from workflows.engine.forms import Filing
from workflows.engine.procedure import Procedure

DROWSY = 600
"""Seconds after which workflows fall asleep in the walks in which they do."""
NOTHING = timedelta()
WIDE = 220
"""Letters of a line of a story."""


class Dishonoured(AssertionError):
    """A property that does not hold, and the story of how it came so."""


def demand(holds: bool, what: str) -> None:
    """See that something holds, or say what does not."""
    if not holds:
        raise Dishonoured(what)


@dataclass
class World(ABC):
    """One walk, whatever keeps its dossiers and runs their workflows."""

    rig: Stage
    bank: Bank
    chance: Random
    codes: list[str] = field(default_factory=list)
    form: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    """What registers know that is not usual, by the kind of question."""
    folded: dict[str, Dossier] = field(default_factory=dict)
    """Every dossier as this walk folded it, event by event."""
    cases: dict[str, str] = field(default_factory=dict)
    """As which case each was filed."""
    looks: list[datetime] = field(default_factory=list)
    """When the monitor had looked."""
    waited: timedelta = NOTHING
    taken: int = 0
    """Steps that were taken."""
    deaf: int = 0
    """How often the engine will not hear at once of what people do."""
    unheard: set[str] = field(default_factory=set)
    """The dossiers of which the engine has not heard the latest: it does nothing for them."""

    async def begin(self, procedure: type[Procedure[Any]], *, reviewed: bool | None = None) -> None:
        """File one of the procedure's forms at nine on a working day, from home or at the counter.

        It is ``reviewed`` where the office has units; by chance, where nothing is said.
        """
        day = await self.opened()
        clock = self.rig.clock
        clock.turn(datetime.combine(day, time(9), VIETNAM) - clock())
        self.rig.heal()
        self.rig.pushed.clear()
        self.rig.let_sleep(sleeps_after := self.chance.choice([0, DROWSY]))
        await self.bank.heal()
        self.bank.clock, self.bank.bag = clock, []
        forms = FORMS[procedure](day)
        self.form = forms[self.chance.choice([0, 0, self.chance.randrange(len(forms))])]
        self.known = know(self.rig, self.chance, day)
        channel, owner = self.chance.choice([*Channel]), self.chance.choice(["", "", "", FATHER.id])
        reviewed = self.chance.random() < 0.3 if reviewed is None else reviewed
        self.codes = [await self.rig.apply(procedure, self.form, channel=channel, owner=owner, reviewed=reviewed)]
        if reviewed:
            self.tell("the head of a unit reviews it")
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
        return self.rig.clock()

    def tick(self) -> None:  # noqa: B027 - where time passes by itself there is nothing to do
        """Let a moment pass between one act and the next."""

    def tell(self, line: str) -> None:
        """Go on with the story."""
        self.lines.append(f"{in_vietnam(self.now):%d %b %H:%M} {line}")

    def refused(self, refusal: Refusal) -> None:
        """Tell that somebody was told no, and see that they were told why."""
        self.lines.append(f"{'':12} refused, {type(refusal).__name__}: {refusal.en}")
        demand(bool(refusal.vi.strip() and refusal.en.strip()), "every refusal has a reason")

    @abstractmethod
    async def opened(self) -> date:
        """Let nothing of another walk be looked after in this one, and give the working day on which it begins."""

    @property
    @abstractmethod
    def calendar(self) -> Calendar:
        """By which the time of its dossiers counts."""

    @abstractmethod
    async def dossiers(self, *, at_rest: bool = False) -> list[Dossier]:
        """Every dossier of the walk: the first, then its branches; ``at_rest``, once the engine did what it can."""

    @abstractmethod
    async def pass_time(self, by: timedelta) -> None:
        """Let time pass for the journal and for every workflow, and the machines do their rounds."""

    @abstractmethod
    async def dispatcher(self) -> None:
        """Let the dispatcher bring what is owed, sweep, and report."""

    @abstractmethod
    async def monitor(self) -> None:
        """Let the monitor look until it finds nothing to do."""

    @abstractmethod
    async def kept(self, dossier: Dossier, events: Sequence[Event]) -> None:
        """See that whatever keeps a dossier keeps what its journal says."""

    async def dossier(self, code: str) -> Dossier:
        """One of them as it stands now."""
        return await self.rig.engine.dossier(code, ENGINE)

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
