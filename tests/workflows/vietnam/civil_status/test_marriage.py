"""Marriage registration (1.000894), each test named for what happens under the law."""

from datetime import date, timedelta
from typing import Any, Literal

import pytest

from domain.base import refusals
from domain.base.calendar import comes_of_age, in_vietnam, months_after
from domain.base.law import Role, Status
from domain.dossier import acts
from domain.vietnam.queries.civil_status import MaritalStatus
from tests.support.examples import (
    DESK,
    FATHER,
    LEADER,
    MOTHER,
    MOTHER_NUMBER,
    NEIGHBOUR,
    REGISTRAR,
    STRANGER,
    officer,
)
from tests.support.examples import FORM as FAMILY
from tests.workflows.rig import ACCEPT, AGREED, APPROVED, HANDED, VERIFIED, Rig
from workflows.engine.forms import Filing
from workflows.vietnam.civil_status.marriage import SIDES, MarriageForm, MarriageRegistration

COUPLE: dict[str, Any] = {"wife": FAMILY["mother"], "husband": FAMILY["father"]}
ABROAD = officer("neighbour", Role.CIVIL_STATUS_OFFICER, agency=NEIGHBOUR)
ELSEWHERE = {"commune": NEIGHBOUR}
SIGNED = acts.Done(task="", decision="signed")
FREE, TAKEN = MaritalStatus(status="divorced"), MaritalStatus(status="married", paper="12/2015")
REFUSED = acts.Refused(task="", reason="Không đủ điều kiện kết hôn")
YEARS = {"husband": 20, "wife": 18}


def found(status: str) -> acts.Done:
    """What an officer found in the books."""
    finding = {"status": status, "evidence": "Sổ đăng ký kết hôn 2010-2026"}
    return acts.Done(task="", decision="answer", personal={"answer": finding})


def groom(**changes: Any) -> dict[str, Any]:
    """The couple, with a groom who is not as usual."""
    return COUPLE | {"husband": COUPLE["husband"] | changes}


async def accepted(rig: Rig, known: MaritalStatus | None = FREE, form: dict[str, Any] = COUPLE) -> str:
    """The bride files, the groom agrees, the desk accepts; the register says this of both."""
    rig.civil_status.answers["marital_status_of"] = known
    code = await rig.apply(MarriageRegistration, form)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    await rig.do(code, "receive", ACCEPT, DESK)
    return code


async def married(rig: Rig, code: str) -> dict[str, Any]:
    """From the officer's check to the certificate, which is given."""
    for kind, act, actor in (
        ("verify", VERIFIED, REGISTRAR),
        ("confirm", AGREED, MOTHER),
        ("sign_together", SIGNED, REGISTRAR),
        ("approve", APPROVED, LEADER),
        ("hand_over", HANDED, DESK),
    ):
        await rig.do(code, kind, act, actor)
    await rig.ended(code)
    return rig.press.printed[-1]


async def refused(rig: Rig, code: str) -> str:
    """The leader refuses, and nothing is registered; give what was proposed."""
    proposed = await rig.task(code, "refuse")
    await rig.do(code, "refuse", REFUSED, LEADER)
    await rig.ended(code)
    assert (await rig.engine.dossier(code, MOTHER)).status == Status.STOPPED
    assert not rig.press.printed
    assert not any(message.endswith("/entry") for message in rig.civil_status.asked)
    return proposed.reason


async def test_two_who_are_free_sign_before_the_officer_and_are_registered(rig: Rig) -> None:
    told = await married(rig, await accepted(rig))
    assert (told["wife"]["full_name"], told["husband"]["full_name"]) == ("Tạ Kiều Oanh", "Trịnh Quốc Bảo")
    assert (told["entry_in_register"]["entry"], told["originals"]) == (3, 2)


async def test_it_is_not_registered_before_both_have_signed(rig: Rig) -> None:
    code = await accepted(rig)
    await rig.do(code, "verify", VERIFIED, REGISTRAR)
    await rig.do(code, "confirm", AGREED, MOTHER)
    dossier = await rig.until(code, lambda d: any(task.kind == "sign_together" for task in d.open_tasks))
    assert [task.kind for task in dossier.open_tasks] == ["sign_together"]
    assert "sign_together" in MarriageRegistration.in_person


