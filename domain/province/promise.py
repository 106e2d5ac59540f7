"""When nine of ten such dossiers were done: what an office's own year says, beside the date that the law gives.

Durations are office time from the filing to the result, of dossiers that needed no supplement: what applicants owe is
no delay of the office. How an office did in a year is its spread; how everybody does lately, beside their own year,
stretches it: an outage or absences that no year knew of are in the promises of the next day.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import timedelta
from math import ceil

from domain.base.law import Frozen

SHARE = 0.9
"""So many of such dossiers were done by then."""
FEWEST = 30
"""With fewer behind it nothing is promised."""
LEAST_STRETCH, MOST_STRETCH = 0.5, 5.0


class Spread(Frozen):
    """How long dossiers of one kind took at one office, in seconds of office time, the shortest first."""

    seconds: tuple[float, ...]

    def quantile(self, share: float) -> float:
        """The time in which this share of them was done: that of a dossier, none between two."""
        return self.seconds[min(max(ceil(share * len(self.seconds)) - 1, 0), len(self.seconds) - 1)]

    def done_by(self, seconds: float) -> float:
        """The share that was done in this time."""
        return bisect_right(self.seconds, seconds) / len(self.seconds)


class Usual(Frozen):
    """What is known of one kind of dossier."""

    spread: Spread
    of_office: bool
    """Whether it is the office's own year, or all offices' where the office has had too few."""
    stretch: float
    """What the last weeks took, beside what the year says."""

    def promised(self, elapsed: timedelta) -> timedelta | None:
        """The office time from the filing by which nine of ten are done that were not done by now.

        None where it already takes longer than nearly all of the year did: nobody knows then.
        """
        waited = elapsed.total_seconds() / self.stretch
        done = self.spread.done_by(waited) if waited > 0 else 0.0
        left = len(self.spread.seconds) * (1 - done)
        if left < FEWEST / 10:
            return None
        return timedelta(seconds=self.spread.quantile(done + SHARE * (1 - done)) * self.stretch)


def stretched(lately: Iterable[tuple[float, float]]) -> float:
    """By how much the last weeks differ: of each dossier what it took, or has taken by now, and what was promised."""
    shares = sorted(took / promised for took, promised in lately if promised > 0)
    if len(shares) < FEWEST:
        return 1.0
    return min(max(Spread(seconds=tuple(shares)).quantile(SHARE), LEAST_STRETCH), MOST_STRETCH)


def spread_of(seconds: Sequence[float]) -> Spread | None:
    """The spread of so many dossiers, or none of too few."""
    return Spread(seconds=tuple(sorted(seconds))) if len(seconds) >= FEWEST else None
