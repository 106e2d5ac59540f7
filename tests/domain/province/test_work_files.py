"""A dossier's work file is on-line if nothing of it went on paper, and whoever decided signed what says so."""

import pytest

from domain.dossier import acts, keys
from domain.province.facts import facts_of
from domain.slips.model import FormNumber
from domain.tasks.model import HAND_OVER as OVER
from tests.domain.agencies.test_answering import ASKS, CLEAN, POLICE, done
from tests.support.examples import (
    APPROVE,
    APPROVED,
    CODE,
    CONFIRMED,
    DELIVERED,
    DESK,
    HAND_OVER,
    ISSUED,
    LEADER,
    MOTHER,
    NUMBERED,
    RECEIVE,
    REGISTRAR,
    Step,
    written,
)

SIGNED = acts.Signed(step="issue", signer=LEADER.id, sha256="b" * 64, path="results/1.signed.pdf")
ON_SCREEN = (acts.HandedOver(task=HAND_OVER.task, documents=("c" * 64,)), DESK)
TO_SIGN: tuple[Step, ...] = (*APPROVED, SIGNED, NUMBERED, ISSUED, HAND_OVER)


def handled(*steps: Step) -> str:
    """How its work file was handled after this."""
    return facts_of(CODE, written(*steps).events).work_file


def ended_by(act: acts.AnyAct, form: FormNumber, *, signed: bool, sealed: bool = True) -> str:
    """The same of one that ended without a result, whose slip was made out after that."""
    book = written(*([RECEIVE, (act, DESK)] if form == "03" else [*CONFIRMED, APPROVE, (act, LEADER)]))
    slip = keys.slip(form, book.dossier.seq)
    if signed:
        book.write(acts.Signed(step=slip, signer="x", sha256="b" * 64, path="slips/1.signed.pdf"))
    if sealed:
        book.write(acts.SlipSealed(step=slip, form=form, number="1", sha256="b" * 64, path="slips/1.pdf"), key=slip)
    return facts_of(CODE, book.events).work_file


def test_a_file_that_is_not_closed_was_not_handled_yet() -> None:
    assert handled(*TO_SIGN) == ""


def test_from_opening_to_closing_on_line_with_a_signed_result_it_is_on_line() -> None:
    assert handled(*TO_SIGN, ON_SCREEN) == "online"


def test_a_result_that_was_signed_for_in_the_book_of_the_desk_was_handed_over_on_paper() -> None:
    assert handled(*TO_SIGN, (acts.HandedOver(task=HAND_OVER.task), DESK)) == "on_paper"
    assert HAND_OVER.kind == OVER


def test_a_result_that_no_leader_signed_electronically_is_unsigned_and_paper_is_said_first() -> None:
    assert handled(*APPROVED, NUMBERED, ISSUED, HAND_OVER, ON_SCREEN) == "unsigned"
    assert handled(*DELIVERED) == "on_paper"


def test_what_an_officer_entered_for_an_agency_that_was_asked_came_on_paper() -> None:
    whole = [*TO_SIGN, ON_SCREEN]
    by_hand = [*whole[:2], ASKS, (done(CLEAN), REGISTRAR), *whole[2:]]
    by_agency = [*whole[:2], ASKS, (done(CLEAN), POLICE), *whole[2:]]
    assert (handled(*by_hand), handled(*by_agency)) == ("on_paper", "online")


@pytest.mark.parametrize(
    ("act", "form"),
    [
        (acts.NotAccepted(task=RECEIVE.task, reason="Không thuộc thẩm quyền"), "03"),
        (acts.Refused(task=APPROVE.task, reason="Không đủ điều kiện"), "refusal"),
    ],
)
def test_a_refusal_is_on_line_once_its_author_signed_what_says_so(act: acts.AnyAct, form: FormNumber) -> None:
    assert ended_by(act, form, signed=False, sealed=False) == "unsigned"
    assert ended_by(act, form, signed=False) == "unsigned"
    assert ended_by(act, form, signed=True, sealed=False) == "unsigned"
    assert ended_by(act, form, signed=True) == "online"


def test_what_its_applicant_took_back_needs_no_signature_of_the_office() -> None:
    assert handled(RECEIVE, (acts.Withdrawn(reason="Nộp nhầm"), MOTHER)) == "online"
