"""What many ask for at one moment is made once, and kept for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable

HELD = 200


class Once[T]:
    """Keeps what was made for so many seconds; who comes meanwhile waits for the same making."""

    def __init__(self, lasts: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._lasts = lasts
        self._clock = clock
        self._kept: dict[Hashable, tuple[float, asyncio.Task[T]]] = {}

    async def made(self, name: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """What is kept under a name, or made now."""
        now = self._clock()
        until, making = self._kept.get(name, (0.0, None))
        # What takes longer to make than it lasts is not made twice at once: that would make it slower still.
        if making is None or (making.done() and (until < now or making.exception())):
            self._kept = {
                key: kept
                for key, kept in self._kept.items()
                if not kept[1].done() or (kept[0] >= now and len(self._kept) < HELD)
            }
            making = asyncio.create_task(_awaited(make))
            self._kept[name] = (now + self._lasts, making)
        # Whoever leaves takes it from nobody.
        return await asyncio.shield(making)

    async def settled(self) -> None:
        """Wait for what is being made: for whoever is about to close what it is made with."""
        await asyncio.gather(*(making for _, making in self._kept.values()), return_exceptions=True)


async def _awaited[T](make: Callable[[], Awaitable[T]]) -> T:
    return await make()
