"""Interlinked death (2.002913), each test named for what happens under the law."""

from datetime import date
from typing import Any

import pytest

from activities.connector import AgencyRefused
from domain.base.law import Status
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.tasks.model import REVIEW
from domain.vietnam.queries.civil_status import RegisterEntry
from domain.vietnam.queries.insurance import Insured, MonthsPaid
from domain.vietnam.queries.population import Identity
from tests.support.examples import COMMUNE, DESK, FATHER_NUMBER, LEADER, MOTHER, MOTHER_NUMBER, REGISTRAR
from tests.support.examples import FORM as FAMILY
from tests.workflows.outside import HUSBAND
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, REVIEWED, VERIFIED, Rig, go_on
from tests.workflows.vietnam.insurance.test_child_card import (
    DIRECTOR,
    INSURANCE,
    INSURANCE_DESK,
    INSURANCE_HEAD,
    INSURER,
)
from tests.workflows.vietnam.residence.test_permanent_residence import CHIEF, POLICE, POLICE_DESK, POLICEMAN
from tests.workflows.vietnam.residence.test_residence_removal import HOME
from workflows.engine.forms import Filing
from workflows.vietnam.civil_status.interlinked_death import DeathForm, InterlinkedDeath

FORM: dict[str, Any] = {
    "dead": FAMILY["father"],
    "died": "2026-11-16",
    "place_of_death": "Bệnh viện Đa khoa Phố Nối",
    "cause": "Bệnh tim",
    "hour": "09:05",
    "notice_number": "45/GBT",
    "receiver": {"number": MOTHER_NUMBER, "full_name": "Tạ Kiều Oanh", "born": "1996-04-02"},
    "relation": "Vợ",
    "account": {"bank": "Agribank", "number": "9710000691330"},
}
JUDGEMENT = {
    "proof": "court",
    "notice_number": "12/2026/QĐDS-ST",
    "notice_issuer": "Tòa án nhân dân khu vực 1 - Hưng Yên",
    "notice_on": "2026-11-10",
}
WORKER, LONG = Insured(insured_as="worker"), MonthsPaid(compulsory=40, voluntary=0)
PEOPLE: dict[str, tuple[Actor, Actor, Actor]] = {
    POLICE: (POLICE_DESK, POLICEMAN, CHIEF),
    INSURANCE: (INSURANCE_DESK, INSURER, DIRECTOR),
}


async def registered(rig: Rig, insured: Insured | None = WORKER, paid: MonthsPaid | None = LONG) -> str:
    """The widow files, the death is entered; the registers know this of the dead."""
    rig.insurance.answers |= {"insured_by": insured, "months_paid_by": paid}
    rig.residence.answers["home_of"] = HOME
    rig.civil_status.answers["death_entry"] = RegisterEntry(
        entry=9, volume="01/2026-KT", registered_on=date(2026, 11, 17)
    )
    code = await rig.apply(InterlinkedDeath, FORM)
    await go_on(rig, code, "receive", "verify", "confirm", "approve")
    return code


async def finish(rig: Rig, branch: str) -> None:
    """Let the police, or the insurance, do their part."""
    office = (await rig.engine.dossier(branch, ENGINE)).competent
    desk, specialist, leader = PEOPLE[office]
    await rig.do(branch, "receive", ACCEPT, desk)
    await rig.do(branch, "verify", VERIFIED, specialist)
    if office == INSURANCE:
        await rig.do(branch, REVIEW, REVIEWED, INSURANCE_HEAD)
    await rig.do(branch, "approve", APPROVED, leader)
    await rig.until(branch, lambda d: d.ended)


async def test_a_death_is_entered_the_home_removed_and_the_funeral_paid(rig: Rig) -> None:
    code = await registered(rig)
    for step in ("residence", "funeral"):
        await finish(rig, await rig.branch(code, step))
    await rig.report(code)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    extract = next(printed for printed in rig.press.printed if "cause" in printed)
    removal = next(printed for printed in rig.press.printed if "paper" in printed)
    grant = next(printed for printed in rig.press.printed if "receiver" in printed)
    assert (extract["dead"]["full_name"], extract["entry_in_register"]["entry"]) == ("Trịnh Quốc Bảo", 9)
    assert (extract["sex"], extract["hour"], extract["notice_number"]) == ("Nam", "09:05", "45/GBT")
    assert (removal["reason"], removal["paper"]) == ("đã chết", "Trích lục khai tử, số 9 quyển 01/2026-KT")
    assert (grant["receiver"]["number"], grant["amount"]) == (MOTHER_NUMBER, 23_400_000)


def test_a_form_that_knows_no_hour_and_no_notice_is_read_as_before() -> None:
    before = {name: said for name, said in FORM.items() if name not in ("hour", "notice_number")}
    assert DeathForm.model_validate(before).hour == ""


async def test_who_was_declared_dead_by_a_court_is_entered_by_its_judgement(rig: Rig) -> None:
    rig.civil_status.answers["death_entry"] = RegisterEntry(
        entry=9, volume="01/2026-KT", registered_on=date(2026, 11, 17)
    )
    code = await rig.apply(InterlinkedDeath, FORM | JUDGEMENT)
    await go_on(rig, code, "receive", "verify", "confirm", "approve")
    await rig.until(code, lambda d: d.sealed)
    told = rig.press.printed[-1]
    assert (told["proved_by"], told["notice_number"]) == ("Bản án, quyết định của Tòa án", "12/2026/QĐDS-ST")


