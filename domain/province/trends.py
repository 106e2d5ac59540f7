"""A straight line through what was counted, how sure it is, and what must come to reach a goal."""

from collections.abc import Sequence
from math import sqrt

from domain.base.law import Frozen

STUDENT = (3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350, 1.345, 1.341)
"""The 90 % quantile of Student's distribution by degrees of freedom: four of five lie between it and its negative."""
NORMAL = 1.282


class Forecast(Frozen):
    """What a line says of a later point, and between what four of five such points lie."""

    value: float
    low: float
    high: float


def forecast(counted: Sequence[float | None], ahead: int) -> Forecast | None:
    """By the least squares of what was counted month after month; None of fewer than three: they show no spread.

    A month that is not known is None and keeps its place: left out, it would bring its neighbours together.
    """
    known = [(x, y) for x, y in enumerate(counted) if y is not None]
    if (many := len(known)) < 3:
        return None
    middle, mean = sum(x for x, _ in known) / many, sum(y for _, y in known) / many
    spread = sum((x - middle) ** 2 for x, _ in known)
    slope = sum((x - middle) * (y - mean) for x, y in known) / spread
    rest = sum((y - mean - slope * (x - middle)) ** 2 for x, y in known) / (many - 2)
    at = len(counted) - 1 + ahead
    quantile = STUDENT[many - 3] if many - 3 < len(STUDENT) else NORMAL
    value = mean + slope * (at - middle)
    band = quantile * sqrt(rest * (1 + 1 / many + (at - middle) ** 2 / spread))
    return Forecast(value=value, low=value - band, high=value + band)


def needed(numerator: int, denominator: int, ahead: float, goal: float) -> float | None:
    """What share of the ``ahead`` that are still to come must be such for all to reach the goal; None of nothing."""
    return max((goal * (denominator + ahead) - numerator) / ahead, 0.0) if ahead > 0 else None
