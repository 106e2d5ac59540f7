"""Charts of pages: drawn once a minute at most, however many look at them."""

import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from infra.printing.pool import RenderPool
from infra.runtime.once import Once

LASTS = 60.0


class Charts:
    """Keeps what was drawn for a minute; who comes meanwhile waits for the same drawing."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._drawn = Once[str](LASTS, clock)

    async def drawn(self, name: Hashable, described: Callable[[], Awaitable[dict[str, Any]]], press: RenderPool) -> str:
        """A chart."""

        async def draw() -> str:
            return await press.chart(await described())

        return await self._drawn.made(name, draw)
