"""Household-business registration (1.001612), each test named for what happens under the law."""

from datetime import date
from typing import Any

import pytest

from domain.base import refusals
from domain.base.law import Channel, Role, Status
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.slips.content import House, said
from domain.slips.slip_data import EndSlip
from domain.vietnam.queries.business import Businesses
from infra.facts.loading import load_offices
from tests.support.examples import (
    COMMUNE,
    DESK,
    FATHER,
    LEADER,
    MOTHER,
    MOTHER_NUMBER,
    REGISTRAR,
    REGISTRY,
    officer,
)
from tests.support.examples import FORM as FAMILY
from tests.workflows.rig import ACCEPT, AGREED, APPROVED, HANDED, VERIFIED, Rig
from workflows.engine.forms import Filing
from workflows.vietnam.business.household_business import (
    ENTERPRISE,
    MINOR,
    NO_PHONE,
    TWICE,
    UNNAMED,
    HouseholdBusiness,
    HouseholdBusinessForm,
)

ECONOMY = officer("economy", Role.SPECIALIST)
HEAD = officer("economy-head", Role.UNIT_HEAD)
SHOP: dict[str, Any] = {
    "owner": FAMILY["mother"],
    "name": "Hộ kinh doanh Cà phê Bãi Sậy",
    "address": "Số 12, đường Điện Biên",
    "commune": COMMUNE,
    "trades": [{"code": "5630", "name": "Dịch vụ phục vụ đồ uống"}],
    "capital": 50_000_000,
    "phone": "0912345678",
}
MEMBER = {key: FAMILY["father"][key] for key in ("number", "full_name", "born")}
TAKEN = Businesses(names=("Hộ kinh doanh Tạp hóa Hoa Mai",))


async def accepted(rig: Rig, channel: Channel = Channel.ONLINE) -> str:
    """The owner files, the desk accepts."""
    code = await rig.apply(HouseholdBusiness, SHOP, channel=channel)
    await rig.do(code, "receive", ACCEPT, DESK)
    return code


async def registered(rig: Rig, code: str) -> dict[str, Any]:
    """From the economy unit's check to the certificate, which is given."""
    for kind, act, actor in (
        ("verify", VERIFIED, ECONOMY),
        ("confirm", AGREED, MOTHER),
        ("approve", APPROVED, LEADER),
        ("hand_over", HANDED, DESK),
    ):
        await rig.do(code, kind, act, actor)
    await rig.ended(code)
    return rig.press.printed[-1]


async def test_a_business_is_registered_under_its_tax_code(rig: Rig) -> None:
    told = await registered(rig, await accepted(rig))
    assert (told["code"], told["name"], told["capital"]) == (MOTHER_NUMBER, SHOP["name"], 50_000_000)
    assert told["trades"] == SHOP["trades"]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("businesses_of", "Đã là chủ hộ kinh doanh khác: Hộ kinh doanh Tạp hóa Hoa Mai."),
        ("names_like", "Tên trùng với tên đã đăng ký trong xã, phường: Hộ kinh doanh Tạp hóa Hoa Mai."),
    ],
)
async def test_one_business_an_owner_and_one_business_a_name(rig: Rig, question: str, reason: str) -> None:
    rig.business.answers[question] = TAKEN
    code = await accepted(rig)
    assert (await rig.task(code, "refuse")).reason == reason
    await rig.do(code, "refuse", acts.Refused(task="", reason=reason), LEADER)
    await rig.ended(code)
    assert (await rig.engine.dossier(code, MOTHER)).status == Status.STOPPED
    assert not rig.tax.asked


async def test_a_name_that_the_leader_finds_different_enough_goes_on_to_tax(rig: Rig) -> None:
    rig.business.answers["names_like"] = TAKEN
    code = await accepted(rig)
    await rig.do(code, "refuse", acts.RefusalDeclined(task="", reason="Đã làm rõ"), LEADER)
    other = officer("deputy", Role.COMMUNE_LEADER)
    await rig.do(code, "verify", VERIFIED, ECONOMY)
    await rig.do(code, "confirm", AGREED, MOTHER)
    await rig.do(code, "approve", APPROVED, other)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    assert list(rig.tax.asked) == [f"{code}/tax_code"]


async def test_the_owner_corrects_the_draft_before_it_is_signed(rig: Rig) -> None:
    code = await accepted(rig)
    await rig.do(code, "verify", VERIFIED, ECONOMY)
    corrected = SHOP | {"name": "Hộ kinh doanh Cà phê Bãi Sậy Xanh"}
    await rig.do(code, "confirm", acts.Corrected(task="", personal={"form": corrected}), MOTHER)
    assert (await registered(rig, code))["name"] == "Hộ kinh doanh Cà phê Bãi Sậy Xanh"


async def test_a_name_that_was_corrected_is_compared_again(rig: Rig) -> None:
    code = await accepted(rig)
    await rig.do(code, "verify", VERIFIED, ECONOMY)
    await rig.task(code, "confirm")
    rig.business.answers["names_like"] = TAKEN
    corrected = SHOP | {"name": "Hộ kinh doanh Tạp hóa Hoa Mai"}
    await rig.do(code, "confirm", acts.Corrected(task="", personal={"form": corrected}), MOTHER)
    assert "Tạp hóa Hoa Mai" in (await rig.task(code, "refuse")).reason


