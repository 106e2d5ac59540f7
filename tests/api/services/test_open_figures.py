"""What everybody reads of counts: nothing is nothing, and what is hidden is no number."""

import pytest

from api.services.province.open_figures import share_of
from domain.province.definitions import ON_TIME
from domain.province.disclosure import LEAST


@pytest.mark.parametrize(
    ("numerator", "denominator", "told"),
    [
        (0, 0, (0, 0, None, None)),
        (0, 5, (0, 5, 0.0, None)),
        (7, 8, (5, 10, 50.0, None)),
        (0, 4, (None, None, None, "few")),
        (4, 4, (None, None, None, "few")),
        (4, 100, (None, None, None, "few")),
        (100, 102, (100, 100, 100.0, None)),
    ],
)
def test_a_share_is_told_to_the_nearest_five_as_nothing_or_not_at_all(
    numerator: int, denominator: int, told: tuple[int | None, int | None, float | None, str | None]
) -> None:
    one = share_of(ON_TIME, numerator, denominator, "vi")
    assert (one.numerator, one.denominator, one.percent, one.hidden) == told


def test_from_what_is_told_nobody_tells_one_hidden_count_from_another() -> None:
    few = range(1, LEAST)
    hidden = {share_of(ON_TIME, many, of, "vi") for of in (*few, 60) for many in few if many <= of}
    assert len(hidden) == 1
