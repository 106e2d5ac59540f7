"""What the public is told of counts: nothing of fewer than five, and nothing more exact than fives."""

from domain.base.refusals import Unacceptable

LEAST = 5
"""Dossiers that must be behind a figure (k)."""


class TooFewToShow(Unacceptable):
    """A figure for everybody would tell of somebody."""

    def __init__(self) -> None:
        super().__init__(
            "Số liệu này có ô đếm dưới {}: hãy lưu số liệu của kỳ dài hơn hoặc đơn vị rộng hơn rồi công khai.",
            "It counts fewer than {} somewhere: keep the figure of a longer period or a larger unit, and publish that.",
            str(LEAST),
        )


def coarse(many: float) -> int | None:
    """A count as it is published: to the nearest five; None where it would tell of few.

    Rounded, so that nobody finds what is hidden by taking what is shown from a total.
    """
    return None if 0 < many < LEAST else LEAST * int((2 * many + LEAST) // (2 * LEAST))


def told(numerator: float, denominator: float) -> tuple[int, int] | None:
    """A share as it is published, how many and of how many; None where one of them would tell of few."""
    of, many = coarse(denominator), coarse(numerator)
    return None if of is None or many is None else (min(many, of), of)
