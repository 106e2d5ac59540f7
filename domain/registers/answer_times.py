"""How long agencies take to answer, counted in classes that each end a fifth above the one before."""

from collections.abc import Mapping
from math import ceil, log

from domain.base.law import Frozen

GROWTH = 1.2
"""By so much each class ends later than the one before: so exact is a percentile."""
LAST = 70
"""Ends at 349 seconds, which nothing that is asked takes."""


class Answering(Frozen):
    """What came of the questions to an agency within a time."""

    answered: Mapping[int, int]
    """How many were answered, by the class of the time that it took."""
    failed: int = 0

    @property
    def asked(self) -> int:
        """All questions."""
        return sum(self.answered.values()) + self.failed

    @property
    def failed_percent(self) -> float | None:
        """The share that got no answer; None where nobody asked."""
        return round(100 * self.failed / self.asked, 2) if self.asked else None

    def within_ms(self, share: float) -> int | None:
        """Milliseconds within which such a share of the answers came; None where there was none."""
        left = ceil(share * sum(self.answered.values()))
        for number in sorted(self.answered):
            left -= self.answered[number]
            if left <= 0:
                return ends_ms(number)
        return None


def class_of(seconds: float) -> int:
    """The class of a time; all below a millisecond are the first."""
    return min(LAST, max(0, ceil(log(max(seconds * 1000, 1), GROWTH) - 1e-9)))


def ends_ms(number: int) -> int:
    """Where a class ends, in milliseconds."""
    return round(GROWTH**number)