async def test_the_head_of_the_economy_unit_signs_in_its_name_and_the_chairman_does_not(rig: Rig) -> None:
    code = await rig.apply(HouseholdBusiness, SHOP, organ="KT")
    for kind, act, actor in (("receive", ACCEPT, DESK), ("verify", VERIFIED, ECONOMY), ("confirm", AGREED, MOTHER)):
        await rig.do(code, kind, act, actor)
    with pytest.raises(refusals.WrongRole):
        await rig.do(code, "approve", APPROVED, LEADER)
    await rig.do(code, "approve", APPROVED, HEAD)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    told = rig.press.printed[-1]
    assert (told["superior"], told["body"]) == ("Ủy ban nhân dân phường Phố Hiến", "Phòng Kinh tế, Hạ tầng và Đô thị")
    assert told["signatory"]["title"] == "TRƯỞNG PHÒNG"


async def test_the_head_of_the_economy_unit_refuses_in_its_name(rig: Rig) -> None:
    rig.business.answers["businesses_of"] = TAKEN
    code = await rig.apply(HouseholdBusiness, SHOP, organ="KT")
    await rig.do(code, "receive", ACCEPT, DESK)
    reason = (await rig.task(code, "refuse")).reason
    await rig.do(code, "refuse", acts.Refused(task="", reason=reason, personal={"name": "Lại Văn Thịnh"}), HEAD)
    await rig.ended(code)
    dossier, events = await rig.engine.dossier(code, ENGINE), await rig.engine.events(code, ENGINE)
    refused = next(event for event in events if isinstance(event.act, acts.Refused))
    house = House(load_offices(), {HouseholdBusiness.code: HouseholdBusiness}, REGISTRY, lambda code: code, True)
    told = said("refusal", dossier, events, refused, house, {})
    assert isinstance(told, EndSlip)
    assert told.signatory
    assert (told.body, told.signatory.title) == ("Phòng Kinh tế, Hạ tầng và Đô thị", "TRƯỞNG PHÒNG")


async def test_what_was_filed_before_the_unit_decided_is_the_chairmans_to_sign(rig: Rig) -> None:
    told = await registered(rig, await accepted(rig))
    assert (told["body"], told["signatory"]["title"]) == ("Ủy ban nhân dân phường Phố Hiến", "CHỦ TỊCH")


async def test_online_it_costs_nothing(rig: Rig) -> None:
    code = await accepted(rig)
    await rig.task(code, "verify")
    assert not (await rig.engine.dossier(code, MOTHER)).payments


async def test_at_the_counter_the_fee_is_paid_before_it_is_looked_into(rig: Rig) -> None:
    code = await accepted(rig, Channel.DIRECT)
    assert (await rig.task(code, "pay")).amount == 100_000
    assert not rig.business.asked
    await rig.do(code, "pay", acts.MoneyIn(task="", transaction=f"cash/{code}", method="cash"), DESK)
    await rig.task(code, "verify")
    assert len(rig.business.asked) == 2


async def test_it_is_the_economy_unit_that_verifies(rig: Rig) -> None:
    code = await accepted(rig)
    with pytest.raises(refusals.WrongRole):
        await rig.do(code, "verify", VERIFIED, REGISTRAR)
    assert (await rig.engine.dossier(code, MOTHER)).law.term.amount == 3


async def test_members_of_the_family_mandate_the_owner_before_the_desk_accepts(rig: Rig) -> None:
    code = await rig.apply(HouseholdBusiness, SHOP | {"members": [MEMBER], "starts_on": "2027-01-04"})
    with pytest.raises(refusals.ConsentMissing, match="the member of the family"):
        await rig.do(code, "receive", ACCEPT, DESK)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    await rig.do(code, "receive", ACCEPT, DESK)
    told = await registered(rig, code)
    assert [member["full_name"] for member in told["members"]] == [MEMBER["full_name"]]
    assert (told["phone"], told["starts_on"]) == ("0912345678", "2027-01-04")


def test_members_agree_to_owner_and_business_and_not_to_how_many_work_there() -> None:
    form = HouseholdBusinessForm.model_validate(SHOP | {"members": [MEMBER]})
    asked = form.agreed_to("member")
    assert asked == HouseholdBusinessForm.model_validate(form.model_dump() | {"workers": 3}).agreed_to("member")
    assert asked != HouseholdBusinessForm.model_validate(form.model_dump() | {"address": "Số 14"}).agreed_to("member")


NEW = Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 25))
BEFORE = NEW.model_copy(update={"edition": 3})


@pytest.mark.parametrize(
    ("changes", "fault", "of_before"),
    [
        ({}, None, False),
        ({"name": "Cà phê Bãi Sậy số Một"}, UNNAMED, True),
        ({"owner": FAMILY["mother"] | {"born": "2008-11-26"}}, MINOR, False),
        ({"owner": FAMILY["mother"] | {"born": "2008-11-25"}}, None, False),
        ({"enterprise": "private"}, ENTERPRISE, True),
        ({"enterprise": "partner"}, ENTERPRISE, True),
        ({"enterprise": "partner_agreed"}, None, False),
        ({"phone": ""}, NO_PHONE, False),
        ({"members": [MEMBER, MEMBER]}, TWICE, True),
    ],
)
def test_what_cannot_be_true_is_not_filed(changes: dict[str, Any], fault: Words | None, of_before: bool) -> None:
    form = HouseholdBusinessForm.model_validate(SHOP | changes)
    assert form.faults(NEW) == ([fault] if fault else [])
    assert form.faults(BEFORE) == ([fault] if fault and of_before else [])


@pytest.mark.parametrize("fault", [MINOR, ENTERPRISE, NO_PHONE])
def test_who_may_not_register_is_told_what_to_do(fault: Words) -> None:
    assert "đề nghị" in fault.vi or "Ông/bà ghi" in fault.vi
    assert any(verb in fault.en for verb in ("choose", "end that first", "Give"))
