"""A dossier that waits for people or days needs no workflow: it ends, and what comes begins it again."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from domain.base.law import Status
from domain.dossier.acts import ENGINE
from infra.journal.dispatcher import Deliverer, OutboxDispatcher
from infra.journal.journal import utc_now
from tests.support.examples import MOTHER
from tests.workflows.engine.test_lost import asked_twice, bare, story
from tests.workflows.rig import BIRTH, Rig, born, go_on
from tests.workflows.vietnam.social import test_unemployment_benefit
from tests.workflows.vietnam.social.test_unemployment_benefit import month_begins
from workflows.vietnam.social.unemployment_benefit import UnemploymentBenefits

AFTER = timedelta(minutes=10)


def make_drowsy(rig: Rig) -> Rig:
    """Let whoever waits for ten minutes fall asleep."""
    queue = rig.deliverer._task_queue
    rig.deliverer = Deliverer(rig.env.client, queue, rig.engine.database, AFTER.total_seconds())
    return rig


@pytest.fixture
def drowsy(rig: Rig) -> Rig:
    """A house in which they do."""
    return make_drowsy(rig)


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
    drowsy.ledger.clock.turn(lapses_at - drowsy.ledger.clock() + timedelta(minutes=1))
    await swept(drowsy, code)
    await go_on(drowsy, code, "approve", "hand_over")
    assert "lapsed" in [row["act"]["type"] for row in await drowsy.ended(code)]


async def swept(rig: Rig, code: str) -> None:
    """Let the sweep take up what is due by the journal's clock, and the engine's time become the journal's."""
    due = "UPDATE dossiers SET engine_due = now() WHERE code = :code AND engine_due <= :now"
    await rig.ledger.rows(due, code=code, now=rig.ledger.clock())
    rig.deliverer._sleeps_after = 0  # a run that begins now lies behind the journal's clock: it would sleep once more
    assert await OutboxDispatcher(rig.engine, rig.deliverer, interval=1).sweep()
    while len(await rig.adopted(code)) < (await rig.engine.dossier(code, ENGINE)).seq:  # noqa: ASYNC110 - it walks
        await asyncio.sleep(0.05)
    await rig.env.fast_forward(rig.handle(code), rig.ledger.clock() - utc_now())


async def test_a_day_on_which_it_has_to_go_on_is_a_row_that_wakes_it(rig: Rig) -> None:
    code = await test_unemployment_benefit.accepted(rig)
    begins = month_begins(await test_unemployment_benefit.decided(rig, code), 1)
    await rig.handle(code).terminate("lost")
    make_drowsy(rig)
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
