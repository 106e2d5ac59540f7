"""The engine stamps results again by its own schedule, and one that fails keeps none of the others."""

import asyncio
import secrets
from contextlib import AbstractAsyncContextManager

from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.contracts import RESTAMP, STALE
from infra.engine.schedules import RESTAMPING, Schedules
from infra.engine.temporal import sandbox
from tests.workflows.rig import PATIENCE
from workflows.engine.restamping import Restamping


class Shelf:
    """Numbers of results whose proof ends soon."""

    def __init__(self, *numbers: str) -> None:
        self.numbers, self.stamped = sorted(numbers), list[str]()
        self.done = asyncio.Event()

    @activity.defn(name=STALE)
    async def stale(self, after: str) -> list[str]:
        """Give two at a time."""
        found = [number for number in self.numbers if number > after][:2]
        if not found:
            self.done.set()
        return found

    @activity.defn(name=RESTAMP)
    async def restamp(self, number: str) -> None:
        """Stamp it, unless it is the one that cannot be."""
        if number == "bad":
            raise ApplicationError("it cannot be", non_retryable=True)
        self.stamped.append(number)


def serving(env: WorkflowEnvironment, queue: str, shelf: Shelf) -> AbstractAsyncContextManager[Worker]:
    return Worker(
        env.client,
        task_queue=queue,
        workflows=[Restamping],
        activities=[shelf.stale, shelf.restamp],
        workflow_runner=sandbox(),
    )


async def test_a_round_stamps_all_that_can_be(env: WorkflowEnvironment) -> None:
    queue, shelf = f"test-{secrets.token_hex(4)}", Shelf("a", "b", "bad", "c", "d")
    async with serving(env, queue, shelf):
        await env.client.execute_workflow(RESTAMPING, id=queue, task_queue=queue)
    assert sorted(shelf.stamped) == ["a", "b", "c", "d"]


async def test_the_schedule_is_there_once_and_does_it(env: WorkflowEnvironment) -> None:
    queue, shelf = f"test-{secrets.token_hex(4)}", Shelf("a")
    schedules = Schedules(env.client, queue)
    await schedules.ensure()
    await schedules.ensure()
    async with serving(env, queue, shelf):
        await env.client.get_schedule_handle(f"{queue}.{RESTAMPING}").trigger()
        async with asyncio.timeout(PATIENCE):
            await shelf.done.wait()
    assert shelf.stamped == ["a"]
    await env.client.get_schedule_handle(f"{queue}.{RESTAMPING}").delete()


async def test_a_schedule_that_was_lost_with_the_engine_is_made_again(env: WorkflowEnvironment) -> None:
    queue = f"test-{secrets.token_hex(4)}"
    schedules = Schedules(env.client, queue)
    await schedules.ensure()
    handle = env.client.get_schedule_handle(f"{queue}.{RESTAMPING}")
    await handle.delete()
    await schedules.ensure()
    assert (await handle.describe()).id == handle.id
    await handle.delete()
