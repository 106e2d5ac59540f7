"""Charts of pages: drawn once a minute at most, however many look at them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from infra.printing.pool import RenderPool

LASTS = 60.0
HELD = 200


class Charts:
    """Keeps what was drawn for a minute; who comes meanwhile waits for the same drawing."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Hashable, tuple[float, asyncio.Task[str]]] = {}

    async def drawn(self, name: Hashable, described: Callable[[], Awaitable[dict[str, Any]]], press: RenderPool) -> str:
        """A chart."""
        now = self._clock()
        until, drawing = self._kept.get(name, (0.0, None))
        if drawing is None or until < now or (drawing.done() and drawing.exception()):
            self._kept = {key: kept for key, kept in self._kept.items() if kept[0] >= now and len(self._kept) < HELD}
            drawing = asyncio.create_task(_draw(described, press))
            self._kept[name] = (now + LASTS, drawing)
        # Whoever leaves takes the drawing from nobody.
        return await asyncio.shield(drawing)


async def _draw(described: Callable[[], Awaitable[dict[str, Any]]], press: RenderPool) -> str:
    return await press.chart(await described())
