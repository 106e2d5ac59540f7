"""A leader of the deciding office stops a dossier with a reason, until its result is approved; form 05."""

import pytest

from domain.base import refusals
from domain.base.law import Role, Status
from domain.base.refusals import Refusal
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from tests.support.examples import (
    ACCEPTED,
    APPROVED,
    ASK_FEE,
    ASK_MORE,
    DELIVERED,
    DESK,
    FACTOTUM,
    FEE,
    LEADER,
    MOTHER,
    NEIGHBOUR,
    RECEIVE,
    REGISTRAR,
    RULES,
    STRANGER,
    SUPPLY,
    TO_APPROVE,
    VERIFIED,
    VERIFY,
    Book,
    Step,
    filed,
    officer,
    verdict,
    written,
)

STOP = acts.Stopped(reason="Quyết định số 12/2026/QĐ-BPKCTT của Tòa án", personal={"name": "Lê Văn Chủ"})
ELSEWHERE = officer("elsewhere", Role.COMMUNE_LEADER, agency=NEIGHBOUR)


@pytest.mark.parametrize("steps", [(), (RECEIVE,), (RECEIVE, (ASK_MORE, DESK), SUPPLY), VERIFIED, TO_APPROVE])
def test_a_leader_stops_a_dossier_wherever_it_is_until_it_is_approved(steps: tuple[Step, ...]) -> None:
    book = written(*steps)
    book.write(STOP, LEADER)
    assert (book.dossier.status, book.dossier.ending) == (Status.STOPPED, "stopped")
    assert (book.dossier.reason, book.dossier.open_tasks) == (STOP.reason, [])


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [
        (DESK, refusals.WrongRole),
        (REGISTRAR, refusals.WrongRole),
        (officer("head", Role.UNIT_HEAD), refusals.WrongRole),
        (officer("centre", Role.CENTRE_HEAD), refusals.WrongRole),
        (ELSEWHERE, refusals.Missing),
        (MOTHER, refusals.Missing),
        (STRANGER, refusals.Missing),
        (officer("mother", Role.COMMUNE_LEADER, person=MOTHER.id), refusals.FourEyes),
    ],
    ids=lambda value: getattr(value, "id", value.__class__.__name__),
)
def test_nobody_else_stops_it(actor: Actor, refusal: type[Refusal]) -> None:
    assert verdict(written(*ACCEPTED, VERIFY), STOP, actor) is refusal


def test_the_leader_of_the_office_that_only_receives_it_does_not_stop_it() -> None:
    book = Book()
    book.write(filed(receiving=NEIGHBOUR), MOTHER)
    assert verdict(book, STOP, ELSEWHERE) is refusals.WrongRole
    assert verdict(book, STOP, LEADER) is None


def test_who_had_a_hand_in_it_leaves_it_to_another_leader() -> None:
    book = written(RECEIVE, (acts.Accepted(task=RECEIVE.task), FACTOTUM))
    assert verdict(book, STOP, FACTOTUM) is refusals.FourEyes


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_nothing_is_stopped_without_a_reason(reason: str) -> None:
    assert verdict(written(*ACCEPTED), acts.Stopped(reason=reason), LEADER) is refusals.ReasonMissing


def test_after_the_approval_it_is_too_late_to_stop_it() -> None:
    assert verdict(written(*APPROVED), STOP, LEADER) is refusals.TooLate


@pytest.mark.parametrize("steps", [DELIVERED, (RECEIVE, (acts.Withdrawn(), MOTHER)), ((STOP, LEADER),)])
def test_what_has_ended_is_not_stopped(steps: tuple[Step, ...]) -> None:
    assert verdict(written(*steps), STOP, LEADER) is refusals.DossierEnded


def test_what_was_paid_goes_back_as_the_fee_says_for_a_stop() -> None:
    owed = []
    for endings in (("stopped",), ("refused",)):
        book = Book()
        rules = RULES.model_copy(update={"fee": FEE.model_copy(update={"refunded_on": endings})})
        book.write(filed(rules=rules), MOTHER)
        book.write(ASK_FEE)
        book.write(acts.MoneyIn(task=ASK_FEE.task, transaction="cash/1", method="cash"), DESK)
        book.write(STOP, LEADER)
        owed.append(book.dossier.owed_back(ASK_FEE.task))
    assert owed == [ASK_FEE.amount, 0]


def test_the_workflow_hears_of_it_when_a_person_stopped_it_and_not_of_its_own_word() -> None:
    assert written(*ACCEPTED).write(STOP, LEADER).wakes
    assert not written(*ACCEPTED).write(acts.Stopped(reason="Quá hạn"), ENGINE).wakes