async def test_the_other_must_want_it_too(rig: Rig) -> None:
    code = await rig.apply(MarriageRegistration, COUPLE)
    with pytest.raises(refusals.ConsentMissing, match="husband"):
        await rig.do(code, "receive", ACCEPT, DESK)
    await rig.do(code, "consent", acts.Objected(task="", reason="Chưa muốn kết hôn"), FATHER)
    with pytest.raises(refusals.ConsentMissing):
        await rig.do(code, "receive", ACCEPT, DESK)


async def test_who_did_not_want_it_at_first_may_still_agree(rig: Rig) -> None:
    code = await rig.apply(MarriageRegistration, COUPLE)
    await rig.do(code, "consent", acts.Objected(task="", reason="Chưa muốn kết hôn"), FATHER)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    await rig.do(code, "receive", ACCEPT, DESK)
    assert await married(rig, code)


def short_of_age(rig: Rig, side: Literal["husband", "wife"], days: int) -> dict[str, Any]:
    """The couple, of whom one comes of age in so many days."""
    born = months_after(in_vietnam(rig.ledger.clock()).date() + timedelta(days=days), -12 * YEARS[side])
    return COUPLE | {side: COUPLE[side] | {"born": born.isoformat()}}


def of_age_on(form: dict[str, Any], side: Literal["husband", "wife"]) -> date:
    """The first day on which this one may marry."""
    return comes_of_age(date.fromisoformat(form[side]["born"]), YEARS[side])


@pytest.mark.parametrize("side", ["husband", "wife"])
async def test_who_is_of_age_on_the_day_marries_at_once(rig: Rig, side: Literal["husband", "wife"]) -> None:
    assert await married(rig, await accepted(rig, form=short_of_age(rig, side, 0)))


@pytest.mark.parametrize("side", ["husband", "wife"])
async def test_who_comes_of_age_within_the_term_signs_on_that_day_and_not_before(
    rig: Rig, side: Literal["husband", "wife"]
) -> None:
    form = short_of_age(rig, side, 1)
    code = await accepted(rig, form=form)
    await rig.do(code, "verify", VERIFIED, REGISTRAR)
    await rig.do(code, "confirm", AGREED, MOTHER)
    waits = await rig.until(code, lambda dossier: dossier.awaits == "of_age")
    assert waits.awaits_on == of_age_on(form, side)
    assert not waits.open_tasks
    await rig.skip(code, timedelta(days=1))
    signed = await rig.do(code, "sign_together", SIGNED, REGISTRAR)
    assert signed.last_at
    assert of_age_on(form, side) <= in_vietnam(signed.last_at).date()
    assert (await rig.do(code, "approve", APPROVED, LEADER)).approved_at


@pytest.mark.parametrize("side", ["husband", "wife"])
async def test_who_comes_of_age_only_after_the_term_is_told_from_when_on_to_file(
    rig: Rig, side: Literal["husband", "wife"]
) -> None:
    form = short_of_age(rig, side, 30)
    on = of_age_on(form, side)
    reason = await refused(rig, await accepted(rig, form=form))
    assert reason.startswith(f"{SIDES[side]} chưa đủ tuổi kết hôn")
    assert f"nộp lại hồ sơ từ ngày {on:%d/%m/%Y}" in reason


async def test_who_comes_of_age_while_the_officers_are_late_is_not_refused_for_it(rig: Rig) -> None:
    code = await accepted(rig, form=short_of_age(rig, "wife", 10))
    await rig.task(code, "refuse")
    await rig.skip(code, timedelta(days=10))
    await rig.do(code, "refuse", acts.FactsDisputed(task="", reason="Nay đã đủ tuổi"), LEADER)
    assert await married(rig, code)


async def test_a_workflow_that_is_lost_waits_for_the_same_day(rig: Rig) -> None:
    code = await accepted(rig, form=short_of_age(rig, "husband", 1))
    await rig.do(code, "verify", VERIFIED, REGISTRAR)
    await rig.do(code, "confirm", AGREED, MOTHER)
    await rig.until(code, lambda dossier: not dossier.open_tasks)
    await rig.until(code, lambda dossier: dossier.awaits == "of_age")
    await rig.handle(code).terminate("lost")
    await rig.wake(code, procedure=MarriageRegistration.code)
    await rig.skip(code, timedelta(days=1))
    await rig.do(code, "sign_together", SIGNED, REGISTRAR)
    assert (await rig.do(code, "approve", APPROVED, LEADER)).approved_at
    assert (await rig.types(code)).count("day_awaited") == 1


