"""Money moves once: what comes in is a fact, what must go back is owed, and what is not paid bars the result."""

from datetime import date, timedelta

import pytest

from domain.base import refusals
from domain.base.calendar import VIETNAM
from domain.base.law import Role, Status
from domain.dossier import acts
from domain.dossier.acts import ENGINE, PAYMENTS, Actor
from domain.statute.versions import Laws, Version
from domain.tasks.model import GIVE_BACK
from tests.support.examples import (
    ACCEPTED,
    APPROVE,
    ASK_FEE,
    DESK,
    FEE,
    LEADER,
    MOTHER,
    NUMBERED,
    RULES,
    STRANGER,
    Book,
    Step,
    filed,
    opened,
    verdict,
)

TASK = ASK_FEE.task
ASKED: tuple[Step, ...] = (*ACCEPTED, ASK_FEE)
CHARGED = Version(code="1.001193", valid_from=date(2025, 7, 1), **dict(RULES) | {"fee": FEE})
PAID = acts.MoneyIn(task=TASK, amount=10_000, transaction="t-1", method="gateway")
CASH = acts.MoneyIn(task=TASK, transaction="cash", method="cash")
REFUSED: tuple[Step, ...] = (APPROVE, (acts.Refused(task=APPROVE.task, reason="Không đủ điều kiện"), LEADER))


def charged(*steps: Step) -> Book:
    """A dossier with a fee, to which this happened."""
    book = Book(laws=Laws([CHARGED]))
    book.write(filed(rules=CHARGED.rules()), MOTHER)
    book.go_on(steps)
    return book


def ordered(amount: int, name: str = "r-1") -> acts.ReturnOrdered:
    """So much is to go back."""
    return acts.ReturnOrdered(payment=TASK, order=name, amount=amount, method="gateway")


def test_the_clock_stands_while_a_fee_is_open() -> None:
    book = charged(*ASKED)
    due = book.dossier.due_at
    assert [pause.end for pause in book.dossier.pauses] == [None]
    book.write(PAID, PAYMENTS, after=timedelta(hours=2))
    assert book.dossier.status == Status.IN_PROCESS
    assert due
    assert book.dossier.due_at
    assert book.dossier.due_at.astimezone(VIETNAM) == (due + timedelta(hours=15)).replace(hour=10, minute=0)


def test_a_payment_closes_its_task_and_nobody_owes_anything() -> None:
    book = charged(*ASKED, (PAID, PAYMENTS))
    payment = book.dossier.payments[TASK]
    assert (payment.paid, payment.outstanding, book.dossier.owed_back(TASK)) == (10_000, 0, 0)
    assert not book.dossier.open_tasks


def test_too_little_leaves_the_rest_to_be_paid() -> None:
    book = charged(*ASKED, (PAID.model_copy(update={"amount": 4_000}), PAYMENTS))
    assert book.dossier.payments[TASK].outstanding == 6_000
    assert [task.id for task in book.dossier.open_tasks] == [TASK]
    book.write(PAID.model_copy(update={"amount": 6_000, "transaction": "t-2"}), PAYMENTS)
    assert book.dossier.status == Status.IN_PROCESS


def test_too_much_is_owed_back() -> None:
    book = charged(*ASKED, (PAID.model_copy(update={"amount": 12_500}), PAYMENTS))
    assert (book.dossier.status, book.dossier.owed_back(TASK)) == (Status.IN_PROCESS, 2_500)


def test_what_is_paid_twice_is_owed_back_once() -> None:
    book = charged(*ASKED, (PAID, PAYMENTS), (PAID.model_copy(update={"transaction": "t-2"}), PAYMENTS))
    assert book.dossier.owed_back(TASK) == 10_000
    book.write(ordered(10_000))
    assert book.dossier.owed_back(TASK) == 0
    assert verdict(book, ordered(10_000, "r-2")) is refusals.AlreadyDone


@pytest.mark.parametrize(
    ("ending", "back"),
    [
        (REFUSED, 10_000),
        (((acts.Withdrawn(), MOTHER),), 10_000),
        ((acts.Stopped(reason="Không đủ điều kiện"),), 0),
    ],
)
def test_an_ending_on_which_the_law_returns_the_fee_owes_all_of_it(ending: tuple[Step, ...], back: int) -> None:
    book = charged(*ASKED, (PAID, PAYMENTS), *ending)
    assert book.dossier.owed_back(TASK) == back


def test_what_was_paid_in_part_goes_back_when_the_dossier_stops() -> None:
    part = PAID.model_copy(update={"amount": 4_000})
    book = charged(*ASKED, (part, PAYMENTS), acts.Stopped(reason="Quá hạn nộp"))
    assert book.dossier.owed_back(TASK) == 4_000


def test_money_that_comes_after_the_end_is_taken_and_owed_back() -> None:
    book = charged(*ASKED, (acts.Withdrawn(), MOTHER), (PAID, PAYMENTS))
    assert (book.dossier.status, book.dossier.owed_back(TASK)) == (Status.WITHDRAWN, 10_000)


def test_what_came_too_late_to_settle_a_fee_goes_back_even_where_the_law_keeps_it() -> None:
    unpaid: tuple[Step, ...] = (acts.Lapsed(task=TASK), acts.Stopped(reason="Quá hạn nộp"))
    assert "stopped" not in FEE.refunded_on
    assert charged(*ASKED, *unpaid, (PAID, PAYMENTS)).dossier.owed_back(TASK) == 10_000
    assert charged(*ASKED, unpaid[0], (PAID, PAYMENTS), unpaid[1]).dossier.owed_back(TASK) == 10_000


