"""An engine whose time is set, a real journal, and an outside world that does as a test wants."""

import asyncio
import secrets
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from temporalio.client import (
    Client,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowQueryFailedError,
)
from temporalio.exceptions import TerminatedError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner
from temporalio.worker.workflow_sandbox._importer import Importer
from temporalio.worker.workflow_sandbox._restrictions import RestrictionContext
from temporalio.worker.workflow_sandbox._runner import _Instance
from temporalio.workflow import _Definition

from activities.agencies import Agencies
from activities.branches import Branches
from activities.records import Records, Results
from activities.signing import Signing
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import Entry, Event
from domain.dossier.state import Dossier
from domain.tasks.model import AGREE, Task
from infra.crypto.keys import DataKey
from infra.db.database import Database
from infra.engine.runs import newest_run
from infra.engine.temporal import ENGINE as UNGUARDED
from infra.engine.temporal import sandbox, serving
from infra.facts.loading import load_offices
from infra.files.storage import Store
from infra.files.uploads import Uploads
from infra.files.vault import Vault
from infra.journal.dispatcher import Deliverer, OutboxDispatcher
from infra.journal.journal import Delivery, Journal, Rest, utc_now
from infra.runtime.settings import Limit, Settings
from infra.signing.csc import SigningService
from tests.support.examples import (
    CALENDARS,
    DESK,
    GROUNDS,
    LAWS,
    LEADER,
    MOTHER,
    REGISTRAR,
    REGISTRY,
)
from tests.support.journals import RECORDS, keep
from tests.support.keys import keyring
from tests.support.ledger import Clock, Ledger, Pooled, Urls, open_ledger
from tests.workflows.outside import KNOWN, PlainPress, usual
from tests.workflows.stage import Stage
from workflows.catalogue import PROCEDURES
from workflows.vietnam.civil_status.birth_registration import BirthRegistration

After = Callable[[str, int], Awaitable[object]]
"""What happens when a commit brought a dossier to this event."""


TRIED: set[type] = set()
"""The procedures that loaded under guard."""
LOADED: dict[str, Importer] = {}
"""What holds them, by the file of each."""
PATIENCE = 120
"""Seconds after which what was waited for will never come, however busy the machine is."""


class Ticking(Clock):
    """This machine's clock, and what a test adds to it."""

    def __init__(self) -> None:
        super().__init__(utc_now())
        self._began = self.at

    def __call__(self) -> Any:
        """Tell the time."""
        return utc_now() + (self.at - self._began)


class Watched(Journal):
    """The engine's journal; a test may let something happen between a commit and its answer."""

    after: After | None = None

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, CALENDARS, LAWS, REGISTRY, clock=clock, push=lambda _: self.announce())
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


class OfThread(threading.local, RestrictionContext):
    """What is forbidden just now: more while a workflow runs in this thread than while its procedure is loaded."""


class Guarded(_Instance):
    """One workflow of a procedure that was loaded under guard once, for all in this process.

    Installations share what a procedure's file holds as well; only to load it anew for each dossier cost a sixth.
    """

    def _create_instance(self) -> None:
        module = self._workflow_module_name()
        if module not in LOADED:
            LOADED[module] = Importer(self.importer.restrictions, OfThread(), workflow_module_name=module)
        self.importer = LOADED[module]
        super()._create_instance()


class Guard(SandboxedWorkflowRunner):
    """Guards our procedures too, and tries to load each once in a process, where a worker would whenever it starts."""

    def prepare_workflow(self, defn: _Definition) -> None:
        if defn.cls not in TRIED:
            super().prepare_workflow(defn)
            TRIED.add(defn.cls)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return Guarded(det, self.runner_class, self.restrictions)


TURNS = 4
"""So often a workflow is asked again whose turn took too long."""


