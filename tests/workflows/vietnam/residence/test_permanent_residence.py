"""Permanent residence (1.004222), each test named for what happens under the law."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.base import refusals
from domain.base.law import Channel, Role, Status
from domain.base.words import Words
from domain.dossier import acts
from domain.filing.model import BY_RIGHT
from domain.vietnam.queries.population import Kin
from domain.vietnam.queries.residence import Dwelling
from tests.support.examples import (
    COMMUNE,
    FATHER,
    FATHER_NUMBER,
    MOTHER,
    MOTHER_NUMBER,
    STRANGER,
    TUESDAY,
    officer,
)
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig
from workflows.engine.forms import Filing
from workflows.vietnam.residence.by_right import ANOTHERS, NOBODY_LETS, UNSAID
from workflows.vietnam.residence.permanent_residence import PermanentResidence
from workflows.vietnam.residence.registration import ResidenceForm

STRANGER_NUMBER = "033187268155"
POLICE = f"{COMMUNE}.CA"
POLICE_DESK = officer("police-desk", Role.RECEIVING_OFFICER, agency=POLICE)
POLICEMAN = officer("policeman", Role.SPECIALIST, agency=POLICE)
CHIEF = officer("chief", Role.AGENCY_LEADER, agency=POLICE)
FORM: dict[str, Any] = {
    "person": {"number": MOTHER_NUMBER, "full_name": "Tạ Kiều Oanh", "born": "1996-04-02"},
    "address": "Số 12, đường Điện Biên",
    "commune": COMMUNE,
    "head": FATHER_NUMBER,
    "relation": "Vợ",
    "basis": "kin",
}

FAMILY = FORM | {
    "basis": "own",
    "others": [
        {"number": FATHER_NUMBER, "full_name": "Trịnh Quốc Bảo", "born": "1994-09-30", "relation": "Chủ hộ"},
        {
            "number": "033316000021",
            "full_name": "Trịnh Gia Hân",
            "born": "2016-04-02",
            "relation": "Con",
            "parent": FATHER_NUMBER,
        },
    ],
}


async def asked(rig: Rig, channel: Channel = Channel.ONLINE) -> str:
    """A dossier that the household's head has agreed to."""
    code = await rig.apply(PermanentResidence, FORM, channel=channel)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    return code


async def test_a_residence_is_registered_and_noticed(rig: Rig) -> None:
    code = await asked(rig)
    await rig.do(code, "receive", ACCEPT, POLICE_DESK)
    paid = acts.MoneyIn(task="", transaction=f"cash/{code}", method="cash")
    assert (await rig.task(code, "pay")).amount == 10_000
    await rig.do(code, "pay", paid, POLICE_DESK)
    await rig.do(code, "verify", VERIFIED, POLICEMAN)
    await rig.do(code, "approve", APPROVED, CHIEF)
    await rig.do(code, "hand_over", HANDED, POLICE_DESK)
    await rig.ended(code)
    told = rig.press.printed[-1]
    assert (told["household"], told["signatory"]["title"]) == ("11953000012", "TRƯỞNG CÔNG AN")


async def test_at_the_counter_it_costs_more(rig: Rig) -> None:
    code = await asked(rig, Channel.DIRECT)
    await rig.do(code, "receive", ACCEPT, POLICE_DESK)
    assert (await rig.task(code, "pay")).amount == 20_000


async def test_nothing_is_accepted_before_the_household_s_head_agrees(rig: Rig) -> None:
    code = await rig.apply(PermanentResidence, FORM)
    with pytest.raises(refusals.ConsentMissing, match="household head"):
        await rig.do(code, "receive", ACCEPT, POLICE_DESK)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    assert (await rig.do(code, "receive", ACCEPT, POLICE_DESK)).status == Status.ACCEPTED


