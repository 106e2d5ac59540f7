"""Funeral grant (2.002913.02), each test named for what happens under the law."""

from datetime import date
from typing import Any

import pytest

from activities.connector import AgencyRefused
from domain.base.law import Status
from domain.dossier import acts
from domain.vietnam.queries.insurance import Insured, MonthsPaid
from domain.vietnam.queries.population import Kin
from tests.support.examples import FATHER_NUMBER, LAWS, MOTHER, MOTHER_NUMBER
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig
from tests.workflows.vietnam.insurance.test_child_card import DIRECTOR, INSURANCE_DESK, INSURER
from workflows.vietnam.insurance.funeral_grant import FuneralGrants, too_few

FORM: dict[str, Any] = {
    "dead": {"number": FATHER_NUMBER, "full_name": "Trịnh Quốc Bảo", "born": "1994-09-30"},
    "receiver": {"number": MOTHER_NUMBER, "full_name": "Tạ Kiều Oanh", "born": "1996-04-02"},
    "relation": "Vợ",
    "account": {"bank": "Agribank", "number": "9710000691330"},
}

FIGURES = LAWS.in_force("2.002913.02", date(2026, 11, 25)).figures
LONG_ENOUGH = MonthsPaid(compulsory=12, voluntary=0)


async def accepted(rig: Rig, insured: Insured | None, paid: MonthsPaid | None = LONG_ENOUGH) -> str:
    """Who has arranged the funeral files, the insurance accepts; it knows this of the dead."""
    rig.insurance.answers |= {"insured_by": insured, "months_paid_by": paid}
    code = await rig.apply(FuneralGrants, FORM)
    await rig.do(code, "receive", ACCEPT, INSURANCE_DESK)
    return code


@pytest.mark.parametrize("insured_as", ["worker", "pensioner"])
async def test_the_funeral_of_an_insured_is_paid(rig: Rig, insured_as: Any) -> None:
    code = await accepted(rig, Insured(insured_as=insured_as))
    await rig.do(code, "verify", VERIFIED, INSURER)
    await rig.do(code, "approve", APPROVED, DIRECTOR)
    await rig.do(code, "hand_over", HANDED, INSURANCE_DESK)
    await rig.ended(code)
    told = rig.press.printed[-1]
    assert (told["amount"], told["relation"], told["to_account"]) == (23_400_000, "Vợ", True)
    assert rig.insurance.asked[f"{code}/grant"] == 1


@pytest.mark.parametrize("kin", [Kin(spouse=MOTHER_NUMBER), Kin(mother=MOTHER_NUMBER), Kin(father=FATHER_NUMBER)])
async def test_of_parent_child_or_spouse_it_is_taken_that_they_buried_the_dead(rig: Rig, kin: Kin) -> None:
    rig.population.answers["kin_of"] = kin
    assert await first_asked(rig) == ["verify"]


@pytest.mark.parametrize("kin", [None, Kin(), Kin(spouse="033187268155")])
async def test_anybody_else_proves_that_they_arranged_the_funeral(rig: Rig, kin: Kin | None) -> None:
    rig.population.answers["kin_of"] = kin
    assert await first_asked(rig) == ["verify_receiver"]


async def first_asked(rig: Rig) -> list[str]:
    """What an officer is asked first of the funeral of a worker."""
    code = await accepted(rig, Insured(insured_as="worker"))
    dossier = await rig.until(code, lambda d: bool(d.open_tasks))
    return [task.kind for task in dossier.open_tasks]


async def refused(rig: Rig, code: str) -> str:
    """The director refuses and nothing is paid; give what was proposed."""
    reason = (await rig.task(code, "refuse")).reason
    await rig.do(code, "refuse", acts.Refused(task="", reason=reason), DIRECTOR)
    await rig.ended(code)
    assert (await rig.engine.dossier(code, MOTHER)).status == Status.STOPPED
    assert f"{code}/grant" not in rig.insurance.asked
    return reason


@pytest.mark.parametrize("insured", [None, Insured(insured_as="household", card="GD4333094000028")])
async def test_who_was_never_insured_leaves_no_grant(rig: Rig, insured: Insured | None) -> None:
    assert "không tham gia bảo hiểm xã hội" in await refused(rig, await accepted(rig, insured, None))


async def test_who_paid_for_eleven_months_only_leaves_no_grant(rig: Rig) -> None:
    few = MonthsPaid(compulsory=11, voluntary=20)
    reason = await refused(rig, await accepted(rig, Insured(insured_as="worker"), few))
    assert "bắt buộc 11 tháng, chưa đủ 12 tháng; đóng tất cả 31 tháng, chưa đủ 60 tháng" in reason
    assert "đề nghị ông/bà liên hệ cơ quan bảo hiểm xã hội" in reason


async def test_the_funeral_of_a_pensioner_is_paid_whatever_was_paid_once(rig: Rig) -> None:
    code = await accepted(rig, Insured(insured_as="pensioner"), None)
    assert await rig.task(code, "verify")
    assert f"{code}/months_paid" not in rig.insurance.asked


async def test_whom_the_insurance_does_not_know_an_officer_counts_the_months_of(rig: Rig) -> None:
    rig.insurance.faults["months_paid_by"] = AgencyRefused("HTTP 403")
    code = await accepted(rig, Insured(insured_as="household"))
    told = {"answer": {"compulsory": 0, "voluntary": 60}}
    await rig.do(code, "months_paid_by_hand", acts.Done(task="", decision="answer", personal=told), INSURER)
    assert await rig.task(code, "verify")


@pytest.mark.parametrize(
    ("paid", "enough"),
    [
        (MonthsPaid(compulsory=12, voluntary=0), True),
        (MonthsPaid(compulsory=11, voluntary=48), False),
        (MonthsPaid(compulsory=11, voluntary=49), True),
        (MonthsPaid(compulsory=0, voluntary=59), False),
        (MonthsPaid(compulsory=0, voluntary=60), True),
        (MonthsPaid(compulsory=1, voluntary=0, work_accident=True), True),
    ],
)
def test_a_year_as_a_worker_or_five_in_all_are_enough(paid: MonthsPaid, enough: bool) -> None:
    assert (too_few(paid, FIGURES) == "") is enough
