"""Petitions are judged by working days of the law's calendar, each once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from domain.base.calendar import VIETNAM, CalendarEnds
from domain.province.periods import Period
from domain.province.scoring import Counted
from domain.vietnam.petitions import Petition, classes, counted, open_by_age
from infra.facts.loading import load_calendar
from infra.vietnam.programme_facts import load_parameters

CALENDAR, BY = load_calendar(), load_parameters()
AUGUST = Period.read("2026-08")
NOW = AUGUST.ends + timedelta(days=60)
MONDAY = datetime(2026, 8, 3, 9, tzinfo=VIETNAM)


def working(days: int, since: datetime = MONDAY) -> datetime:
    """At the end of the working day that is so many after another."""
    return datetime.combine(CALENDAR.add_working_days(since.date(), days), datetime.max.time(), VIETNAM)


def petition(**others: Any) -> Petition:
    return Petition.model_validate({"code": "PA-1", "received_at": MONDAY} | others)


def judged(until: datetime = NOW, **others: Any) -> bool | None:
    return petition(**others).in_time(until, CALENDAR, BY)


@pytest.mark.parametrize(("step", "days"), [("refused_at", 2), ("answered_at", 15)])
def test_a_step_is_in_time_on_its_last_day_and_late_on_the_next(step: str, days: int) -> None:
    published = {"published_at": working(days + 1)} if step == "answered_at" else {}
    assert judged(**{step: working(days)}, **published) is True
    late = {"published_at": working(days + 2)} if published else {}
    assert judged(**{step: working(days + 1)}, **late) is False


def test_whoever_is_asked_for_more_is_asked_in_five_days_and_answered_in_fifteen_after_they_supplied() -> None:
    answered, published = working(20), working(21)
    in_time = {"asked_at": working(5), "supplied_at": working(6)}
    assert judged(**in_time, answered_at=answered, published_at=published) is True
    assert judged(**in_time | {"asked_at": working(6)}, answered_at=answered, published_at=published) is False
    assert judged(**in_time, answered_at=working(22), published_at=working(22)) is False
    # While it waits for its sender nobody is late.
    assert judged(asked_at=working(5)) is None


def test_an_answer_is_published_in_two_days() -> None:
    assert judged(answered_at=working(3), published_at=working(5)) is True
    assert judged(answered_at=working(3), published_at=working(6)) is False
    assert judged(answered_at=working(3)) is False
    assert judged(until=working(4), answered_at=working(3)) is True


def test_what_nobody_answers_is_late_once_its_term_is_over_and_not_judged_before() -> None:
    assert judged(until=working(15)) is None
    assert judged(until=working(16)) is False
    # What came later than the moment that is looked at has not happened yet.
    assert judged(until=working(3), refused_at=working(9)) is None


def test_a_petition_of_a_year_without_calendar_is_judged_where_no_calendar_could_say_otherwise() -> None:
    old = datetime(2019, 3, 4, 9, tzinfo=VIETNAM)

    def held(days: int) -> bool | None:
        return petition(received_at=old, refused_at=old + timedelta(days=days)).in_time(NOW, CALENDAR, BY)

    assert held(2) is True
    assert held(60) is False
    assert petition(received_at=old).in_time(NOW, CALENDAR, BY) is False
    with pytest.raises(CalendarEnds):
        held(4)


def of(*petitions: Petition) -> dict[str, Counted]:
    return counted(petitions, AUGUST, NOW, CALENDAR, BY)


def test_each_petition_counts_once_against_satisfaction() -> None:
    good = {"answered_at": working(3), "published_at": working(4)}
    found = of(
        petition(**good),
        petition(**good, likes=2, dislikes=2),
        petition(**good, dislikes=1, repeated=True),
        petition(**good, repeated=True),
        petition(answered_at=working(16), published_at=working(16), dislikes=3),
    )
    assert found == {"5.2": Counted.of(4, 5), "5.3": Counted.of(2, 5)}


def test_what_came_before_and_is_handled_in_the_period_counts_as_handled_and_not_as_received() -> None:
    july = MONDAY - timedelta(days=20)
    earlier = petition(received_at=july, answered_at=working(1), published_at=working(2))
    over = petition(received_at=july, refused_at=july + timedelta(hours=1))
    later = petition(received_at=AUGUST.ends)
    assert of(earlier, over, later) == {"5.2": Counted.of(1, 1), "5.3": Counted.of(0, 0)}


def test_classes_are_shown_also_where_there_is_none() -> None:
    found = classes([petition(klass="conduct"), petition(), petition()])
    assert found == {"conduct": 1, "procedure": 0, "regulation": 0, "other": 2}


@pytest.mark.parametrize("year", [1, 1999, 2100, 9999])
def test_a_petition_of_a_year_that_no_reckoning_reaches_is_refused(year: int) -> None:
    with pytest.raises(ValidationError, match="between 2000 and 2100"):
        petition(received_at=MONDAY.replace(year=year), answered_at=None)


def test_nothing_happens_to_a_petition_before_it_is_received() -> None:
    with pytest.raises(ValidationError, match="before it is received"):
        petition(answered_at=MONDAY - timedelta(minutes=1))


def test_what_is_open_is_told_by_how_long_ago_it_was_received() -> None:
    days = [0, 5, 6, 15, 16, 31, 400]
    there = [petition(code=str(day), received_at=NOW - timedelta(days=day)) for day in days]
    over = [petition(refused_at=working(1)), petition(answered_at=working(2), published_at=working(3))]
    assert open_by_age([*there, *over], NOW) == {0: 2, 6: 2, 16: 1, 31: 2}
    answered = petition(answered_at=working(2))
    assert sum(open_by_age([answered], NOW).values()) == 1, "its answer is still to be published"
