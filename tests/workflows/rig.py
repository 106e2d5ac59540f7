"""An engine whose time is set, a real journal, and an outside world that does as a test wants."""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from temporalio import activity
from temporalio.client import WorkflowFailureError, WorkflowHandle
from temporalio.exceptions import TerminatedError
from temporalio.testing import WorkflowEnvironment

from activities.agencies import Agencies, Connector, Envelope
from activities.branches import Branches
from activities.records import Records, Results
from domain import acts
from domain.acts import ENGINE, Actor
from domain.dossier import Dossier, Task
from domain.journal import Entry, Event
from domain.law import Channel
from domain.queries.civil_status import Marriage, RegisterEntry
from domain.queries.population import Person, PersonalNumber
from domain.queries.residence import RESIDENCE, Dwelling, Registered
from domain.registers import CIVIL_STATUS, POPULATION, Answer, Query
from infra.blind_index import BlindIndex
from infra.database import Database
from infra.facts import load_offices
from infra.journal import Delivery, Journal, Rest, utc_now
from infra.press import Press
from infra.relay import Deliverer, Relay
from infra.settings import Settings
from infra.storage import Store
from infra.temporal import ENGINE as UNGUARDED
from infra.temporal import worker
from tests.examples import (
    CALENDAR,
    COMMUNE,
    DESK,
    FATHER,
    FATHER_NUMBER,
    LAWS,
    LEADER,
    MOTHER,
    MOTHER_NUMBER,
    REGISTRAR,
    filed,
    personal,
)
from tests.ledger import Clock, Ledger, Urls, open_ledger, prefix
from workflows.catalogue import PROCEDURES
from workflows.civil_status.birth_registration import BirthRegistration
from workflows.procedure import Procedure

After = Callable[[str, int], Awaitable[object]]
"""What happens when a commit brought a dossier to this event."""
PERSON = Person(
    number=MOTHER_NUMBER,
    full_name="Tạ Kiều Oanh",
    born=date(1996, 4, 2),
    sex="female",
    ethnicity="Kinh",
    nationality="Việt Nam",
    residence="tỉnh Hưng Yên",
    commune=COMMUNE,
    place_of_origin="tỉnh Hưng Yên",
)
MARRIAGE = Marriage(
    certificate="12/2020", registered_on=date(2020, 5, 1), registered_at="Phường Phố Hiến", in_force=True
)


CITIZENS = {MOTHER_NUMBER: MOTHER, FATHER_NUMBER: FATHER}


class Ticking(Clock):
    """This machine's clock, and what a test adds to it."""

    def __init__(self) -> None:
        super().__init__(utc_now())
        self._began = self.at

    def __call__(self) -> Any:
        """Tell the time."""
        return utc_now() + (self.at - self._began)


class Register(Connector):
    """A register that answers, keeps silent or refuses; it counts what it is asked."""

    def __init__(self, tell: Callable[[], None], **answers: Answer | None) -> None:
        self.tell = tell
        self.answers = answers
        self.asked: Counter[str] = Counter()
        self.faults: dict[str, Exception] = {}

    async def answer(self, query: Query[Any], envelope: Envelope) -> Answer | None:
        """Answer, or fail as told; a try again by Temporal itself counts as the same question."""
        self.asked[envelope.message] += activity.info().attempt == 1
        self.tell()
        if fault := self.faults.get(query.kind):
            raise fault
        return self.answers[query.kind]


class PlainPress(Press):
    """A press that sets type and leaves the seal to others."""

    def __init__(self) -> None:
        self.printed: list[dict[str, Any]] = []

    async def issue(self, template: str, context: Any, **order: Any) -> bytes:
        """Print."""
        self.printed.append(dict(context))
        return f"%PDF {template} {context['number']} {secrets.token_hex(4)}".encode()


class Watched(Journal):
    """The engine's journal; a test may let something happen between a commit and its answer."""

    after: After | None = None

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, CALENDAR, LAWS, clock=clock, knock=lambda _: self.announce())
        self.moved = asyncio.Event()

    def announce(self) -> None:
        """Let whoever waits look again."""
        moved, self.moved = self.moved, asyncio.Event()
        moved.set()

    async def advance(
        self, code: str, entries: Any, since: int, rest: Rest | None = None, latest: int = 0
    ) -> list[Event]:
        """Append, and let it happen."""
        events = await super().advance(code, entries, since, rest, latest)
        if self.after and events:
            await self.after(code, events[-1].seq)
        return events


