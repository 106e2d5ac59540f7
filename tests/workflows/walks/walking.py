"""One walk from its filing to its end, and the plainest story of one that went wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.workflows.walks.moves import Moves, chosen, put_books_right, recall
from tests.workflows.walks.people import help_on
from tests.workflows.walks.properties import after_each_step, at_the_end
from tests.workflows.walks.world import World
from workflows.engine.procedure import Procedure

WILD, PATIENT = 12, 90
"""Moves of any kind, before everybody does what helps; and how often they may, before it counts as no end."""
LONGEST, PLAINING = 240.0, 90.0
"""Seconds of this machine that one walk may take, and the search for a plainer one that fails alike."""
ALIKE = 40
"""Letters by which two failures are alike."""
RECALLED = 0.3
"""How often a result that was handed over is recalled after all."""
Steps = list[tuple[str, int]]
"""Moves, each with its own chance, so that a counter-example can do without any of them."""


@dataclass(frozen=True)
class Failed:
    """A walk that went wrong: why, by which steps, and its story."""

    why: str
    steps: Steps
    lines: list[str]
    cause: Exception

    def told(self, procedure: str, seed: int) -> str:
        """What whoever mends it has to know."""
        which = f"{procedure}, seed {seed}: {', '.join(name for name, _ in self.steps)}"
        return "\n".join([self.why, which, *self.lines])


@dataclass(frozen=True)
class Walking[W: World]:
    """Walks of one kind: in which world, by which moves, and what is settled after the end."""

    world: Callable[[Random], W]
    moves: Moves[W]
    settle: Callable[[W], Awaitable[None]]

    def steps(self, procedure: type[Procedure[Any]], seed: int) -> Steps:
        """So many moves as chance has them."""
        chance, names = Random(f"{procedure.code}/{seed}"), chosen(self.moves)
        return [(chance.choice(names), chance.randrange(1000)) for _ in range(WILD)]

    async def tried(self, procedure: type[Procedure[Any]], seed: int) -> Failed | None:
        """Walk, and give the plainest walk that fails alike, if it does."""
        found = await self.failed(procedure, seed, self.steps(procedure, seed))
        return await self._plainest(procedure, seed, found) if found else None

    async def failed(self, procedure: type[Procedure[Any]], seed: int, steps: Steps) -> Failed | None:
        """Walk, and tell the story of a walk that went wrong."""
        world = self.world(Random(seed))
        try:
            async with asyncio.timeout(LONGEST):
                await self._walk(world, procedure, seed, steps)
        except Exception as failure:
            why = f"{type(failure).__name__}: {failure}"
            return Failed(why, steps[: world.taken], await world.story(), failure)
        return None

    async def _walk(self, world: W, procedure: type[Procedure[Any]], seed: int, steps: Steps) -> None:
        """Let it all happen, look after each step, and look at the end."""
        await world.begin(procedure)
        for name, chance in steps:
            world.chance = Random(chance)
            world.taken += 1
            await self.moves[name][1](world)
            await after_each_step(world)
        world.chance = Random(seed)
        await self._to_the_end(world)
        if world.chance.random() < RECALLED:
            await recall(world)
            await after_each_step(world)
            await self._to_the_end(world)
        await self.settle(world)
        await after_each_step(world)
        await at_the_end(world)

    async def _to_the_end(self, world: W) -> None:
        world.deaf = 0
        put_books_right(world)
        world.tell("from here on everybody helps")
        for _ in range(PATIENT):
            if not await help_on(world):
                break
            await after_each_step(world)

    async def _plainest(self, procedure: type[Procedure[Any]], seed: int, found: Failed) -> Failed:
        """Leave out of a walk that failed every step without which it still fails in the same way."""
        clock = asyncio.get_running_loop()
        until = clock.time() + PLAINING
        for place in reversed(range(len(found.steps))):
            if clock.time() < until:
                fewer = [*found.steps[:place], *found.steps[place + 1 :]]
                again = await self.failed(procedure, seed, fewer)
                found = again if again and again.why[:ALIKE] == found.why[:ALIKE] else found
        return found
