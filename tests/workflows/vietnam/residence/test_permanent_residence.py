"""Permanent residence (1.004222), each test named for what happens under the law."""

from datetime import date
from typing import Any

import pytest

from domain.base import refusals
from domain.base.law import Channel, Role, Status
from domain.dossier import acts
from domain.vietnam.queries.population import Kin
from tests.support.examples import COMMUNE, FATHER, FATHER_NUMBER, MOTHER, MOTHER_NUMBER, STRANGER, officer
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig
from workflows.vietnam.residence.permanent_residence import PermanentResidence

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
}

FAMILY = FORM | {
    "others": [
        {"number": FATHER_NUMBER, "full_name": "Trịnh Quốc Bảo", "born": "1994-09-30", "relation": "Chủ hộ"},
        {
            "number": "033316000021",
            "full_name": "Trịnh Gia Hân",
            "born": "2016-04-02",
            "relation": "Con",
            "parent": FATHER_NUMBER,
        },
    ]
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