@pytest.mark.parametrize("insured", [None, Insured(insured_as="household")])
async def test_for_who_was_not_insured_the_insurance_is_not_asked_to_pay(rig: Rig, insured: Insured | None) -> None:
    code = await registered(rig, insured, None)
    await finish(rig, await rig.branch(code, "residence"))
    await rig.report(code)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    assert set((await rig.engine.dossier(code, ENGINE)).branches) == {"residence"}


async def test_for_who_paid_once_and_was_insured_no_more_the_insurance_decides(rig: Rig) -> None:
    code = await registered(rig, Insured(insured_as="household"), MonthsPaid(compulsory=11, voluntary=0))
    grant = await rig.branch(code, "funeral")
    await rig.do(grant, "receive", ACCEPT, INSURANCE_DESK)
    assert "chưa đủ 12 tháng" in (await rig.task(grant, "refuse")).reason


async def test_how_long_was_paid_an_officer_says_where_the_insurance_does_not(rig: Rig) -> None:
    rig.insurance.faults["months_paid_by"] = AgencyRefused("HTTP 403")
    code = await registered(rig, Insured(insured_as="household"))
    told = acts.Done(task="", decision="answer", personal={"answer": {"compulsory": 11, "voluntary": 0}})
    await rig.do(code, "months_paid_by_hand", told, REGISTRAR)
    assert await rig.branch(code, "funeral")


async def test_each_office_has_its_own_dossier_and_clock(rig: Rig) -> None:
    code = await registered(rig)
    parent = await rig.engine.dossier(code, ENGINE)
    for step, office, days in (("residence", POLICE, 1), ("funeral", INSURANCE, 10)):
        branch = await rig.branch(code, step)
        child = await rig.do(branch, "receive", ACCEPT, PEOPLE[office][0])
        assert (child.competent, child.law.term_of(child.case).amount) == (office, days)
        assert not child.payments
        assert (await rig.ledger.api.dossier(branch, MOTHER)).parent
    assert (parent.competent, parent.law.fee) == (COMMUNE, None)


async def test_a_branch_that_fails_is_followed_up_and_undoes_nothing(rig: Rig) -> None:
    code = await registered(rig)
    reason = "Đang tranh chấp người lo mai táng"
    refused = await rig.branch(code, "funeral")
    await rig.do(refused, "receive", acts.NotAccepted(task="", reason=reason), INSURANCE_DESK)
    await finish(rig, await rig.branch(code, "residence"))
    await rig.report(code)
    assert reason in (await rig.task(code, "follow_up")).reason
    await rig.do(code, "follow_up", acts.Done(task="", decision="done"), DESK)
    await rig.do(code, "hand_over", HANDED, DESK)
    parent = await rig.engine.dossier(code, ENGINE)
    assert (parent.status, parent.branches["funeral"].ended) == (Status.DELIVERED, Status.NOT_ACCEPTED)
    assert parent.result


async def test_nobody_dies_twice(rig: Rig) -> None:
    rig.population.answers["identity_of"] = Identity.model_validate(HUSBAND.model_dump() | {"died": date(2026, 6, 18)})
    code = await rig.apply(InterlinkedDeath, FORM)
    await rig.do(code, "receive", ACCEPT, DESK)
    reason = (await rig.task(code, "refuse")).reason
    assert reason == "Đã được ghi nhận là chết ngày 18/06/2026."
    await rig.do(code, "refuse", acts.Refused(task="", reason=reason), LEADER)
    await rig.ended(code)
    assert not rig.civil_status.asked
    assert not (await rig.engine.dossier(code, ENGINE)).branches


async def test_a_workflow_that_is_lost_opens_no_second_branch(rig: Rig) -> None:
    code = await registered(rig)
    branches = [await rig.branch(code, step) for step in ("residence", "funeral")]
    await rig.handle(code).terminate("lost")
    await rig.wake(code, procedure=InterlinkedDeath.code)
    for branch in branches:
        await finish(rig, branch)
    await rig.report(code)
    await rig.do(code, "hand_over", HANDED, DESK)
    types = [row["act"]["type"] for row in await rig.ended(code)]
    assert types.count("branch_opened") == types.count("branch_ended") == 2


@pytest.mark.parametrize(
    ("changes", "applicant", "fault"),
    [
        ({}, MOTHER_NUMBER, None),
        ({}, FATHER_NUMBER, "Người chết"),
        ({"died": "2026-11-18"}, MOTHER_NUMBER, "Ngày chết"),
        ({"died": "1990-01-01"}, MOTHER_NUMBER, "Ngày chết"),
        ({"proof": "court"}, MOTHER_NUMBER, "ông/bà ghi đủ số, ngày và cơ quan cấp"),
        (JUDGEMENT, MOTHER_NUMBER, None),
    ],
)
def test_what_cannot_be_true_is_not_filed(changes: dict[str, Any], applicant: str, fault: str | None) -> None:
    form = DeathForm.model_validate(FORM | changes)
    faults = form.faults(Filing(applicant=applicant, day=date(2026, 11, 17)))
    assert [fault in said.vi for said in faults if fault] == ([True] if fault else [])