async def test_who_does_not_agree_says_why_and_nothing_is_accepted(rig: Rig) -> None:
    code = await rig.apply(PermanentResidence, FORM)
    with pytest.raises(refusals.ReasonMissing):
        await rig.do(code, "consent", acts.Objected(task=""), FATHER)
    await rig.do(code, "consent", acts.Objected(task="", reason="Nhà đang tranh chấp"), FATHER)
    with pytest.raises(refusals.ConsentMissing):
        await rig.do(code, "receive", ACCEPT, POLICE_DESK)


async def test_nobody_agrees_for_somebody_else(rig: Rig) -> None:
    code = await rig.apply(PermanentResidence, FORM)
    with pytest.raises(refusals.Missing):
        await rig.do(code, "consent", acts.Consented(task=""), STRANGER)


async def test_who_agrees_sees_the_dossier_and_may_not_take_it_back(rig: Rig) -> None:
    code = await rig.apply(PermanentResidence, FORM)
    assert (await rig.ledger.api.dossier(code, FATHER)).code == code
    with pytest.raises(refusals.Missing):
        await rig.ledger.api.dossier(code, STRANGER)
    with pytest.raises(refusals.Missing):
        await rig.ledger.act(code, acts.Withdrawn(), FATHER)


async def test_who_signs_at_the_counter_agrees_before_the_officer(rig: Rig) -> None:
    code = await rig.apply(PermanentResidence, FORM, channel=Channel.DIRECT)
    await rig.do(code, "consent", acts.Consented(task=""), POLICE_DESK)
    assert (await rig.do(code, "receive", ACCEPT, POLICE_DESK)).accepted_at


async def together(rig: Rig) -> str:
    """Wife, child and head of a household move; the head agreed, it is accepted and paid."""
    code = await rig.apply(PermanentResidence, FAMILY)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    await rig.do(code, "receive", ACCEPT, POLICE_DESK)
    await rig.do(code, "pay", acts.MoneyIn(task="", transaction=f"cash/{code}", method="cash"), POLICE_DESK)
    return code


async def test_those_who_move_together_are_each_registered_and_all_named_in_one_notice(rig: Rig) -> None:
    code = await together(rig)
    await rig.do(code, "verify", VERIFIED, POLICEMAN)
    await rig.do(code, "approve", APPROVED, CHIEF)
    await rig.do(code, "hand_over", HANDED, POLICE_DESK)
    await rig.ended(code)
    told = rig.press.printed[-1]
    assert told["person"]["full_name"] == "Tạ Kiều Oanh"
    assert [(one["full_name"], one["relation"]) for one in told["others"]] == [
        ("Trịnh Quốc Bảo", "Chủ hộ"),
        ("Trịnh Gia Hân", "Con"),
    ]
    registered = [message for message in rig.residence.asked if "/registration" in message]
    assert len(registered) == len(FAMILY["others"]) + 1


async def test_a_household_that_moves_together_pays_once(rig: Rig) -> None:
    dossier = await rig.engine.dossier(await together(rig), MOTHER)
    assert [payment.asked for payment in dossier.payments.values()] == [10_000]


async def test_what_a_register_says_otherwise_of_somebody_who_moves_along_is_settled(rig: Rig) -> None:
    form = FAMILY | {"others": [FAMILY["others"][0] | {"born": "1994-09-03"}]}
    code = await rig.apply(PermanentResidence, form)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    await rig.do(code, "receive", ACCEPT, POLICE_DESK)
    await rig.do(code, "pay", acts.MoneyIn(task="", transaction=f"cash/{code}", method="cash"), POLICE_DESK)
    assert (await rig.task(code, "difference")).about == "Người cùng chuyển đến 1: Ngày sinh"


async def test_who_is_no_parent_by_the_register_proves_to_stand_for_a_minor(rig: Rig) -> None:
    rig.population.answers["kin_of"] = Kin(mother="033187268155")
    code = await together(rig)
    assert (await rig.task(code, "verify_guardian")).about == "2"
    await rig.do(code, "verify_guardian", VERIFIED, POLICEMAN)
    assert await rig.task(code, "verify")


