"""Removal of a permanent residence (1.003197), each test named for what happens under the law."""

from datetime import date
from typing import Any

import pytest

from domain.base.law import Status
from domain.dossier import acts
from domain.vietnam.queries.residence import Home
from tests.support.examples import COMMUNE, FATHER_NUMBER, MOTHER, MOTHER_NUMBER, NEIGHBOUR
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig
from tests.workflows.vietnam.residence.test_permanent_residence import CHIEF, POLICE_DESK, POLICEMAN
from workflows.vietnam.residence.residence_removal import ResidenceRemoval

HOME = Home(
    commune=COMMUNE,
    address="Số 12, đường Điện Biên",
    household="11953000012",
    head=FATHER_NUMBER,
    since=date(2019, 3, 1),
)
FORM: dict[str, Any] = {
    "person": {"number": MOTHER_NUMBER, "full_name": "Tạ Kiều Oanh", "born": "1996-04-02"},
    "commune": COMMUNE,
    "reason": "settled_abroad",
    "paper": "Hộ chiếu, thị thực định cư",
}


async def accepted(rig: Rig, home: Home | None = HOME) -> str:
    """Who leaves files, the police accept; the register says this of their home."""
    rig.residence.answers["home_of"] = home
    code = await rig.apply(ResidenceRemoval, FORM)
    await rig.do(code, "receive", ACCEPT, POLICE_DESK)
    return code


async def test_who_leaves_is_no_resident_any_more(rig: Rig) -> None:
    code = await accepted(rig)
    await rig.do(code, "verify", VERIFIED, POLICEMAN)
    await rig.do(code, "approve", APPROVED, CHIEF)
    await rig.do(code, "hand_over", HANDED, POLICE_DESK)
    await rig.ended(code)
    told = rig.press.printed[-1]
    assert (told["address"], told["reason"]) == (HOME.address, "đã ra nước ngoài để định cư")
    assert rig.residence.asked[f"{code}/removal"] == 1


@pytest.mark.parametrize("home", [None, HOME.model_copy(update={"commune": NEIGHBOUR})])
async def test_who_does_not_live_there_cannot_leave(rig: Rig, home: Home | None) -> None:
    code = await accepted(rig, home)
    reason = (await rig.task(code, "refuse")).reason
    assert reason == "Không có đăng ký thường trú tại xã, phường này."
    await rig.do(code, "refuse", acts.Refused(task="", reason=reason), CHIEF)
    await rig.ended(code)
    assert (await rig.engine.dossier(code, MOTHER)).status == Status.STOPPED
    assert f"{code}/removal" not in rig.residence.asked


async def test_where_the_chief_finds_the_register_wrong_it_is_looked_up_again(rig: Rig) -> None:
    code = await accepted(rig, None)
    await rig.task(code, "refuse")
    rig.residence.answers["home_of"] = HOME
    await rig.do(code, "refuse", acts.FactsDisputed(task="", reason="Vừa cập nhật"), CHIEF)
    await rig.task(code, "verify")


async def test_it_is_due_in_five_working_days_and_costs_nothing(rig: Rig) -> None:
    dossier = await rig.engine.dossier(await accepted(rig), MOTHER)
    assert (dossier.law.term_of(dossier.case).amount, dossier.law.fee) == (5, None)
