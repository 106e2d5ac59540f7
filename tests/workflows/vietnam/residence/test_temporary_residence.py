"""Temporary residence (1.004194), each test named for what happens under the law."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.base import refusals
from domain.base.calendar import in_vietnam
from domain.base.law import Channel, Status
from domain.dossier import acts
from domain.vietnam.queries.residence import Home
from tests.support.examples import COMMUNE, FATHER, FATHER_NUMBER, MOTHER, NEIGHBOUR
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig
from tests.workflows.vietnam.residence.test_permanent_residence import (
    CHIEF,
    FORM,
    OF_COMMUNE,
    POLICE_DESK,
    POLICEMAN,
    found,
)
from workflows.engine.forms import Filing
from workflows.vietnam.residence.temporary_residence import TemporaryResidence, TemporaryResidenceForm

REFUSED = acts.Refused(task="", reason="Không đủ điều kiện đăng ký tạm trú")


def home(commune: str) -> Home:
    """She lives permanently in a commune."""
    return Home(commune=commune, address="Số 5", household="11983000001", head=FATHER_NUMBER, since=date(2015, 3, 1))


def stay(rig: Rig, days: int = 365) -> dict[str, Any]:
    """She works elsewhere for so many days from now."""
    until = in_vietnam(rig.ledger.clock()).date() + timedelta(days=days)
    return FORM | {"until": until.isoformat(), "purpose": "work"}


async def accepted(rig: Rig, form: dict[str, Any], channel: Channel = Channel.ONLINE) -> str:
    """A dossier that the household's head agreed to, accepted and paid."""
    code = await rig.apply(TemporaryResidence, form, channel=channel)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    await rig.do(code, "receive", ACCEPT, POLICE_DESK)
    await rig.do(code, "pay", acts.MoneyIn(task="", transaction=f"cash/{code}", method="cash"), POLICE_DESK)
    return code


async def finished(rig: Rig, code: str, leader: acts.Actor = CHIEF) -> dict[str, Any]:
    """Verify, approve and hand over; give what the notice says."""
    await rig.do(code, "verify", VERIFIED, POLICEMAN)
    await rig.do(code, "approve", APPROVED, leader)
    await rig.do(code, "hand_over", HANDED, POLICE_DESK)
    await rig.ended(code)
    return rig.press.printed[-1]


async def test_who_lives_elsewhere_for_a_time_is_registered_until_a_day(rig: Rig) -> None:
    rig.residence.answers["home_of"] = home(NEIGHBOUR)
    form = stay(rig)
    told = await finished(rig, await accepted(rig, form))
    assert (told["what"], told["until"]) == ("tạm trú", form["until"])


async def test_who_has_no_permanent_residence_may_still_lodge(rig: Rig) -> None:
    assert await finished(rig, await accepted(rig, stay(rig)))


async def test_a_stay_in_the_own_commune_is_refused(rig: Rig) -> None:
    rig.residence.answers["home_of"] = home(COMMUNE)
    code = await accepted(rig, stay(rig))
    assert "ngoài xã, phường" in (await rig.task(code, "refuse")).reason
    await rig.do(code, "refuse", REFUSED, CHIEF)
    await rig.ended(code)
    dossier = await rig.engine.dossier(code, MOTHER)
    assert (dossier.status, dossier.reason) == (Status.STOPPED, REFUSED.reason)
    assert not rig.press.printed


@pytest.mark.parametrize(("days", "refused"), [(729, False), (735, True)])
async def test_nobody_lodges_longer_than_two_years(rig: Rig, days: int, refused: bool) -> None:
    code = await accepted(rig, stay(rig, days))
    dossier = await rig.until(code, lambda d: any(task.kind in ("refuse", "verify") for task in d.open_tasks))
    assert [task.kind for task in dossier.open_tasks] == ["refuse" if refused else "verify"]


@pytest.mark.parametrize(("days", "doubted"), [(30, False), (29, True)])
async def test_whether_a_stay_of_less_than_thirty_days_is_registered_the_leader_decides(
    rig: Rig, days: int, doubted: bool
) -> None:
    code = await accepted(rig, stay(rig, days))
    if doubted:
        assert "thông báo lưu trú" in (await rig.task(code, "refuse")).reason
        await rig.do(code, "refuse", acts.RefusalDeclined(task="", reason="Sẽ gia hạn tiếp"), CHIEF)
    assert await rig.task(code, "verify")


