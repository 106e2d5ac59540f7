"""What runs beside a process's own work goes on, whatever one round meets."""

import asyncio

from infra.runtime.background import over_and_over, running


async def test_a_round_that_fails_does_not_end_the_rounds() -> None:
    enough, rounds = asyncio.Event(), 0

    async def once_bad() -> int:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            raise IndexError("a message that nobody can read")
        enough.set()
        return 0

    async with running(over_and_over(once_bad, 0.001)):
        await asyncio.wait_for(enough.wait(), 60)
    assert rounds > 1