async def test_it_is_due_in_seven_working_days(rig: Rig) -> None:
    code = await asked(rig)
    dossier = await rig.do(code, "receive", ACCEPT, POLICE_DESK)
    assert dossier.accepted_at
    assert dossier.due_at
    calendar = rig.engine.facts.common
    begins = dossier.law.term.begins(dossier.accepted_at, calendar).date()
    assert calendar.working_days_between(begins, dossier.due_at.date()) == 7
    assert date(2024, 1, 1) < dossier.due_at.date()


LODGES = FORM | {"basis": "lodging", "relation": "Khác"}
SEEN: dict[str, Any] = {"place": "allowed", "area": 40, "people": 3, "evidence": "Biên bản kiểm tra thực tế"}
OF_COMMUNE = officer("commune", Role.SPECIALIST)


def found(**changes: Any) -> acts.Done:
    """What somebody says of the dwelling."""
    return acts.Done(task="", decision="answer", personal={"answer": SEEN | changes})


async def paid(rig: Rig, form: dict[str, Any]) -> str:
    """A dossier that the household's head agreed to, accepted and paid."""
    code = await rig.apply(PermanentResidence, form)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    await rig.do(code, "receive", ACCEPT, POLICE_DESK)
    await rig.do(code, "pay", acts.MoneyIn(task="", transaction=f"cash/{code}", method="cash"), POLICE_DESK)
    return code


async def test_who_joins_no_kin_by_the_register_proves_the_kinship(rig: Rig) -> None:
    rig.population.answers["kin_of"] = None
    code = await paid(rig, FORM)
    assert (await rig.task(code, "verify_relation")).about == "Tạ Kiều Oanh"
    await rig.do(code, "verify_relation", VERIFIED, POLICEMAN)
    assert await rig.task(code, "verify")


async def test_a_father_who_joins_his_daughter_is_her_kin_by_her_entry(rig: Rig) -> None:
    rig.population.answers["kin_of"] = Kin(father=MOTHER_NUMBER)
    assert await rig.task(await paid(rig, FORM), "verify")


async def test_where_the_register_knows_of_room_enough_nobody_is_asked(rig: Rig) -> None:
    rig.residence.answers["dwelling_at"] = Dwelling(owners=(FATHER_NUMBER,), area=24, residents=2)
    assert await rig.task(await paid(rig, LODGES), "verify")


async def test_the_commune_is_asked_about_the_room_that_no_register_proves(rig: Rig) -> None:
    rig.residence.answers["dwelling_at"] = Dwelling(owners=(FATHER_NUMBER,), area=23, residents=2)
    code = await paid(rig, LODGES)
    asked = await rig.task(code, "verify_dwelling")
    assert (asked.agency, asked.role) == (COMMUNE, Role.SPECIALIST)
    await rig.do(code, "verify_dwelling", found(area=24), OF_COMMUNE)
    assert await rig.task(code, "verify")


async def test_a_dwelling_with_less_than_eight_square_metres_a_head_lets_nobody_in(rig: Rig) -> None:
    code = await paid(rig, LODGES)
    await rig.do(code, "verify_dwelling", found(area=23), OF_COMMUNE)
    refused = await rig.task(code, "refuse")
    assert refused.reason == "Diện tích nhà ở bình quân 7,7 m² sàn/người, dưới mức tối thiểu 8 m² sàn/người."
    assert "điểm b khoản 3 Điều 20" in refused.article
    assert "continue" not in refused.decisions


async def test_where_the_commune_is_silent_an_officer_looks_at_the_dwelling(rig: Rig) -> None:
    code = await paid(rig, LODGES)
    await rig.task(code, "verify_dwelling")
    await rig.skip(code, timedelta(days=8))
    await rig.do(code, "inspect_dwelling", found(), POLICEMAN)
    assert await rig.task(code, "verify")


