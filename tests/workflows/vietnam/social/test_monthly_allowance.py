"""Monthly social allowance (1.001776), each test named for what happens under the law."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.base.calendar import in_vietnam
from domain.base.law import Role, Status
from domain.dossier import acts
from domain.vietnam.queries.insurance import Insured
from domain.vietnam.queries.payments import AccountOwner, PayTo
from domain.vietnam.queries.social import Allowance, Allowances, Disability
from tests.support.declared import WAITS
from tests.support.examples import DESK, FATHER_NUMBER, LEADER, MOTHER, MOTHER_NUMBER, officer
from tests.support.examples import FORM as FAMILY
from tests.workflows.outside import IDENTITY
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig
from workflows.catalogue import Catalogue
from workflows.engine.forms import Filing
from workflows.vietnam.social.monthly_allowance import AllowanceForm, MonthlyAllowance, coefficient

CARER = officer("carer", Role.SPECIALIST)
FORM: dict[str, Any] = {
    "person": FAMILY["mother"],
    "kind": "severe",
    "account": {"bank": "Agribank", "number": "9710000691330"},
}
OLD = FORM | {"kind": "elderly", "person": FAMILY["mother"] | {"born": "1947-02-17"}}
SEVERE = Disability(degree="severe", paper="0012/GXNKT-11953", issued_on=date(2024, 4, 15))
FIGURES = {
    "coefficient_severe": 1500,
    "coefficient_special": 2000,
    "coefficient_elderly": 1000,
    "coefficient_dependent": 500,
    "adult_from": 16,
    "old_from": 60,
}


async def accepted(rig: Rig, form: dict[str, Any] = FORM, disability: Disability | None = SEVERE) -> str:
    """Somebody files for themself, the desk accepts; the database knows this of them."""
    rig.social.answers["disability_of"] = disability
    born = date.fromisoformat(form["person"]["born"])
    rig.population.answers["identity_of"] = IDENTITY.model_copy(update={"born": born})
    code = await rig.apply(MonthlyAllowance, form)
    await rig.do(code, "receive", ACCEPT, DESK)
    return code


async def posted(rig: Rig, code: str) -> None:
    """Let it be verified, and hang until the time for objections is over."""
    await rig.do(code, "verify", VERIFIED, CARER)
    lapses_at = (await rig.task(code, "posting")).lapses_at
    assert lapses_at
    await rig.skip(code, lapses_at - rig.ledger.clock() + timedelta(minutes=1))


async def given(rig: Rig, code: str) -> dict[str, Any]:
    """From the leader's decision to the hand-over; give what the decision says."""
    await rig.do(code, "approve", APPROVED, LEADER)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    return rig.press.printed[-1]


async def refused(rig: Rig, code: str) -> str:
    """The leader refuses, nothing is entered or paid; give what was proposed."""
    proposed = await rig.task(code, "refuse")
    await rig.do(code, "refuse", acts.Refused(task="", reason=proposed.reason), LEADER)
    await rig.ended(code)
    assert (await rig.engine.dossier(code, MOTHER)).status == Status.STOPPED
    assert f"{code}/allowance" not in rig.social.asked
    assert not rig.payments.asked
    return proposed.reason


async def test_who_is_severely_disabled_is_paid_one_and_a_half_times_the_standard(rig: Rig) -> None:
    code = await accepted(rig)
    await posted(rig, code)
    told = await given(rig, code)
    month = in_vietnam(rig.ledger.clock()).date().replace(day=1)
    assert (told["amount"], told["coefficient"], told["since"]) == (810_000, 1500, month.isoformat())
    assert told["beneficiary"] == "BTXH-2026-00001"
    assert sorted(rig.payments.asked) == [f"{code}/first_month", f"{code}/first_month_account"]


async def test_a_paper_that_the_specialist_misses_is_asked_for_by_the_desk_and_brought(rig: Rig) -> None:
    missing: dict[str, Any] = {"items": ("Giấy xác nhận khuyết tật",), "reason": "Bản chụp không rõ"}
    code = await accepted(rig)
    await rig.do(code, "verify", acts.SupplementProposed(task="", **missing), CARER)
    await rig.do(code, "forward_supplement", acts.SupplementRequested(task="", **missing), DESK)
    await rig.do(code, "supply", acts.Supplied(task=""), MOTHER)
    assert (await rig.task(code, "verify")).step == "verify#2"


async def test_the_old_who_have_nothing_else_are_paid_the_standard(rig: Rig) -> None:
    code = await accepted(rig, OLD, None)
    await posted(rig, code)
    assert (await given(rig, code))["amount"] == 540_000


async def test_who_has_no_account_is_paid_in_cash_at_the_counter(rig: Rig) -> None:
    code = await accepted(rig, FORM | {"account": None})
    await posted(rig, code)
    await rig.do(code, "approve", APPROVED, LEADER)
    assert (await rig.task(code, "pay_cash")).amount == 810_000
    await rig.do(code, "pay_cash", acts.Done(task="", decision="paid"), DESK)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    assert not rig.payments.asked


