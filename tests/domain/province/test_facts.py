"""What figures count of a dossier is made of what its events say in the open."""

from datetime import timedelta

import pytest

from domain.base.law import Channel, Role, Status
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.journal import Event, joined, parted
from domain.province.facts import DossierFacts, facts_of
from domain.registers.lookups import LookUp
from domain.statute.fees import Exemption, Fee, When
from tests.support.examples import (
    ASK_FEE,
    CODE,
    COMMUNE,
    DESK,
    FEE,
    LEADER,
    MOTHER,
    RECEIVE,
    RULES,
    SUPPLY,
    Book,
    filed,
    officer,
)  # fmt: skip
from tests.support.examples import opened as told_of

DAY = timedelta(days=1)
MORE = acts.SupplementRequested(task=RECEIVE.task, items=("Giấy chứng sinh",), reason="Bản chụp mờ")


def begun() -> Book:
    """A dossier that was filed on-line, with one paper."""
    book = Book()
    book.write(filed(documents=("5" * 64,), rules=RULES), MOTHER)
    book.write(RECEIVE)
    return book


def facts(book: Book) -> DossierFacts:
    """Its facts, by what lies in the open."""
    return facts_of(CODE, map(opened, book.events))


def opened(event: Event) -> Event:
    """An event without what it says of people."""
    public, _ = parted(event.act)
    return Event.model_validate(event.model_dump() | {"act": joined(public, None)})


def test_a_dossier_that_was_just_filed_waits_for_the_desk() -> None:
    book = begun()
    found = facts(book)
    assert (found.dossier, found.procedure, found.competent) == (CODE, "1.001193", COMMUNE)
    assert (found.status, found.channel, found.identity) == (Status.FILED, Channel.ONLINE, "account")
    assert (found.filed_at, found.accepted_at, found.ended_at) == (book.events[0].at, None, None)
    assert (found.step, found.step_role, found.papers) == ("receive", RECEIVE.role, 1)


def test_its_first_date_stays_where_the_law_s_clock_stood_meanwhile() -> None:
    book = begun()
    book.write(acts.Accepted(task=RECEIVE.task), DESK)
    promised = book.dossier.due_at
    found = facts(book)
    assert (found.accepted_at, found.first_due_at, found.due_at) == (book.at, promised, promised)


def test_a_supplement_stops_its_clock_until_it_is_brought() -> None:
    book = begun()
    book.write(MORE, DESK)
    asked = book.at
    assert (facts(book).supplements, facts(book).first_asked_at, facts(book).stands_since) == (1, asked, asked)
    book.write(SUPPLY)
    book.write(acts.Supplied(task=SUPPLY.task, documents=("6" * 64,)), MOTHER, after=3 * DAY)
    found = facts(book)
    assert (found.stood_for_supplements, found.stands_since, found.papers) == (3 * 86400, None, 2)


@pytest.mark.parametrize(
    ("instead_of", "found", "looked", "reused"),
    [("health_check", True, True, True), ("health_check", False, True, False), (None, True, True, False),
     ("health_check", True, False, False)],
)  # fmt: skip
def test_a_register_that_answers_in_the_place_of_a_paper_reuses_it_and_no_other_look_up_does(
    instead_of: str | None, found: bool, looked: bool, reused: bool
) -> None:
    book = begun()
    look = LookUp(query="health_check_of", fields=(), why="Thử") if looked else None
    book.write(acts.Answered(agency="traffic", step="s", found=found, look=look, instead_of=instead_of))
    assert facts(book).reused is reused


@pytest.mark.parametrize("mark", ["reused", "from_store"])
@pytest.mark.parametrize("papers", [None, ("5" * 64,)])
def test_a_paper_that_is_taken_over_or_lay_in_its_owner_s_store_is_told_at_the_filing_and_as_a_supplement(
    mark: str, papers: tuple[str, ...] | None
) -> None:
    book = Book()
    book.write(filed(documents=("5" * 64,), rules=RULES, **{mark: papers}), MOTHER)
    assert getattr(facts(book), mark) is bool(papers)
    book = begun()
    book.write(MORE, DESK)
    book.write(SUPPLY)
    book.write(acts.Supplied.model_validate({"task": SUPPLY.task, "documents": ("5" * 64,), mark: papers}), MOTHER)
    assert getattr(facts(book), mark) is bool(papers)


EXEMPT = Exemption(fee_class="poor", title=Words(vi="Hộ nghèo", en="Poor households"))
AT_RETURN = FEE.model_copy(update={"when": When.RETURN, "exempt": (EXEMPT,)})


@pytest.mark.parametrize(
    ("fee", "fee_class", "costs"), [(AT_RETURN, "", True), (AT_RETURN, "poor", False), (None, "", False)]
)
def test_a_fee_that_is_due_at_the_return_is_its_fee_before_anybody_asks_for_it(
    fee: Fee | None, fee_class: str, *, costs: bool
) -> None:
    book = Book()
    book.write(filed(rules=RULES.model_copy(update={"fee": fee}), fee_class=fee_class), MOTHER)
    found = facts(book)
    assert (found.has_fee, found.fee) == (costs, 0)


def test_what_was_asked_for_is_a_fee_whatever_the_law_says() -> None:
    book = begun()
    assert not facts(book).has_fee, "late registrations alone cost something"
    book.write(ASK_FEE)
    assert facts(book).has_fee


def test_whoever_takes_it_back_ends_it() -> None:
    book = begun()
    book.write(acts.Withdrawn(reason="Đổi ý"), MOTHER, after=DAY)
    found = facts(book)
    assert (found.status, found.ending, found.ended_at) == (Status.WITHDRAWN, "withdrawn", book.at)
    assert found.step == ""


def test_a_stop_is_an_end_too_and_later_acts_move_it_not() -> None:
    book = begun()
    book.write(acts.Accepted(task=RECEIVE.task), DESK)
    book.write(acts.Stopped(reason="Hai bên tranh chấp"), LEADER, after=DAY)
    ended = book.at
    book.write(acts.Exported(to="Tòa án", basis="Công văn thử"), after=DAY)
    assert (facts(book).ended_at, facts(book).seq) == (ended, 5)


def test_a_step_stands_with_the_moment_at_which_it_was_opened_last_also_once_it_is_over() -> None:
    book = begun()
    first = book.at
    book.write(acts.Accepted(task=RECEIVE.task), DESK, after=DAY)
    assert facts(book).opened == f"receive:{int(first.timestamp())}"


def test_what_the_platform_s_books_say_otherwise_counts_until_the_accountant_cleared_it() -> None:
    book = begun()
    book.write(acts.Accepted(task=RECEIVE.task), DESK)
    assert (facts(book).unreconciled, facts(book).unreconciled_sum) == (0, 0)
    first = told_of("reconcile", Role.ACCOUNTANT, "cleared", amount=8000)
    book.write(first)
    book.write(first.model_copy(update={"task": "second", "amount": 10_000}), key="reconcile/2")
    assert (facts(book).unreconciled, facts(book).unreconciled_sum) == (2, 18_000)
    book.write(acts.Done(task=first.task, decision="cleared"), officer("accounts", Role.ACCOUNTANT))
    assert (facts(book).unreconciled, facts(book).unreconciled_sum) == (1, 10_000)
