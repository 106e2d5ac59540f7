"""The date that a dossier is judged by: what is set once it was missed moves it no more, and a result fixes it."""

from datetime import date, datetime, timedelta

import pytest

from domain.base.law import Role, Status
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import PAYMENTS
from domain.province.facts import DossierFacts, facts_of
from domain.province.punctual import in_time
from tests.domain.deadlines.test_rules import HEAD, at, closed, told
from tests.support.examples import (
    ACCEPTED,
    ASK_FEE,
    CODE,
    DELIVERED,
    DESK,
    LEADER,
    MOTHER,
    NUMBERED,
    RECEIVE,
    SUPPLY,
    Book,
    opened,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DUE = at("2026-11-18T09:00")
"""Of whoever was accepted on Tuesday at nine, by a law that gives a working day."""
PROMISED = at("2026-11-26T17:00")
MUCH_LATER = at("2026-12-31T17:00")
WEDNESDAY, THURSDAY = date(2026, 11, 18), date(2026, 11, 19)
OVERDUE = opened("late", Role.COMMUNE_LEADER, "apologise", "seen")
DESK_AGAIN = RECEIVE.model_copy(update={"task": "again"})
PAID = acts.MoneyIn(task=ASK_FEE.task, transaction="T", amount=10_000, method="gateway", settles=True)
PUT_OFF = acts.Apologised(task=OVERDUE.task, reason="Chờ xác minh", due_at=PROMISED)


def facts(book: Book) -> DossierFacts:
    return facts_of(CODE, book.events)


def asked_for_more(book: Book, after: timedelta) -> None:
    """The desk gets the dossier once more and misses a paper."""
    book.write(DESK_AGAIN, key="receive#2")
    more = acts.SupplementRequested(task=DESK_AGAIN.task, items=("Giấy chứng sinh",), reason="Bản chụp mờ")
    book.write(more, DESK, after=after)
    book.write(SUPPLY)


def supplied(book: Book, after: timedelta) -> None:
    book.write(acts.Supplied(task=SUPPLY.task), MOTHER, after=after)


def recalled(book: Book, after: timedelta) -> None:
    """What was delivered is taken back, and is to be corrected."""
    reason = Words(vi="Có sai sót", en="A mistake")
    act = acts.Recalled(number=NUMBERED.number, reason=reason, basis="Quyết định thử", corrects=True)
    book.write(act, LEADER, after=after)


def test_the_date_of_the_reception_is_the_one_it_is_judged_by() -> None:
    assert facts(told(RECEIVE)).appointed_at is None
    assert facts(told(*ACCEPTED)).appointed_at == DUE


@pytest.mark.parametrize(("after", "judged_by"), [(DAY, PROMISED), (DAY + timedelta(seconds=1), DUE)])
def test_an_apology_moves_it_until_its_moment_has_passed(after: timedelta, judged_by: datetime) -> None:
    book = told(*ACCEPTED, OVERDUE)
    book.write(PUT_OFF, HEAD, after=after)
    assert (facts(book).due_at, facts(book).appointed_at) == (PROMISED, judged_by)


@pytest.mark.parametrize(("after", "moves"), [(HOUR, True), (2 * DAY, False)])
def test_a_supplement_moves_it_where_it_was_asked_for_in_time_however_late_it_is_brought(
    after: timedelta, *, moves: bool
) -> None:
    book = told(*ACCEPTED)
    asked_for_more(book, after)
    supplied(book, 9 * DAY)
    found = facts(book)
    assert found.due_at
    assert found.due_at > DUE
    assert found.appointed_at == (found.due_at if moves else DUE)


@pytest.mark.parametrize(("after", "moves"), [(HOUR, True), (2 * DAY, False)])
def test_a_fee_moves_it_where_it_was_asked_for_in_time(after: timedelta, *, moves: bool) -> None:
    book = told(*ACCEPTED)
    book.write(ASK_FEE, after=after)
    book.write(PAID, PAYMENTS, after=9 * DAY)
    found = facts(book)
    assert found.due_at
    assert found.due_at > DUE
    assert found.appointed_at == (found.due_at if moves else DUE)


def test_an_apology_while_the_clock_stands_moves_it_though_the_day_has_passed() -> None:
    book = told(*ACCEPTED, OVERDUE)
    book.write(ASK_FEE, after=HOUR)
    book.write(PUT_OFF, HEAD, after=3 * DAY)
    assert facts(book).appointed_at == PROMISED


def test_what_was_missed_once_stays_missed_whatever_is_set_one_after_the_other() -> None:
    book = told(*ACCEPTED, OVERDUE)
    book.write(PUT_OFF, HEAD, after=2 * DAY)
    book.write(ASK_FEE, after=HOUR)
    book.write(PAID, PAYMENTS, after=DAY)
    assert facts(book).due_at != PROMISED
    assert facts(book).appointed_at == DUE


def test_a_day_off_that_is_decreed_later_moves_a_date_that_has_passed() -> None:
    book = told(*ACCEPTED)
    book.at += 3 * DAY
    closed(book, WEDNESDAY)
    assert facts(book).appointed_at == book.dossier.due_at == at("2026-11-19T09:00")


def test_a_day_off_moves_not_the_one_that_was_missed_before_somebody_set_the_one_it_moves() -> None:
    book = told(*ACCEPTED, OVERDUE)
    book.write(PUT_OFF, HEAD, after=2 * DAY)
    closed(book, PROMISED.date())
    assert book.dossier.due_at == at("2026-11-27T17:00")
    assert facts(book).appointed_at == DUE


def test_after_a_day_off_it_is_missed_only_by_the_new_date() -> None:
    book = told(*ACCEPTED)
    asked_for_more(book, DAY + HOUR)
    assert in_time(facts(book), MUCH_LATER) is False
    closed(book, WEDNESDAY)
    assert in_time(facts(book), MUCH_LATER) is True, "it was asked for before Thursday at nine"
    supplied(book, 9 * DAY)
    assert facts(book).appointed_at == book.dossier.due_at


def test_another_term_of_the_law_moves_a_date_that_has_passed() -> None:
    book = told(*ACCEPTED)
    book.calendar = book.calendar.with_days_off(WEDNESDAY)
    book.write(acts.CaseChanged(case="", reason="Cần xác minh"), after=3 * DAY)
    assert facts(book).appointed_at == book.dossier.due_at == at("2026-11-19T09:00")


@pytest.mark.parametrize("after", [HOUR, 30 * DAY])
def test_a_recall_changes_neither_in_time_nor_late_of_the_first_result(after: timedelta) -> None:
    book = told(*DELIVERED)
    before = facts(book)
    recalled(book, after)
    asked_for_more(book, HOUR)
    supplied(book, DAY)
    found = facts(book)
    assert found.due_at != before.due_at
    assert (found.status, found.ended_at) == (Status.IN_PROCESS, None)
    assert (found.issued_at, found.appointed_at, found.supplements) == (before.issued_at, DUE, 0)
    assert in_time(found, MUCH_LATER) is True


def test_two_supplements_of_a_correction_make_no_first_result_late() -> None:
    found = facts(told(*DELIVERED))
    book = told(*DELIVERED)
    recalled(book, HOUR)
    asked_for_more(book, HOUR)
    assert facts(book).supplements == found.supplements == 0
    assert book.dossier.supplements == 1


def test_whoever_is_stopped_as_nobody_answered_is_judged_by_the_day_of_the_question() -> None:
    book = told(*ACCEPTED)
    asked_for_more(book, HOUR)
    book.write(acts.Stopped(reason="Không bổ sung"), LEADER, after=40 * DAY)
    found = facts(book)
    assert (found.status, found.stands_since) == (Status.STOPPED, at("2026-11-17T10:00"))
    assert in_time(found, MUCH_LATER) is True
