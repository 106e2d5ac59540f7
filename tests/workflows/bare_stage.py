"""A house of this process alone: journals in memory, workflows without an engine, activities as everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from random import Random
from typing import Self

from activities.agencies import Agencies
from activities.branches import Branches
from activities.contracts import ADVANCE, ASK, BRANCH, ISSUE, TELL, Advance, Ask, Branch, Issue, Tell
from activities.records import Records, Results
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import Event
from domain.dossier.messages import News, Start
from infra.facts.loading import load_offices
from infra.files.storage import Store
from infra.files.uploads import Uploads
from infra.journal.dispatcher import reported
from infra.journal.journal import Delivery
from tests.support.examples import CALENDARS, GROUNDS, LAWS, REGISTRY
from tests.support.ledger import Clock
from tests.support.memory import MemoryJournal
from tests.workflows.engineless import Engineless
from tests.workflows.outside import KNOWN, PlainPress, usual
from tests.workflows.stage import Stage
from workflows.catalogue import PROCEDURES
from workflows.vietnam.civil_status.birth_registration import BirthRegistration


class Papers(Uploads):
    """Papers of which nothing is looked at but their names."""

    async def content(self, code: str, digest: str, reader: Actor) -> bytes:
        """Some bytes."""
        return digest.encode()


@dataclass(repr=False, kw_only=True)
class BareStage(Stage):
    """One journal for people and engine, and workflows that go on when they are told to."""

    api: MemoryJournal
    engine: MemoryJournal
    workflows: Engineless

    @classmethod
    def of(cls, kind: type[MemoryJournal] = MemoryJournal) -> Self:
        """A house in which nothing was filed yet, with a journal of a kind."""
        clock, pushed = Clock(), list[Delivery]()
        journal = kind(CALENDARS, LAWS, REGISTRY, clock=clock, push=pushed.extend)
        press, store = PlainPress(), Store.from_url("memory:///")
        uploads, offices = Papers(journal.database, store, 0), load_offices()
        results = Results(journal, press, store, offices, stand_in=True, uploads=uploads)
        branches = Branches(journal, offices, KNOWN)
        stage = cls(
            api=journal, engine=journal, clock=clock, pushed=pushed, press=press, **usual(), workflows=Engineless()
        )
        agencies = Agencies(journal, stage.registers, lambda: clock().timestamp(), grounds=GROUNDS)
        stage.workflows.carries(
            {procedure.code: procedure for procedure in PROCEDURES},
            {
                ADVANCE: (Records(journal).advance, Advance),
                ASK: (agencies.ask, Ask),
                TELL: (agencies.tell, Tell),
                ISSUE: (results.issue, Issue),
                BRANCH: (branches.open, Branch),
            },
        )
        return stage

    async def begin_anew(self, chance: Random) -> None:
        """Forget everything: another walk begins."""
        self.engine.forget()
        await self.workflows.begin_anew(self.clock, chance)

    def heal(self) -> None:
        """Let every register answer again, also those who asked before."""
        super().heal()
        self.workflows.hurry()

    def let_sleep(self, after: float) -> None:
        """Let what begins from now on fall asleep after so many seconds; 0 is never."""
        self.sleeps_after = after

    async def deliver(self) -> None:
        """Bring what people did to the workflows."""
        owed, self.pushed[:] = list(self.pushed), []
        for delivery in owed:
            if delivery.kind == "wake":
                await self.wake(delivery.dossier, *delivery.events, procedure=delivery.topic)
                self.engine.outbox.pop(delivery.id, None)

    async def wake(self, code: str, *events: Event, procedure: str = BirthRegistration.code) -> None:
        """Wake as the sweep does, or bring events once more."""
        start = Start(code=code, sleeps_after=self.sleeps_after)
        ended = (await self.engine.dossier(code, ENGINE)).ended
        self.workflows.news(code, procedure, News(events=list(events)), start, ended=ended)

    async def lose(self, code: str) -> bool:
        """Let a dossier's workflow be gone; False where none is open."""
        if not self.workflows.open(code):
            return False
        await self.workflows.lose(code)
        return True

    async def entered(self, papers: Sequence[tuple[str, bytes]]) -> list[dict[str, str]]:
        """Name papers by kind as a filing does; they lie nowhere."""
        return [{"kind": kind, "sha256": sha256(content).hexdigest()} for kind, content in papers]

    async def dispatch(self) -> None:
        """Bring what is owed, tell parents how their branches ended, and wake what has been owed a step too long."""
        for number, owed in sorted(self.engine.outbox.items()):
            if owed.kind == "wake":
                await self.wake(owed.dossier, *owed.events, procedure=owed.topic)
            elif owed.kind == "report":
                await reported(self.engine, owed.dossier)
            del self.engine.outbox[number]
        await self.sweep()

    async def sweep(self) -> None:
        """Wake every dossier that the engine has owed a step until now."""
        for code in self.engine.overdue(self.clock()):
            self.engine.put_off(code, self.clock() + timedelta(seconds=10))
            await self.wake(code, procedure=(await self.engine.dossier(code, ENGINE)).procedure)
