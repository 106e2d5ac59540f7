"""The one way this house speaks to Temporal: sealed payloads, traces, and what passes through the sandbox."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    PollerBehaviorSimpleMaximum,
    Worker,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from domain.dossier.messages import Start, queue_of
from infra.db.database import Database
from infra.engine.codec import converter
from infra.engine.deployment import pinned, take_new_dossiers_if_nobody_does
from infra.runtime.settings import Limit, Settings
from infra.runtime.telemetry import temporal_interceptors, temporal_runtime

STICKY = timedelta(seconds=1)
"""How long the engine waits for the worker that knows a dossier by heart before it asks any other."""
WORKFLOW_TASK = timedelta(seconds=2)
"""How long a worker may be silent over one step before another takes it. Both are short so that a killed worker's
dossiers go on within seconds; Temporal's own values are 10 s each."""

STEPS_AT_ONCE = 16
"""So few that one process gets through them within ``WORKFLOW_TASK``, even when it must replay each: what it takes and
does not finish in time is done for nothing."""

POLLS = 2
"""Connections on which a worker waits for one agency's calls."""

ENGINE = (
    "domain",
    "activities",
    "motcua",
    "workflows.engine.agencies",
    "workflows.engine.forms",
    "workflows.engine.issuing",
    "workflows.engine.payouts",
    "workflows.engine.procedure",
    "workflows.engine.standstill",
    "workflows.engine.tasks",
    "workflows.engine.walk",
)
"""Code that the sandbox never guards; import-linter keeps clocks, chance and the system out of it instead."""
PASSED = (*ENGINE, "workflows")
"""What a running installation passes through: loading a procedure's file anew for each dossier costs a sixth of a
worker. The tests guard our procedures too, and an agency's own package is guarded everywhere."""


async def connect(settings: Settings, database: Database, *, lazy: bool = False) -> Client:
    """Open the process's one client; ``lazy`` waits for the first call: the front door opens without Temporal.

    The database has the keys under which payloads are sealed.
    """
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=converter(database),
        interceptors=temporal_interceptors(settings),
        runtime=temporal_runtime(settings),
        lazy=lazy,
    )


def sandbox(passed: Sequence[str] = PASSED) -> SandboxedWorkflowRunner:
    """Isolate procedures, and let through what they stand on."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*passed))


class OwnQueues(Interceptor):
    """Says in each dossier's input which agencies this installation asks within limits."""

    def __init__(self, agencies: Iterable[str]) -> None:
        self._agencies = tuple(agencies)

    def workflow_interceptor_class(self, _: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        """What completes the input of a workflow that begins, or begins again."""
        agencies = self._agencies

        class Completed(WorkflowInboundInterceptor):
            async def execute_workflow(self, begins: ExecuteWorkflowInput) -> Any:
                begins.args = [_with_queues(given, agencies) for given in begins.args]
                return await super().execute_workflow(begins)

        return Completed


def _with_queues(given: Any, agencies: tuple[str, ...]) -> Any:
    absent = isinstance(given, Start) and given.own_queues is None
    return given.model_copy(update={"own_queues": agencies}) if absent else given


@asynccontextmanager
async def serving(
    client: Client,
    settings: Settings,
    workflows: Sequence[type],
    activities: Sequence[Any],
    outside: Sequence[Any],
    runner: SandboxedWorkflowRunner | None = None,
) -> AsyncIterator[None]:
    """Serve the engine's queue, and beside it the own one of each agency that is asked within limits.

    Only of those: a call on another queue is matched to a worker in a round trip of its own, where one on the engine's
    queue comes with the answer to the workflow's step. For every agency it cost a quarter more of the engine's CPU.
    """
    async with AsyncExitStack() as stack:
        for agency, limit in settings.register_limits.items():
            await stack.enter_async_context(_outside(client, settings, agency, limit, outside))
        await stack.enter_async_context(_engine(client, settings, workflows, [*activities, *outside], runner))
        await take_new_dossiers_if_nobody_does(client, settings)
        yield


def _outside(client: Client, settings: Settings, agency: str, limit: Limit, activities: Sequence[Any]) -> Worker:
    return Worker(
        client,
        task_queue=queue_of(settings.task_queue, agency),
        activities=activities,
        max_concurrent_activities=limit.at_once,
        max_task_queue_activities_per_second=limit.per_second,
        activity_task_poller_behavior=PollerBehaviorSimpleMaximum(POLLS),
        max_heartbeat_throttle_interval=timedelta(seconds=0.5),
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


def _engine(
    client: Client,
    settings: Settings,
    workflows: Sequence[type],
    activities: Sequence[Any],
    runner: SandboxedWorkflowRunner | None,
) -> Worker:
    """Put together a worker whose limits fit one small machine."""
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=workflows,
        activities=activities,
        workflow_runner=runner or sandbox(),
        interceptors=[OwnQueues(settings.register_limits)],
        deployment_config=pinned(settings),
        sticky_queue_schedule_to_start_timeout=STICKY,
        max_cached_workflows=settings.cached_dossiers,
        max_concurrent_activities=50,
        max_concurrent_local_activities=50,
        max_concurrent_workflow_tasks=STEPS_AT_ONCE,
        max_heartbeat_throttle_interval=timedelta(seconds=0.5),
        graceful_shutdown_timeout=timedelta(seconds=5),
    )
