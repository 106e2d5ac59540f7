"""A leader recalls a result that was issued by mistake: nothing is deleted, and a corrected one may replace it."""

from datetime import timedelta

import pytest

from domain.base import refusals
from domain.base.law import Role, Status
from domain.base.refusals import Refusal
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.dossier.view import clock
from domain.recall.model import REASONS
from tests.support.declared import describe
from tests.support.examples import (
    APPROVE,
    APPROVED,
    CALENDAR,
    DELIVERED,
    DESK,
    HAND_OVER,
    ISSUED,
    LEADER,
    MOTHER,
    NEIGHBOUR,
    NUMBERED,
    REGISTRAR,
    STRANGER,
    TO_HAND_OVER,
    Book,
    officer,
    verdict,
    written,
)

DEPUTY = officer("deputy", Role.COMMUNE_LEADER)
RECALL = acts.Recalled(
    number=ISSUED.number, reason=REASONS["content"], basis="Quyết định số 15/QĐ-UBND", corrects=False
)
CORRECT = RECALL.model_copy(update={"corrects": True, "personal": {"form": {}}})
ANEW = NUMBERED.model_copy(update={"number": "GKS-11953-2026-000002"})
REISSUED = ISSUED.model_copy(update={"number": ANEW.number, "sha256": "f" * 64, "replaces": ISSUED.number})
AGAIN = APPROVE.model_copy(update={"task": "again"})


def recalled(act: acts.Recalled = CORRECT, who: Actor = LEADER, *, delivered: bool = True) -> Book:
    """A birth whose certificate was recalled."""
    book = written(*(DELIVERED if delivered else TO_HAND_OVER))
    book.write(act, who)
    return book


def test_what_had_reached_the_applicant_stays_delivered_and_is_no_longer_valid() -> None:
    book = recalled(RECALL)
    assert book.dossier.status == Status.DELIVERED
    assert not book.events[-1].wakes
    assert book.dossier.recalled
    assert "thu hồi" in describe(book.dossier, book.at).waiting.why.vi


def test_what_had_not_reached_the_applicant_never_does() -> None:
    book = recalled(RECALL, delivered=False)
    assert (book.dossier.status, book.dossier.ending, book.dossier.open_tasks) == (Status.STOPPED, "recalled", [])
    assert book.events[-1].wakes
    assert verdict(book, acts.HandedOver(task=HAND_OVER.task), DESK) is refusals.DossierEnded


@pytest.mark.parametrize("delivered", [True, False])
def test_a_correction_takes_the_dossier_up_again_with_a_term_of_its_own(delivered: bool) -> None:
    book = recalled(delivered=delivered)
    dossier = book.dossier
    assert (dossier.status, dossier.ending, dossier.open_tasks) == (Status.IN_PROCESS, "", [])
    assert dossier.law.correction
    assert dossier.due_at == dossier.law.correction.due(book.at, CALENDAR)
    told = clock(dossier, book.at + timedelta(days=1), CALENDAR)
    assert told
    assert told.en.startswith("working day 1 of 2")


def test_while_it_is_corrected_nothing_is_handed_over_and_nothing_is_withdrawn_or_stopped() -> None:
    book = recalled(delivered=False)
    assert verdict(book, acts.HandedOver(task=HAND_OVER.task), DESK) is refusals.TaskClosed
    assert verdict(book, HAND_OVER.model_copy(update={"task": "another"})) is refusals.AlreadyDone
    assert verdict(book, acts.Withdrawn(), MOTHER) is refusals.TooLate
    assert verdict(book, acts.Stopped(reason="Đổi ý"), DEPUTY) is refusals.TooLate


def test_the_corrected_result_stands_in_the_place_of_the_old_one_which_is_kept() -> None:
    book = recalled()
    book.go_on((AGAIN, (acts.Approved(task=AGAIN.task), DEPUTY), ANEW, REISSUED))
    dossier = book.dossier
    assert dossier.result
    assert (dossier.result.number, dossier.status) == (ANEW.number, Status.DONE)
    assert [one.number for one in dossier.replaced] == [ISSUED.number]
    assert (dossier.recalls[0].replaced_by, dossier.recalled) == (ANEW.number, None)
    assert verdict(book, RECALL, LEADER) is refusals.AlreadyDone
    assert verdict(book, RECALL.model_copy(update={"number": ANEW.number}), LEADER) is None


def test_the_proof_of_a_recalled_result_is_kept_alive_too() -> None:
    book = recalled()
    book.go_on((AGAIN, (acts.Approved(task=AGAIN.task), DEPUTY), ANEW, REISSUED))
    until = book.at + timedelta(days=900)
    book.write(acts.Restamped(number=ISSUED.number, sha256="a" * 64, path="again.pdf", stamped_until=until))
    assert book.dossier.result
    assert (book.dossier.result.sha256, book.dossier.replaced[0].sha256) == ("f" * 64, "a" * 64)


def test_who_wrote_the_correction_does_not_approve_it_and_who_approved_the_first_may() -> None:
    approval = acts.Approved(task=AGAIN.task)
    by_deputy, by_leader = recalled(who=DEPUTY), recalled(who=LEADER)
    for book in (by_deputy, by_leader):
        book.write(AGAIN)
    assert (verdict(by_deputy, approval, DEPUTY), verdict(by_deputy, approval, LEADER)) == (refusals.FourEyes, None)
    assert (verdict(by_leader, approval, LEADER), verdict(by_leader, approval, DEPUTY)) == (refusals.FourEyes, None)


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [
        (DESK, refusals.WrongRole),
        (REGISTRAR, refusals.WrongRole),
        (officer("elsewhere", Role.COMMUNE_LEADER, agency=NEIGHBOUR), refusals.Missing),
        (officer("mother", Role.COMMUNE_LEADER, person=MOTHER.id), refusals.FourEyes),
        (MOTHER, refusals.Missing),
        (STRANGER, refusals.Missing),
    ],
    ids=lambda value: getattr(value, "id", value.__class__.__name__),
)
def test_nobody_else_recalls_it(actor: Actor, refusal: type[Refusal]) -> None:
    assert verdict(written(*DELIVERED), RECALL, actor) is refusal


@pytest.mark.parametrize(
    ("steps", "change", "refusal"),
    [
        (APPROVED, {}, refusals.Missing),
        ((*APPROVED, NUMBERED), {}, refusals.Missing),
        (DELIVERED, {"number": "GKS-11953-2026-000009"}, refusals.Missing),
        (DELIVERED, {"basis": " "}, refusals.ReasonMissing),
        ((*DELIVERED, (RECALL, DEPUTY)), {}, refusals.AlreadyDone),
    ],
)
def test_only_what_was_issued_is_recalled_once_and_on_a_basis(
    steps: tuple[acts.AnyAct, ...], change: dict[str, str], refusal: type[Refusal]
) -> None:
    assert verdict(written(*steps), RECALL.model_copy(update=change), LEADER) is refusal
