"""Dates set anew: a day off that is decreed later moves what counts it, and nothing else."""

from datetime import date, datetime, timedelta

import pytest

from domain.base.calendar import VIETNAM
from domain.base.calendars import Calendars, DayOff
from domain.base.law import Role
from domain.base.refusals import Conflict, LimitReached, Missing, NothingMoves, ReasonMissing, TooLate, Unacceptable
from domain.base.term import Term
from domain.deadlines.dueness import because
from domain.deadlines.rules import due_of
from domain.dossier import acts
from domain.dossier.acts import ENGINE, PAYMENTS
from domain.dossier.view import clock
from domain.statute.versions import Laws, Version
from tests.support.examples import (
    ACCEPTED,
    ASK_FEE,
    CALENDAR,
    CALENDARS,
    COMMUNE,
    DELIVERED,
    DESK,
    MOTHER,
    NEIGHBOUR,
    RECEIVE,
    RULES,
    SUPPLY,
    TO_APPROVE,
    TUESDAY,
    VERIFIED,
    Book,
    Step,
    filed,
    officer,
    opened,
)

WEDNESDAY, FRIDAY = date(2026, 11, 18), date(2026, 11, 20)
HEAD = officer("head", Role.COMMUNE_LEADER)
ONE_DAY = Laws([Version(code="1.001193", valid_from=date(2025, 7, 1), **dict(RULES) | {"term": Term.working_days(1)})])
LATER = [timedelta(hours=hours) for hours in (2, 30, 70)]


def off(day: date, *offices: str) -> DayOff:
    """A day off for these offices, or for all."""
    return DayOff(day=day, basis="Công điện thử", offices=offices)


def told(*steps: Step) -> Book:
    """A dossier to which this happened, of a law that gives one working day."""
    book = Book(laws=ONE_DAY)
    book.write(filed(rules=ONE_DAY.in_force("1.001193", TUESDAY.date())), MOTHER)
    book.go_on(steps)
    return book


def closed(book: Book, day: date) -> acts.Redated:
    """Decree a day off and let the journal hear of it."""
    book.calendar = CALENDARS.with_days_off(off(day)).of(book.dossier.competent)
    act = book.write(acts.Redated(day=day, reason="Công điện thử")).act
    assert isinstance(act, acts.Redated)
    return act


