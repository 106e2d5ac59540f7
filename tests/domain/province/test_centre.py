"""What is usual, and what is told as unusual."""

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from domain.base.calendar import VIETNAM
from domain.province.alarms import Limits
from domain.province.centre import intervals
from infra.facts.alarm_limits import load_limits

MIDNIGHT, LIMITS = datetime(2026, 11, 17, tzinfo=VIETNAM), load_limits()


def test_five_minutes_are_unusual_beyond_three_standard_deviations_of_eight_weeks() -> None:
    before = [{0: 10 + week % 2} for week in range(8)]
    rows = intervals(MIDNIGHT, MIDNIGHT + timedelta(minutes=11), {0: 13, 1: 4}, before, LIMITS)
    assert [(row.filed, row.usual) for row in rows] == [(13, 10.5), (4, 0.0)]
    assert [row.unusual for row in rows] == [False, True], "where nothing comes, one or two more are nothing unusual"
    [more] = intervals(MIDNIGHT, MIDNIGHT + timedelta(minutes=5), {0: 14}, before, LIMITS)
    assert more.unusual


def test_the_five_minutes_that_are_not_over_are_left_out() -> None:
    assert len(intervals(MIDNIGHT, MIDNIGHT + timedelta(minutes=9, seconds=59), {}, [], LIMITS)) == 1
    assert intervals(MIDNIGHT, MIDNIGHT, {}, [], LIMITS) == []


def test_a_unit_is_green_and_yellow_from_the_very_limit_on_that_the_province_sets() -> None:
    percents = (100, 98, 97.99, 95, 94.99, 0, None)
    told = [LIMITS.colour(percent) for percent in percents]
    assert told == ["green", "green", "yellow", "yellow", "red", "red", "none"]
    strict = LIMITS.model_copy(update={"map_green_percent": 99.5, "map_yellow_percent": 98})
    assert [strict.colour(percent) for percent in (99.5, 99.49, 98, 97.99)] == ["green", "yellow", "yellow", "red"]


def test_limits_of_the_map_that_leave_no_yellow_are_no_limits() -> None:
    with pytest.raises(ValidationError, match="map_yellow_percent must be less"):
        Limits.model_validate(LIMITS.model_dump() | {"map_yellow_percent": 98})
