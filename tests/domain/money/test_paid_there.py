"""What the national portal took counts towards the fee once, and whatever of it pays for nothing goes back."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.base import refusals
from domain.base.law import Role, Status
from domain.base.term import resume
from domain.dossier import acts
from domain.dossier.acts import ENGINE, PAYMENTS
from domain.dossier.journal import task_id
from domain.money.asking import how_much, paid_there
from domain.money.model import MOST_PAID_THERE, PaidThere
from domain.province.facts import facts_of
from domain.statute.versions import Laws, Version
from domain.tasks.model import PAID_THERE
from tests.support.declared import tell
from tests.support.examples import (
    ACCEPTED,
    ASK_FEE,
    CALENDAR,
    CODE,
    COMMUNE,
    DESK,
    FEE,
    MOTHER,
    RECEIVE,
    RULES,
    STRANGER,
    Book,
    Step,
    filed,
    officer,
    opened,
    verdict,
)

THERE = task_id(CODE, PAID_THERE)
CHARGED = Version(code="1.001193", valid_from=date(2025, 7, 1), **dict(RULES) | {"fee": FEE})
BOOKS = officer("books", Role.ACCOUNTANT)
ASKED = how_much(CODE, COMMUNE, PaidThere(amount=8_000), 10_000).act
TOOK = acts.PortalTook(task=THERE, amount=10_000)
REFUSED: tuple[Step, ...] = (RECEIVE, (acts.NotAccepted(task=RECEIVE.task, reason="Sai thẩm quyền"), DESK))


def paid(amount: int | None, *steps: Step) -> Book:
    """A dossier of which the portal said that so much was paid there."""
    book = Book(laws=Laws([CHARGED]))
    book.write(filed(rules=CHARGED.rules(), portal="H31-1", paid_there=PaidThere(amount=amount)), MOTHER)
    book.go_on(steps)
    return book


def met(amount: int, fee: str = "pay") -> acts.FeeMet:
    """So much of what the portal took is for the fee."""
    return acts.FeeMet(payment=THERE, step=fee, amount=amount)


def test_what_was_paid_there_is_neither_asked_again_nor_given_a_second_receipt_and_goes_back_to_nobody() -> None:
    book = paid(10_000, *ACCEPTED)
    payment = book.dossier.payments[THERE]
    assert (payment.paid, payment.asked, payment.outstanding, payment.unreceipted) == (10_000, 0, 0, ())
    assert (book.dossier.owed_back(THERE), list(book.dossier.tasks)) == (0, [RECEIVE.task])
    book.write(met(10_000))
    assert (payment.asked, book.dossier.owed_back(THERE), book.dossier.status) == (10_000, 0, Status.ACCEPTED)


def test_what_is_more_than_the_fee_goes_back_at_the_counter() -> None:
    book = paid(12_000, *ACCEPTED, met(10_000))
    assert book.dossier.owed_back(THERE) == 2_000
    assert book.dossier.payments[THERE].by_method(2_000) == {"cash": 2_000}


@pytest.mark.parametrize("steps", [REFUSED, ((acts.Withdrawn(), MOTHER),), (*ACCEPTED, (acts.Withdrawn(), MOTHER))])
def test_what_paid_for_nothing_goes_back_when_the_dossier_ends(steps: tuple[Step, ...]) -> None:
    assert paid(10_000, *steps).dossier.owed_back(THERE) == 10_000


@pytest.mark.parametrize(("law", "back"), [(("withdrawn",), 10_000), ((), 0)])
def test_what_was_counted_goes_back_on_the_endings_alone_of_which_the_law_says_so(law: Any, back: int) -> None:
    book = paid(10_000, *ACCEPTED, met(10_000), (acts.Withdrawn(), MOTHER))
    book.dossier.rules = book.dossier.law.model_copy(update={"fee": FEE.model_copy(update={"refunded_on": law})})
    assert book.dossier.owed_back(THERE) == back


def test_what_an_accountant_is_asked_of_goes_back_once_they_have_said_how_much_it_was() -> None:
    book = paid(8_000, *ACCEPTED, ASKED, (acts.Withdrawn(), MOTHER))
    assert book.dossier.tasks[THERE].open, "money outlives the end"
    assert book.dossier.owed_back(THERE) == 0
    assert verdict(book, met(8_000)) is refusals.DossierEnded
    book.write(TOOK, BOOKS)
    assert book.dossier.owed_back(THERE) == 10_000


def test_what_an_accountant_says_stands_in_the_place_of_what_the_portal_said() -> None:
    book = paid(8_000, *ACCEPTED, ASKED)
    assert verdict(book, met(8_000)) is refusals.AlreadyDone, "nobody is sure of it yet"
    book.write(TOOK, BOOKS)
    assert book.dossier.payments[THERE].paid == 10_000
    book = paid(None, *ACCEPTED, ASKED, (acts.PortalTook(task=THERE, amount=0), BOOKS))
    assert (book.dossier.payments[THERE].paid, book.dossier.unsure_of(THERE)) == (0, False)


def test_an_accountant_of_the_receiving_office_alone_says_what_the_portal_took_and_once() -> None:
    book = paid(None, *ACCEPTED, ASKED)
    assert verdict(book, TOOK, DESK) is refusals.WrongRole
    elsewhere = officer("books", Role.ACCOUNTANT, agency="11983")
    for actor in (elsewhere, MOTHER, STRANGER, PAYMENTS, ENGINE):
        assert verdict(book, TOOK, actor) is refusals.Missing
    assert verdict(book, TOOK.model_copy(update={"task": RECEIVE.task}), BOOKS) is refusals.Missing
    book.write(TOOK, BOOKS)
    assert verdict(book, TOOK, BOOKS) is refusals.TaskClosed


def test_nobody_but_the_engine_counts_money_and_never_more_than_there_is() -> None:
    book = paid(10_000, *ACCEPTED)
    for actor in (BOOKS, MOTHER, PAYMENTS):
        assert verdict(book, met(10_000), actor) is refusals.Missing
    assert verdict(book, acts.FeeMet(payment="none", step="pay", amount=1)) is refusals.Missing
    assert verdict(book, met(10_001)) is refusals.AlreadyDone
    book.write(met(6_000))
    assert verdict(book, met(6_001)) is refusals.AlreadyDone, "the rest is on its way back"


def test_no_other_money_comes_in_under_its_name() -> None:
    book = paid(10_000, *ACCEPTED)
    assert verdict(book, acts.MoneyIn(task=THERE, amount=1, transaction="t", method="gateway"), PAYMENTS) is (
        refusals.Missing
    )
    assert verdict(book, acts.PaymentBegun(task=THERE), MOTHER) is refusals.TaskClosed


def test_a_fee_that_is_called_off_bars_nothing_and_lets_the_clock_run_and_what_came_for_it_goes_back() -> None:
    book = paid(None, *ACCEPTED, ASK_FEE)
    book.dossier.payments.pop(THERE)
    due = book.dossier.due_at
    some = acts.MoneyIn(task=ASK_FEE.task, amount=4_000, transaction="t-1", method="gateway")
    book.write(some, PAYMENTS)
    book.write(acts.TaskSuperseded(task=ASK_FEE.task, kind="pay"), after=timedelta(days=1))
    assert (book.dossier.status, book.dossier.pauses[-1].end) == (Status.IN_PROCESS, book.at)
    assert due
    assert book.dossier.due_at
    assert book.dossier.due_at > due
    assert (book.dossier.payments[ASK_FEE.task].outstanding, book.dossier.owed_back(ASK_FEE.task)) == (0, 4_000)


def test_the_clock_stands_on_while_another_fee_is_asked_in_the_place_of_one_that_is_called_off() -> None:
    book = paid(None, *ACCEPTED, ASK_FEE)
    began = book.at
    other = opened("pay", Role.RECEIVING_OFFICER, "pay", amount=20_000).model_copy(update={"task": "other"})
    book.write(other, key="pay@ab", after=timedelta(days=1))
    book.write(acts.TaskSuperseded(task=ASK_FEE.task, kind="pay"))
    assert [(pause.start, pause.end) for pause in book.dossier.pauses] == [(began, None)]
    assert book.dossier.fees_asked
    book.write(acts.MoneyIn(task="other", amount=20_000, transaction="t", method="gateway"), PAYMENTS)
    assert book.dossier.status == Status.IN_PROCESS


def test_of_two_fees_that_are_asked_at_one_time_the_first_that_is_paid_lets_no_clock_run() -> None:
    book = paid(None, *ACCEPTED, ASK_FEE)
    due, began = book.dossier.due_at, book.at
    assert due
    other = opened("pay", Role.RECEIVING_OFFICER, "pay", amount=20_000).model_copy(update={"task": "other"})
    book.write(other, key="pay#2", after=timedelta(days=1))
    first = acts.MoneyIn(task=ASK_FEE.task, amount=10_000, transaction="t-1", method="gateway")
    book.write(first, PAYMENTS, after=timedelta(days=1))
    assert (book.dossier.status, book.dossier.due_at) == (Status.PAYMENT_REQUESTED, due)
    assert book.events[-1].act.model_dump(include={"settles", "due_at"}) == {"settles": True, "due_at": None}
    assert [(pause.start, pause.end) for pause in book.dossier.pauses] == [(began, None)]
    last = acts.MoneyIn(task="other", amount=20_000, transaction="t-2", method="gateway")
    book.write(last, PAYMENTS, after=timedelta(days=1))
    assert [(pause.start, pause.end) for pause in book.dossier.pauses] == [(began, book.at)]
    assert book.dossier.due_at == resume(due, began, book.at, CALENDAR)


def test_who_ended_with_a_sum_that_is_known_is_asked_of_no_accountant_by_a_workflow_that_comes_late() -> None:
    book = paid(8_000, *ACCEPTED, (acts.Withdrawn(), MOTHER))
    book.write(acts.ReturnOrdered(payment=THERE, order="r-1", amount=8_000, method="cash"))
    assert verdict(book, ASKED) is refusals.AlreadyDone
    assert verdict(paid(8_000, *ACCEPTED, (acts.Withdrawn(), MOTHER)), ASKED) is refusals.AlreadyDone
    assert verdict(paid(None, *ACCEPTED, (acts.Withdrawn(), MOTHER)), ASKED) is None


def test_what_was_ordered_back_pays_for_no_fee_that_is_asked_later() -> None:
    book = paid(10_000, *REFUSED)
    payment = book.dossier.payments[THERE]
    assert payment.kept == 10_000
    book.write(acts.ReturnOrdered(payment=THERE, order="r-1", amount=10_000, method="cash"))
    assert (payment.kept, book.dossier.owed_back(THERE)) == (0, 0)


def test_figures_count_it_as_paid_on_line() -> None:
    facts = facts_of(CODE, paid(10_000, *ACCEPTED, met(10_000)).events)
    assert (facts.fee, facts.paid, facts.paid_online) == (10_000, 10_000, 10_000)
    facts = facts_of(CODE, paid(None, *ACCEPTED, ASKED, (acts.PortalTook(task=THERE, amount=0), BOOKS)).events)
    assert (facts.paid, facts.paid_online) == (0, 0)


def test_its_history_says_that_the_fee_was_paid_there() -> None:
    told = [line.what for line in tell(CODE, paid(10_000, *ACCEPTED).events, {})]
    assert "đã nộp phí, lệ phí trên Cổng Dịch vụ công quốc gia" in told[0].vi
    assert "with the fee paid on the national public service portal" in told[0].en


@pytest.mark.parametrize(
    ("fees", "amount"),
    [
        ([{"Gia": "10000"}], 10_000),
        ([{"Gia": 8000}, {"Gia": " 2000 "}], 10_000),
        ([{"Gia": "10.000"}], None),
        ([{"Gia": "10000"}, {"Gia": "x"}], None),
        ([{"Gia": -5}], None),
        ([{"Gia": True}], None),
        ([{"Gia": "0"}], None),
        ([{"Gia": str(MOST_PAID_THERE + 1)}], None),
        ([{"Gia": "9" * 5000}], None),
        ([{"Gia": "１０"}], None),
        ([{"Gia": 1}] * 21, None),
        ([{}], None),
        (["10000"], None),
        ("10000", None),
        ({"Gia": "10000"}, None),
        ([], None),
        (None, None),
    ],
)
def test_a_list_of_fees_is_read_whole_or_not_at_all(fees: Any, amount: int | None) -> None:
    assert paid_there(fees) == PaidThere(amount=amount)
