"""Why the engine does not go on with a dossier: its last failure, as far as that says nothing of people."""

import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import (
    DescribeWorkflowExecutionRequest,
    DescribeWorkflowExecutionResponse,
    GetWorkflowExecutionHistoryReverseRequest,
)
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.base.standstill import Standstill
from domain.dossier.acts import ENGINE, Actor
from infra.crypto.keys import KeyMissing, SealBroken
from infra.db.database import Database
from infra.db.tables import DossierRow, constant
from infra.engine.codec import SYSTEM, Codec

OFTEN = 3
"""The failed try of a call outside from which on it is told: a single one is nothing."""
TAIL = 20
"""So many of a history's last events are looked through."""
FAILED = {EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED}
NOT_PRINTED = re.compile(r"Incomplete: ([\w.-]+\.html:\d+): ('[\w ]+' (?:is undefined|has no attribute '\w+'))")
NO_ANSWER = re.compile(r"MOTCUA_REGISTERS has no address of \w+|HTTP \d+|no answer \(\w+\)")


STUCK = (
    select(DossierRow.code)
    .where(DossierRow.engine_due.is_not(None), DossierRow.sweeps >= constant(3))
    .order_by(DossierRow.sweeps.desc(), DossierRow.code)
    .limit(constant(50))
)
"""As the operators' page counts them."""


@dataclass(frozen=True)
class Failing:
    """A step that fails again and again."""

    procedure: str
    standstill: Standstill
    tries: int


class Failures:
    """Reads them in the engine, opened under the key that ``reader`` may have."""

    def __init__(self, client: Client, database: Database, reader: Actor) -> None:
        self._client = client
        self._codec = Codec(database, SYSTEM, reader)

    async def of(self, code: str) -> list[Failing]:
        """What fails of a dossier just now; nothing, where it goes on or the engine knows of no run.

        Raises:
            RPCError: the engine does not answer.
        """
        execution = WorkflowExecution(workflow_id=code)
        asked = DescribeWorkflowExecutionRequest(namespace=self._client.namespace, execution=execution)
        try:
            told = await self._client.workflow_service.describe_workflow_execution(asked)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return []
            raise
        procedure, tries = told.workflow_execution_info.type.name, max(1, told.pending_workflow_task.attempt)
        own = [Failing(procedure, one, tries) async for one in self._of_code(told)]
        calls = (one for one in told.pending_activities if one.attempt > OFTEN and one.HasField("last_failure"))
        return own + [
            Failing(procedure, await self._read(call.last_failure, call.activity_type.name), call.attempt - 1)
            for call in calls
        ]

    async def _of_code(self, told: DescribeWorkflowExecutionResponse) -> AsyncIterator[Standstill]:
        """What the procedure's own code fails in, since it last went on."""
        info = told.workflow_execution_info
        asked = GetWorkflowExecutionHistoryReverseRequest(
            namespace=self._client.namespace, execution=info.execution, maximum_page_size=TAIL
        )
        history = (await self._client.workflow_service.get_workflow_execution_history_reverse(asked)).history
        for event in _since_it_went_on(history.events):
            if event.event_type in FAILED:
                yield await self._read(_failure_of(event))
                return
            if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT:
                yield Standstill("", "", "silent")
                return

    async def _read(self, failure: Failure, step: str = "") -> Standstill:
        """What a failure says that names nobody: our own text, or else its type alone."""
        text, kind = await self._text(failure), failure.application_failure_info.type
        if said := Standstill.read(text):
            return said
        if found := NOT_PRINTED.fullmatch(text):
            return Standstill(found[1], step, "not-printed", found[2])
        if kind == "AgencyUnavailable":
            return Standstill("", step, "no-answer", text if NO_ANSWER.fullmatch(text) else kind)
        return Standstill("", step, "other", kind or "…")

    async def _text(self, failure: Failure) -> str:
        if not failure.HasField("encoded_attributes"):
            return failure.message
        try:
            [opened] = await self._codec.decode([failure.encoded_attributes])
            return str(json.loads(opened.data)["message"])
        except (ApplicationError, KeyMissing, SealBroken):
            return ""  # whose key was destroyed, nobody reads


async def stuck(database: Database) -> list[str]:
    """The dossiers that the engine owes a step, though it was woken for that again and again."""
    return [*(await database.execute(ENGINE, STUCK)).scalars()]


def _since_it_went_on(newest_first: Iterable[HistoryEvent]) -> Iterator[HistoryEvent]:
    for event in newest_first:
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
            # An execution that failed says so in the step that was done with it.
            return
        yield event


def _failure_of(event: HistoryEvent) -> Failure:
    if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
        failure = event.workflow_execution_failed_event_attributes.failure
        # Of a call that was given up only what it failed in last says anything.
        while failure.HasField("activity_failure_info") or failure.HasField("timeout_failure_info"):
            if not failure.HasField("cause"):
                break
            failure = failure.cause
        return failure
    return event.workflow_task_failed_event_attributes.failure
