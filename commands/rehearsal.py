"""Walks a dossier's journal with the code at hand, without any effect: would this code have asked for the same?

The code runs on a task queue of its own, where the journal is all there is: what is recorded is adopted, the first
thing that is not recorded ends the walk, and no agency hears of it.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio import activity
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities.contracts import ADVANCE, Advance
from commands.deploy import Watch, Watching
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.dossier.messages import News, Start
from domain.tasks.model import COMPARE, CONSENT, GIVE_BACK, LATE, RECONCILE
from infra.engine.temporal import sandbox

OTHERS = (CONSENT, LATE, GIVE_BACK, RECONCILE, COMPARE)
"""Tasks that the desk's filing, the monitor, the reconciler and late answers open, and no procedure asks for."""
STEPS = (acts.Answered, acts.CaseChanged, acts.BranchOpened, acts.Issued, acts.Stopped)
"""What a procedure records under the name of its own step, beside tasks."""
ANSWERS_WITHIN = timedelta(seconds=20)


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

    def __init__(self, client: Client, queue: str, watch: Watch) -> None:
        self._client = client
        self._queue = queue
        self._watch = watch
        self._journals: dict[str, Sequence[Event]] = {}

    @activity.defn(name=ADVANCE)
    async def advance(self, request: Advance) -> News:
        """What the journal holds; end the walk at what it does not.

        Raises:
            ApplicationError: final; the code wants to record something new.
        """
        events = self._journals[request.code]
        if {entry.key for entry in request.entries} - {event.key for event in events}:
            raise ApplicationError("the journal ends here", non_retryable=True)
        return News(events=[event for event in events if event.seq > request.since])

    async def walk(self, code: str, procedure: str, events: Sequence[Event]) -> Walk:
        """Walk one journal."""
        self._journals[code], name = events, f"{self._queue}/{code}"
        handle = await self._client.start_workflow(procedure, Start(code=code), id=name, task_queue=self._queue)
        try:
            await self._gone_far(handle, len(events))
        except RPCError as error:
            return Walk(code, failed=f"this code cannot walk it: {error.message}")
        except TimeoutError:
            return Walk(code, failed="this code cannot walk it: it does not take up what is recorded")
        finally:
            await self._forget(handle)
        steps = [event.key for event in events if _is_step(event.act)]
        asked, recorded = self._watch.asked.get(name, []), {event.key for event in events}
        return Walk(
            code,
            self._watch.places.get(name, ""),
            passed_over=tuple(step for step in steps if step not in asked),
            next=tuple(step for step in asked if step not in recorded),
        )

    async def _gone_far(self, handle: WorkflowHandle[Any, Any], events: int) -> None:
        """Wait until the code has taken up the whole journal, and with it gone as far as it can."""
        async with asyncio.timeout(ANSWERS_WITHIN.total_seconds()):
            # A question that comes before the journal does is answered at once.
            while len(await handle.query("adopted", rpc_timeout=ANSWERS_WITHIN)) < events:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def _forget(self, handle: WorkflowHandle[Any, Any]) -> None:
        """Leave nothing of the walk behind: the journal tells about people."""
        with suppress(RPCError):
            await handle.terminate("rehearsed")
        with suppress(RPCError):
            execution = WorkflowExecution(workflow_id=handle.id)
            await self._client.workflow_service.delete_workflow_execution(
                DeleteWorkflowExecutionRequest(namespace=self._client.namespace, workflow_execution=execution)
            )


def _is_step(act: acts.Act) -> bool:
    return act.kind not in OTHERS if isinstance(act, acts.TaskOpened) else isinstance(act, STEPS)


@asynccontextmanager
async def rehearsing(client: Client, procedures: Sequence[type]) -> AsyncIterator[Rehearsal]:
    """Serve a queue of its own with these procedures and nothing else."""
    queue = f"rehearsal-{secrets.token_hex(4)}"
    rehearsal = Rehearsal(client, queue, watch := Watch())
    async with Worker(
        client,
        task_queue=queue,
        workflows=procedures,
        activities=[rehearsal.advance],
        workflow_runner=sandbox(),
        interceptors=[Watching(watch)],
        no_remote_activities=True,
    ):
        yield rehearsal