async def test_who_is_married_is_refused(rig: Rig) -> None:
    assert await refused(rig, await accepted(rig, TAKEN)) == "Bên nữ đang có vợ hoặc có chồng."


async def test_whom_the_register_does_not_know_the_officer_looks_for_in_the_books(rig: Rig) -> None:
    code = await accepted(rig, None)
    await rig.do(code, "verify_status", found("widowed"), REGISTRAR, about="Bên nam")
    await rig.do(code, "verify_status", found("single"), REGISTRAR, about="Bên nữ")
    assert await married(rig, code)


async def test_a_marriage_that_only_the_books_know_is_refused_too(rig: Rig) -> None:
    code = await accepted(rig, None)
    await rig.do(code, "verify_status", found("single"), REGISTRAR, about="Bên nữ")
    await rig.do(code, "verify_status", found("married"), REGISTRAR, about="Bên nam")
    assert await refused(rig, code) == "Bên nam đang có vợ hoặc có chồng."


async def test_a_workflow_that_is_lost_takes_nobody_for_the_other(rig: Rig) -> None:
    code = await accepted(rig, None, COUPLE | {"register_where": "husband", "wife": COUPLE["wife"] | ELSEWHERE})
    await rig.do(code, "verify_status", found("married"), REGISTRAR, about="Bên nam")
    await rig.do(code, "verify_elsewhere", acts.Done(task="", decision="not_found"), ABROAD)
    await rig.task(code, "verify_status", "Bên nữ")
    await rig.handle(code).terminate("lost")
    await rig.wake(code, procedure=MarriageRegistration.code)
    await rig.do(code, "verify_status", found("single"), REGISTRAR, about="Bên nữ")
    assert await refused(rig, code) == "Bên nam đang có vợ hoặc có chồng."


async def test_the_commune_of_the_other_is_asked_and_the_term_is_longer(rig: Rig) -> None:
    code = await accepted(rig, None, groom(**ELSEWHERE))
    await rig.do(code, "verify_elsewhere", found("single"), ABROAD)
    await rig.do(code, "verify_status", found("single"), REGISTRAR, about="Bên nữ")
    dossier = await rig.engine.dossier(code, MOTHER)
    assert (dossier.case, dossier.law.term_of(dossier.case).amount) == ("elsewhere", 4)
    assert await married(rig, code)


async def test_a_commune_that_does_not_answer_in_time_does_not_stop_the_wedding(rig: Rig) -> None:
    code = await accepted(rig, None, groom(**ELSEWHERE))
    asked = await rig.task(code, "verify_elsewhere")
    assert asked.lapses_at
    await rig.skip(code, asked.lapses_at - rig.ledger.clock() + timedelta(minutes=1))
    await rig.do(code, "verify_status", found("single"), REGISTRAR, about="Bên nam")
    await rig.do(code, "verify_status", found("single"), REGISTRAR, about="Bên nữ")
    assert await married(rig, code)


async def test_who_does_not_marry_of_their_own_will_is_not_married(rig: Rig) -> None:
    code = await accepted(rig)
    await rig.do(code, "verify", VERIFIED, REGISTRAR)
    await rig.do(code, "confirm", AGREED, MOTHER)
    await rig.do(code, "sign_together", acts.Done(task="", decision="unwilling"), REGISTRAR)
    assert "tự nguyện" in await refused(rig, code)


async def test_it_takes_one_working_day_and_costs_nothing(rig: Rig) -> None:
    dossier = await rig.engine.dossier(await accepted(rig), MOTHER)
    assert (dossier.law.term.amount, dossier.law.fee) == (1, None)


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        (COUPLE, None),
        ({"wife": COUPLE["husband"], "husband": COUPLE["wife"]}, "Số định danh"),
        (groom(born="2027-01-01"), "tương lai"),
    ],
)
def test_what_cannot_be_true_is_not_filed(form: dict[str, Any], fault: str | None) -> None:
    faults = MarriageForm.model_validate(form).faults(Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 17)))
    assert [fault in said.vi for said in faults if fault] == ([True] if fault else [])


async def test_a_stranger_sees_nothing_of_it(rig: Rig) -> None:
    code = await accepted(rig)
    with pytest.raises(refusals.Missing):
        await rig.ledger.api.dossier(code, STRANGER)