@dataclass(repr=False, kw_only=True)
class Rig(Stage):
    """Everything a dossier needs to go on: an engine, a worker, a database."""

    env: WorkflowEnvironment
    ledger: Ledger
    engine: Watched
    queue: str
    deliverer: Deliverer
    store: Store
    serves: Callable[[Client, Settings, Sequence[type]], AbstractAsyncContextManager[None]] = field(init=False)

    def __repr__(self) -> str:
        """Be short, where a failed test shows what it was given."""
        return "Rig"

    def handle(self, code: str) -> WorkflowHandle[Any, Any]:
        """Of the dossier's workflow."""
        return self.env.client.get_workflow_handle(code)

    def let_sleep(self, after: float) -> None:
        """Let what begins from now on fall asleep after so many seconds; 0 is never."""
        self.sleeps_after = after
        self.deliverer = Deliverer(self.env.client, self.queue, self.engine.database, after)

    async def lose(self, code: str) -> bool:
        """Let a dossier's workflow be gone; False where none is open."""
        try:
            await self.handle(code).terminate("lost")
        except RPCError:
            return False
        return True

    @asynccontextmanager
    async def other_code(self, *procedures: type) -> AsyncIterator[None]:
        """Let workers of another build begin what is woken meanwhile."""
        settings, before = Settings(task_queue=f"test-{secrets.token_hex(4)}"), self.deliverer
        self.deliverer = Deliverer(self.env.client, settings.task_queue, self.engine.database)
        async with self.serves(self.env.client, settings, procedures):
            yield
        self.deliverer = before

    async def file(self, applicant: Actor = MOTHER, **changes: Any) -> str:
        """File, and wake the workflow."""
        code = await self.ledger.file(applicant, **changes)
        await self.deliver()
        return code

    async def entered(self, papers: Sequence[tuple[str, bytes]]) -> list[dict[str, str]]:
        """Upload papers, and name them by kind as a filing does."""
        uploads = Uploads(self.engine.database, self.store, 0)
        entered = [
            (kind, await uploads.enter("ban-chup.pdf", "application/pdf", content, MOTHER.id, MOTHER))
            for kind, content in papers
        ]
        return [{"kind": kind, "sha256": paper.sha256} for kind, paper in entered]

    async def supply(
        self, code: str, papers: Sequence[tuple[str, bytes]] = (), form: dict[str, Any] | None = None
    ) -> Dossier:
        """Bring what was asked for: papers, the form as it should be, or both."""
        kept = await self.entered(papers)
        said = {"documents": kept} | ({"form": form} if form else {})
        digests = tuple(paper["sha256"] for paper in kept)
        return await self.do(code, "supply", acts.Supplied(task="", documents=digests, personal=said), MOTHER)

    async def deliver(self) -> None:
        """Bring what people did to the workflows."""
        owed, self.pushed[:] = list(self.pushed), []
        await self.deliverer.wake_all(delivery for delivery in owed if delivery.kind == "wake")

    async def wake(self, code: str, *events: Event, procedure: str = BirthRegistration.code) -> None:
        """Wake as the sweep does, or bring events once more."""
        assert await self.deliverer.wake(Delivery(0, "wake", code, 0, procedure, {}, events))

    async def branch(self, code: str, step: str) -> str:
        """Give the code of a branch, once it is there, and wake its workflow as the dispatcher does."""
        dossier = await self.until(code, lambda d: step in d.branches)
        branch = dossier.branches[step]
        await self.wake(branch.code, procedure=branch.procedure)
        return branch.code

    async def report(self, code: str) -> None:
        """Let the dispatcher tell a dossier how its branches ended."""
        await self.ledger.rows(
            "UPDATE outbox SET due_at = now() WHERE kind = 'report'"
        )  # whatever the clock was set to
        await OutboxDispatcher(self.engine, self.deliverer).report()
        dossier = await self.engine.dossier(code, ENGINE)
        await self.wake(code, procedure=dossier.procedure)

    async def until(self, code: str, true: Callable[[Dossier], bool]) -> Dossier:
        """Look at the dossier whenever something was appended or asked, until it is as wanted."""
        async with asyncio.timeout(PATIENCE):
            while True:
                moved = self.engine.moved
                if true(dossier := await self.engine.dossier(code, ENGINE)):
                    return dossier
                await moved.wait()

    async def task(self, code: str, kind: str, about: str = "") -> Task:
        """Give the open task of this kind, once it is there; of several, the one about this."""

        def wanted(dossier: Dossier) -> Iterator[Task]:
            return (task for task in dossier.open_tasks if task.kind == kind and about in ("", task.about))

        dossier = await self.until(code, lambda d: d.ended or any(wanted(d)))
        if RECORDS:
            keep(code, kind, (await self.engine.events(code, ENGINE))[: dossier.seq])
        return next(wanted(dossier))

    async def do(
        self, code: str, kind: str, act: acts.TaskAct, actor: Actor, *, delivers: bool = True, about: str = ""
    ) -> Dossier:
        """Close a task as a person; the workflow hears of it unless told otherwise."""
        task = await self.task(code, kind, about)
        entry = Entry.model_validate(
            {
                "key": f"{task.step}/{act.type}" + (f"/{task.anew}" if task.anew else ""),
                "act": act.model_copy(update={"task": task.id}),
            }
        )
        dossier = await self.ledger.api.act(code, entry, actor)
        if delivers:
            await self.deliver()
        return dossier

    async def sweep(self, code: str) -> None:
        """Let the sweep find that the engine owes this dossier a step, and none of those that other tests left."""
        await self.ledger.rows("UPDATE dossiers SET engine_due = NULL WHERE code <> :code", code=code)
        await self.ledger.rows("UPDATE dossiers SET engine_due = now() WHERE code = :code", code=code)
        assert await OutboxDispatcher(self.engine, self.deliverer).sweep() == 1

    async def withdraw(self, code: str) -> None:
        """Take it back as the applicant."""
        await self.ledger.act(code, acts.Withdrawn(reason="Đổi ý"), MOTHER)
        await self.deliver()

    async def skip(self, code: str, by: timedelta) -> None:
        """Let time pass for the dossier and for the journal."""
        self.ledger.clock.turn(by)
        if await self._is_open(code):
            await self.env.fast_forward(self.handle(code), by)

    async def types(self, code: str) -> list[str]:
        """Name what happened, in order; the chain must hold."""
        return [row["act"]["type"] for row in await self.ledger.whole(code)]

    async def adopted(self, code: str) -> list[tuple[int, str]]:
        """What the workflow follows."""
        for _ in range(TURNS):
            # On a busy machine a turn may take longer than a worker, or the engine, allows.
            with suppress(WorkflowQueryFailedError, RPCError):
                return await self._adopted(code)
        return await self._adopted(code)

    async def _adopted(self, code: str) -> list[tuple[int, str]]:
        adopted: list[tuple[int, str]] = await self.handle(code).query("adopted", result_type=list[tuple[int, str]])
        return adopted

    async def _ran_out(self, code: str) -> bool:
        """Wait for the end of the present run; False when there is none, or a test took it away."""
        try:
            await self.handle(code).result()
        except WorkflowFailureError as failure:
            if not isinstance(failure.cause, TerminatedError):
                raise
            return False
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False
        return True

    async def ended(self, code: str) -> list[dict[str, Any]]:
        """Wait for the dossier's end and its workflow's, and see that it followed the journal.

        It did to its last event, where it was awake; nobody begins one to tell it of an end.
        """
        async with asyncio.timeout(PATIENCE):
            while not (awake := await self._ran_out(code)):
                if (await self.engine.dossier(code, ENGINE)).ended and not await self._is_open(code):
                    break
                await asyncio.sleep(0.01)  # a test may have taken this run away, so that another follows
        rows = await self.ledger.whole(code)
        if RECORDS:
            keep(code, "ended", await self.engine.events(code, ENGINE))
        told = [(row["seq"], row["hash"]) for row in rows]
        if awake:
            heard = await self.adopted(code)
            assert heard == (told[: len(heard)] if self.sleeps_after else told)
        return rows

    async def _is_open(self, code: str) -> bool:
        run = await newest_run(self.env.client, code)
        return run is not None and run.going