def at(text: str) -> datetime:
    """A moment in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def stopped_and_resumed(after: timedelta) -> Book:
    """Accepted, then the fee was asked for, and paid only later."""
    book = told(*ACCEPTED, ASK_FEE)
    paid = acts.MoneyIn(task=ASK_FEE.task, transaction="T", amount=10_000, method="gateway", settles=True)
    book.write(paid, PAYMENTS, after=after)
    return book


@pytest.mark.parametrize("after", LATER)
def test_a_date_can_be_computed_again_from_reception_term_and_pauses(after: timedelta) -> None:
    book = stopped_and_resumed(after)
    assert due_of(book.dossier, "", CALENDAR) == book.dossier.due_at


def test_a_pause_before_reception_stopped_no_clock() -> None:
    book = told(RECEIVE)
    missing = acts.SupplementRequested(task=RECEIVE.task, items=("Giấy chứng sinh",), reason="Bản chụp không rõ")
    book.go_on([(missing, DESK), SUPPLY])
    book.write(acts.Supplied(task=SUPPLY.task), MOTHER, after=timedelta(days=1))
    again = RECEIVE.model_copy(update={"task": "again"})
    book.write(again, key="receive#2")
    book.write(acts.Accepted(task="again"), DESK)
    assert due_of(book.dossier, "", CALENDAR) == book.dossier.due_at


def test_a_day_off_before_the_date_moves_it_by_a_working_day() -> None:
    book = told(*ACCEPTED)
    assert book.dossier.due_at == at("2026-11-18T09:00")
    act = closed(book, WEDNESDAY)
    assert (act.was, act.due_at) == (at("2026-11-18T09:00"), at("2026-11-19T09:00"))
    assert book.dossier.due_at == act.due_at


def test_the_moved_date_says_which_day_was_taken_off() -> None:
    book = told(*ACCEPTED)
    closed(book, WEDNESDAY)
    calendar = CALENDAR.with_days_off(WEDNESDAY)
    assert book.dossier.accepted_at
    because = book.dossier.law.term.explain(book.dossier.accepted_at, calendar)
    assert "nghỉ 18/11/2026" in because.vi
    assert "day off: 18/11/2026" in because.en
    assert clock(book.dossier, book.at, calendar)


@pytest.mark.parametrize("after", LATER)
def test_a_day_off_moves_a_date_that_pauses_moved_before(after: timedelta) -> None:
    book = stopped_and_resumed(after)
    due = book.dossier.due_at
    assert due
    assert closed(book, CALENDAR.working_day_from(due.date())).due_at == due_of(
        book.dossier, "", CALENDAR.with_days_off(due.date())
    )
    assert book.dossier.due_at
    assert book.dossier.due_at > due


def test_a_day_off_while_the_clock_stands_moves_the_date_once() -> None:
    book = told(*ACCEPTED, ASK_FEE)
    closed(book, WEDNESDAY)
    with pytest.raises(NothingMoves):
        closed(book, WEDNESDAY)
    assert book.dossier.due_at == at("2026-11-19T09:00")


@pytest.mark.parametrize("steps", [(RECEIVE,), DELIVERED])
def test_what_has_no_date_or_is_done_is_left_alone(steps: tuple[acts.AnyAct, ...]) -> None:
    with pytest.raises(Conflict):
        closed(told(*steps), WEDNESDAY)


def test_a_day_off_that_no_date_counts_moves_nothing() -> None:
    with pytest.raises(NothingMoves):
        closed(told(*VERIFIED), FRIDAY)


@pytest.mark.parametrize(("day", "moves"), [(date(2026, 11, 25), False), (date(2026, 11, 26), True)])
def test_a_date_that_somebody_promised_moves_only_where_nobody_would_be_there(day: date, *, moves: bool) -> None:
    book = told(*ACCEPTED)
    late = opened("late", Role.COMMUNE_LEADER, "apologise", "seen")
    book.write(late)
    promised = at("2026-11-26T17:00")
    book.write(acts.Apologised(task=late.task, reason="Chờ xác minh", due_at=promised), HEAD)
    if moves:
        assert closed(book, day).due_at == at("2026-11-27T17:00")
    else:
        with pytest.raises(NothingMoves):
            closed(book, day)


def test_who_may_answer_within_working_days_has_one_more() -> None:
    book = told(*TO_APPROVE)
    asked = opened("asked", Role.APPLICANT, "answer", agency="", lapses_in=Term.working_days(2))
    book.write(asked)
    act = closed(book, WEDNESDAY)
    assert act.lapses == {asked.task: at("2026-11-20T09:00")}
    assert book.dossier.tasks[asked.task].lapses_at == at("2026-11-20T09:00")


def test_silence_of_the_old_date_is_not_heard_any_more() -> None:
    book = told(*TO_APPROVE)
    asked = opened("asked", Role.APPLICANT, "answer", agency="", lapses_in=Term.working_days(2))
    book.write(asked)
    closed(book, WEDNESDAY)
    with pytest.raises(TooLate, match="set anew"):
        book.judge(acts.Lapsed(task=asked.task, of=at("2026-11-19T09:00")))
    book.judge(acts.Lapsed(task=asked.task, of=at("2026-11-20T09:00")))


def test_a_date_is_put_off_with_a_reason_to_a_working_day_to_come_and_as_often_as_the_law_says() -> None:
    late = opened("late", Role.COMMUNE_LEADER, "apologise", "seen")
    book = told(*ACCEPTED, late)
    good = acts.Apologised(task=late.task, reason="Chờ xác minh", due_at=at("2026-11-26T17:00"))
    for wrong, refusal in (
        ({"reason": "  "}, ReasonMissing),
        ({"due_at": TUESDAY}, Unacceptable),
        ({"due_at": at("2026-11-16T17:00")}, Unacceptable),
        ({"due_at": at("2026-11-28T17:00")}, Unacceptable),
    ):
        with pytest.raises(refusal):
            book.judge(good.model_copy(update=wrong), HEAD)
    book.write(good, HEAD)
    assert book.dossier.law.apologies == 1
    book.write(late.model_copy(update={"task": "late-2"}), key="late-2")
    with pytest.raises(LimitReached):
        book.judge(good.model_copy(update={"task": "late-2"}), HEAD)


def test_nobody_but_the_engine_changes_the_case_and_only_of_what_was_accepted() -> None:
    changed = acts.CaseChanged(case="", reason="Cần xác minh")
    for steps, who in ((ACCEPTED, DESK), ((RECEIVE,), ENGINE)):
        with pytest.raises(Missing):
            told(*steps).judge(changed, who)
    assert told(*ACCEPTED).judge(changed)


def test_a_date_to_answer_that_a_day_off_does_not_move_stays() -> None:
    book = told(*TO_APPROVE)
    book.write(opened("asked", Role.APPLICANT, "answer", agency="", lapses_in=Term.working_days(1)))
    book.write(opened("open", Role.APPLICANT, "answer", agency="", lapses_after=60.0))
    assert not closed(book, date(2026, 11, 18)).lapses.keys() - {opened("asked", Role.APPLICANT).task}


def test_nobody_but_the_engine_moves_dates() -> None:
    with pytest.raises(Missing):
        told(*ACCEPTED).judge(acts.Redated(day=WEDNESDAY, reason="?"), DESK)


def test_a_day_off_of_one_office_leaves_the_others_at_work() -> None:
    calendars = CALENDARS.with_days_off(off(WEDNESDAY, COMMUNE))
    assert not calendars.of(COMMUNE).is_working_day(WEDNESDAY)
    assert calendars.of(NEIGHBOUR).is_working_day(WEDNESDAY)


def test_a_day_off_that_the_calendar_knows_by_now_is_taken_once() -> None:
    known = Calendars(CALENDAR.with_days_off(WEDNESDAY))
    assert known.with_days_off(off(WEDNESDAY), off(date(2026, 11, 24))).of(COMMUNE) == known.common


def test_a_date_that_a_pause_moved_says_when_it_stood_and_why() -> None:
    book = stopped_and_resumed(timedelta(hours=2))
    said = because(book.dossier, CALENDAR)
    assert said
    assert "tạm dừng từ 09:00 17/11/2026 đến 11:00 17/11/2026 chờ nộp phí, lệ phí, 2 giờ làm việc" in said.vi
    assert said.vi.endswith("; nay hẹn trả 11:00 18/11/2026")
    assert said.en.endswith("2 h of office time; so now due 11:00 18/11/2026")
    shorter = because(stopped_and_resumed(timedelta(minutes=90)).dossier, CALENDAR)
    assert shorter
    assert "1 giờ 30 phút làm việc" in shorter.vi


def test_a_date_that_nothing_moved_is_explained_by_reception_and_term_alone() -> None:
    book = told(*ACCEPTED)
    assert book.dossier.accepted_at
    assert because(book.dossier, CALENDAR) == ONE_DAY.in_force("1.001193", TUESDAY.date()).term.explain(
        book.dossier.accepted_at, CALENDAR
    )
    assert because(told().dossier, CALENDAR) is None


def test_a_day_off_after_the_end_of_what_is_asked_moves_nothing() -> None:
    book = told(*ACCEPTED)
    book.write(opened("asked", Role.APPLICANT, "answer", agency="", lapses_in=Term.working_days(1)))
    with pytest.raises(NothingMoves):
        closed(book, FRIDAY)
