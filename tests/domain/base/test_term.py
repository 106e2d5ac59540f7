"""Due dates as the law counts them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from domain.base.calendar import VIETNAM, CalendarEnds
from domain.base.term import Term, Unit, resume
from domain.deadlines.clock import count
from infra.facts.loading import load_calendar

OFFICE = load_calendar()
SAME_DAY = Term.same_day()
THREE_DAYS = Term.working_days(3)
MIXED = Term.working_days(2).then(Term.hours(4))


@pytest.mark.parametrize(("of_the_law", "name"), [(THREE_DAYS, "amount"), (OFFICE, "last")])
def test_what_a_dossier_carries_of_the_law_is_never_changed_in_place(of_the_law: BaseModel, name: str) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(of_the_law, name, getattr(of_the_law, name))


moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31), timezones=st.just(VIETNAM))  # noqa: DTZ001 - hypothesis wants them bare
terms = st.one_of(
    st.just(SAME_DAY),
    st.just(Term.same_day(cut_off=None)),
    st.builds(Term.working_days, st.integers(1, 60), st.none() | st.just(time(15))),
    st.builds(Term.days, st.integers(1, 90)),
    st.builds(Term.hours, st.integers(1, 80)),
    st.builds(lambda n, cut_off: Term.same_day(cut_off).then(Term.days(n)).then(MIXED), st.integers(1, 9), st.none()),
)


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}+07:00")


def test_accepted_at_14_59_is_due_the_same_day() -> None:
    assert SAME_DAY.due(at("2026-11-18", "14:59"), OFFICE) == at("2026-11-18", "17:00")


def test_accepted_at_15_00_is_due_the_next_working_day() -> None:
    assert SAME_DAY.due(at("2026-11-18", "15:00"), OFFICE) == at("2026-11-19", "17:00")


def test_a_friday_after_the_cut_off_is_due_on_monday() -> None:
    assert SAME_DAY.due(at("2026-11-20", "15:30"), OFFICE) == at("2026-11-23", "17:00")


def test_a_day_before_24_november_after_the_cut_off_is_due_on_the_25th() -> None:
    assert SAME_DAY.due(at("2026-11-23", "16:00"), OFFICE) == at("2026-11-25", "17:00")


def test_accepted_on_24_november_2026_is_due_on_the_25th() -> None:
    assert SAME_DAY.due(at("2026-11-24", "09:00"), OFFICE) == at("2026-11-25", "17:00")


def test_accepted_before_the_office_opens_is_due_the_same_day() -> None:
    assert SAME_DAY.due(at("2026-11-18", "06:00"), OFFICE) == at("2026-11-18", "17:00")


def test_a_friday_before_a_make_up_saturday_is_due_on_the_saturday() -> None:
    assert SAME_DAY.due(at("2026-08-21", "15:30"), OFFICE) == at("2026-08-22", "17:00")


def test_without_a_cut_off_the_whole_day_counts() -> None:
    assert Term.same_day(cut_off=None).due(at("2026-11-18", "16:59"), OFFICE) == at("2026-11-18", "17:00")
    assert Term.same_day(cut_off=None).due(at("2026-11-18", "17:00"), OFFICE) == at("2026-11-19", "17:00")


def test_working_days_end_at_the_same_clock_time() -> None:
    assert THREE_DAYS.due(at("2026-11-18", "09:12"), OFFICE) == at("2026-11-23", "09:12")


def test_working_days_pass_over_24_november_2026() -> None:
    assert THREE_DAYS.due(at("2026-11-20", "09:12"), OFFICE) == at("2026-11-26", "09:12")


def test_accepted_out_of_hours_counts_from_the_next_working_hour() -> None:
    assert THREE_DAYS.due(at("2026-11-18", "20:00"), OFFICE) == at("2026-11-25", "08:00")
    assert THREE_DAYS.due(at("2026-11-14", "10:00"), OFFICE) == at("2026-11-19", "08:00")
    assert THREE_DAYS.due(at("2026-11-18", "12:30"), OFFICE) == at("2026-11-23", "13:00")


def test_working_days_may_have_a_cut_off_too() -> None:
    late = Term.working_days(1, cut_off=time(15))
    assert late.due(at("2026-11-18", "14:59"), OFFICE) == at("2026-11-19", "14:59")
    assert late.due(at("2026-11-18", "15:00"), OFFICE) == at("2026-11-20", "08:00")


def test_calendar_days_count_weekends() -> None:
    assert Term.days(7).due(at("2026-11-18"), OFFICE) == at("2026-11-25", "17:00")


def test_a_deadline_on_a_day_off_moves_to_the_next_working_day() -> None:
    assert Term.days(6).due(at("2026-11-18"), OFFICE) == at("2026-11-25", "17:00")
    assert Term.days(3).due(at("2026-11-18"), OFFICE) == at("2026-11-23", "17:00")


def test_hours_are_office_hours() -> None:
    assert Term.hours(1).due(at("2026-11-18", "09:00"), OFFICE) == at("2026-11-18", "10:00")
    assert Term.hours(8).due(at("2026-11-18", "09:00"), OFFICE) == at("2026-11-19", "09:00")
    assert Term.hours(4).due(at("2026-11-20", "16:00"), OFFICE) == at("2026-11-23", "11:00")


def test_what_comes_then_is_counted_from_the_due_moment_of_what_comes_first() -> None:
    assert MIXED.due(at("2026-11-20", "15:00"), OFFICE) == at("2026-11-26", "10:00")
    assert Term.working_days(1).then(Term.days(10)).due(at("2026-11-18"), OFFICE) == at("2026-11-30", "17:00")
    assert SAME_DAY.then(THREE_DAYS).due(at("2026-11-20", "15:00"), OFFICE) == at("2026-11-27", "17:00")


@pytest.mark.parametrize("rest", [SAME_DAY, Term.same_day(cut_off=None), Term.working_days(1, cut_off=time(15))])
def test_only_the_first_part_of_a_term_has_a_cut_off_or_ends_the_same_day(rest: Term) -> None:
    with pytest.raises(ValidationError, match="only the first part"):
        MIXED.then(rest)


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        ("18", "0/2 ngày làm việc, sau đó 4 giờ làm việc: bắt đầu tính từ 19/11/2026", "working day 0 of 2, then"),
        ("19", "ngày làm việc thứ 1 trong 2, sau đó 4 giờ làm việc", "working day 1 of 2, then 4 working hours"),
        ("20", "sau 2 ngày làm việc, giờ làm việc thứ 2 trong 4", "after 2 working days, hour 2 of 4"),
    ],
)
def test_a_term_of_two_parts_says_which_it_is_in(day: str, vi: str, en: str) -> None:
    said = count(MIXED, at("2026-11-18"), at("2026-11-20", "14:00"), (), at(f"2026-11-{day}", "10:30"), OFFICE)
    assert said.vi == f"{vi}; hẹn trả 14:00 20/11/2026"
    assert said.en.startswith(en)
    assert said.en.endswith("; due 14:00 on 20 November 2026")


def test_a_term_beyond_the_calendar_says_which_year_is_missing() -> None:
    with pytest.raises(CalendarEnds, match="2028"):
        Term.days(30).due(at("2027-12-20"), OFFICE)


@given(terms, moments)
def test_a_due_date_is_in_office_hours_after_acceptance(term: Term, accepted_at: datetime) -> None:
    due = term.due(accepted_at, OFFICE)
    assert due > accepted_at
    assert OFFICE.is_working_day(due.date())
    assert any(span.opens <= due.time() <= span.closes for span in OFFICE.hours)
    assert due.utcoffset() == timedelta(hours=7)


@given(terms, moments, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_who_is_accepted_later_is_never_due_earlier(term: Term, accepted_at: datetime, wait: timedelta) -> None:
    assert term.due(accepted_at + wait, OFFICE) >= term.due(accepted_at, OFFICE)


def test_a_pause_adds_its_office_time() -> None:
    due = at("2026-11-20", "10:00")
    assert resume(due, at("2026-11-18", "15:00"), at("2026-11-19", "09:00"), OFFICE) == at("2026-11-20", "14:00")


def test_a_pause_over_tet_does_not_count_days_off() -> None:
    due = THREE_DAYS.due(at("2026-02-12", "09:00"), OFFICE)
    assert due == at("2026-02-24", "09:00")
    assert resume(due, at("2026-02-13", "16:00"), at("2026-02-23", "09:00"), OFFICE) == at("2026-02-24", "11:00")


def test_a_pause_out_of_hours_moves_nothing() -> None:
    due = SAME_DAY.due(at("2026-11-20", "09:00"), OFFICE)
    assert resume(due, at("2026-11-20", "17:00"), at("2026-11-23", "08:00"), OFFICE) == due


@given(moments, moments, st.timedeltas(timedelta(days=-9), timedelta(days=90)))
def test_a_pause_never_shortens(due: datetime, start: datetime, length: timedelta) -> None:
    assume(OFFICE.covers((start + length).date()))
    assert resume(due, start, start + length, OFFICE) >= due


@given(moments, moments, st.lists(st.timedeltas(timedelta(0), timedelta(days=9)), min_size=2, max_size=2))
def test_two_pauses_in_a_row_are_one(due: datetime, start: datetime, lengths: list[timedelta]) -> None:
    middle = start + lengths[0]
    end = middle + lengths[1]
    in_two = resume(resume(due, start, middle, OFFICE), middle, end, OFFICE)
    assert in_two == resume(due, start, end, OFFICE)


@pytest.mark.parametrize(
    ("term", "accepted_at", "vi", "en"),
    [
        (
            SAME_DAY,
            at("2026-11-23", "14:59"),
            "nhận trước 15:00 ngày 23/11/2026: trả trong ngày",
            "accepted before 15:00 on 23/11/2026: due the same day",
        ),
        (
            SAME_DAY,
            at("2026-11-23", "15:00"),
            "nhận từ 15:00 trở đi ngày 23/11/2026: hẹn trả 17:00 25/11/2026; nghỉ 24/11/2026",
            "accepted at or after 15:00 on 23/11/2026: due 17:00 25/11/2026; day off: 24/11/2026",
        ),
        (
            SAME_DAY,
            at("2026-11-24", "10:00"),
            "nhận ngày nghỉ 24/11/2026, tính từ 08:00 25/11/2026: hẹn trả 17:00 25/11/2026",
            "accepted on 24/11/2026, a day off, counted from 08:00 25/11/2026: due 17:00 25/11/2026",
        ),
        (
            THREE_DAYS,
            at("2026-02-12", "09:12"),
            "nhận lúc 09:12 ngày 12/02/2026: 3 ngày làm việc, hẹn trả 09:12 24/02/2026; nghỉ 16/02/2026–20/02/2026",
            "accepted at 09:12 on 12/02/2026: 3 working days, due 09:12 24/02/2026; days off: 16/02/2026–20/02/2026",
        ),
        (
            Term.hours(1),
            at("2026-11-18", "18:20"),
            (
                "nhận ngoài giờ làm việc (18:20 18/11/2026), tính từ 08:00 19/11/2026: "
                "1 giờ làm việc, hẹn trả 09:00 19/11/2026"
            ),
            (
                "accepted out of office hours (18:20 18/11/2026), counted from 08:00 19/11/2026: "
                "1 working hour, due 09:00 19/11/2026"
            ),
        ),
        (
            MIXED,
            at("2026-11-18"),
            "nhận lúc 09:00 ngày 18/11/2026: 2 ngày làm việc, tiếp theo 4 giờ làm việc, hẹn trả 14:00 20/11/2026",
            "accepted at 09:00 on 18/11/2026: 2 working days, then 4 working hours, due 14:00 20/11/2026",
        ),
        (
            SAME_DAY.then(Term.days(4)),
            at("2026-11-20"),
            (
                "nhận trước 15:00 ngày 20/11/2026: trong ngày làm việc, tiếp theo 4 ngày, hẹn trả 17:00 25/11/2026; "
                "nghỉ 24/11/2026"
            ),
            "accepted before 15:00 on 20/11/2026: the same day, then 4 days, due 17:00 25/11/2026; day off: 24/11/2026",
        ),
        (
            Term.days(6),
            at("2026-11-18"),
            "nhận lúc 09:00 ngày 18/11/2026: 6 ngày, hẹn trả 17:00 25/11/2026; nghỉ 24/11/2026",
            "accepted at 09:00 on 18/11/2026: 6 days, due 17:00 25/11/2026; day off: 24/11/2026",
        ),
    ],
)
def test_a_due_date_is_explained(term: Term, accepted_at: datetime, vi: str, en: str) -> None:
    explained = term.explain(accepted_at, OFFICE)
    assert (explained.vi, explained.en) == (vi, en)


def test_days_off_inside_a_term_of_calendar_days_are_counted_so_not_named() -> None:
    assert "nghỉ" not in Term.days(14).explain(at("2026-11-18"), OFFICE).vi


@given(terms, moments)
def test_every_due_date_can_be_explained(term: Term, accepted_at: datetime) -> None:
    explained = term.explain(accepted_at, OFFICE)
    due = term.due(accepted_at, OFFICE)
    same_day = term.unit is Unit.SAME_DAY and due.date() == accepted_at.date()
    assert f"{due:%H:%M %d/%m/%Y}" in explained.vi or same_day
    assert f"{due:%H:%M %d/%m/%Y}" in explained.en or same_day


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (Term.working_days(1), "1 working day"),
        (Term.working_days(3), "3 working days"),
        (Term.days(25), "25 days"),
        (Term.hours(1), "1 working hour"),
        (SAME_DAY, "the same day"),
        (MIXED, "2 working days, then 4 working hours"),
    ],
)
def test_a_term_is_written_as_in_the_catalogue(term: Term, written: str) -> None:
    assert term.words().en == written


@given(terms)
def test_a_dossier_carries_its_term_as_json(term: Term) -> None:
    assert Term.model_validate_json(term.model_dump_json()) == term


def test_a_term_frozen_before_there_were_parts_is_read() -> None:
    assert Term.model_validate_json('{"unit":"working_days","amount":3,"cut_off":null}') == THREE_DAYS


@pytest.mark.parametrize(("unit", "amount"), [(Unit.WORKING_DAYS, 0), (Unit.SAME_DAY, 1), (Unit.HOURS, -1)])
def test_a_term_without_sense_is_refused(unit: Unit, amount: int) -> None:
    with pytest.raises(ValidationError):
        Term(unit=unit, amount=amount)


def test_a_due_date_stays_when_another_day_is_taken_off_later() -> None:
    amended = type(OFFICE).model_validate(OFFICE.model_dump() | {"days_off": (*OFFICE.days_off, date(2026, 11, 19))})
    assert THREE_DAYS.due(at("2026-11-18"), OFFICE) == at("2026-11-23")
    assert THREE_DAYS.due(at("2026-11-18"), amended) == at("2026-11-25")
