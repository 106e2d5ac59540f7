"""An officer signs what they approved, or says no; either is settled once, and readers are told who has it."""

from datetime import timedelta

import pytest

from domain.base.law import Role
from domain.base.refusals import AlreadyDone, FourEyes, Missing, Refusal, TooLate
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.dossier.view import ROLES
from domain.signing.trust_services import SIGNING, TIME_STAMPS
from tests.support.declared import AGENCIES, WAITS, describe, story
from tests.support.examples import (
    APPROVE,
    APPROVED,
    DELIVERED,
    ISSUED,
    LEADER,
    MOTHER,
    NUMBERED,
    REGISTRAR,
    TO_APPROVE,
    Step,
    verdict,
    written,
)

ASKED = acts.SignatureAsked(step="issue", signer=LEADER.id, sha256="a" * 64, handle="h-1")
SIGNED = acts.Signed(step="issue", signer=LEADER.id, sha256="b" * 64, path="results/1.signed.pdf")
NO = Words(vi="Người được trình ký đã từ chối ký.", en="Whoever was asked to sign refused.")
DECLINED = acts.SignatureDeclined(step="issue", signer=LEADER.id, reason=NO)
AGAIN = APPROVE.model_copy(update={"task": f"{APPROVE.task}-2", "decisions": ("approve",)})


def test_while_the_leader_has_not_signed_the_dossier_says_so() -> None:
    book = written(*APPROVED, ASKED)
    waiting = describe(book.dossier, book.at).waiting
    assert (waiting.holder, waiting.why, waiting.since) == (ROLES[Role.COMMUNE_LEADER], WAITS["sign"], book.at)
    book.write(SIGNED)
    assert describe(book.dossier, book.at).waiting.why != WAITS["sign"]


@pytest.mark.parametrize("service", [SIGNING, TIME_STAMPS])
def test_a_trust_service_that_is_down_is_named_until_it_is_there_again(service: str) -> None:
    book = written(*APPROVED, acts.AgencyWaited(agency=service, step="issue"))
    assert describe(book.dossier, book.at).waiting.holder == AGENCIES[service]
    book.write(SIGNED)
    assert not book.dossier.waiting_agency


def test_asked_once_more_it_waits_since_the_first_time() -> None:
    book = written(*APPROVED, ASKED)
    since = book.at
    book.write(ASKED.model_copy(update={"handle": "h-2"}), after=timedelta(hours=1))
    assert describe(book.dossier, book.at).waiting.since == since
    assert [one.asked for one in book.dossier.signatures.values()] == [2]


@pytest.mark.parametrize("first", [SIGNED, DECLINED])
@pytest.mark.parametrize("then", [ASKED, SIGNED, DECLINED])
def test_what_is_signed_or_declined_stays_so(first: acts.AnyAct, then: acts.AnyAct) -> None:
    assert verdict(written(*APPROVED, ASKED, first), then) is AlreadyDone


@pytest.mark.parametrize("act", [ASKED, SIGNED, DECLINED])
@pytest.mark.parametrize(("steps", "who"), [(TO_APPROVE, None), (APPROVED, LEADER), (APPROVED, MOTHER)])
def test_only_the_engine_records_it_and_only_of_what_was_approved(
    act: acts.AnyAct, steps: tuple[Step, ...], who: Actor | None
) -> None:
    book = written(*steps)
    assert verdict(book, act, *([who] if who else [])) is Missing


def test_a_leader_who_declined_may_approve_again_and_nobody_else_is_let_in_by_it() -> None:
    book = written(*APPROVED, ASKED, DECLINED, AGAIN)
    assert verdict(book, acts.Approved(task=AGAIN.task), LEADER) is None
    registrar = REGISTRAR.model_copy(update={"roles": (Role.COMMUNE_LEADER,)})
    assert verdict(book, acts.Approved(task=AGAIN.task), registrar) is FourEyes
    assert verdict(book, acts.Refused(task=AGAIN.task, reason="Sai"), LEADER) is not None


def test_a_leader_who_does_not_sign_because_the_content_is_wrong_may_refuse_or_stop_it() -> None:
    again = AGAIN.model_copy(update={"decisions": ("approve", "refuse")})
    book = written(*APPROVED, ASKED, DECLINED, again)
    assert verdict(book, acts.Refused(task=again.task, reason="Sai nội dung"), LEADER) is None
    assert verdict(book, acts.Stopped(reason="Sai nội dung"), LEADER) is None


def test_what_was_approved_is_not_stopped_while_it_is_signed_nor_withdrawn_while_it_is_decided_anew() -> None:
    assert verdict(written(*APPROVED, ASKED), acts.Stopped(reason="Sai"), LEADER) is TooLate
    assert verdict(written(*APPROVED, ASKED, DECLINED, AGAIN), acts.Withdrawn(), MOTHER) is TooLate


def test_what_was_filed_before_stays_approved_though_it_was_not_signed() -> None:
    book = written(*APPROVED, ASKED)
    book.dossier.edition = 0
    book.go_on([DECLINED, AGAIN])
    assert verdict(book, acts.Stopped(reason="Sai"), LEADER) is TooLate


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_story_says_why_it_was_not_signed(language: str) -> None:
    assert NO.in_(language) in story(DECLINED).in_(language)


def restamped(until: timedelta, **changes: str) -> acts.Restamped:
    stamp = {"number": ISSUED.number, "sha256": "c" * 64, "path": "results/1.2.pdf"} | changes
    return acts.Restamped(**stamp, stamped_until=written().at + until)


def test_a_result_that_is_stamped_anew_is_the_newest_file_even_when_the_dossier_has_ended() -> None:
    book = written(*DELIVERED)
    book.write(restamped(timedelta(days=900)))
    result = book.dossier.result
    assert result
    assert (result.number, result.sha256, result.path) == (ISSUED.number, "c" * 64, "results/1.2.pdf")


@pytest.mark.parametrize(
    ("act", "who", "why"),
    [
        (restamped(timedelta(days=900)), None, AlreadyDone),
        (restamped(timedelta(days=1800), number="GKS-11953-2026-000002"), None, Missing),
        (restamped(timedelta(days=1800)), LEADER, Missing),
    ],
)
def test_a_stamp_that_proves_no_longer_or_another_result_is_refused(
    act: acts.Restamped, who: Actor | None, why: type[Refusal]
) -> None:
    book = written(*DELIVERED)
    book.write(restamped(timedelta(days=900)))
    assert verdict(book, act, *([who] if who else [])) is why


def test_a_number_is_given_to_what_is_signed() -> None:
    assert verdict(written(*APPROVED, ASKED, SIGNED), NUMBERED) is None
