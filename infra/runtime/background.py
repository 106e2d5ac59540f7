"""Work that goes on beside a process's own, and ends with it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog

log = structlog.get_logger()


async def over_and_over(round_: Callable[[], Awaitable[int]], pause: float) -> None:
    """Do rounds until cancelled, pausing after one that found nothing to do.

    A round that fails is told and tried again after the pause: one bad message must not end the process of all others.
    """
    while True:
        try:
            busy = await round_()
        except Exception as error:
            log.error("round_failed", what=round_.__qualname__, why=type(error).__name__)
            busy = 0
        if not busy:
            await asyncio.sleep(pause)


@asynccontextmanager
async def running(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run each until the block ends; one that fails ends the process's block with its error."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(coroutine) for coroutine in work]
        try:
            yield
        finally:
            # All at once, then wait: one that is slow to end must not keep the others working on what is being closed.
            for task in tasks:
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks, return_exceptions=True)
