"""What a result waits for between approval and seal is read from what the journal says in the open."""

from datetime import timedelta

import pytest

from domain.base.words import Words
from domain.dossier import acts
from domain.signing.sealing import HANGS_AFTER, Awaited, Step, awaited
from domain.signing.signing import EXPIRED
from domain.signing.trust_services import SEAL, SIGNING, TIME_STAMPS
from tests.support.examples import APPROVE, ISSUED, NUMBERED, TUESDAY

APPROVED = acts.Approved(task=APPROVE.task)
ASKED = acts.SignatureAsked(step="issue", signer="leader", sha256="a" * 64, handle="h")
SIGNED = acts.Signed(step="issue", signer="leader", sha256="b" * 64, path="p")
DECLINED = acts.SignatureDeclined(step="issue", signer="leader", reason=EXPIRED)
RECALLED = acts.Recalled(number=NUMBERED.number, reason=Words(vi="Sai", en="Wrong"), basis="15", corrects=True)


def waited(service: str) -> acts.AgencyWaited:
    return acts.AgencyWaited(agency=service, step="issue")


def after(*done: acts.AnyAct) -> Awaited | None:
    """One act an hour."""
    return awaited([(TUESDAY + timedelta(hours=n), act) for n, act in enumerate(done)])


@pytest.mark.parametrize(
    ("done", "step", "hours"),
    [
        ((APPROVED,), Step.SIGNATURE, 0),
        ((APPROVED, ASKED), Step.SIGNATURE, 1),
        ((APPROVED, ASKED, ASKED), Step.SIGNATURE, 1),
        ((APPROVED, ASKED, SIGNED), Step.NUMBER, 2),
        ((APPROVED, ASKED, SIGNED, NUMBERED), Step.SEAL, 3),
        ((APPROVED, NUMBERED), Step.SEAL, 1),
    ],
)
def test_signature_number_and_seal_are_waited_for_in_the_laws_order(
    done: tuple[acts.AnyAct, ...], step: Step, hours: int
) -> None:
    found = after(*done)
    assert found
    assert (found.step, found.since) == (step, TUESDAY + timedelta(hours=hours))


@pytest.mark.parametrize("done", [(), (APPROVED, ASKED, SIGNED, NUMBERED, ISSUED)])
def test_what_is_not_approved_or_issued_already_waits_for_nothing(done: tuple[acts.AnyAct, ...]) -> None:
    assert after(*done) is None


def test_a_recalled_result_waits_again_once_its_correction_is_approved() -> None:
    assert after(APPROVED, NUMBERED, ISSUED, RECALLED) is None
    again = after(APPROVED, NUMBERED, ISSUED, RECALLED, APPROVED)
    assert again
    assert again.step is Step.SIGNATURE


def test_a_signature_that_was_not_given_says_why_and_is_a_persons_to_mend() -> None:
    found = after(APPROVED, ASKED, DECLINED)
    assert found
    assert (found.why, found.person) == (EXPIRED, True)


@pytest.mark.parametrize(
    ("done", "service"),
    [
        ((APPROVED, waited(SIGNING)), SIGNING),
        ((APPROVED, ASKED, waited(TIME_STAMPS)), TIME_STAMPS),
        ((APPROVED, ASKED, SIGNED, NUMBERED, waited(SEAL)), SEAL),
    ],
)
def test_a_trust_service_that_is_down_is_named_until_the_next_step(done: tuple[acts.AnyAct, ...], service: str) -> None:
    found = after(*done)
    assert found
    assert (found.service, found.since, found.person) == (service, TUESDAY + timedelta(hours=len(done) - 1), False)
    later = after(*done, SIGNED)
    assert later
    assert later.service == ""


def test_a_register_that_is_down_is_nothing_of_the_clerks() -> None:
    assert after(APPROVED, waited("population")) == after(APPROVED)


@pytest.mark.parametrize(
    ("done", "hangs"),
    [
        ((APPROVED, ASKED, SIGNED), True),
        ((APPROVED, ASKED, SIGNED, NUMBERED), True),
        ((APPROVED,), True),
        ((APPROVED, ASKED), False),
        ((APPROVED, ASKED, DECLINED), False),
        ((APPROVED, ASKED, SIGNED, NUMBERED, waited(SEAL)), False),
    ],
)
def test_only_what_the_engine_should_have_done_by_itself_is_worth_trying_again(
    done: tuple[acts.AnyAct, ...], hangs: bool
) -> None:
    found = after(*done)
    assert found
    assert not found.hangs(found.since + HANGS_AFTER)
    assert found.hangs(found.since + HANGS_AFTER + timedelta(seconds=1)) is hangs