@dataclass
class Rig:
    """Everything a dossier needs to go on."""

    env: WorkflowEnvironment
    ledger: Ledger
    engine: Watched
    deliverer: Deliverer
    population: Register
    civil_status: Register
    residence: Register
    press: PlainPress
    store: Store

    def handle(self, code: str) -> WorkflowHandle[Any, Any]:
        """Of the dossier's workflow."""
        return self.env.client.get_workflow_handle(code)

    async def file(self, applicant: Actor = MOTHER, **changes: Any) -> str:
        """File, and wake the workflow."""
        code = await self.ledger.file(applicant, **changes)
        await self.deliver()
        return code

    async def apply(
        self, procedure: type[Procedure[Any]], form: dict[str, Any], *, channel: Channel = Channel.ONLINE
    ) -> str:
        """File what a procedure declares, as the front door would, and wake the workflow."""
        declared = procedure.form.model_validate(form)
        act = filed(
            procedure=procedure.code,
            channel=channel,
            receiving=declared.competent,
            competent=declared.competent,
            consents=tuple(
                acts.Consent(person=CITIZENS[number].id, part=part)
                for number, part in declared.consents.items()
                if CITIZENS[number] != MOTHER
            ),
            parties=(MOTHER.id,),
            case=declared.case,
            units=declared.units,
            rules=LAWS.in_force(procedure.code, self.ledger.clock().date()),
            personal=personal(form=declared.model_dump(mode="json")),
        )
        _, code = await self.ledger.api.file(prefix(), act, MOTHER, secrets.token_hex(8), "body")
        await self.deliver()
        return code

    async def deliver(self) -> None:
        """Bring what people did to the workflows."""
        owed, self.ledger.knocked[:] = list(self.ledger.knocked), []
        await self.deliverer.wake_all(delivery for delivery in owed if delivery.kind == "wake")

    async def wake(self, code: str, *events: Event, procedure: str = BirthRegistration.code) -> None:
        """Wake as the sweep does, or bring events once more."""
        assert await self.deliverer.wake(Delivery(0, "wake", code, 0, procedure, {}, events))

    async def branch(self, code: str, step: str) -> str:
        """Give the code of a branch, once it is there, and wake its workflow as the relay does."""
        dossier = await self.until(code, lambda d: step in d.branches)
        branch = dossier.branches[step]
        await self.wake(branch.code, procedure=branch.procedure)
        return branch.code

    async def report(self, code: str) -> None:
        """Let the relay tell a dossier how its branches ended."""
        await Relay(self.engine, self.deliverer, interval=1).report()
        dossier = await self.engine.dossier(code, ENGINE)
        await self.wake(code, procedure=dossier.procedure)

    async def until(self, code: str, true: Callable[[Dossier], bool]) -> Dossier:
        """Look at the dossier whenever something was appended or asked, until it is as wanted."""
        async with asyncio.timeout(20):
            while True:
                moved = self.engine.moved
                if true(dossier := await self.engine.dossier(code, ENGINE)):
                    return dossier
                await moved.wait()

    async def task(self, code: str, kind: str) -> Task:
        """Give the open task of this kind, once it is there."""
        dossier = await self.until(code, lambda d: d.ended or any(task.kind == kind for task in d.open_tasks))
        return next(task for task in dossier.open_tasks if task.kind == kind)

    async def do(self, code: str, kind: str, act: acts.TaskAct, actor: Actor, *, delivers: bool = True) -> Dossier:
        """Close a task as a person; the workflow hears of it unless told otherwise."""
        task = await self.task(code, kind)
        entry = Entry.model_validate(
            {"key": f"{task.step}/{act.type}", "act": act.model_copy(update={"task": task.id})}
        )
        dossier = await self.ledger.api.act(code, entry, actor)
        if delivers:
            await self.deliver()
        return dossier

    async def withdraw(self, code: str) -> None:
        """Take it back as the applicant."""
        await self.ledger.act(code, acts.Withdrawn(reason="Đổi ý"), MOTHER)
        await self.deliver()

    async def skip(self, code: str, by: timedelta) -> None:
        """Let time pass for the dossier and for the journal."""
        self.ledger.clock.turn(by)
        await self.env.fast_forward(self.handle(code), by)

    async def types(self, code: str) -> list[str]:
        """Name what happened, in order; the chain must hold."""
        return [row["act"]["type"] for row in await self.ledger.whole(code)]

    async def adopted(self, code: str) -> list[tuple[int, str]]:
        """What the workflow follows."""
        adopted: list[tuple[int, str]] = await self.handle(code).query("adopted", result_type=list[tuple[int, str]])
        return adopted

    async def _ran_out(self, code: str) -> bool:
        """Wait for the end of the present run; False when a test terminated it, so that another follows."""
        try:
            await self.handle(code).result()
        except WorkflowFailureError as failure:
            if not isinstance(failure.cause, TerminatedError):
                raise
            return False
        return True

    async def ended(self, code: str) -> list[dict[str, Any]]:
        """Wait for the workflow's end, and see that it followed the journal to its last event."""
        async with asyncio.timeout(20):
            while not await self._ran_out(code):  # noqa: ASYNC110 - a test may take this run away meanwhile
                await asyncio.sleep(0.01)
        rows = await self.ledger.whole(code)
        assert await self.adopted(code) == [(row["seq"], row["hash"]) for row in rows]
        return rows


