"""Which days and hours of the state's offices count."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.base.calendar import VIETNAM, Calendar, CalendarEnds, Span, age, comes_of_age, months_after
from infra.facts.loading import load_calendar

OFFICE = load_calendar()
DAY = timedelta(hours=8)

days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31), timezones=st.just(VIETNAM))  # noqa: DTZ001 - hypothesis wants them bare
amounts = st.timedeltas(timedelta(0), timedelta(hours=400))


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}+07:00")


def calendar(**changes: object) -> Calendar:
    facts: dict[str, object] = {
        "id": "test",
        "first": date(2026, 1, 1),
        "last": date(2026, 12, 31),
        "days_off": (),
        "hours": (Span(opens=time(8), closes=time(12)),),
    }
    return Calendar.model_validate(facts | changes)


def test_24_november_2026_is_a_day_off() -> None:
    assert OFFICE.is_day_off(date(2026, 11, 24))
    assert not OFFICE.is_working_day(date(2026, 11, 24))
    assert OFFICE.next_working_day(date(2026, 11, 23)) == date(2026, 11, 25)


def test_24_november_2025_was_worked() -> None:
    assert OFFICE.is_working_day(date(2025, 11, 24))


def test_a_make_up_saturday_is_worked() -> None:
    assert OFFICE.is_working_day(date(2026, 8, 22))
    assert OFFICE.next_working_day(date(2026, 8, 21)) == date(2026, 8, 22)
    assert not OFFICE.is_working_day(date(2026, 8, 29))


def test_a_weekend_is_not_called_a_day_off() -> None:
    assert not OFFICE.is_day_off(date(2026, 11, 21))
    assert not OFFICE.is_working_day(date(2026, 11, 21))


@pytest.mark.parametrize(("year", "worked"), [(2024, 251), (2025, 250), (2026, 249), (2027, 249)])
def test_a_year_has_as_many_working_days_as_announced(year: int, worked: int) -> None:
    first = date(year, 1, 1)
    after_new_year = OFFICE.working_days_between(first, date(year, 12, 31))
    assert after_new_year == worked


def test_the_day_itself_is_not_counted() -> None:
    assert OFFICE.add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert OFFICE.add_working_days(date(2026, 11, 20), 2) == date(2026, 11, 25)


def test_no_working_days_later_is_the_day_itself() -> None:
    assert OFFICE.add_working_days(date(2026, 11, 24), 0) == date(2026, 11, 24)


def test_terms_run_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        OFFICE.add_working_days(date(2026, 11, 20), -1)
    with pytest.raises(ValueError, match="forward"):
        OFFICE.add_working_time(at("2026-11-20"), timedelta(hours=-1))


@given(days, st.integers(1, 200))
def test_so_many_working_days_later_is_a_working_day(day: date, count: int) -> None:
    later = OFFICE.add_working_days(day, count)
    assert OFFICE.is_working_day(later)
    assert later > day


@given(days, st.integers(0, 100), st.integers(0, 100))
def test_working_days_add_up(day: date, some: int, more: int) -> None:
    assert OFFICE.add_working_days(OFFICE.add_working_days(day, some), more) == OFFICE.add_working_days(
        day, some + more
    )


@given(days, st.integers(1, 200))
def test_working_days_counted_back_are_those_added(day: date, count: int) -> None:
    later = OFFICE.add_working_days(day, count)
    assert OFFICE.working_days_between(day, later) == count


@given(days, days)
def test_working_days_between_are_those_one_meets_on_the_way(day: date, until: date) -> None:
    day, until = min(day, until), max(day, until)
    met = sum(OFFICE.is_working_day(day + timedelta(n)) for n in range(1, (until - day).days + 1))
    assert OFFICE.working_days_between(day, until) == met
    assert OFFICE.working_days_between(until, day) == -met


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (at("2026-11-20", "09:12"), at("2026-11-20", "09:12")),
        (at("2026-11-20", "06:00"), at("2026-11-20", "08:00")),
        (at("2026-11-20", "12:30"), at("2026-11-20", "13:00")),
        (at("2026-11-20", "17:00"), at("2026-11-23", "08:00")),
        (at("2026-11-21", "10:00"), at("2026-11-23", "08:00")),
        (at("2026-11-24", "10:00"), at("2026-11-25", "08:00")),
    ],
)
def test_out_of_hours_counts_from_the_next_working_hour(moment: datetime, opens: datetime) -> None:
    assert OFFICE.next_working_moment(moment) == opens


def test_a_foreign_clock_is_read_on_vietnams() -> None:
    evening_before = datetime(2026, 11, 19, 20, 0, tzinfo=UTC)
    opens = OFFICE.next_working_moment(evening_before)
    assert opens == at("2026-11-20", "08:00")
    assert opens.utcoffset() == timedelta(hours=7)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        OFFICE.next_working_moment(datetime(2026, 11, 20, 9))  # noqa: DTZ001 - the point of the test


def test_office_time_stops_at_noon_and_at_night() -> None:
    assert OFFICE.add_working_time(at("2026-11-20", "11:00"), timedelta(hours=2)) == at("2026-11-20", "14:00")
    assert OFFICE.add_working_time(at("2026-11-20", "16:30"), timedelta(hours=1)) == at("2026-11-23", "08:30")


def test_a_full_day_ends_when_the_office_closes() -> None:
    assert OFFICE.add_working_time(at("2026-11-20", "08:00"), DAY) == at("2026-11-20", "17:00")


def test_office_time_jumps_over_tet() -> None:
    assert OFFICE.working_time(at("2026-02-13", "17:00"), at("2026-02-23", "08:00")) == timedelta(0)
    assert OFFICE.working_time(at("2026-02-13", "09:00"), at("2026-02-23", "09:00")) == DAY


@given(moments, amounts, amounts)
def test_office_time_adds_up(moment: datetime, some: timedelta, more: timedelta) -> None:
    in_two_steps = OFFICE.add_working_time(OFFICE.add_working_time(moment, some), more)
    assert in_two_steps == OFFICE.add_working_time(moment, some + more)


@given(moments, amounts)
def test_office_time_measured_is_the_time_added(moment: datetime, amount: timedelta) -> None:
    later = OFFICE.add_working_time(moment, amount)
    assert later >= moment
    assert OFFICE.working_time(moment, later) == amount
    assert OFFICE.working_time(later, moment) == -amount


@given(moments, st.timedeltas(timedelta.resolution, timedelta(hours=400)))
def test_office_time_ends_while_the_office_is_open(moment: datetime, amount: timedelta) -> None:
    later = OFFICE.add_working_time(moment, amount)
    assert OFFICE.is_working_day(later.date())
    assert any(span.opens < later.time() <= span.closes for span in OFFICE.hours)


@given(moments)
def test_no_office_time_passes_before_the_next_working_moment(moment: datetime) -> None:
    opens = OFFICE.next_working_moment(moment)
    assert OFFICE.working_time(moment, opens) == timedelta(0)
    assert OFFICE.next_working_moment(opens) == opens


@given(moments, moments)
def test_seconds_of_office_time_are_those_of_the_slow_way(one: datetime, other: datetime) -> None:
    seconds = OFFICE.seconds_by(other.timestamp()) - OFFICE.seconds_by(one.timestamp())
    assert seconds == pytest.approx(OFFICE.working_time(one, other).total_seconds(), abs=1e-3)


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2028, 1, 1)])
def test_seconds_of_a_year_nobody_decided_are_refused_as_the_slow_way_refuses_them(day: date) -> None:
    with pytest.raises(CalendarEnds, match=str(day.year)):
        OFFICE.seconds_by(datetime.combine(day, time(9), VIETNAM).timestamp())


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2028, 1, 1)])
def test_a_year_nobody_decided_is_named(day: date) -> None:
    with pytest.raises(CalendarEnds, match=str(day.year)) as ends:
        OFFICE.is_working_day(day)
    assert ends.value.year == day.year


def test_a_term_that_outlasts_the_calendar_names_the_year_to_add() -> None:
    with pytest.raises(CalendarEnds) as ends:
        OFFICE.add_working_days(date(2027, 12, 20), 30)
    assert ends.value.year == 2028
    with pytest.raises(CalendarEnds):
        OFFICE.add_working_time(at("2027-12-31", "16:00"), timedelta(hours=2))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"days_off": (date(2026, 5, 1), date(2026, 5, 1))}, "twice"),
        ({"days_off": (date(2027, 5, 1),)}, "covered"),
        ({"make_up_days": (date(2026, 8, 21),)}, "weekend"),
        ({"hours": (Span(opens=time(12), closes=time(8)),)}, "order"),
        ({"hours": ()}, "hours"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        calendar(**change)


def test_a_dossier_carries_its_calendar_as_json() -> None:
    OFFICE.is_working_day(date(2026, 11, 24))
    assert Calendar.model_validate_json(OFFICE.model_dump_json()) == OFFICE


DECREED = OFFICE.with_days_off(date(2026, 11, 19), date(2026, 8, 22))


def test_a_day_off_decreed_later_is_in_a_calendar_of_its_own() -> None:
    assert DECREED.id == "vn-2026.1+2026-11-19+2026-08-22"
    assert DECREED.is_day_off(date(2026, 11, 19))
    assert DECREED.next_working_day(date(2026, 11, 18)) == date(2026, 11, 20)
    assert not OFFICE.is_day_off(date(2026, 11, 19))


def test_a_make_up_saturday_may_be_taken_off_too() -> None:
    assert OFFICE.is_working_day(date(2026, 8, 22))
    assert DECREED.is_day_off(date(2026, 8, 22))
    assert not DECREED.is_working_day(date(2026, 8, 22))


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 11, 21), date(2028, 1, 3), date(2023, 12, 29)])
def test_only_a_working_day_of_the_calendar_can_be_taken_off(day: date) -> None:
    with pytest.raises(ValueError, match="only a working day"):
        OFFICE.with_days_off(date(2026, 11, 19), day)


def test_a_day_is_taken_off_once() -> None:
    with pytest.raises(ValidationError, match="twice"):
        OFFICE.with_days_off(date(2026, 11, 19), date(2026, 11, 19))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 25), 24, date(2028, 11, 25)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_month_s_last(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


@given(st.dates(date(1920, 1, 1), date(2020, 12, 31)), st.integers(1, 80))
def test_somebody_is_of_age_from_their_birthday_on_and_not_a_day_before(born: date, years: int) -> None:
    day = comes_of_age(born, years)
    assert (age(born, day), age(born, day - timedelta(days=1))) == (years, years - 1)


def test_who_was_born_on_a_leap_day_is_of_age_on_the_first_of_march_of_a_common_year() -> None:
    assert comes_of_age(date(2008, 2, 29), 18) == date(2026, 3, 1)
