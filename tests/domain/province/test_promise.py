"""What nine of ten were done by is that of whole dossiers, follows the last weeks, and is silent where nobody knows."""

import random
from datetime import timedelta

import pytest

from domain.province.promise import FEWEST, Spread, Usual, spread_of, stretched

HOUR = 3600.0


def usual(seconds: list[float], stretch: float = 1.0) -> Usual:
    spread = spread_of(seconds)
    assert spread
    return Usual(spread=spread, of_office=True, stretch=stretch)


def test_nine_of_ten_were_done_by_then_and_not_by_a_moment_before() -> None:
    took = [HOUR * n for n in range(1, 101)]
    promised = usual(took).promised(timedelta())
    assert promised == timedelta(hours=90)
    assert Spread(seconds=tuple(took)).done_by(HOUR * 90) == 0.9


def test_of_those_that_were_not_done_by_now_nine_of_ten_are_done_by_the_next_promise() -> None:
    took = [HOUR * n for n in range(1, 101)]
    assert usual(took).promised(timedelta(hours=50)) == timedelta(hours=95)


def test_who_already_waits_longer_than_nearly_everybody_is_promised_nothing() -> None:
    assert usual([HOUR * n for n in range(1, 101)]).promised(timedelta(hours=99)) is None


def test_of_too_few_nothing_is_said() -> None:
    assert spread_of([HOUR] * (FEWEST - 1)) is None
    assert stretched([(2.0, 1.0)] * (FEWEST - 1)) == 1.0


@pytest.mark.parametrize("slower", [0.7, 1.0, 2.0])
def test_weeks_that_are_slower_than_the_year_stretch_what_is_promised(slower: float) -> None:
    chance = random.Random(9)
    year = [chance.expovariate(1 / HOUR) for _ in range(3000)]
    nine_of_ten = Spread(seconds=tuple(sorted(year))).quantile(0.9)
    lately = [(slower * chance.expovariate(1 / HOUR), nine_of_ten) for _ in range(1000)]
    promised = usual(year, stretched(lately)).promised(timedelta())
    assert promised
    kept = sum(slower * chance.expovariate(1 / HOUR) <= promised.total_seconds() for _ in range(4000)) / 4000
    assert 0.85 < kept < 0.95
