"""Workflows that run without an engine: what it keeps between their steps lies in this process.

A worker's own instances are activated by hand, with the activities of a real house. Whatever can happen next, of news,
calls and timers, is picked by chance, so that orders come about which an engine may bring about and seldom does; and
nothing waits for a clock of this machine.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any

from pydantic import BaseModel
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.api.failure.v1 import Failure
from temporalio.bridge.proto.activity_result import ActivityResolution, Cancellation, Success
from temporalio.bridge.proto.activity_result import Failure as ActivityFailed
from temporalio.bridge.proto.workflow_activation import (
    FireTimer,
    InitializeWorkflow,
    RemoveFromCache,
    ResolveActivity,
    SignalWorkflow,
    WorkflowActivation,
    WorkflowActivationJob,
)
from temporalio.bridge.proto.workflow_commands import ScheduleActivity, ScheduleLocalActivity, WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.common import Priority, TypedSearchAttributes
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, WorkflowInstance, WorkflowInstanceDetails
from temporalio.workflow import Info, _Definition

from domain.dossier.messages import NEWS, News, Start

Call = Callable[[Any], Coroutine[Any, Any, BaseModel]]
CONVERTER = pydantic_data_converter.payload_converter
FAILURES = pydantic_data_converter.failure_converter
NAMESPACE, QUEUE = "default", "engineless"
SOON, LATEST = timedelta(milliseconds=500), timedelta(seconds=30)
"""After how long a call that failed is tried again, at first and at most."""
RESTLESS = 3000
"""Steps after which workflows would never wait for anybody."""
UNDER_WAY, LOST = 0.5, 0.05
"""How often a call that was given up has its effect all the same, and how often an answer is lost on its way."""


class Broken(AssertionError):
    """A workflow that an engine would let stand still for good: its code failed."""


@dataclass
class Asked:
    """A call of a workflow that was not answered yet."""

    name: str
    arguments: list[Payload]
    local: bool
    at: datetime
    """When it is put next."""
    until: datetime | None
    """When it is given up."""
    attempt: int = 1
    scheduled: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.scheduled = self.at


@dataclass
class Run:
    """One run of a dossier's workflow, and what it waits for."""

    code: str
    procedure: str
    instance: WorkflowInstance
    jobs: list[WorkflowActivationJob] = field(default_factory=list)
    """What it has not heard yet."""
    timers: dict[int, datetime] = field(default_factory=dict)
    calls: dict[int, Asked] = field(default_factory=dict)
    over: bool = False


