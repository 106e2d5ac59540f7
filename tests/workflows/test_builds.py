"""Builds of the code run beside each other: a dossier stays on the one that began it, until it is moved."""

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from temporalio.client import Client

from commands.move import Mover
from commands.rehearsal import rehearsing
from infra.deployment import builds, take_new_dossiers
from infra.relay import Deliverer
from infra.settings import Settings
from tests.workflows.rig import Rig, go_on
from workflows.civil_status.birth_registration import BirthRegistration


@pytest.fixture
def queue(rig: Rig) -> str:
    """A queue whose builds are pinned."""
    name = f"test-{secrets.token_hex(4)}"
    rig.deliverer = Deliverer(rig.env.client, name)
    return name


@pytest.fixture
async def workers() -> AsyncIterator[AsyncExitStack]:
    """Workers that end with the test."""
    async with AsyncExitStack() as stack:
        yield stack


async def start(workers: AsyncExitStack, rig: Rig, queue: str, build: str) -> Settings:
    """Start the workers of a build, as another process would: by a client of its own."""
    settings = Settings(task_queue=queue, build_id=build)
    client = await Client.connect(
        rig.env.client.service_client.config.target_host, data_converter=rig.env.client.data_converter
    )
    await workers.enter_async_context(rig.serves(client, settings, [BirthRegistration]))
    return settings


async def on(rig: Rig, code: str) -> str:
    """The build that a dossier is on."""
    described = (await rig.handle(code).describe()).raw_description.workflow_execution_info
    return described.versioning_info.deployment_version.build_id


async def begun(rig: Rig) -> str:
    """A birth that some build has taken as far as its verification."""
    code = await rig.file()
    await go_on(rig, code, "receive")
    await rig.task(code, "verify")
    return code


async def test_dossiers_stay_on_the_build_that_began_them_until_they_are_moved(
    rig: Rig, queue: str, workers: AsyncExitStack
) -> None:
    client = rig.env.client
    settings = await start(workers, rig, queue, "a")
    assert [(build.id, build.current) for build in await builds(client, settings)] == [("a", True)]
    old = await begun(rig)
    await start(workers, rig, queue, "b")
    still = await begun(rig)
    await take_new_dossiers(client, settings, "b")
    new = await begun(rig)
    await go_on(rig, old, "verify")
    assert [await on(rig, code) for code in (old, still, new)] == ["a", "a", "b"]
    async with rehearsing(client, [BirthRegistration]) as rehearsal:
        assert (await Mover(rig.engine, rehearsal, rig.deliverer).move(old)).holds
    await go_on(rig, old, "confirm", "approve", "hand_over")
    await rig.ended(old)
    assert await on(rig, old) == "b"


async def test_without_a_build_nothing_is_pinned(rig: Rig) -> None:
    assert await on(rig, await begun(rig)) == ""
    assert await builds(rig.env.client, Settings(task_queue="nobody")) == []
