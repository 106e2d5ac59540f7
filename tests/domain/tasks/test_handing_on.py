"""A task is delegated until a day, taken over by a superior, and four eyes stay four whoever acts for whom."""

from datetime import timedelta

import pytest

from domain.base import refusals
from domain.base.law import Role
from domain.base.refusals import Refusal
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from tests.domain.consents.test_consents import agreement, asked, consent_of
from tests.support.examples import (
    ACCEPTED,
    APPROVE,
    CONFIRM,
    DESK,
    FATHER,
    LEADER,
    MOTHER,
    NEIGHBOUR,
    REGISTRAR,
    TUESDAY,
    VERIFY,
    Book,
    Step,
    officer,
    verdict,
    written,
)

COLLEAGUE, SECOND, THIRD = (officer(name, Role.RECEIVING_OFFICER) for name in ("colleague", "second", "third"))
DEPUTY = officer("deputy", Role.COMMUNE_LEADER, Role.CIVIL_STATUS_OFFICER)
DONE = acts.Done(task=VERIFY.task, decision="confirm")
APPROVAL = acts.Approved(task=APPROVE.task)
CLAIMED = (acts.TaskClaimed(task=VERIFY.task), REGISTRAR)


def lent(to: Actor, task: str = VERIFY.task, days: int = 3, *, lends_on: bool = False) -> acts.TaskDelegated:
    """A task that a colleague may do for some days."""
    return acts.TaskDelegated(task=task, to=to.id, until=TUESDAY + timedelta(days=days), lends_on=lends_on)


def taken(to: str = "", reason: str = "Vắng mặt vì ốm") -> acts.TaskTakenOver:
    """A task that a superior takes from somebody absent."""
    return acts.TaskTakenOver(task=VERIFY.task, to=to, reason=reason)


def test_a_delegate_does_the_task_without_the_role_and_nobody_else_does() -> None:
    book = written(*ACCEPTED, VERIFY, CLAIMED, (lent(COLLEAGUE), REGISTRAR))
    assert verdict(book, DONE, COLLEAGUE) is None
    assert verdict(book, DONE, REGISTRAR) is refusals.TaskTaken
    assert verdict(book, DONE, DEPUTY) is refusals.TaskTaken


def test_a_delegation_that_is_over_gives_the_task_back() -> None:
    book = written(*ACCEPTED, VERIFY, CLAIMED, (lent(COLLEAGUE, days=1), REGISTRAR))
    book.at += timedelta(days=1)
    assert verdict(book, DONE, COLLEAGUE) is refusals.WrongRole
    assert verdict(book, DONE, REGISTRAR) is None


@pytest.mark.parametrize("act", [lent(REGISTRAR), lent(COLLEAGUE, days=0)])
def test_one_delegates_to_a_colleague_and_until_a_day_to_come(act: acts.TaskDelegated) -> None:
    assert verdict(written(*ACCEPTED, VERIFY, CLAIMED), act, REGISTRAR) is refusals.Unacceptable


def test_nobody_delegates_what_a_colleague_has() -> None:
    assert verdict(written(*ACCEPTED, VERIFY, CLAIMED), lent(COLLEAGUE), DEPUTY) is refusals.TaskTaken


def test_a_superior_takes_a_task_from_an_absent_colleague() -> None:
    book = written(*ACCEPTED, VERIFY, CLAIMED, (taken(), LEADER))
    assert verdict(book, DONE, DEPUTY) is None


def test_a_superior_gives_it_to_whom_they_name() -> None:
    book = written(*ACCEPTED, VERIFY, CLAIMED, (taken(DEPUTY.id), LEADER))
    assert verdict(book, DONE, DEPUTY) is None
    assert verdict(book, DONE, REGISTRAR) is refusals.TaskTaken


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [
        (COLLEAGUE, refusals.WrongRole),
        (officer("elsewhere", Role.COMMUNE_LEADER, agency=NEIGHBOUR), refusals.Missing),
        (MOTHER, refusals.Missing),
    ],
)
def test_nobody_but_a_superior_of_that_office_takes_it(actor: Actor, refusal: type[Refusal]) -> None:
    assert verdict(written(*ACCEPTED, VERIFY, CLAIMED), taken(), actor) is refusal


def test_taking_over_needs_its_reason() -> None:
    assert verdict(written(*ACCEPTED, VERIFY, CLAIMED), taken(reason=" "), LEADER) is refusals.ReasonMissing


def test_who_delegated_what_they_had_to_verify_does_not_approve() -> None:
    book = written(*ACCEPTED, VERIFY, (lent(COLLEAGUE), DEPUTY), (DONE, COLLEAGUE))
    book.go_on([CONFIRM, (acts.Confirmed(task=CONFIRM.task), MOTHER), APPROVE])
    assert verdict(book, APPROVAL, DEPUTY) is refusals.FourEyes
    assert verdict(book, APPROVAL, LEADER) is None


def test_a_delegate_of_who_verified_does_not_approve() -> None:
    book = written(*ACCEPTED, VERIFY, (lent(LEADER), REGISTRAR), (acts.TaskReleased(task=VERIFY.task), LEADER))
    book.go_on([(DONE, REGISTRAR), CONFIRM, (acts.Confirmed(task=CONFIRM.task), MOTHER), APPROVE])
    assert verdict(book, APPROVAL, LEADER) is refusals.FourEyes
    assert verdict(book, APPROVAL, DEPUTY) is None


def on_loan(*steps: Step, lends_on: bool = True) -> Book:
    """A task that the deputy lent to a colleague for three days, and what happened then."""
    return written(*ACCEPTED, VERIFY, (lent(COLLEAGUE, lends_on=lends_on), DEPUTY), *steps)


