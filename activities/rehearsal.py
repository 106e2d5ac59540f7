"""Walks a dossier's journal with the code at hand, without any effect: would this code have asked for the same?

The code runs on a task queue of its own, where the journal is all there is: what is recorded is adopted, the first
thing that is not recorded ends the walk, and no agency hears of it.
"""

import asyncio
import inspect
import secrets
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from temporalio import activity, workflow
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WorkflowHandle, WorkflowQueryFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    Worker,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from activities.contracts import ADVANCE, Advance
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.dossier.messages import News, Start
from domain.tasks.model import COMPARE, CONSENT, GIVE_BACK, LATE, PAID_THERE, PROPOSED_RECALL, RECALLED_PAPER, RECONCILE
from infra.engine.temporal import sandbox

OTHERS = (CONSENT, LATE, GIVE_BACK, RECONCILE, PAID_THERE, COMPARE, RECALLED_PAPER, PROPOSED_RECALL)
"""Tasks that the filing, the monitor, the reconciler, late answers, recalls and cleaning open, or may."""
STEPS = (acts.Answered, acts.CaseChanged, acts.BranchOpened, acts.Issued, acts.Stopped)
"""What a procedure records under the name of its own step, beside tasks."""
ANSWERS_WITHIN = timedelta(seconds=20)
STEPS_AT_ONCE = 4
"""So few that each is done within the two seconds after which Temporal calls it stuck: they share one interpreter."""
KIT = "workflows.engine."
"""What all procedures share: a step is told by the procedure's line that asked for it, not by ours."""


class Watch:
    """Notes what steps each workflow asked for, and where in its procedure the last."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self.asked: dict[str, list[str]] = {}

    def __call__(self, name: str, step: str) -> None:
        """Note the step, and the line of the procedure that asks."""
        self.asked.setdefault(name, []).append(step)
        frame = inspect.currentframe()
        while frame and (frame.f_globals["__name__"].startswith(KIT) or frame.f_code is self.__call__.__code__):
            frame = frame.f_back
        file = Path(frame.f_code.co_filename).name if frame else ""
        inside = frame is not None and "workflows" in frame.f_code.co_filename
        self.places[name] = f"{file}:{frame.f_lineno}, step “{step}”" if frame and inside else f"step “{step}”"

    def forget(self, name: str) -> None:
        """Keep nothing of a workflow that is over."""
        self.places.pop(name, None)
        self.asked.pop(name, None)


class Watching(Interceptor):
    """Lets somebody hear of every step that the workflows of one worker ask for."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def workflow_interceptor_class(self, _: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        """What tells each workflow, as it begins, who listens."""
        watch = self._watch

        class Watched(WorkflowInboundInterceptor):
            async def execute_workflow(self, begins: ExecuteWorkflowInput) -> Any:
                workflow.instance().walk.watcher = watch
                return await super().execute_workflow(begins)

        return Watched


@dataclass(frozen=True)
class Walk:
    """What a code asked for when it walked a dossier's journal."""

    dossier: str
    place: str = ""
    """The line of the procedure to which it came."""
    passed_over: tuple[str, ...] = ()
    """Steps that the journal holds and the code did not ask for."""
    next: tuple[str, ...] = ()
    """Steps that it asked for and the journal does not hold: where the dossier would go on."""
    failed: str = ""
    """Why it could not walk at all."""

    @property
    def holds(self) -> bool:
        """Whether the dossier can go on with this code."""
        return not self.passed_over and not self.failed

    @property
    def why(self) -> str:
        """Say what the code would have done otherwise."""
        if self.failed:
            return self.failed
        asked = f"asks for “{self.next[0]}”" if self.next else "waits"
        return f"the journal holds “{self.passed_over[0]}” where this code {asked}"


