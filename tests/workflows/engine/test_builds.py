"""Builds of the code run beside each other: a dossier stays on the one that began it, until it is moved."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from temporalio.client import Client

from activities.moving import Mover, Scout, Upgrader
from activities.rehearsal import rehearsing
from domain.base.law import Role
from infra.engine.build_registry import Announcer, Carried
from infra.engine.deployment import builds, take_new_dossiers
from infra.engine.outlooks import Outlooks
from infra.reads.operations import OnBuild, Operations
from infra.runtime.settings import Settings
from tests.support.examples import officer
from tests.workflows.changed import SecondReading
from tests.workflows.engine.test_rehearsal import waiting
from tests.workflows.engine.test_sleeping import AFTER, asleep, news
from tests.workflows.rig import Rig, go_on
from workflows.vietnam.civil_status.birth_registration import BirthRegistration


@pytest.fixture
def queue(rig: Rig) -> str:
    """A queue whose builds are pinned."""
    rig.queue = f"test-{secrets.token_hex(4)}"
    rig.let_sleep(0)
    return rig.queue


@pytest.fixture
async def workers(rig: Rig) -> AsyncIterator[AsyncExitStack]:
    """Workers that end with the test, and of which nobody has heard after it."""
    async with AsyncExitStack() as stack:
        yield stack
    await rig.ledger.rows("DELETE FROM worker_builds")


async def start(workers: AsyncExitStack, rig: Rig, queue: str, build: str, code: type = BirthRegistration) -> Settings:
    """Start the workers of a build, as another process would: by a client of its own."""
    settings = Settings(task_queue=queue, build_id=build)
    client = await Client.connect(
        rig.env.client.service_client.config.target_host, data_converter=rig.env.client.data_converter
    )
    await workers.enter_async_context(rig.serves(client, settings, [code]))
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
    of_b = Scout(rig.engine, client, [BirthRegistration], "b")
    assert {one.verdict async for one in of_b.look([old, still])} == {"elsewhere"}, "a's workers have them"
    async with rehearsing(client, [BirthRegistration]) as rehearsal:
        assert (await Mover(rig.engine, rehearsal, rig.deliverer).move(old)).holds
    await go_on(rig, old, "confirm", "approve", "hand_over")
    await rig.ended(old)
    assert await on(rig, old) == "b"


async def test_an_operator_reads_what_each_build_carries_and_which_must_not_be_stopped(
    rig: Rig, queue: str, workers: AsyncExitStack
) -> None:
    client, old, new = rig.env.client, f"{queue}-old", f"{queue}-new"
    settings = await start(workers, rig, queue, old)
    code = await begun(rig)
    await start(workers, rig, queue, new)
    await take_new_dossiers(client, settings, new)
    before = Carried(release="1", engine="e", procedures={"1.001193": "v1", "2.000815": "v1"})
    after = Carried(release="2", engine="e", procedures={"1.001193": "v2", "1.004222": "v1"})
    for build, carried in ((old, before), (new, after)):
        await Announcer(rig.engine.database, build, carried).announce()
    operations = Operations(rig.ledger.api.database, client, settings)

    async def found() -> dict[str, OnBuild]:
        report = await operations.report(officer("operator", Role.OPERATOR, agency="33"))
        return {one.build.id: one for one in report.builds}

    while (shown := (await found())[old]).dossiers != 1:  # noqa: ASYNC110 - the engine counts a little later
        await asyncio.sleep(0.1)
    assert shown.said
    assert (shown.said.release, shown.said.alive, shown.left_alone, shown.build.drained) == ("1", True, False, False)
    assert shown.differs == (["2.000815"], ["1.004222"], ["1.001193"], False)
    assert not (await found())[new].differs

    silent = "UPDATE worker_builds SET seen_at = now() - interval '1 hour' WHERE build = :build"
    await rig.ledger.rows(silent, build=old)
    assert (await found())[old].left_alone
    await Announcer(rig.engine.database, old, before).announce()
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code)


async def test_one_that_sleeps_begins_again_with_the_build_it_was_with_where_the_new_one_would_take_it_otherwise(
    rig: Rig, queue: str, workers: AsyncExitStack
) -> None:
    settings = await start(workers, rig, queue, "a")
    rig.let_sleep(AFTER.total_seconds())
    old, other = await waiting(rig, "approve"), await waiting(rig, "verify")
    await start(workers, rig, queue, "b", SecondReading)
    await take_new_dossiers(rig.env.client, settings, "b")
    carried = Carried(release="2", engine=queue, procedures={BirthRegistration.code: "b"})
    outlooks, database = Outlooks(rig.engine.database, carried), rig.engine.database
    await Announcer(database, "b", carried).announce()
    scout = Scout(rig.engine, rig.env.client, [SecondReading], "b")
    upgrader = Upgrader(rig.engine, rig.env.client, rig.deliverer, scout, outlooks)
    enter = "INSERT INTO outlooks (code, dossier, seq) SELECT :by, code, 0 FROM dossiers WHERE code = ANY (:these)"
    await rig.ledger.rows(enter, by=carried.code, these=[old, other])
    assert await upgrader.look() >= 2
    for code in (old, other):
        await asleep(rig, code)
        assert not await rig.deliverer.wake(news(code)), "it was a's, which was going on with it"
    assert await upgrader.look() >= 2
    for code, build in ((old, "a"), (other, "b")):
        assert await rig.deliverer.wake(news(code))
        while await on(rig, code) != build:  # noqa: ASYNC110 - the engine says so once it was taken up
            await asyncio.sleep(0.05)
    await go_on(rig, old, "approve", "hand_over")
    await rig.ended(old)


async def test_without_a_build_nothing_is_pinned(rig: Rig) -> None:
    assert await on(rig, await begun(rig)) == ""
    assert await builds(rig.env.client, Settings(task_queue="nobody")) == []
