"""A small child's health-insurance card (1.014137), each test named for what happens under the law."""

from datetime import date, timedelta
from typing import Any

import pytest

from activities.connector import AgencyRefused
from domain.base.calendar import in_vietnam
from domain.base.law import Role, Status
from domain.dossier import acts
from domain.vietnam.queries.insurance import Insured
from domain.vietnam.queries.population import Kin
from tests.support.examples import COMMUNE, MOTHER, MOTHER_NUMBER, officer
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig
from workflows.engine.forms import Filing
from workflows.vietnam.insurance.child_card import ChildInsuranceCard, InsuranceCardForm

INSURANCE = "33.BHXH"
INSURANCE_DESK = officer("insurance-desk", Role.RECEIVING_OFFICER, agency=INSURANCE)
INSURER = officer("insurer", Role.SPECIALIST, agency=INSURANCE)
INSURANCE_HEAD = officer("insurance-head", Role.UNIT_HEAD, agency=INSURANCE)
DIRECTOR = officer("director", Role.AGENCY_LEADER, agency=INSURANCE)
CHILD = {"number": "033326000011", "full_name": "Trịnh Hoàng Vỹ", "born": "2026-11-10"}
FORM: dict[str, Any] = {
    "child": CHILD,
    "parent": MOTHER_NUMBER,
    "commune": COMMUNE,
    "clinic": "Trạm y tế phường Phố Hiến",
}


async def carded(rig: Rig, code: str) -> dict[str, Any]:
    """The insurance accepts, verifies, approves; give what the notice says."""
    await rig.do(code, "receive", ACCEPT, INSURANCE_DESK)
    await rig.do(code, "verify", VERIFIED, INSURER)
    await rig.do(code, "approve", APPROVED, DIRECTOR)
    await rig.until(code, lambda d: d.status in (Status.DONE, Status.DELIVERED))
    return next(printed for printed in rig.press.printed if "card" in printed)


async def refused(rig: Rig, form: dict[str, Any]) -> str:
    """The director refuses, and no card is made; give what was proposed."""
    code = await rig.apply(ChildInsuranceCard, form)
    await rig.do(code, "receive", ACCEPT, INSURANCE_DESK)
    proposed = await rig.task(code, "refuse")
    await rig.do(code, "refuse", acts.Refused(task="", reason=proposed.reason), DIRECTOR)
    await rig.ended(code)
    assert (await rig.engine.dossier(code, MOTHER)).status == Status.STOPPED
    assert f"{code}/card" not in rig.insurance.asked
    return proposed.reason


async def test_a_child_is_insured_from_its_birth(rig: Rig) -> None:
    code = await rig.apply(ChildInsuranceCard, FORM)
    told = await carded(rig, code)
    assert (told["card"], told["valid_from"], told["clinic"]) == ("TE1333326000011", "2026-11-10", FORM["clinic"])
    assert told["signatory"]["title"] == "GIÁM ĐỐC"
    await rig.do(code, "hand_over", HANDED, INSURANCE_DESK)
    await rig.ended(code)


async def test_it_is_due_in_five_working_days_and_costs_nothing(rig: Rig) -> None:
    code = await rig.apply(ChildInsuranceCard, FORM)
    dossier = await rig.do(code, "receive", ACCEPT, INSURANCE_DESK)
    assert (dossier.law.term_of(dossier.case).amount, dossier.law.fee) == (5, None)


async def test_a_child_that_has_a_card_is_given_no_second_one(rig: Rig) -> None:
    rig.insurance.answers["insured_by"] = Insured(insured_as="child", card="TE1333326000011")
    assert await refused(rig, FORM) == "Trẻ đã có thẻ bảo hiểm y tế số TE1333326000011."


@pytest.mark.parametrize("days_short", [0, 1])
async def test_at_six_it_is_no_small_child_any_more(rig: Rig, days_short: int) -> None:
    today = in_vietnam(rig.ledger.clock()).date()
    born = today.replace(year=today.year - 6) + timedelta(days=days_short)
    form = FORM | {"child": CHILD | {"born": born.isoformat()}}
    if days_short:
        assert await carded(rig, await rig.apply(ChildInsuranceCard, form))
    else:
        assert await refused(rig, form) == "Trẻ đã đủ 6 tuổi."


@pytest.mark.parametrize("kin", [None, Kin(), Kin(mother="033187268155")])
async def test_who_is_no_parent_by_the_register_proves_to_stand_for_the_child(rig: Rig, kin: Kin | None) -> None:
    rig.population.answers["kin_of"] = kin
    code = await rig.apply(ChildInsuranceCard, FORM)
    await rig.do(code, "receive", ACCEPT, INSURANCE_DESK)
    dossier = await rig.until(code, lambda d: bool(d.open_tasks))
    assert [task.kind for task in dossier.open_tasks] == ["verify_guardian"]
    await rig.do(code, "verify_guardian", VERIFIED, INSURER)
    assert await rig.task(code, "verify")


async def test_where_the_insurance_does_not_answer_its_specialist_does(rig: Rig) -> None:
    rig.insurance.faults["insured_by"] = AgencyRefused("HTTP 409")
    code = await rig.apply(ChildInsuranceCard, FORM)
    await rig.do(code, "receive", ACCEPT, INSURANCE_DESK)
    await rig.do(code, "insured_by_hand", acts.Done(task="", decision="not_found"), INSURER)
    await rig.task(code, "verify")


@pytest.mark.parametrize(
    ("form", "fault"), [(FORM, None), (FORM | {"child": CHILD | {"born": "2027-01-01"}}, "tương lai")]
)
def test_what_cannot_be_true_is_not_filed(form: dict[str, Any], fault: str | None) -> None:
    filing = Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 25))
    faults = InsuranceCardForm.model_validate(form).faults(filing)
    assert [fault in said.vi for said in faults if fault] == ([True] if fault else [])