def to_approve(book: Book, who: Actor) -> Book:
    """Somebody verifies it, and it comes before the leader."""
    book.go_on([(DONE, who), CONFIRM, (acts.Confirmed(task=CONFIRM.task), MOTHER), APPROVE])
    return book


def before_the_bars(book: Book) -> Book:
    """The same dossier, filed before loans had bars."""
    book.dossier.edition = 0
    return book


def test_a_loan_is_lent_on_only_where_the_lender_allows_it() -> None:
    assert verdict(on_loan(lends_on=False), lent(SECOND), COLLEAGUE) is refusals.NotLentOn
    assert verdict(on_loan(), lent(SECOND), COLLEAGUE) is None
    assert not acts.TaskDelegated(task=VERIFY.task, to="x", until=TUESDAY).lends_on


def test_a_loan_lent_on_may_go_no_further_than_both_lenders_allow() -> None:
    assert verdict(on_loan((lent(SECOND), COLLEAGUE)), lent(THIRD), SECOND) is refusals.NotLentOn
    assert verdict(on_loan((lent(SECOND, lends_on=True), COLLEAGUE)), lent(THIRD), SECOND) is None


def test_a_loan_is_never_longer_than_the_loan_it_comes_from() -> None:
    assert verdict(on_loan(), lent(SECOND, days=3), COLLEAGUE) is None
    assert verdict(on_loan(), lent(SECOND, days=4), COLLEAGUE) is refusals.LoanTooLong
    twice = on_loan((lent(SECOND, days=2, lends_on=True), COLLEAGUE))
    assert verdict(twice, lent(THIRD, days=3), SECOND) is refusals.LoanTooLong


def test_who_borrowed_a_task_gives_it_back_rather_than_lend_it_back() -> None:
    assert verdict(on_loan(), lent(DEPUTY), COLLEAGUE) is refusals.Unacceptable
    assert verdict(on_loan(), acts.TaskReleased(task=VERIFY.task), COLLEAGUE) is None


def test_once_it_is_over_a_task_that_was_lent_on_is_back_with_whose_it_was() -> None:
    book = on_loan((lent(SECOND, days=1), COLLEAGUE))
    assert verdict(book, DONE, SECOND) is None
    book.at += timedelta(days=1)
    assert [verdict(book, DONE, who) for who in (SECOND, COLLEAGUE, DEPUTY)] == [
        refusals.WrongRole,
        refusals.WrongRole,
        None,
    ]
    book.at += timedelta(days=3)
    assert verdict(book, lent(THIRD, days=9), DEPUTY) is None


def test_who_has_a_task_of_their_own_again_lends_it_as_they_will() -> None:
    book = on_loan((taken(DEPUTY.id), LEADER), lends_on=False)
    assert verdict(book, lent(SECOND, days=30), DEPUTY) is None


@pytest.mark.parametrize("later", [timedelta(), timedelta(days=30)])
def test_lender_borrower_and_whom_that_one_lent_it_on_to_are_one_pair_of_eyes_also_once_the_loan_is_over(
    later: timedelta,
) -> None:
    book = to_approve(on_loan((lent(SECOND), COLLEAGUE)), SECOND)
    book.at += later
    assert verdict(book, APPROVAL, DEPUTY) is refusals.FourEyes
    assert verdict(book, APPROVAL, LEADER) is None


def test_it_is_one_pair_of_eyes_whichever_of_the_chain_did_it() -> None:
    back = (acts.TaskReleased(task=VERIFY.task), LEADER)
    book = on_loan((lent(SECOND, lends_on=True), COLLEAGUE), (lent(LEADER), SECOND), back)
    assert verdict(to_approve(book, DEPUTY), APPROVAL, LEADER) is refusals.FourEyes


def test_what_was_lent_on_before_loans_had_bars_is_judged_as_it_was() -> None:
    book = before_the_bars(on_loan(lends_on=False))
    assert verdict(book, lent(SECOND, days=9), COLLEAGUE) is None
    book.write(lent(SECOND, days=9), COLLEAGUE)
    assert book.dossier.tasks[VERIFY.task].delegated_by == COLLEAGUE.id
    assert verdict(to_approve(book, SECOND), APPROVAL, DEPUTY) is None


@pytest.mark.parametrize("handed", [acts.TaskClaimed(task=""), taken(), taken(DEPUTY.id), lent(COLLEAGUE)])
def test_what_a_person_must_say_themselves_is_taken_lent_and_moved_by_nobody(handed: acts.TaskAct) -> None:
    book = asked()
    act, who = handed.model_copy(update={"task": consent_of(book)}), LEADER if handed.type.endswith("over") else DESK
    assert verdict(book, act, who) is refusals.Unacceptable
    assert verdict(book, act, FATHER) is refusals.Missing
    assert verdict(book, agreement(book), FATHER) is None


def test_what_was_taken_from_a_person_before_they_may_say_all_the_same() -> None:
    book = asked()
    book.dossier.tasks[consent_of(book)].claimed_by = LEADER.id
    assert verdict(book, agreement(book), FATHER) is None
    assert verdict(book, agreement(book), DESK) is refusals.TaskTaken


@pytest.mark.parametrize("ends", [acts.Lapsed, acts.TaskSuperseded])
def test_silence_is_heard_and_a_task_called_off_whoever_has_taken_it(ends: type[acts.Lapsed]) -> None:
    book = written(*ACCEPTED, VERIFY, CLAIMED)
    assert verdict(book, ends(task=VERIFY.task, kind=VERIFY.kind), ENGINE) is None
