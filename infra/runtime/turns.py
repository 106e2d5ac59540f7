"""Turns at something scarce: one piece of work of a person at a time, and who used little goes before who used much."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

MUCH, HALF = 0.5, 30.0
"""Seconds used lately from which on somebody leaves a place to the others; what is used counts half after so long."""
REMEMBERED = 10_000
"""People whose use is kept; beyond that those are forgotten who owe nothing."""


class Crowded(Exception):
    """As many wait as can be held; try again."""


@dataclass
class _Line:
    """Who waits of one person, and from which hour on it is their turn: hours pass by what is used, not by a clock."""

    due: float = 0.0
    busy: bool = False
    much: bool = False
    """Whether the turn that they have is one of somebody who used much."""
    used: float = 0.0
    at: float = 0.0
    """When ``used`` was counted."""
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)

    def lately(self, now: float) -> float:
        """Seconds used, of those long ago less."""
        return float(self.used * 0.5 ** ((now - self.at) / HALF))


class Turns:
    """Start-time fair queueing: each turn moves its person back by the seconds that it took.

    Who comes fresh is due at once, and waits for no more than the turns that have begun; where there are several,
    a place is kept from those who used much lately, so that it does not even wait for these.
    """

    def __init__(self, at_once: int, *, most: int, most_each: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._free = at_once
        self._of_much = max(1, at_once - 1)
        """Places that are free to who used much."""
        self._most = most
        self._most_each = most_each
        self._clock = clock
        self._hour = 0.0
        self._waiting = 0
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, whose: str) -> AsyncIterator[None]:
        """Wait for a turn of this person, and count what it takes.

        Raises:
            Crowded: too many wait, of this person or of all.
        """
        line = self._lines.setdefault(whose, _Line())
        if self._waiting >= self._most or len(line.waiting) >= self._most_each:
            raise Crowded("too many wait")
        await self._begun(line)
        began = self._clock()
        try:
            yield
        finally:
            now = self._clock()
            line.due += now - began
            line.used, line.at = line.lately(now) + now - began, now
            self._give_back(line)

    async def _begun(self, line: _Line) -> None:
        mine = asyncio.get_running_loop().create_future()
        line.waiting.append(mine)
        self._waiting += 1
        self._call()
        try:
            await mine
        except asyncio.CancelledError:
            # Called and cancelled in the same breath: the turn is another's, and must not be lost.
            if mine.done() and not mine.cancelled():
                self._give_back(line)
            else:
                line.waiting.remove(mine)
                self._waiting -= 1
            raise

    def _give_back(self, line: _Line) -> None:
        line.busy = False
        self._free += 1
        self._of_much += line.much
        self._call()

    def _call(self) -> None:
        now = self._clock()
        while self._free and (ready := [one for one in self._lines.values() if self._may(one, now)]):
            line = min(ready, key=lambda one: max(one.due, self._hour))
            line.much = line.lately(now) > MUCH
            self._of_much -= line.much
            self._hour = line.due = max(line.due, self._hour)
            self._free -= 1
            self._waiting -= 1
            line.busy = True
            line.waiting.popleft().set_result(None)
        if len(self._lines) > REMEMBERED:
            self._lines = {who: one for who, one in self._lines.items() if self._counts(one, now)}

    def _may(self, line: _Line, now: float) -> bool:
        return bool(line.waiting) and not line.busy and (self._of_much > 0 or line.lately(now) <= MUCH)

    def _counts(self, line: _Line, now: float) -> bool:
        return bool(line.waiting) or line.busy or line.due > self._hour or line.lately(now) > MUCH
