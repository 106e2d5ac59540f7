"""A dossier that waits for people or days needs no workflow: it ends, and what comes begins it again."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from temporalio.client import (
    Client,
    DescribeWorkflowInput,
    OutboundInterceptor,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
)
from temporalio.client import Interceptor as ClientInterceptor
from temporalio.service import RPCError, RPCStatusCode

from activities.moving import Scout, Upgrader
from domain.base.law import Role, Status
from domain.dossier.acts import ENGINE
from infra.engine.build_registry import Announcer, Carried
from infra.engine.outlooks import Outlooks
from infra.journal.dispatcher import Deliverer
from infra.journal.journal import Delivery, utc_now
from infra.reads.operations import Operations
from infra.runtime.settings import Settings
from tests.support.examples import MOTHER, officer
from tests.workflows.changed import OneByOne, SecondReading
from tests.workflows.engine.test_lost import asked_twice, bare, story
from tests.workflows.engine.test_rehearsal import waiting
from tests.workflows.rig import BIRTH, Rig, born, go_on
from tests.workflows.vietnam.social import test_unemployment_benefit
from tests.workflows.vietnam.social.test_unemployment_benefit import month_begins
from workflows.vietnam.civil_status.birth_registration import BirthRegistration
from workflows.vietnam.social.unemployment_benefit import UnemploymentBenefits

AFTER = timedelta(minutes=10)


@pytest.fixture
def drowsy(rig: Rig) -> Rig:
    """A house in which whoever waits for ten minutes falls asleep."""
    rig.let_sleep(AFTER.total_seconds())
    return rig


async def asleep(rig: Rig, code: str) -> None:
    """Let time pass for the engine until the dossier sleeps."""
    handle = rig.handle(code)
    while (await handle.describe()).status == WorkflowExecutionStatus.RUNNING:
        with suppress(RPCError):  # it fell asleep meanwhile
            await rig.env.fast_forward(handle, AFTER)
    assert (await handle.describe()).status == WorkflowExecutionStatus.COMPLETED
    assert not (await rig.engine.dossier(code, ENGINE)).ended


async def test_a_birth_that_sleeps_between_all_of_its_steps_ends_as_one_that_is_awake(drowsy: Rig) -> None:
    awake = await born(drowsy)
    code = await drowsy.file()
    for kind, act, actor in BIRTH:
        await drowsy.task(code, kind)
        if kind != "receive":
            await asleep(drowsy, code)
        await drowsy.do(code, kind, act, actor)
    rows = await drowsy.ledger.whole(code)  # nobody is woken to hear that it has ended
    assert [bare(key) for key, *_ in story(rows)] == [bare(key) for key, *_ in story(awake)]
    assert asked_twice(drowsy) == {}


async def test_an_act_in_the_very_moment_of_falling_asleep_is_heard(drowsy: Rig) -> None:
    code = await drowsy.file()
    await go_on(drowsy, code, "receive")
    await drowsy.task(code, "verify")
    handle = drowsy.handle(code)
    for _ in range(8):
        if (await handle.describe()).status != WorkflowExecutionStatus.RUNNING:
            break
        kind, act, actor = BIRTH[1]
        await asyncio.gather(drowsy.env.fast_forward(handle, AFTER), drowsy.wake(code))
    await drowsy.do(code, kind, act, actor)
    await go_on(drowsy, code, "confirm", "approve", "hand_over")
    assert (await drowsy.ended(code))[-1]["act"]["type"] == "handed_over"


async def test_silence_is_heard_of_one_that_sleeps(drowsy: Rig) -> None:
    code = await drowsy.file()
    await go_on(drowsy, code, "receive", "verify")
    lapses_at = (await drowsy.task(code, "confirm")).lapses_at
    assert lapses_at
    await asleep(drowsy, code)
    operations = Operations(drowsy.ledger.api.database, drowsy.env.client, Settings())
    shown = await operations.in_engine(code, officer("operator", Role.OPERATOR, agency="33"))
    assert shown
    assert (shown.state, shown.waits_for) == ("asleep", [Role.APPLICANT])
    assert shown.since
    assert shown.by_itself == lapses_at + drowsy.engine.sweep_after
    drowsy.ledger.clock.turn(lapses_at - drowsy.ledger.clock() + timedelta(minutes=1))
    await swept(drowsy, code)
    await go_on(drowsy, code, "approve", "hand_over")
    assert "lapsed" in [row["act"]["type"] for row in await drowsy.ended(code)]


async def swept(rig: Rig, code: str) -> None:
    """Let the sweep take up what is due by the journal's clock, and the engine's time become the journal's."""
    [row] = await rig.ledger.rows("SELECT engine_due FROM dossiers WHERE code = :code", code=code)
    assert row["engine_due"] <= rig.ledger.clock()
    rig.let_sleep(0)  # a run that begins now lies behind the journal's clock: it would sleep once more
    await rig.sweep(code)
    while len(await rig.adopted(code)) < (await rig.engine.dossier(code, ENGINE)).seq:  # noqa: ASYNC110 - it walks
        await asyncio.sleep(0.05)
    await rig.env.fast_forward(rig.handle(code), rig.ledger.clock() - utc_now())


async def test_a_day_on_which_it_has_to_go_on_is_a_row_that_wakes_it(rig: Rig) -> None:
    code = await test_unemployment_benefit.accepted(rig)
    begins = month_begins(await test_unemployment_benefit.decided(rig, code), 1)
    await rig.handle(code).terminate("lost")
    rig.let_sleep(AFTER.total_seconds())
    await rig.wake(code, procedure=UnemploymentBenefits.code)
    await asleep(rig, code)
    [row] = await rig.ledger.rows("SELECT engine_due FROM dossiers WHERE code = :code", code=code)
    assert row["engine_due"] == begins + rig.engine.sweep_after


