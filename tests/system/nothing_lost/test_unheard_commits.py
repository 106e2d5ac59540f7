"""A part is killed between what it did and hearing that it is done."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from signal import SIGKILL

import pytest

from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from infra.local.supervisor import Stack
from tests.system.nothing_lost.audit import Audit, until_true
from tests.system.nothing_lost.crowd import Crowd, Family
from tests.system.nothing_lost.unheard import Unheard

STEPS = ("verify", "confirm", "approve", "entry", "number", "issue/number", "issue")
"""All that the engine records of a birth, in this order; look-ups go with ``verify``, the hand-over with ``issue``."""
ACTS = ("filed", "%/accept/%", "confirm/confirmed/%", "%/approve/%")
"""Some that people do, in this order."""


@pytest.fixture(scope="module")
async def unheard(house: LocalHouse, stack: Stack) -> AsyncIterator[Unheard]:
    """Who lets commits go unheard."""
    async with Unheard.of(house, stack) as between:
        yield between


@pytest.fixture(scope="module")
async def couples(crowd: Crowd) -> Iterator[tuple[Caller, Json]]:
    """One family after another, none twice: as many as there are tests."""
    return iter(await crowd.families(5))


Couples = Iterator[tuple[Caller, Json]]


async def test_the_engine_adopts_what_it_recorded_and_never_heard_of(
    crowd: Crowd, couples: Couples, audit: Audit, unheard: Unheard
) -> None:
    await unheard.expect(*STEPS)
    birth = asyncio.create_task(crowd.whole(*next(couples)))
    for step in STEPS:
        assert step in await unheard.kill("worker")
    await unheard.expect()
    await audit.finished([(await birth).code])


async def test_the_relay_brings_what_the_door_recorded_and_could_not_announce(
    crowd: Crowd, couples: Couples, audit: Audit, unheard: Unheard
) -> None:
    await unheard.expect(*ACTS)
    birth = asyncio.create_task(crowd.whole(*next(couples)))
    for act in ACTS:
        assert act.strip("%") in (await unheard.kill("api"))[0]
    await unheard.expect()
    await audit.finished([(await birth).code])


async def test_a_birth_is_entered_once_when_the_worker_dies_waiting_for_the_register(
    crowd: Crowd, couples: Couples, audit: Audit, stack: Stack, people: People
) -> None:
    family = await crowd.go_on(await crowd.file(*next(couples)), to="confirm")
    await people.fault("civil-status", "delay", ms=3000, operation="births")
    await crowd.approve(family)
    await until_true(lambda: audit.asked("civil-status", f"{family.code}/entry"))
    stack.kill("worker")
    await crowd.hand_over(family)
    await audit.finished([family.code])


async def test_a_result_is_numbered_and_sealed_once_when_the_worker_dies_over_it(
    crowd: Crowd, couples: Couples, audit: Audit, stack: Stack
) -> None:
    family = await crowd.go_on(await crowd.file(*next(couples)), to="approve")
    await until_true(lambda: audit.recorded(family.code, "issue/number"))
    stack.kill("worker")
    await crowd.hand_over(family)
    await audit.finished([family.code])


async def test_a_result_that_has_its_number_keeps_it_when_the_engine_is_lost(
    crowd: Crowd, couples: Couples, audit: Audit, stack: Stack, house: LocalHouse
) -> None:
    family: Family = await crowd.go_on(await crowd.file(*next(couples)), to="approve")
    await until_true(lambda: audit.recorded(family.code, "issue/number"))
    await stack.halt("worker", SIGKILL)
    await stack.halt("temporal", SIGKILL)
    house.temporal.forget()
    await stack.resume("temporal")
    await stack.resume("worker")
    await crowd.hand_over(family)
    await audit.finished([family.code])
