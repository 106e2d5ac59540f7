"""A made year is over by the morning of the day on which it is made."""

from datetime import date, datetime

import pytest

from domain.base.calendar import VIETNAM
from infra.local.peopled import Wanted
from infra.terminal.client import Complaint

TODAY = date(2026, 12, 1)


def days(wanted: Wanted) -> tuple[datetime, datetime]:
    year = wanted.until(TODAY)
    return year.since, year.until


def morning(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=VIETNAM)


def test_it_is_the_days_before_today_unless_a_year_is_named() -> None:
    assert days(Wanted(10)) == (morning(2025, 12, 1), morning(2026, 12, 1))
    assert days(Wanted(10, days=60)) == (morning(2026, 10, 2), morning(2026, 12, 1))


def test_a_year_is_made_as_far_as_it_is_over() -> None:
    assert days(Wanted(10, year=2026)) == (morning(2026, 1, 1), morning(2026, 12, 1))
    for other in (2024, 2027):
        with pytest.raises(Complaint, match=f"nothing can have happened in {other}"):
            Wanted(10, year=other).until(TODAY)


def test_nothing_is_made_of_days_on_which_there_were_other_communes() -> None:
    assert days(Wanted(10, year=2025)) == (morning(2025, 7, 1), morning(2026, 1, 1))
