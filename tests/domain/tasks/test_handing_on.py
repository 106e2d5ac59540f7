"""A task is delegated until a day, taken over by a superior, and four eyes stay four whoever acts for whom."""

from datetime import timedelta

import pytest

from domain.base import refusals
from domain.base.law import Role
from domain.base.refusals import Refusal
from domain.dossier import acts
from domain.dossier.acts import Actor
from tests.support.examples import (
    ACCEPTED,
    APPROVE,
    CONFIRM,
    LEADER,
    MOTHER,
    NEIGHBOUR,
    REGISTRAR,
    TUESDAY,
    VERIFY,
    officer,
    verdict,
    written,
)

COLLEAGUE = officer("colleague", Role.RECEIVING_OFFICER)
DEPUTY = officer("deputy", Role.COMMUNE_LEADER, Role.CIVIL_STATUS_OFFICER)
DONE = acts.Done(task=VERIFY.task, decision="confirm")
APPROVAL = acts.Approved(task=APPROVE.task)
CLAIMED = (acts.TaskClaimed(task=VERIFY.task), REGISTRAR)


def lent(to: Actor, task: str = VERIFY.task, days: int = 3) -> acts.TaskDelegated:
    """A task that a colleague may do for some days."""
    return acts.TaskDelegated(task=task, to=to.id, until=TUESDAY + timedelta(days=days))


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