ACCEPT, VERIFIED = acts.Accepted(task=""), acts.Done(task="", decision="confirm")
AGREED, APPROVED = acts.Confirmed(task=""), acts.Approved(task="", personal={"name": "Lê Văn Chủ"})
REVIEWED = acts.Done(task="", decision=AGREE)
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
async def open_rig(
    env: WorkflowEnvironment,
    urls: Urls,
    press: PlainPress | None = None,
    service: SigningService | None = None,
    kind: type[DataKey] = DataKey,
    **limits: Limit,
) -> AsyncIterator[Rig]:
    """A worker on a queue of its own, with everything around it."""
    settings = Settings(task_queue=f"test-{secrets.token_hex(4)}", register_limits=limits)
    clock = Ticking()
    async with open_ledger(urls, clock, kind) as ledger:
        database = Pooled(urls, urls.engine, keyring(kind))
        engine = Watched(database, clock)
        rig = Rig(
            env=env,
            ledger=ledger,
            api=ledger.api,
            engine=engine,
            clock=clock,
            pushed=ledger.pushed,
            queue=settings.task_queue,
            deliverer=Deliverer(env.client, settings.task_queue, engine.database),
            **usual(engine.announce),
            press=press or PlainPress(),
            store=Vault(Store.from_url("memory:///"), database),
        )
        signing = Signing(rig.engine, rig.press, rig.store, service) if service else None
        results = Results(rig.engine, rig.press, rig.store, load_offices(), stand_in=True, signing=signing)
        agencies = Agencies(rig.engine, rig.registers, lambda: clock().timestamp(), grounds=GROUNDS)
        branches = Branches(rig.engine, load_offices(), KNOWN)
        work, outside = [Records(rig.engine).advance, results.issue, branches.open], [agencies.ask, agencies.tell]
        rig.serves = lambda client, settings, procedures: serving(
            client, settings, procedures, work, outside, Guard(sandbox(UNGUARDED).restrictions)
        )
        async with rig.serves(env.client, settings, PROCEDURES):
            yield rig
