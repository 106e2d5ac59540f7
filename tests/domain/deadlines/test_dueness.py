"""A date as people say it, by the calendar of the office."""

from datetime import datetime, timedelta

import pytest

from domain.base.calendar import VIETNAM
from domain.deadlines.dueness import dueness, near_until
from tests.support.examples import CALENDAR, TUESDAY


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("due", "vi", "en"),
    [
        (at(17, 16, 30), "Hôm nay 16:30", "Today 16:30"),
        (at(18, 9), "Ngày mai 09:00", "Tomorrow 09:00"),
        (at(19, 9), "09:00, 19/11/2026 (còn 2 ngày làm việc)", "09:00, 19/11/2026 (in 2 working days)"),
        (at(17, 8, 30), "Trễ chưa đến 1 giờ làm việc", "Less than a working hour late"),
        (at(17, 8), "Trễ 1 giờ làm việc", "1 working hour late"),
        (at(16, 16, 30), "Trễ 1 ngày làm việc", "1 working day late"),
        (at(13, 16, 30), "Trễ 2 ngày làm việc", "2 working days late"),
    ],
    ids=["today", "tomorrow", "in days", "just now", "in hours", "yesterday", "over a weekend"],
)
def test_a_date_is_said_as_people_say_it(due: datetime, vi: str, en: str) -> None:
    said = dueness(due, TUESDAY, CALENDAR)
    assert (said.vi, said.en) == (vi, en)


def test_a_day_that_no_calendar_covers_is_only_named() -> None:
    assert dueness(TUESDAY + timedelta(days=3650), TUESDAY, CALENDAR).vi == "09:00, 14/11/2036"


@pytest.mark.parametrize(
    ("now", "last"),
    [(at(11, 9), 13), (at(12, 17), 16), (at(13, 17), 17), (at(14, 9), 17), (at(15, 23), 17)],
    ids=["midweek", "Thursday", "Friday", "Saturday", "Sunday"],
)
def test_what_is_due_is_near_for_two_working_days_also_before_a_weekend(now: datetime, last: int) -> None:
    assert near_until(now, CALENDAR) == CALENDAR.closing(at(last, 9).date())
