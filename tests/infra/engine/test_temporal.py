"""What a workflow is told of its installation comes in its input, from the worker that takes it up."""

from typing import Any, cast

import pytest
from temporalio.worker import ExecuteWorkflowInput, WorkflowInboundInterceptor, WorkflowInterceptorClassInput

from domain.dossier.messages import Start
from infra.engine.temporal import OwnQueues


class Workflow(WorkflowInboundInterceptor):
    """Keeps what it begins with."""

    def __init__(self) -> None:
        self.given: list[Any] = []

    async def execute_workflow(self, begins: ExecuteWorkflowInput) -> Any:
        """Begin."""
        self.given = list(begins.args)


async def begun(given: Any, *limited: str) -> Any:
    """What a workflow begins with, of a worker that asks these agencies within limits."""
    told = OwnQueues(limited).workflow_interceptor_class(cast("WorkflowInterceptorClassInput", None))
    inner = Workflow()
    begins = ExecuteWorkflowInput(type=Workflow, run_fn=inner.execute_workflow, args=[given], headers={})
    await told(inner).execute_workflow(begins)
    [begun_with] = inner.given
    return begun_with


@pytest.mark.parametrize("limited", [(), ("population",), ("population", "tax")])
async def test_a_dossier_is_told_which_agencies_have_queues_of_their_own(limited: tuple[str, ...]) -> None:
    assert (await begun(Start(code="H31"), *limited)).own_queues == limited


async def test_what_whoever_began_it_said_stands() -> None:
    assert (await begun(Start(code="H31", own_queues=("tax",)), "population")).own_queues == ("tax",)


async def test_workflows_of_no_dossier_are_told_nothing() -> None:
    assert await begun("stamps", "population") == "stamps"


def test_an_input_that_was_recorded_before_it_said_so_is_read() -> None:
    assert Start.model_validate_json('{"code": "H31"}').own_queues is None
