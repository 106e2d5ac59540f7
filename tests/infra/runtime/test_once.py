"""What many ask for at one moment is made once, for as long as it lasts, and never twice at a time."""

import asyncio
from itertools import count

from infra.runtime.once import HELD, Once


class Hand:
    """A clock that somebody turns."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


async def test_what_was_made_stands_as_long_as_it_lasts_and_is_made_anew_after_that() -> None:
    clock, numbers = Hand(), count()
    once = Once[int](0.2, clock)

    async def make() -> int:
        return next(numbers)

    assert await once.made("a", make) == 0
    clock.at = 0.2
    assert [await once.made("a", make), await once.made("b", make)] == [0, 1]
    clock.at = 0.21
    assert await once.made("a", make) == 2


async def test_what_takes_longer_than_it_lasts_is_not_made_twice_at_once() -> None:
    """A database that is slow would get more and more of the same question."""
    clock, numbers, done = Hand(), count(), asyncio.Event()
    once = Once[int](0.2, clock)

    async def make() -> int:
        number = next(numbers)
        await done.wait()
        return number

    async def other() -> int:
        return -1

    waiting = [asyncio.create_task(once.made("a", make))]
    for turn in range(1, 4):
        await asyncio.sleep(0)
        clock.at = float(turn)
        waiting.append(asyncio.create_task(once.made("a", make)))
        # Whoever asks for something else forgets what is over, not what is under way.
        await once.made(turn, other)
    done.set()
    assert await asyncio.gather(*waiting) == [0, 0, 0, 0]
    assert await once.made("a", make) == 1


async def test_so_many_are_held_and_what_could_not_be_made_is_not() -> None:
    clock, numbers = Hand(), count()
    once = Once[int](0.2, clock)

    async def make() -> int:
        if (number := next(numbers)) == 0:
            raise ValueError
        return number

    made = await asyncio.gather(once.made("a", make), return_exceptions=True)
    assert isinstance(made[0], ValueError)
    assert await once.made("a", make) == 1
    for name in range(HELD):
        await once.made(name, make)
    assert await once.made("a", make) == HELD + 2