class Engineless:
    """Runs the workflows of one walk, as far as they can go, whenever it is told to."""

    def __init__(self) -> None:
        self._defined: dict[str, _Definition] = {}
        self._calls: Mapping[str, tuple[Call, type[BaseModel]]] = {}
        self._runs: dict[str, Run] = {}
        self._unheard: list[tuple[Run, Asked]] = []
        """Calls that are under way though nobody waits for their answers any more."""
        self._numbers = count(1)
        self._env = ActivityEnvironment()
        # An instance is an event loop of its own: it never runs in a thread in which another one does.
        self._thread = ThreadPoolExecutor(1, "workflows")
        self.clock: Callable[[], datetime]
        self.chance = Random(0)

    def carries(self, procedures: Mapping[str, type], calls: Mapping[str, tuple[Call, type[BaseModel]]]) -> None:
        """Say which workflows it runs, and what their calls do, each with the model of what is asked."""
        self._defined = {code: _Definition.must_from_class(procedure) for code, procedure in procedures.items()}
        self._calls = calls

    async def begin_anew(self, clock: Callable[[], datetime], chance: Random) -> None:
        """Forget every workflow: another walk begins."""
        for run in self._runs.values():
            await self._evict(run)
        self._runs, self._unheard = {}, []
        self.clock, self.chance = clock, chance

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()

    # What people's news and the sweep do

    def news(self, code: str, procedure: str, news: News, start: Start, *, ended: bool) -> None:
        """Let the workflow that is open hear news; where none is, one begins, unless the dossier has ended."""
        if not self.open(code):
            if ended:
                return
            self._runs[code] = run = Run(code, procedure, self._instance(code, procedure))
            run.jobs.append(self._initialized(code, procedure, start))
        signal = SignalWorkflow(
            signal_name=NEWS, input=CONVERTER.to_payloads([news]), originating_event_id=next(self._numbers)
        )
        self._runs[code].jobs.append(WorkflowActivationJob(signal_workflow=signal))

    def open(self, code: str) -> bool:
        """Whether a workflow of it is open."""
        return code in self._runs and not self._runs[code].over

    async def lose(self, code: str) -> None:
        """Let a workflow be gone; what it asked for may be under way."""
        run = self._runs.pop(code)
        self._unheard += [(run, asked) for asked in run.calls.values() if self._goes_on(asked)]
        await self._evict(run)

    def hurry(self) -> None:
        """Let every call that failed be put again at once."""
        for _, _, asked in self._asked():
            asked.at = min(asked.at, self.clock())

    # Steps

    async def settle(self, *, steps: int = 0) -> None:
        """Let happen whatever can, one thing after the other as chance has it; only so many ``steps``, where given."""
        for _ in range(steps or RESTLESS):
            if not (ways := self._ways()):
                return
            await self.chance.choice(ways)()
        if not steps:
            raise Broken(f"no rest after {RESTLESS} steps: {', '.join(self._under_way())}")

    def _under_way(self) -> Iterator[str]:
        return (f"{asked.name} of {run.procedure}" for run, _, asked in self._asked())

    def moments(self) -> list[datetime]:
        """When something happens though nobody says anything."""
        calls = [asked.until for _, _, asked in self._asked() if asked.until]
        tries = [asked.at for _, _, asked in self._asked() if asked.at > self.clock()]
        return [*calls, *tries, *(at for run in self._open() for at in run.timers.values())]

    def _open(self) -> Iterator[Run]:
        return (run for run in self._runs.values() if not run.over)

    def _asked(self) -> Iterator[tuple[Run, int, Asked]]:
        return ((run, number, asked) for run in self._open() for number, asked in run.calls.items())

    def _ways(self) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        now = self.clock()
        for run in self._open():
            due = [number for number, at in run.timers.items() if at <= now]
            for number in due:
                del run.timers[number]
                run.jobs.append(WorkflowActivationJob(fire_timer=FireTimer(seq=number)))
        heard = [partial(self._activate, run) for run in self._open() if run.jobs]
        put = [
            partial(self._put, run, number)
            for run, number, asked in self._asked()
            if asked.at <= now or (asked.until and asked.until <= now)
        ]
        return [*heard, *put, *([self._put_unheard] if self._unheard else [])]

    async def _activate(self, run: Run) -> None:
        """Let a workflow hear what came, all at once, and take up what it wants of the engine."""
        jobs, run.jobs = run.jobs, []
        act = WorkflowActivation(run_id=run.code, jobs=jobs, history_length=1)
        act.timestamp.FromDatetime(self.clock())
        done = await self._activated(run, act)
        if done.HasField("failed"):
            raise Broken(f"{run.procedure}: {done.failed.failure.message}")
        for command in done.successful.commands:
            self._take_up(run, command)

    async def _activated(self, run: Run, act: WorkflowActivation) -> WorkflowActivationCompletion:
        return await asyncio.get_running_loop().run_in_executor(self._thread, run.instance.activate, act)

    async def _evict(self, run: Run) -> None:
        """Let go of what still waits in a run: collected as garbage it would run on in whatever thread that is."""
        gone = [WorkflowActivationJob(remove_from_cache=RemoveFromCache())]
        await self._activated(run, WorkflowActivation(run_id=run.code, jobs=gone))

    def _take_up(self, run: Run, command: WorkflowCommand) -> None:
        match command.WhichOneof("variant"):
            case "start_timer":
                after = command.start_timer.start_to_fire_timeout.ToTimedelta()
                run.timers[command.start_timer.seq] = self.clock() + after
            case "cancel_timer":
                run.timers.pop(command.cancel_timer.seq, None)
            case "schedule_activity":
                self._ask(run, command.schedule_activity, local=False)
            case "schedule_local_activity":
                self._ask(run, command.schedule_local_activity, local=True)
            case "request_cancel_activity":
                self._call_off(run, command.request_cancel_activity.seq)
            case "request_cancel_local_activity":
                self._call_off(run, command.request_cancel_local_activity.seq)
            case "complete_workflow_execution":
                run.over = True
            case "fail_workflow_execution":
                raise Broken(f"{run.procedure}: {command.fail_workflow_execution.failure.message}")
            case other:
                raise NotImplementedError(other)

    def _ask(self, run: Run, asks: ScheduleActivity | ScheduleLocalActivity, *, local: bool) -> None:
        patience = asks.schedule_to_close_timeout.ToTimedelta()
        until = self.clock() + patience if patience else None
        run.calls[asks.seq] = Asked(asks.activity_type, [*asks.arguments], local, self.clock(), until)

    def _call_off(self, run: Run, number: int) -> None:
        """Let a call be given up; whether it has its effect all the same is chance, as it is with an engine."""
        if (asked := run.calls.get(number)) is None:
            return
        failure = Failure(message="called off")
        failure.canceled_failure_info.SetInParent()
        self._answer(run, number, ActivityResolution(cancelled=Cancellation(failure=_of_call(asked.name, failure))))
        if self._goes_on(asked):
            self._unheard.append((run, asked))

    def _goes_on(self, asked: Asked) -> bool:
        return not asked.local and self.chance.random() < UNDER_WAY

    async def _put(self, run: Run, number: int) -> None:
        """Put a call, and let the workflow have its answer; what fails for now is put again later."""
        asked = run.calls[number]
        if asked.until and asked.until <= self.clock():
            failure = Failure(message="nobody answered in time")
            failure.timeout_failure_info.SetInParent()
            self._fail(run, number, failure)
            return
        try:
            answer = await self._answered(run, asked)
        except ApplicationError as error:
            if error.non_retryable:
                failure = Failure()
                FAILURES.to_failure(error, CONVERTER, failure)
                self._fail(run, number, failure)
                return
            pause = error.next_retry_delay or min(SOON * 2 ** min(asked.attempt, 10), LATEST)
            asked.at, asked.attempt = self.clock() + pause, asked.attempt + 1
        else:
            if self.chance.random() < LOST and not asked.local:
                asked.attempt += 1  # whoever put it died before the answer was told
                return
            self._answer(run, number, ActivityResolution(completed=Success(result=CONVERTER.to_payload(answer))))

    async def _put_unheard(self) -> None:
        run, asked = self._unheard.pop(self.chance.randrange(len(self._unheard)))
        with suppress(ApplicationError):
            await self._answered(run, asked)

    async def _answered(self, run: Run, asked: Asked) -> BaseModel:
        call, model = self._calls[asked.name]
        [request] = CONVERTER.from_payloads(asked.arguments, [model])
        self._env.info = replace(
            ActivityEnvironment.default_info(),
            activity_type=asked.name,
            attempt=asked.attempt,
            scheduled_time=asked.scheduled,
            workflow_id=run.code,
            workflow_type=run.procedure,
        )
        return await self._env.run(call, request)

    def _fail(self, run: Run, number: int, why: Failure) -> None:
        failed = ActivityFailed(failure=_of_call(run.calls[number].name, why))
        self._answer(run, number, ActivityResolution(failed=failed))

    def _answer(self, run: Run, number: int, result: ActivityResolution) -> None:
        asked = run.calls.pop(number)
        resolved = ResolveActivity(seq=number, result=result, is_local=asked.local)
        run.jobs.append(WorkflowActivationJob(resolve_activity=resolved))

    # Beginning

    def _initialized(self, code: str, procedure: str, start: Start) -> WorkflowActivationJob:
        begins = InitializeWorkflow(
            workflow_type=procedure,
            workflow_id=code,
            arguments=CONVERTER.to_payloads([start]),
            randomness_seed=1,
            first_execution_run_id=code,
            attempt=1,
        )
        begins.start_time.FromDatetime(self.clock())
        return WorkflowActivationJob(initialize_workflow=begins)

    def _instance(self, code: str, procedure: str) -> WorkflowInstance:
        now = self.clock()
        info = Info(
            attempt=1,
            continued_run_id=None,
            cron_schedule=None,
            execution_timeout=None,
            first_execution_run_id=code,
            headers={},
            namespace=NAMESPACE,
            original_execution_run_id=code,
            parent=None,
            root=None,
            priority=Priority.default,
            raw_memo={},
            retry_policy=None,
            run_id=f"{code}/{next(self._numbers)}",
            run_timeout=None,
            search_attributes={},
            start_time=now,
            task_queue=QUEUE,
            task_timeout=timedelta(seconds=10),
            typed_search_attributes=TypedSearchAttributes([]),
            workflow_id=code,
            workflow_start_time=now,
            workflow_type=procedure,
        )
        return UnsandboxedWorkflowRunner().create_instance(
            WorkflowInstanceDetails(
                payload_converter_factory=lambda: CONVERTER,
                failure_converter_class=pydantic_data_converter.failure_converter_class,
                interceptor_classes=[],
                defn=self._defined[procedure],
                info=info,
                randomness_seed=1,
                extern_functions={"__temporal_assert_local_activity_valid": lambda _name: None},
                disable_eager_activity_execution=True,
                worker_level_failure_exception_types=[],
                patch_activation_callback=None,
                last_completion_result=Payloads(),
                last_failure=None,
            )
        )


def _of_call(name: str, cause: Failure) -> Failure:
    failure = Failure(message="the call failed", cause=cause)
    failure.activity_failure_info.activity_type.name = name
    return failure