async def test_nobody_is_registered_where_the_law_forbids_it_whoever_owns_it(rig: Rig) -> None:
    code = await paid(rig, FORM)
    await rig.do(code, "verify", acts.Done(task="", decision="look_at_dwelling"), POLICEMAN)
    await rig.do(code, "verify_dwelling", found(place="disputed"), OF_COMMUNE)
    refused = await rig.task(code, "refuse")
    assert "đang có tranh chấp" in refused.reason
    assert refused.article == "Luật Cư trú 68/2020/QH14, Điều 23"
    assert refused.decisions[:2] == ("refuse", "facts_wrong")
    await rig.do(code, "refuse", acts.FactsDisputed(task="", reason="Tranh chấp đã giải quyết"), CHIEF)
    assert await rig.task(code, "verify")


async def test_a_finding_that_is_disputed_is_found_again(rig: Rig) -> None:
    code = await paid(rig, LODGES)
    await rig.do(code, "verify_dwelling", found(area=23), OF_COMMUNE)
    await rig.do(code, "refuse", acts.FactsDisputed(task="", reason="Đo chưa đúng"), CHIEF)
    await rig.do(code, "verify_dwelling", found(area=24), OF_COMMUNE)
    assert await rig.task(code, "verify")


async def test_a_dwelling_that_was_looked_at_and_is_lawful_comes_before_the_leader(rig: Rig) -> None:
    code = await paid(rig, FORM)
    await rig.do(code, "verify", acts.Done(task="", decision="look_at_dwelling"), POLICEMAN)
    await rig.do(code, "verify_dwelling", found(area=1), OF_COMMUNE)
    assert await rig.task(code, "approve")


async def test_the_commune_says_whether_a_boat_may_be_lived_on(rig: Rig) -> None:
    code = await paid(rig, FORM | {"basis": "vehicle", "owner": FATHER_NUMBER})
    await rig.do(code, "verify_dwelling", found(area=1), OF_COMMUNE)
    assert await rig.task(code, "verify")


def test_who_filed_before_the_right_was_asked_for_is_asked_nothing_more() -> None:
    form = ResidenceForm.model_validate(FORM | {"basis": None})
    before = Filing(applicant=MOTHER_NUMBER, day=TUESDAY.date(), edition=BY_RIGHT - 1)
    assert not form.faults(before)
    assert form.faults(before.model_copy(update={"edition": BY_RIGHT})) == [UNSAID]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"head": MOTHER_NUMBER}, NOBODY_LETS),
        ({"basis": "lodging", "head": MOTHER_NUMBER}, NOBODY_LETS),
        ({"basis": "lodging", "head": MOTHER_NUMBER, "owner": FATHER_NUMBER}, None),
        ({"basis": "religious", "head": MOTHER_NUMBER, "owner": MOTHER_NUMBER}, NOBODY_LETS),
        ({"basis": "own", "head": MOTHER_NUMBER}, None),
        ({"basis": "own", "owner": FATHER_NUMBER}, ANOTHERS),
        ({"basis": "vehicle", "head": MOTHER_NUMBER}, None),
    ],
)
def test_whose_dwelling_it_is_has_to_be_named(changes: dict[str, Any], fault: Words | None) -> None:
    form = ResidenceForm.model_validate(FORM | changes)
    assert form.faults(Filing(applicant=MOTHER_NUMBER, day=TUESDAY.date())) == ([fault] if fault else [])


def test_who_is_in_charge_of_a_place_agrees_as_that() -> None:
    form = ResidenceForm.model_validate(FORM | {"basis": "religious", "owner": STRANGER_NUMBER})
    assert form.consents == {STRANGER_NUMBER: "in charge of the place", FATHER_NUMBER: "household head"}


def test_who_joins_kin_agrees_to_what_was_agreed_to_before_a_right_was_named() -> None:
    kin, before, lodges = (ResidenceForm.model_validate(FORM | {"basis": one}) for one in ("kin", None, "lodging"))
    assert kin.agreed_to("household head") == before.agreed_to("household head")
    assert kin.agreed_to("household head") != lodges.agreed_to("household head")


def test_a_lease_is_brought_by_who_lodges_alone() -> None:
    [lease] = [paper for paper in PermanentResidence.papers if paper.kind == "lease"]
    assert lease.needed({"basis": "lodging"})
    assert not lease.needed({"basis": "kin"})
