"""The clock against a slow and obvious one that walks minutes and days, and what the clock says of itself."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import domain
from domain.base.calendar import VIETNAM, CalendarEnds
from domain.base.term import Term, Unit, resume
from domain.base.words import Words
from domain.deadlines.clock import count
from infra.facts.loading import load_calendar

OFFICE = load_calendar()
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)

FACTS = json.loads((Path(domain.__file__).parent / "vietnam" / "facts" / "calendar-vn.json").read_bytes())
OFF = {entry["date"] for entry in FACTS["days_off"]}
MADE_UP = {entry["date"] for entry in FACTS["make_up_days"]}
CALENDAR = [date(2024, 1, 1) + n * DAY for n in range(366 + 365 + 365 + 365)]
WORKED = {day: f"{day}" in MADE_UP or (day.isoweekday() <= 5 and f"{day}" not in OFF) for day in CALENDAR}
CLOCK = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60)]
OPEN = [any(span["opens"] <= clock < span["closes"] for span in FACTS["hours"]) for clock in CLOCK]
CLOSES = max(minute for minute in range(24 * 60) if OPEN[minute]) + 1


class Ends(Exception):
    """The oracle knows no such day."""


def worked(day: date) -> bool:
    if day not in WORKED:
        raise Ends
    return WORKED[day]


def on(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(), VIETNAM) + minute * MINUTE


def minute_of(at: datetime) -> int:
    return at.hour * 60 + at.minute


def office_minutes(start: datetime, end: datetime) -> int:
    passed, day = 0, start.date()
    while day <= end.date():
        since = minute_of(start) if day == start.date() else 0
        until = minute_of(end) if day == end.date() else len(OPEN)
        if worked(day):
            passed += sum(OPEN[since:until])
        day += DAY
    return passed


def later(at: datetime, minutes: int) -> datetime:
    if minutes == 0:
        return at
    day, minute = at.date(), minute_of(at)
    while True:
        whole_day = minute == 0 and minutes > sum(OPEN)
        if worked(day) and whole_day:
            minutes -= sum(OPEN)
        elif worked(day):
            for now in range(minute, len(OPEN)):
                minutes -= OPEN[now]
                if minutes == 0:
                    return on(day, now + 1)
        day, minute = day + DAY, 0


def next_open(at: datetime) -> datetime:
    day, minute = at.date(), minute_of(at)
    while True:
        if worked(day):
            for now in range(minute, len(OPEN)):
                if OPEN[now]:
                    return on(day, now)
        day, minute = day + DAY, 0


def laid(unit: Unit, amount: int, at: datetime) -> datetime:
    day = at.date()
    if unit is Unit.HOURS:
        return later(at, amount * 60)
    if unit is Unit.WORKING_DAYS:
        while amount:
            day += DAY
            amount -= worked(day)
        return on(day, minute_of(at))
    day += amount * DAY
    while not worked(day):
        day += DAY
    return on(day, CLOSES)


@dataclass(frozen=True)
class Case:
    accepted_at: datetime
    parts: tuple[tuple[Unit, int], ...]
    cut_off: time | None
    pauses: tuple[tuple[datetime, datetime], ...]

    def expected(self) -> datetime:
        at = next_open(self.accepted_at)
        if self.cut_off and minute_of(at) >= self.cut_off.hour * 60 + self.cut_off.minute:
            at = next_open(on(at.date() + DAY, 0))
        for unit, amount in self.parts:
            at = laid(unit, amount, at)
        for start, end in self.pauses:
            at = later(at, office_minutes(start, end))
        return at

    def term(self) -> Term:
        (unit, amount), *more = self.parts
        term = Term(unit=unit, amount=amount, cut_off=self.cut_off)
        for unit, amount in more:
            term = term.then(Term(unit=unit, amount=amount))
        return term

    def counted(self) -> datetime:
        due = self.term().due(self.accepted_at, OFFICE)
        for start, end in self.pauses:
            due = resume(due, start, end, OFFICE)
        return due


EDGES = ("00:00", "07:59", "08:00", "11:59", "12:00", "12:59", "13:00", "14:59", "15:00", "16:59", "17:00", "23:59")
UPTO = {Unit.WORKING_DAYS: 60, Unit.DAYS: 90, Unit.HOURS: 80}


def edged(chance: Random, at: datetime) -> datetime:
    """The moment, or as often one of its day at which the law changes its mind."""
    return at if chance.random() < 0.5 else on(at.date(), CLOCK.index(chance.choice(EDGES)))


def cases(seed: int, amount: int) -> Iterator[Case]:
    chance = Random(seed)
    for _ in range(amount):
        accepted_at = edged(chance, on(chance.choice(CALENDAR), chance.randrange(24 * 60)))
        parts = [(unit, chance.randint(1, UPTO[unit])) for unit in chance.choices(list(UPTO), k=chance.randint(1, 2))]
        if chance.random() < 0.25:
            parts[0] = (Unit.SAME_DAY, 0)
        pauses, since = [], accepted_at
        for _ in range(chance.randint(0, 3)):
            start = edged(chance, since + chance.randrange(5 * 24 * 60) * MINUTE)
            since = max(start, edged(chance, start + chance.randrange(chance.choice((8, 20 * 24)) * 60) * MINUTE))
            pauses.append((start, since))
        cut_off = chance.choice((None, time(15), time(11, 30)))
        yield Case(accepted_at, tuple(parts), cut_off, tuple(pauses))


def outcome(clock: Callable[[], datetime]) -> datetime | str:
    try:
        return clock()
    except (Ends, CalendarEnds):
        return "the calendar ends"


@pytest.mark.parametrize("seed", range(10))
def test_due_dates_are_those_of_a_clock_that_walks_every_minute(seed: int) -> None:
    ended = 0
    for case in cases(seed, 1000):
        expected = outcome(case.expected)
        assert outcome(case.counted) == expected, case
        ended += isinstance(expected, str)
    assert 10 < ended < 300


days = st.sampled_from(CALENDAR)
moments = st.builds(on, days, st.integers(0, 24 * 60 - 1))


@given(days, days)
def test_working_days_between_are_those_walked_over(day: date, until: date) -> None:
    first, last = sorted((day, until))
    walked = sum(WORKED[each] for each in CALENDAR if first < each <= last)
    assert OFFICE.working_days_between(day, until) == (walked if day <= until else -walked)


@given(moments, moments)
def test_working_time_is_the_office_minutes_walked_over(start: datetime, end: datetime) -> None:
    walked = office_minutes(*sorted((start, end))) * MINUTE
    assert OFFICE.working_time(start, end) == (walked if start <= end else -walked)


@given(moments, st.integers(0, 400 * 60))
def test_working_time_is_added_minute_by_minute(at: datetime, minutes: int) -> None:
    added = outcome(lambda: OFFICE.add_working_time(at, minutes * MINUTE))
    assert added == outcome(lambda: later(at, minutes))


@dataclass(frozen=True)
class Pause:
    start: datetime
    end: datetime | None = None
    form: str = "02"
    reason: Words | str = ""


def at(written: str) -> datetime:
    return datetime.fromisoformat(f"{written}+07:00")


WEEK = (Term.working_days(7), "2026-02-26 09:00")
STOPPED = Pause(at("2026-03-03 09:00"), at("2026-03-09 09:00"))


def said(term: Term, accepted: str, now: str, *pauses: Pause) -> list[str]:
    due = term.due(at(accepted), OFFICE)
    for pause in pauses:
        due = resume(due, pause.start, pause.end, OFFICE) if pause.end and pause.end > at(accepted) else due
    words = count(term, at(accepted), due, pauses, at(now), OFFICE)
    return [words.vi, words.en]


def test_a_dossier_says_which_working_day_it_is_in() -> None:
    assert said(*WEEK, "2026-02-26 15:00") == [
        "0/7 ngày làm việc: bắt đầu tính từ 27/02/2026; hẹn trả 09:00 09/03/2026",
        "working day 0 of 7: counting begins 27 February 2026; due 09:00 on 9 March 2026",
    ]
    assert said(*WEEK, "2026-03-04 10:00", Pause(STOPPED.start)) == [
        "ngày làm việc thứ 3 trong 7; đang tạm dừng từ 09:00 03/03/2026 (mẫu 02); ngày hẹn trả tính lại khi tiếp tục",
        "working day 3 of 7; clock stopped since 09:00 on 3 March 2026 (form 02); due date set anew when it runs again",
    ]
    assert said(*WEEK, "2026-03-10 10:00", STOPPED) == [
        "ngày làm việc thứ 4 trong 7; tạm dừng 03/03/2026–09/03/2026 (mẫu 02); hẹn trả 09:00 13/03/2026",
        "working day 4 of 7; stopped 3 to 9 March 2026 (form 02); due 09:00 on 13 March 2026",
    ]
    assert said(*WEEK, "2026-03-13 09:00", STOPPED)[1].startswith("working day 7 of 7; ")


def test_after_its_due_date_a_dossier_says_how_late_it_is() -> None:
    assert said(*WEEK, "2026-03-17 10:00", STOPPED) == [
        "quá hạn 2 ngày làm việc; tạm dừng 03/03/2026–09/03/2026 (mẫu 02); hẹn trả 09:00 13/03/2026",
        "2 working days late; stopped 3 to 9 March 2026 (form 02); was due 09:00 on 13 March 2026",
    ]
    assert said(Term.hours(8), "2026-11-18 09:00", "2026-11-19 10:00") == [
        "quá hạn 1 giờ làm việc; hẹn trả 09:00 19/11/2026",
        "1 working hour late; was due 09:00 on 19 November 2026",
    ]
    assert said(Term.same_day(), "2026-11-18 09:00", "2026-11-18 18:00") == [
        "quá hạn chưa đến 1 giờ làm việc; hẹn trả 17:00 hôm nay",
        "less than a working hour late; was due today at 17:00",
    ]


def test_hours_days_and_the_same_day_are_told_too() -> None:
    assert said(Term.hours(8), "2026-11-18 09:00", "2026-11-18 11:30") == [
        "giờ làm việc thứ 3 trong 8; hẹn trả 09:00 19/11/2026",
        "hour 3 of 8; due 09:00 on 19 November 2026",
    ]
    assert said(Term.hours(8), "2026-11-18 18:00", "2026-11-18 19:30") == [
        "0/8 giờ làm việc: bắt đầu tính từ 08:00 19/11/2026; hẹn trả 17:00 19/11/2026",
        "hour 0 of 8: counting begins 08:00 on 19 November 2026; due 17:00 on 19 November 2026",
    ]
    assert said(Term.days(10), "2026-11-18 09:00", "2026-11-22 14:00") == [
        "ngày thứ 4 trong 10; hẹn trả 17:00 30/11/2026",
        "day 4 of 10; due 17:00 on 30 November 2026",
    ]
    assert said(Term.same_day(), "2026-11-18 09:00", "2026-11-18 14:00") == [
        "hẹn trả 17:00 hôm nay",
        "due today at 17:00",
    ]
    assert said(Term.same_day(), "2026-11-23 15:00", "2026-11-23 16:00") == [
        "hẹn trả 17:00 25/11/2026",
        "due 17:00 on 25 November 2026",
    ]


def test_a_pause_is_told_with_its_reason_unless_it_was_before_acceptance() -> None:
    before = Pause(at("2026-12-25 09:00"), at("2026-12-28 09:00"))
    papers = Words(vi="thiếu giấy chứng sinh", en="no birth notice")
    over_new_year = Pause(at("2026-12-28 11:00"), at("2027-01-04 11:00"), reason=papers)
    short = Pause(at("2027-01-05 10:00"), at("2027-01-05 15:00"), form="")
    told = said(Term.working_days(7), "2026-12-28 10:00", "2027-01-06 09:00", before, over_new_year, short)
    assert "; ".join(told).split("; ") == [
        "ngày làm việc thứ 1 trong 7",
        "tạm dừng 28/12/2026–04/01/2027 (mẫu 02: thiếu giấy chứng sinh), 10:00–15:00 05/01/2027",
        "hẹn trả 15:00 13/01/2027",
        "working day 1 of 7",
        ("stopped 28 December 2026 to 4 January 2027 (form 02: no birth notice), 10:00 to 15:00 on 5 January 2027"),
        "due 15:00 on 13 January 2027",
    ]


def test_a_pause_from_an_opening_to_a_sunday_takes_no_day_back() -> None:
    pause = Pause(at("2024-05-28 08:00"), at("2024-06-09 17:00"))
    moments = ("2024-05-28 12:00", "2024-06-09 18:00")
    told = [said(Term.working_days(8), "2024-05-20 16:59", now, pause)[1].split(";")[0] for now in moments]
    assert told == ["working day 6 of 8", "working day 6 of 8"]
