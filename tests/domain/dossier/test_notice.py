"""People hear of what concerns them, and of nothing else."""

import pytest

from domain.base.law import Role
from domain.dossier import acts
from domain.dossier.acts import Act
from domain.dossier.notice import notice_of
from domain.filing.reception import begun
from tests.support.examples import (
    ACCEPTED,
    CODE,
    CONFIRM,
    HAND_OVER,
    ISSUED,
    NUMBERED,
    RECEIVE,
    SUPPLY,
    TUESDAY,
    VERIFY,
    filed,
    opened,
    written,
)
from workflows.vietnam.social.unemployment_benefit import UnemploymentBenefits

TOLD = [
    (filed(), "filed"),
    (acts.Accepted(task="t"), "accepted"),
    (acts.SupplementRequested(task="t"), "supplement_requested"),
    (acts.NotAccepted(task="t"), "not_accepted"),
    (CONFIRM, "confirmation_asked"),
    (acts.Refused(task="t"), "refused"),
    (ISSUED, "issued"),
    (acts.Withdrawn(), "withdrawn"),
    (acts.HandedOver(task="t"), "delivered"),
    (acts.Stopped(reason="Quyết định của Tòa án"), "stopped"),
    (acts.Reminded(task="t", kind="confirm"), "reminded"),
]
NOT_TOLD = [
    RECEIVE,
    SUPPLY,
    VERIFY,
    HAND_OVER,
    NUMBERED,
    acts.TaskClaimed(task="t"),
    acts.Done(task="t", decision="confirm"),
    acts.Lapsed(task="t"),
    acts.AgencyWaited(agency="population", step="mother"),
    acts.Answered(agency="population", step="mother", found=True),
    acts.Approved(task="t"),
    acts.Rated(stars=5),
]
OFFICES = [opened("verify_elsewhere", Role.CIVIL_STATUS_OFFICER), opened("posting", Role.SPECIALIST)]


@pytest.mark.parametrize(("act", "notice"), TOLD, ids=lambda value: getattr(value, "type", value))
def test_the_applicant_is_told(act: Act, notice: str) -> None:
    assert notice_of(act) == notice


def test_who_must_agree_is_told_by_notices_of_their_own() -> None:
    act = filed(consents=(acts.Consent(person="f" * 32, part="husband"),))
    assert [notice_of(entry.act) for entry in begun(CODE, act)] == ["", "consent_asked"]
    assert notice_of(acts.Reminded(task="t", kind="consent")) == "consent_reminded"


@pytest.mark.parametrize("asked", OFFICES, ids=lambda asked: asked.kind)
def test_an_office_that_is_silent_reads_its_queue(asked: acts.TaskOpened) -> None:
    task = written(*ACCEPTED, asked).dossier.tasks[asked.task]
    assert notice_of(acts.Reminded(task=task.id, kind=task.kind), task) == ""


def test_whoever_is_asked_by_a_procedure_in_its_own_words_is_told_unless_silence_says_enough() -> None:
    asked = opened("commitment", Role.APPLICANT, "answer", agency="")
    assert notice_of(asked) == "answer_asked"
    assert notice_of(asked.model_copy(update={"lapses_at": TUESDAY})) == ""


def test_whoever_is_asked_for_an_account_is_not_told_to_commit_themselves() -> None:
    assert notice_of(opened("pay_to", Role.APPLICANT, "answer", agency="")) == "account_asked"


def test_whoever_has_to_report_on_looking_for_work_is_told_when_the_month_begins() -> None:
    asked = opened("job_search_report", Role.APPLICANT, "answer", agency="")
    asked = asked.model_copy(update={"lapses_at": TUESDAY, "tells": UnemploymentBenefits.notices["job_search_report"]})
    assert notice_of(asked) == "job_search_report_asked"


@pytest.mark.parametrize("act", NOT_TOLD, ids=lambda act: act.type)
def test_the_house_keeps_its_own_work_to_itself(act: Act) -> None:
    assert notice_of(act) == ""
