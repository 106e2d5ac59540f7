"""``kill -9`` in turn for every part, while births are registered: fifty in a storm."""

import asyncio
from random import Random

from infra.local.folder import until
from infra.local.processes import ServiceFailed
from infra.local.supervisor import Stack
from tests.system.nothing_lost.audit import Audit
from tests.system.nothing_lost.crowd import STORM, Crowd

BIRTHS = 50 if STORM else 5
ACTS = 6 * BIRTHS
PARTS = ("worker", "api", "temporal", "postgres")
ROUNDS = 3 if STORM else 2


async def kill_in_turn(stack: Stack, crowd: Crowd, chance: Random) -> None:
    """Kill each part several times; how much people have done decides when."""
    began = crowd.acts
    victims = [part for _ in range(ROUNDS) for part in chance.sample(PARTS, len(PARTS))]
    for moment, part in zip(sorted(chance.sample(range(10, ACTS - 10), len(victims))), victims, strict=True):
        await until(lambda moment=moment: crowd.acts >= began + moment)  # type: ignore[misc]
        await until(lambda part=part: killed(stack, part))  # type: ignore[misc]


def killed(stack: Stack, part: str) -> bool:
    """Whether it could be killed: one that its last death has not yet let go of cannot be."""
    try:
        return stack.kill(part) > 0
    except ServiceFailed:
        return False


async def test_nothing_is_lost_and_nothing_is_done_twice(crowd: Crowd, stack: Stack, audit: Audit) -> None:
    families = await crowd.families(BIRTHS)
    entered, restarts = await audit.effects(), {part: stack.restarts(part) for part in PARTS}
    async with asyncio.TaskGroup() as group:
        births = [group.create_task(crowd.whole(*family)) for family in families]
        group.create_task(kill_in_turn(stack, crowd, Random(33)))
    await audit.finished([birth.result().code for birth in births])
    assert await audit.effects() == [before + BIRTHS for before in entered]
    assert all(stack.restarts(part) - restarts[part] >= ROUNDS - 1 for part in PARTS)