ACCEPT, VERIFIED = acts.Accepted(task=""), acts.Done(task="", decision="confirm")
AGREED, APPROVED = acts.Confirmed(task=""), acts.Approved(task="", personal={"name": "Lê Văn Chủ"})
HANDED = acts.HandedOver(task="")
BIRTH: tuple[tuple[str, acts.TaskAct, Actor], ...] = (
    ("receive", ACCEPT, DESK),
    ("verify", VERIFIED, REGISTRAR),
    ("confirm", AGREED, MOTHER),
    ("approve", APPROVED, LEADER),
    ("hand_over", HANDED, DESK),
)


async def go_on(rig: Rig, code: str, *kinds: str) -> None:
    """Let people do these tasks, or all of a birth, each as it comes."""
    for kind, act, actor in BIRTH:
        if not kinds or kind in kinds:
            await rig.do(code, kind, act, actor)


async def born(rig: Rig) -> list[dict[str, Any]]:
    """Register a birth without any trouble."""
    code = await rig.file()
    await go_on(rig, code)
    return await rig.ended(code)


@asynccontextmanager
async def open_rig(env: WorkflowEnvironment, urls: Urls) -> AsyncIterator[Rig]:
    """A worker on a queue of its own, with everything around it."""
    settings = Settings(task_queue=f"test-{secrets.token_hex(4)}")
    clock = Ticking()
    async with open_ledger(urls, clock) as ledger:
        database = Database(urls.engine, 10)
        engine = Watched(database, clock)
        rig = Rig(
            env=env,
            ledger=ledger,
            engine=engine,
            deliverer=Deliverer(env.client, settings.task_queue),
            population=Register(
                engine.announce, person_by_number=PERSON, grant_number=PersonalNumber(number="033326000011")
            ),
            civil_status=Register(
                engine.announce,
                marriage_of=MARRIAGE,
                birth_entry=RegisterEntry(entry=7, volume="01/2026", registered_on=date(2026, 11, 17)),
            ),
            residence=Register(
                engine.announce,
                dwelling_at=Dwelling(owners=(FATHER_NUMBER,)),
                residence_registration=Registered(
                    notice="00012/2026/TB-CT", household="11953000012", registered_on=date(2026, 11, 17)
                ),
            ),
            press=PlainPress(),
            store=Store.from_url("memory:///"),
        )
        registers = {POPULATION: rig.population, CIVIL_STATUS: rig.civil_status, RESIDENCE: rig.residence}
        results = Results(rig.engine, rig.press, rig.store, load_offices(), stand_in=True)
        agencies = Agencies(rig.engine, registers)
        branches = Branches(rig.engine, load_offices(), BlindIndex("ab" * 32))
        work = [Records(rig.engine).advance, agencies.ask, agencies.tell, results.issue, branches.open]
        async with worker(env.client, settings, list(PROCEDURES), work, UNGUARDED):
            yield rig
        await database.close()