async def test_one_that_ended_while_it_slept_stays_ended(drowsy: Rig) -> None:
    code = await drowsy.file()
    await go_on(drowsy, code, "receive")
    await drowsy.task(code, "verify")
    await asleep(drowsy, code)
    await drowsy.withdraw(code)
    assert (await drowsy.engine.dossier(code, MOTHER)).status == Status.WITHDRAWN
    run = (await drowsy.handle(code).describe()).run_id
    await drowsy.wake(code)
    assert (await drowsy.handle(code).describe()).run_id == run, "news of what has ended begins nothing"


def news(code: str) -> Delivery:
    """That something has happened to a birth."""
    return Delivery(0, "wake", code, 0, BirthRegistration.code, {})


@asynccontextmanager
async def other_code(rig: Rig, changed: type, *sleepers: str) -> AsyncIterator[Upgrader]:
    """Serve other code, whose worker has looked at everything but these, which sleep."""
    carried = Carried(release="2", engine=secrets.token_hex(4), procedures={BirthRegistration.code: changed.__name__})
    await rig.ledger.rows("DELETE FROM worker_builds")
    await Announcer(rig.engine.database, "", carried).announce()
    outlooks = Outlooks(rig.engine.database, carried)
    others = "INSERT INTO outlooks (code, dossier, seq, settled_at) SELECT :by, code, seq, now() FROM dossiers"
    await rig.ledger.rows(f"{others} WHERE code <> ALL (:ours)", by=carried.code, ours=[*sleepers])
    await outlooks.enter()
    scout = Scout(rig.engine, rig.env.client, [changed])
    async with rig.other_code(changed):
        yield Upgrader(rig.engine, rig.env.client, rig.deliverer, scout, outlooks)
    await rig.ledger.rows("DELETE FROM worker_builds")


async def test_new_code_begins_one_that_sleeps_only_after_it_was_looked_at(drowsy: Rig) -> None:
    code = await waiting(drowsy, "verify")
    await asleep(drowsy, code)
    async with other_code(drowsy, OneByOne, code) as upgrader:
        assert not await drowsy.deliverer.wake(news(code))
        assert (await drowsy.handle(code).describe()).status == WorkflowExecutionStatus.COMPLETED
        assert await upgrader.look() == 1
        assert await drowsy.deliverer.wake(news(code))
        await go_on(drowsy, code, "verify", "confirm", "approve", "hand_over")
        assert (await drowsy.ended(code))[-1]["act"]["type"] == "handed_over"
    assert asked_twice(drowsy) == {}


async def test_one_that_new_code_would_take_otherwise_sleeps_until_the_code_is_mended(drowsy: Rig) -> None:
    code = await waiting(drowsy, "approve")
    await asleep(drowsy, code)
    rows = await drowsy.ledger.whole(code)
    async with other_code(drowsy, SecondReading, code) as upgrader:
        assert await upgrader.look() == 1
        assert (await drowsy.deliverer.wake_all([news(code)])).faults == {0: "StaysAsleep"}
        assert (await drowsy.handle(code).describe()).status == WorkflowExecutionStatus.COMPLETED
    assert await drowsy.ledger.whole(code) == rows
    async with other_code(drowsy, OneByOne, code) as upgrader:
        assert await upgrader.look() == 1
        assert await drowsy.deliverer.wake(news(code))
        await go_on(drowsy, code, "approve", "hand_over")
        await drowsy.ended(code)


class GoesDown(ClientInterceptor):
    """An engine that hears news, and is down by the time it is asked with which build a dossier went to sleep."""

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002 - Temporal's name for it
        """Let it be down for that question alone."""

        class Down(OutboundInterceptor):
            async def describe_workflow(self, input: DescribeWorkflowInput) -> WorkflowExecutionDescription:  # noqa: A002
                raise RPCError(f"{input.id} is not told of", RPCStatusCode.UNAVAILABLE, b"")

        return Down(next)


async def test_while_the_engine_does_not_say_which_build_it_was_with_its_news_is_brought_again_and_not_put_off(
    drowsy: Rig,
) -> None:
    code = await waiting(drowsy, "approve")
    await asleep(drowsy, code)
    async with other_code(drowsy, SecondReading, code) as upgrader:
        assert await upgrader.look() == 1
        client = Client(**drowsy.env.client.config() | {"interceptors": [GoesDown()]})
        brought = await Deliverer(client, drowsy.queue, drowsy.engine.database).wake_all([news(code)])
    assert (brought.taken, brought.faults) == ([], {}), "an hour's pause is for what this code cannot take"


async def test_while_no_worker_is_heard_of_none_begins_that_the_next_one_may_not_have_looked_at(drowsy: Rig) -> None:
    code = await waiting(drowsy, "verify")
    await asleep(drowsy, code)
    async with other_code(drowsy, OneByOne, code) as upgrader:
        assert await upgrader.look() == 1
        await drowsy.ledger.rows("UPDATE worker_builds SET seen_at = now() - interval '1 hour'")
        assert not await drowsy.deliverer.wake(news(code))
        await drowsy.ledger.rows("UPDATE worker_builds SET seen_at = now()")
        assert await drowsy.deliverer.wake(news(code))
