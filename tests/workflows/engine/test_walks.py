"""Whatever people, registers, banks and time do in whatever order, every dossier comes to a lawful end."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st

from tests.workflows.rig import Rig
from tests.workflows.walks.bank import Bank, open_bank
from tests.workflows.walks.forms import FORMS
from tests.workflows.walks.moves import DRAWN, MOVES, put_books_right, settle_up
from tests.workflows.walks.people import help_on
from tests.workflows.walks.properties import after_each_step, at_the_end
from tests.workflows.walks.world import World
from workflows.catalogue import PROCEDURES
from workflows.engine.procedure import Procedure

EXAMPLES = int(os.environ.get("MOTCUA_WALKS", "0"))
"""So many walks of each procedure, by chance, for a long hunt; else some, always the same."""
SEEDS = st.just(int(os.environ["MOTCUA_WALK"])) if "MOTCUA_WALK" in os.environ else st.integers(0, 2**32)
"""A story names its seed: with it in ``MOTCUA_WALK`` it is walked again."""
ALWAYS = 3
WILD, PATIENT = 12, 90
"""Moves of any kind, before everybody does what helps; and how often they may, before it counts as no end."""
LONGEST, PLAINING = 240.0, 90.0
"""Seconds of this machine that one walk may take, and the search for a plainer one that fails alike."""
ALIKE = 40
"""Letters by which two failures are alike."""
Steps = list[tuple[str, int]]
"""Moves, each with its own chance, so that a counter-example can do without any of them."""


@dataclass(frozen=True)
class Failed:
    """A walk that went wrong: why, by which steps, and its story."""

    why: str
    steps: Steps
    lines: list[str]
    cause: Exception


@pytest.fixture(scope="session")
async def bank(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bank]:
    """One payment platform for all walks, as their books are those of one database."""
    async with open_bank(tmp_path_factory.mktemp("bank")) as opened:
        yield opened


async def walk(world: World, procedure: type[Procedure[Any]], seed: int, steps: Steps) -> None:
    """Let it all happen, look after each step, and look at the end."""
    await world.begin(procedure)
    for name, chance in steps:
        world.chance = Random(chance)
        world.taken += 1
        await MOVES[name][1](world)
        await after_each_step(world)
    world.chance = Random(seed)
    world.deaf = 0
    put_books_right(world)
    world.tell("from here on everybody helps")
    for _ in range(PATIENT):
        if not await help_on(world):
            break
        await after_each_step(world)
    await settle_up(world)
    await after_each_step(world)
    await at_the_end(world)


async def failed(rig: Rig, bank: Bank, procedure: type[Procedure[Any]], seed: int, steps: Steps) -> Failed | None:
    """Walk, and tell the story of a walk that went wrong."""
    world = World(rig, bank, Random(seed))
    try:
        async with asyncio.timeout(LONGEST):
            await walk(world, procedure, seed, steps)
    except Exception as failure:
        why = f"{type(failure).__name__}: {failure}"
        return Failed(why, steps[: world.taken], await world.story(), failure)
    return None


async def plainest(rig: Rig, bank: Bank, procedure: type[Procedure[Any]], seed: int, found: Failed) -> Failed:
    """Leave out of a walk that failed every step without which it still fails in the same way."""
    clock = asyncio.get_running_loop()
    until = clock.time() + PLAINING
    for place in reversed(range(len(found.steps))):
        if clock.time() < until:
            fewer = [*found.steps[:place], *found.steps[place + 1 :]]
            again = await failed(rig, bank, procedure, seed, fewer)
            found = again if again and again.why[:ALIKE] == found.why[:ALIKE] else found
    return found


def test_every_procedure_is_walked() -> None:
    assert FORMS.keys() == set(PROCEDURES)


TOLD: dict[tuple[str, int], Failed] = {}
"""Hypothesis tries what failed once more; what was made plain is not made so again."""


@pytest.mark.timeout(600 + 5 * EXAMPLES)
@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.code)
@given(seed=SEEDS)
@settings(
    max_examples=EXAMPLES or ALWAYS,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    verbosity=Verbosity.quiet,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_every_dossier_comes_to_a_lawful_end(
    rig: Rig, bank: Bank, procedure: type[Procedure[Any]], seed: int
) -> None:
    if (procedure.code, seed) not in TOLD:
        chance = Random(f"{procedure.code}/{seed}")
        steps = [(chance.choice(DRAWN), chance.randrange(1000)) for _ in range(WILD)]
        if found := await failed(rig, bank, procedure, seed, steps):
            TOLD[procedure.code, seed] = await plainest(rig, bank, procedure, seed, found)
    if told := TOLD.get((procedure.code, seed)):
        which = f"{procedure.code}, seed {seed}: {', '.join(name for name, _ in told.steps)}"
        raise AssertionError("\n".join([told.why, which, *told.lines])) from told.cause
