"""What follows a result: done beside its hand-over, and gone through anew for the result that replaces it."""

import asyncio
from collections.abc import Awaitable, Callable

from workflows.engine.walk import Run, Walk


class Following:
    """Keeps what follows a result in step with the result that stands."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._going: asyncio.Future[None] | None = None

    def begin(self, follows: Callable[[], Awaitable[None]], *, again: bool) -> None:
        """Begin it; ``again``, for a result that replaces another.

        It starts at its first line then: what it asks or tells as before is adopted, what is otherwise now is put
        right, and tasks that it does not come to any more are called off.
        """
        run, before = Run(again=again), self._going
        self._going = self._walk.within(run, lambda: self._walk.followed(run, follows, before))

    @property
    def done(self) -> bool:
        """Whether all of it is done, or nothing follows."""
        return self._going is None or self._going.done()

    async def finish(self, unless: Callable[[], bool]) -> bool:
        """Wait until all of it is done; False as soon as something else comes before that."""
        await self._walk.wait(lambda: self.done or unless())
        if unless():
            return False
        if self._going is not None:
            self._going.result()
        return True

    async def drop(self) -> None:
        """Break it off."""
        if self._going is not None:
            await self._walk.drop(self._going)
