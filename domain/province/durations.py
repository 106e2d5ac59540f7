"""How long dossiers took, together: by the thousandths that facts say of each."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Self

from domain.base.law import Frozen
from domain.deadlines.clock import Counting
from domain.province.scoring import rounded

THOUSAND = 1000


class Average(Frozen):
    """What a sum of times comes to on average, all counted in one unit (metric 2.2 of Decision 766)."""

    unit: Counting
    total: int
    """Thousandths of the unit."""
    many: int

    @property
    def sum(self) -> Decimal:
        """All of them, in the unit."""
        return rounded(Fraction(self.total, THOUSAND))

    @property
    def mean(self) -> Decimal:
        """One of them; there is none of nothing."""
        return rounded(Fraction(self.total, self.many * THOUSAND))

    @classmethod
    def added(cls, averages: Iterable[Self]) -> list[Self]:
        """Those of each unit together, what is counted in most often first: a day is never added to an hour."""
        found = dict[str, Self]()
        for one in averages:
            before = found.get(one.unit)
            total, many = (before.total, before.many) if before else (0, 0)
            found[one.unit] = one.model_copy(update={"total": total + one.total, "many": many + one.many})
        return sorted(found.values(), key=lambda one: (-one.many, one.unit))


class Duration(Frozen):
    """How long dossiers took that were settled, in thousandths of a working day."""

    many: int = 0
    total: int = 0
    median: float | None = None
    """None of nothing."""

    @property
    def days(self) -> Decimal:
        """All together."""
        return rounded(Fraction(self.total, THOUSAND))

    @property
    def mean_days(self) -> Decimal | None:
        """One of them; None of nothing."""
        return rounded(Fraction(self.total, self.many * THOUSAND)) if self.many else None

    @property
    def median_days(self) -> Decimal | None:
        """What half of them took at most; None of nothing."""
        return None if self.median is None else rounded(Fraction(self.median) / THOUSAND)