def test_the_counter_takes_exactly_what_is_outstanding() -> None:
    book = charged(*ASKED, (PAID.model_copy(update={"amount": 4_000}), PAYMENTS), (CASH, DESK))
    assert book.dossier.payments[TASK].transactions["cash"].amount == 6_000
    assert verdict(book, CASH, DESK) is refusals.TaskClosed


@pytest.mark.parametrize("actor", [MOTHER, STRANGER, ENGINE])
def test_nobody_but_the_counter_and_the_platform_says_that_money_came(actor: Actor) -> None:
    assert verdict(charged(*ASKED), PAID, actor) is refusals.Missing


def test_no_result_is_numbered_while_a_fee_is_open() -> None:
    approved: tuple[Step, ...] = (APPROVE, (acts.Approved(task=APPROVE.task), LEADER))
    book = charged(*ACCEPTED, *approved, ASK_FEE)
    assert verdict(book, NUMBERED) is refusals.Missing
    book.write(PAID, PAYMENTS)
    assert verdict(book, NUMBERED) is None


def test_cash_goes_back_at_the_counter_even_after_the_end() -> None:
    back = ordered(10_000).model_copy(update={"method": "cash"})
    counter = opened(GIVE_BACK, Role.RECEIVING_OFFICER, "give_back", amount=10_000, about="r-1")
    book = charged(*ASKED, (CASH, DESK), *REFUSED, back, counter)
    assert book.dossier.payments[TASK].by_method(10_000) == {"cash": 10_000}
    book.write(acts.MoneyBack(task=counter.task, transaction="cash/1"), DESK)
    assert book.dossier.payments[TASK].returns["r-1"].transaction == "cash/1"
    assert not book.dossier.open_tasks


def test_cash_that_was_to_go_back_before_the_end_still_does() -> None:
    twice = PAID.model_copy(update={"transaction": "t-2"})
    book = charged(*ASKED, (PAID, PAYMENTS), (twice, PAYMENTS), ordered(10_000))
    back = opened(GIVE_BACK, Role.RECEIVING_OFFICER, "given_back", about="r-1", amount=10_000)
    book.go_on([back, *REFUSED])
    assert book.dossier.status == Status.STOPPED
    assert book.dossier.tasks[back.task].open


def test_what_came_on_line_goes_back_on_line_and_the_rest_at_the_counter() -> None:
    part = PAID.model_copy(update={"amount": 4_000})
    book = charged(*ASKED, (part, PAYMENTS), (CASH, DESK), *REFUSED)
    assert book.dossier.owed_back(TASK) == 10_000
    assert book.dossier.payments[TASK].by_method(10_000) == {"gateway": 4_000, "cash": 6_000}


def test_money_goes_back_once_and_is_paid_out_by_the_counter_or_told_by_the_engine_alone() -> None:
    back = acts.MoneyBack(task="", order="r-1", transaction="b-1")
    book = charged(*ASKED, (PAID, PAYMENTS), *REFUSED, ordered(10_000))
    assert verdict(book, back, PAYMENTS) is refusals.Missing
    assert verdict(book, back.model_copy(update={"order": "r-9"})) is refusals.Missing
    assert verdict(book, back, DESK) is refusals.Missing
    book.write(back)
    assert verdict(book, back) is refusals.AlreadyDone


def test_nobody_but_the_engine_orders_money_back_and_only_of_a_payment_that_is_there() -> None:
    book = charged(*ASKED, (PAID, PAYMENTS), *REFUSED)
    assert verdict(book, ordered(10_000), DESK) is refusals.Missing
    assert verdict(book, ordered(10_000).model_copy(update={"payment": "none"})) is refusals.Missing
    assert verdict(book, ordered(10_001)) is refusals.AlreadyDone
    assert verdict(book, ordered(10_000)) is None


def test_a_call_back_is_refused_in_the_name_of_whom_it_pretends_to_come_from() -> None:
    asks = opened("elsewhere", Role.CIVIL_STATUS_OFFICER, "answer", asks="police")
    book = charged(*ASKED, asks)
    police = Actor(kind="agency", id="police")
    assert verdict(book, acts.CallbackRefused(task=asks.task), police) is None
    assert verdict(book, acts.CallbackRefused(task=asks.task), PAYMENTS) is refusals.Missing
    assert verdict(book, acts.CallbackRefused(task=TASK), police) is refusals.Missing
    assert verdict(book, acts.CallbackRefused(task="none"), PAYMENTS) is refusals.Missing


def test_forged_call_backs_do_not_fill_the_journal() -> None:
    book = charged(*ASKED, *[(acts.CallbackRefused(task=TASK), PAYMENTS)] * 20)
    assert verdict(book, acts.CallbackRefused(task=TASK), PAYMENTS) is refusals.LimitReached
    assert verdict(book, acts.CallbackRefused(task=TASK), MOTHER) is refusals.Missing


def test_only_the_applicant_begins_to_pay_and_only_what_is_open() -> None:
    begun = acts.PaymentBegun(task=TASK)
    assert verdict(charged(*ASKED), begun, MOTHER) is None
    assert verdict(charged(*ASKED), begun, STRANGER) is refusals.Missing
    assert verdict(charged(*ASKED, (PAID, PAYMENTS)), begun, MOTHER) is refusals.TaskClosed