async def test_money_never_goes_to_somebody_else_s_account(rig: Rig) -> None:
    rig.payments.answers["account_of"] = AccountOwner(number=FATHER_NUMBER, name="TRINH QUOC BAO")
    code = await accepted(rig)
    await posted(rig, code)
    await rig.do(code, "approve", APPROVED, LEADER)
    await rig.do(code, "wrong_account", acts.Done(task="", decision="cash"), CARER)
    await rig.do(code, "pay_cash", acts.Done(task="", decision="paid"), DESK)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    assert list(rig.payments.asked) == [f"{code}/first_month_account"]


async def test_who_draws_a_pension_is_refused(rig: Rig) -> None:
    rig.insurance.answers["insured_by"] = Insured(insured_as="pensioner", draws_pension=True)
    assert await refused(rig, await accepted(rig, OLD)) == "Đang hưởng lương hưu."


@pytest.mark.parametrize(("days", "drawn"), [(None, True), (0, True), (-1, False)])
async def test_who_draws_an_allowance_is_refused_until_it_has_ended(rig: Rig, days: int | None, drawn: bool) -> None:
    until = None if days is None else in_vietnam(rig.ledger.clock()).date() + timedelta(days)
    rig.social.answers["allowances_of"] = Allowances(given=(Allowance(name="trợ cấp hưu trí xã hội", until=until),))
    code = await accepted(rig)
    if drawn:
        assert await refused(rig, code) == "Đang hưởng trợ cấp hưu trí xã hội."
    else:
        await posted(rig, code)
        assert await given(rig, code)


@pytest.mark.parametrize("disability", [None, SEVERE.model_copy(update={"degree": "mild"})])
async def test_without_the_paper_that_says_so_nobody_counts_as_disabled(rig: Rig, disability: Disability) -> None:
    code = await accepted(rig, FORM, disability)
    assert await refused(rig, code) == "Không có giấy xác nhận là người khuyết tật nặng."


async def test_who_is_not_old_enough_is_refused(rig: Rig) -> None:
    assert await refused(rig, await accepted(rig, FORM | {"kind": "elderly"})) == "Chưa đủ 75 tuổi."


@pytest.mark.parametrize("decision", ["founded", "unfounded"])
async def test_an_objection_is_looked_into(rig: Rig, decision: str) -> None:
    code = await accepted(rig)
    await rig.do(code, "verify", VERIFIED, CARER)
    await rig.do(code, "posting", acts.Done(task="", decision="objection"), CARER)
    await rig.do(code, "objection", acts.Done(task="", decision=decision), CARER)
    if decision == "founded":
        assert "có căn cứ" in await refused(rig, code)
    else:
        assert (await given(rig, code))["amount"] == 810_000
    assert {"posting", "objection"} <= set(WAITS)


async def test_it_hangs_for_two_working_days_before_the_leader_decides(rig: Rig) -> None:
    code = await accepted(rig)
    await rig.do(code, "verify", VERIFIED, CARER)
    posting = await rig.task(code, "posting")
    assert posting.lapses_at
    calendar, opened = rig.engine.facts.common, in_vietnam(posting.opened_at)
    begins = calendar.next_working_moment(opened).date()
    assert calendar.working_days_between(begins, in_vietnam(posting.lapses_at).date()) == 2
    dossier = await rig.engine.dossier(code, MOTHER)
    assert [task.kind for task in dossier.open_tasks] == ["posting"]
    assert (dossier.law.term.amount, dossier.law.fee) == (22, None)


@pytest.mark.parametrize(
    ("kind", "born", "share"),
    [
        ("severe", "2010-11-25", 1500),
        ("severe", "2010-11-26", 2000),
        ("severe", "1966-11-26", 1500),
        ("severe", "1966-11-25", 2000),
        ("special", "1990-01-01", 2000),
        ("special", "2020-01-01", 2500),
        ("elderly", "1940-01-01", 1000),
    ],
)
def test_the_coefficient_is_higher_for_disabled_children_and_the_old(kind: str, born: str, share: int) -> None:
    form = AllowanceForm.model_validate(FORM | {"kind": kind, "person": FAMILY["mother"] | {"born": born}})
    assert coefficient(form, date(2026, 11, 25), FIGURES) == share


@pytest.mark.parametrize(("day", "faults"), [(date(1996, 4, 1), 1), (date(1996, 4, 2), 0)])
def test_nobody_who_is_not_born_is_paid(day: date, faults: int) -> None:
    form = AllowanceForm.model_validate(FORM)
    assert len(form.faults(Filing(applicant=MOTHER_NUMBER, day=day))) == faults


def test_whoever_is_asked_for_another_account_is_asked_for_what_can_be_read() -> None:
    assert Catalogue.installed().answer_of(MonthlyAllowance.code, PayTo.__name__) is PayTo
