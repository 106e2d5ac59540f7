"""A breaker for each agency, so that an outage is not hammered by every dossier that waits for it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

OPENS_AFTER = 5
"""Failures in a row after which nobody asks any more."""
RESTS = 2.0
"""Seconds between two probes of an agency that is down."""


@dataclass
class Breaker:
    """Closed while an agency answers; open, it lets one probe through at a time."""

    opens_after: int = OPENS_AFTER
    rests: float = RESTS
    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _next_probe: float = 0.0

    def wait(self) -> float:
        """The seconds to wait before asking; 0 lets this one ask."""
        if self._failures < self.opens_after:
            return 0.0
        now = self.clock()
        if now < self._next_probe:
            return self._next_probe - now
        self._next_probe = now + self.rests
        return 0.0

    def answered(self) -> None:
        """The agency is there: everybody may ask again."""
        self._failures = 0

    def failed(self, retry_after: float | None = None) -> None:
        """It did not answer, or wants to be left alone for so many seconds."""
        self._failures += 1
        if self._failures >= self.opens_after:
            self._next_probe = self.clock() + max(self.rests, retry_after or 0)