async def test_whom_the_register_has_elsewhere_after_all_may_lodge_and_the_same_leader_approves(rig: Rig) -> None:
    rig.residence.answers["home_of"] = home(COMMUNE)
    code = await accepted(rig, stay(rig))
    await rig.task(code, "refuse")
    rig.residence.answers["home_of"] = home(NEIGHBOUR)
    await rig.do(code, "refuse", acts.FactsDisputed(task="", reason="Đã chuyển đi năm 2025"), CHIEF)
    await rig.do(code, "verify", VERIFIED, POLICEMAN)
    assert (await rig.do(code, "approve", APPROVED, CHIEF)).approved_at


async def test_nothing_is_accepted_before_the_household_s_head_agrees(rig: Rig) -> None:
    code = await rig.apply(TemporaryResidence, stay(rig))
    with pytest.raises(refusals.ConsentMissing, match="household head"):
        await rig.do(code, "receive", ACCEPT, POLICE_DESK)


@pytest.mark.parametrize(("channel", "amount"), [(Channel.ONLINE, 7_000), (Channel.DIRECT, 15_000)])
async def test_it_costs_less_from_home(rig: Rig, channel: Channel, amount: int) -> None:
    dossier = await rig.engine.dossier(await accepted(rig, stay(rig), channel), MOTHER)
    assert [payment.asked for payment in dossier.payments.values()] == [amount]
    assert dossier.law.term.amount == 3


LODGER = {"number": "033095001002", "full_name": "Đinh Trọng Hiếu", "born": "1995-01-28", "relation": "Khác"}


@pytest.mark.parametrize(("channel", "amount"), [(Channel.ONLINE, 2 * 5_000), (Channel.DIRECT, 2 * 10_000)])
async def test_on_a_list_each_pays_less(rig: Rig, channel: Channel, amount: int) -> None:
    child = LODGER | {"number": "033316000021", "born": "2016-04-02", "parent": FATHER_NUMBER}
    form = TemporaryResidenceForm.model_validate(stay(rig) | {"others": [LODGER, child], "by_list": True})
    fee = rig.engine.laws.in_force("1.004194", in_vietnam(rig.ledger.clock()).date()).fee
    assert fee
    units = fee.counted(form.units, form.payers_born, in_vietnam(rig.ledger.clock()).date())
    assert fee.amount(channel, form.case, units) == amount


async def test_nobody_of_those_who_lodge_together_lodges_in_their_own_commune(rig: Rig) -> None:
    rig.residence.answers["home_of"] = home(COMMUNE)
    child = LODGER | {"number": "033316000021", "born": "2016-04-02", "parent": FATHER_NUMBER}
    code = await accepted(rig, stay(rig) | {"others": [child]})
    assert "ngoài xã, phường" in (await rig.task(code, "refuse")).reason
    assert sum("/home" in message for message in rig.residence.asked) == len([FORM["person"], child])


def test_a_stay_that_is_over_cannot_be_asked_for() -> None:
    form = TemporaryResidenceForm.model_validate(FORM | {"until": "2026-11-17", "purpose": "study"})
    [fault] = form.faults(Filing(applicant=FORM["person"]["number"], day=date(2026, 11, 17)))
    assert fault.vi == "Thời hạn tạm trú đã qua."


async def test_nobody_lodges_where_the_law_forbids_it_though_the_commune_knows_nothing(rig: Rig) -> None:
    code = await accepted(rig, stay(rig))
    await rig.do(code, "verify", acts.Done(task="", decision="look_at_dwelling"), POLICEMAN)
    await rig.do(code, "verify_dwelling", acts.Done(task="", decision="not_found"), OF_COMMUNE)
    await rig.do(code, "inspect_dwelling", found(place="demolished"), POLICEMAN)
    refused = await rig.task(code, "refuse")
    assert "quyết định phá dỡ" in refused.reason
    assert refused.article == "Luật Cư trú 68/2020/QH14, Điều 23 và khoản 3 Điều 27"


async def test_how_large_the_dwelling_is_no_lodger_for_a_time_is_asked(rig: Rig) -> None:
    assert await rig.task(await accepted(rig, stay(rig) | {"basis": "lodging"}), "verify")