class Rehearsal:
    """A worker that plays the engine's part from journals alone."""

    answers_within = ANSWERS_WITHIN

    def __init__(self, client: Client, queue: str, watch: Watch) -> None:
        self._client = client
        self._queue = queue
        self._watch = watch
        self._numbers = count(1)
        self._journals: dict[str, Sequence[Event]] = {}
        """By the workflow that walks it: one dossier's journal may be walked twice at a time, at two of its events."""

    @activity.defn(name=ADVANCE)
    async def advance(self, request: Advance) -> News:
        """What the journal holds; end the walk at what it does not.

        Raises:
            ApplicationError: final; the code wants to record something new.
        """
        events = self._journals.get(activity.info().workflow_id or "", ())
        if {entry.key for entry in request.entries} - {event.key for event in events}:
            raise ApplicationError("the journal ends here", non_retryable=True)
        return News(events=[event for event in events if event.seq > request.since])

    async def walk(self, code: str, procedure: str, events: Sequence[Event]) -> Walk:
        """Walk one journal."""
        name = f"{self._queue}/{next(self._numbers)}/{code}"
        self._journals[name] = events
        handle = await self._client.start_workflow(procedure, Start(code=code), id=name, task_queue=self._queue)
        try:
            await self._gone_far(handle, events)
        except TimeoutError as error:
            why = error.__cause__ or "it does not take up what is recorded"
            return Walk(code, failed=f"this code cannot walk it: {why}")
        else:
            return self._outcome(code, name, events)
        finally:
            await self._forget(handle)
            self._watch.forget(name)
            del self._journals[name]

    def _outcome(self, code: str, name: str, events: Sequence[Event]) -> Walk:
        """Hold what was asked for against what is recorded."""
        asked, recorded = self._watch.asked.get(name, []), {event.key for event in events}
        return Walk(
            code,
            self._watch.places.get(name, ""),
            passed_over=passed_over(events, asked),
            next=tuple(step for step in asked if step not in recorded),
        )

    async def _gone_far(self, handle: WorkflowHandle[Any, Any], events: Sequence[Event]) -> None:
        """Wait until the code has taken up the whole journal, and with it gone as far as it can.

        Raises:
            TimeoutError: it has not; the cause is what it answered last, where that was no answer.
        """
        unanswered: WorkflowQueryFailedError | RPCError | None = None
        try:
            async with asyncio.timeout(self.answers_within.total_seconds()):
                while True:
                    try:
                        if len(await self._adopted(handle)) >= len(events):
                            return
                        unanswered = None
                    except (WorkflowQueryFailedError, RPCError) as error:
                        # A step that raised, or that waited too long for a busy interpreter, is begun again; a question
                        # on its way while a step ends, or the walk does, is dropped by the engine in words of its own.
                        unanswered = error
                    # A question that comes before the journal does is answered at once.
                    await asyncio.sleep(0.05)
        except TimeoutError as late:
            raise late from unanswered

    async def _adopted(self, handle: WorkflowHandle[Any, Any]) -> Sequence[Any]:
        taken_up: Sequence[Any] = await handle.query("adopted", rpc_timeout=self.answers_within)
        return taken_up

    async def _forget(self, handle: WorkflowHandle[Any, Any]) -> None:
        """Leave nothing of the walk behind: the journal tells about people."""
        with suppress(RPCError):
            await handle.terminate("rehearsed")
        with suppress(RPCError):
            execution = WorkflowExecution(workflow_id=handle.id)
            await self._client.workflow_service.delete_workflow_execution(
                DeleteWorkflowExecutionRequest(namespace=self._client.namespace, workflow_execution=execution)
            )


def passed_over(events: Sequence[Event], asked: Collection[str]) -> tuple[str, ...]:
    """The steps that code did not ask for, of those recorded since the dossier was last examined from the beginning.

    What was asked of a form that is no more binds nobody: the code adopts of it what it asks alike. Nor does a task
    that was called off.
    """
    since = max(event.seq for event in events if event.act.begins_anew)
    off = {event.act.task for event in events if isinstance(event.act, acts.TaskSuperseded)}
    steps = (
        event.key
        for event in events
        if event.seq > since and _is_step(event.act) and getattr(event.act, "task", "") not in off
    )
    return tuple(step for step in steps if step not in asked)


def _is_step(act: acts.Act) -> bool:
    return act.kind not in OTHERS if isinstance(act, acts.TaskOpened) else isinstance(act, STEPS)


@asynccontextmanager
async def rehearsing(
    client: Client, procedures: Sequence[type], kind: type[Rehearsal] = Rehearsal
) -> AsyncIterator[Rehearsal]:
    """Serve a queue of its own with these procedures and nothing else."""
    queue = f"rehearsal-{secrets.token_hex(4)}"
    rehearsal = kind(client, queue, watch := Watch())
    async with Worker(
        client,
        task_queue=queue,
        workflows=procedures,
        activities=[rehearsal.advance],
        workflow_runner=sandbox(),
        interceptors=[Watching(watch)],
        max_concurrent_workflow_tasks=STEPS_AT_ONCE,
        no_remote_activities=True,
    ):
        yield rehearsal
