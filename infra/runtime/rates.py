"""How often somebody may come, and how much they hold open: counted in this process's memory, without a query."""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from domain.base.refusals import Refusal

REMEMBERED = 50_000
"""Callers whose bucket is kept; the one that came longest ago is forgotten, and finds a full one again."""


class TooMany(Refusal):
    """They came too often (quá nhiều yêu cầu); ``after`` says in how many seconds they may come again."""

    slug = "too-many-requests"

    def __init__(self, after: int) -> None:
        super().__init__(
            "Quá nhiều yêu cầu, vui lòng thử lại sau {} giây.", "Too many requests: try again in {} seconds.", after
        )
        self.after = after


class Buckets:
    """One kind of allowance: so many a minute for each caller, all of them at once where nothing was used."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(a_minute)
        self._a_second = a_minute / 60
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> None:
        """Use one.

        Raises:
            TooMany: none is left; nothing was used.
        """
        self.check(caller)
        self.spend(caller)

    def check(self, caller: str) -> None:
        """See that one is left.

        Raises:
            TooMany: none is.
        """
        if self._most and (left := self._now(caller)) < 1:
            raise TooMany(math.ceil((1 - left) / self._a_second))

    def spend(self, caller: str) -> None:
        """Use one, whether one is left or not."""
        if not self._most:
            return
        self._left[caller] = max(0.0, self._now(caller) - 1), self._clock()
        self._left.move_to_end(caller)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)

    def _now(self, caller: str) -> float:
        left, at = self._left.get(caller, (self._most, self._clock()))
        return min(self._most, left + (self._clock() - at) * self._a_second)


@dataclass(eq=False)
class Held:
    """Something that a caller holds open; who waits on ``wake`` hears when it was given up for a newer one."""

    wake: asyncio.Event
    given_up: bool = False


class AtOnce:
    """How much each caller may hold open at a time; one more, and what they have held longest is given up."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[str, list[Held]] = {}

    @contextmanager
    def holding(self, caller: str, wake: asyncio.Event) -> Iterator[Held]:
        """Count one for as long as it is held."""
        mine = Held(wake)
        self._held[caller] = others = [*self._held.get(caller, []), mine]
        if self._most and len(others) > self._most:
            oldest = others.pop(0)
            oldest.given_up = True
            oldest.wake.set()
        try:
            yield mine
        finally:
            left = [one for one in self._held.pop(caller, []) if one is not mine]
            self._held |= {caller: left} if left else {}
