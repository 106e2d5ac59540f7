"""Monthly social allowance (1.001776), each test named for what happens under the law."""

from datetime import date, timedelta
from typing import Any

import pytest

from activities.connector import AgencyRefused
from domain.base.calendar import in_vietnam, months_after
from domain.base.law import Role, Status
from domain.dossier import acts
from domain.filing.model import PROVED
from domain.vietnam.queries.insurance import Insured
from domain.vietnam.queries.payments import AccountOwner, PayTo
from domain.vietnam.queries.social import Allowance, Allowances, Disability, Household
from tests.support.declared import WAITS
from tests.support.examples import DESK, FATHER_NUMBER, LAWS, LEADER, MOTHER, MOTHER_NUMBER, officer
from tests.support.examples import FORM as FAMILY
from tests.workflows.outside import IDENTITY
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig
from workflows.catalogue import Catalogue
from workflows.engine.forms import Filing
from workflows.vietnam.social.allowance_groups import Kind, coefficient, last_month, rates, what_is_lacking
from workflows.vietnam.social.monthly_allowance import AllowanceForm, MonthlyAllowance

CARER = officer("carer", Role.SPECIALIST)
FORM: dict[str, Any] = {
    "person": FAMILY["mother"],
    "kind": "severe",
    "account": {"bank": "Agribank", "number": "9710000691330"},
}
OLD = FORM | {"kind": "elderly", "person": FAMILY["mother"] | {"born": "1947-02-17"}}
ADJUSTED = FORM | {"matter": "adjust"}
ENDED = FORM | {"matter": "end", "ended": {"ground": "moved", "on": "2026-11-10"}}
SEVERE = Disability(degree="severe", paper="0012/GXNKT-11953", issued_on=date(2024, 4, 15))
POOR = Household(poor=True, paper="0112/GCN-HN")
ALONE = FORM | {"kind": "single_parent", "need": "Một mình nuôi hai con, sinh năm 2018 và 2021"}
NEEDY = acts.Done(task="", decision="answer", personal={"answer": {"so": True, "children": 2}})
FIGURES = LAWS.in_force("1.001776", date(2026, 11, 25)).figures
BEFORE = {**FIGURES, "coefficient_elderly": 1000}
"""Of dossiers that were filed while the old were paid by this Decree."""


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
    assert rig.social.asked[f"{code}/later_months"] == 1


async def test_a_paper_that_the_specialist_misses_is_asked_for_by_the_desk_and_brought(rig: Rig) -> None:
    missing: dict[str, Any] = {"items": ("Giấy xác nhận khuyết tật",), "reason": "Bản chụp không rõ"}
    code = await accepted(rig)
    await rig.do(code, "verify", acts.SupplementProposed(task="", **missing), CARER)
    await rig.do(code, "forward_supplement", acts.SupplementRequested(task="", **missing), DESK)
    await rig.do(code, "supply", acts.Supplied(task=""), MOTHER)
    assert (await rig.task(code, "verify")).step == "verify#2"


async def test_the_old_are_told_of_the_social_pension_that_they_ask_for_instead(rig: Rig) -> None:
    reason = await refused(rig, await accepted(rig, OLD, None))
    assert "hưu trí xã hội (thủ tục 1.014027)" in reason
    assert "từ đủ 75 tuổi, hoặc từ đủ 70 tuổi thuộc hộ nghèo" in reason


async def needy(rig: Rig, form: dict[str, Any], household: Household | None = POOR, need: acts.Done = NEEDY) -> str:
    """Somebody in need files, and the specialist looks into it."""
    rig.social.answers["household_of"] = household
    code = await accepted(rig, form, None)
    await rig.do(code, "need", need, CARER)
    return code


async def test_a_poor_parent_who_brings_up_children_alone_is_paid_the_standard_for_each(rig: Rig) -> None:
    code = await needy(rig, ALONE)
    await posted(rig, code)
    assert (await given(rig, code))["amount"] == 2 * 540_000
    assert "disability" not in str(rig.social.asked), "nobody asks how disabled they are"


async def test_who_lives_with_hiv_is_paid_without_being_posted_or_named_so(rig: Rig) -> None:
    code = await needy(rig, ALONE | {"kind": "hiv", "need": "Điều trị tại Trung tâm Y tế khu vực"})
    await rig.do(code, "verify", VERIFIED, CARER)
    decides = await rig.until(code, lambda d: bool({task.kind for task in d.open_tasks} & {"approve", "posting"}))
    assert [task.kind for task in decides.open_tasks] == ["approve"]
    told = await given(rig, code)
    assert told["amount"] == 810_000
    assert "hiv" not in str(told).casefold()


async def test_a_child_whom_nobody_brings_up_is_paid_whether_poor_or_not(rig: Rig) -> None:
    child = FORM | {"kind": "orphan", "need": "Cha, mẹ đều đã chết", "relation": "Bà ngoại"}
    code = await needy(rig, child | {"person": FAMILY["mother"] | {"born": "2020-02-17"}}, None)
    await posted(rig, code)
    assert (await given(rig, code))["amount"] == 810_000
    assert "household" not in str(rig.social.asked)


@pytest.mark.parametrize("household", [None, POOR.model_copy(update={"poor": False})])
async def test_who_is_not_poor_is_told_how_to_be_found_so(rig: Rig, household: Household | None) -> None:
    rig.social.answers["household_of"] = household
    reason = await refused(rig, await accepted(rig, ALONE, None))
    assert reason.startswith("Không có tên trong danh sách hộ nghèo.")
    assert "công nhận rồi nộp lại hồ sơ" in reason


@pytest.mark.parametrize("found", [{"so": False, "children": 2}, {"so": True, "children": 0}])
async def test_whose_need_is_not_so_is_refused(rig: Rig, found: dict[str, Any]) -> None:
    need = acts.Done(task="", decision="answer", personal={"answer": found})
    reason = await refused(rig, await needy(rig, ALONE, need=need))
    assert reason.startswith("Không đúng là người đơn thân thuộc hộ nghèo đang nuôi con.")
    assert "nộp lại hồ sơ kèm giấy tờ chứng minh" in reason


async def test_whether_a_household_is_poor_an_officer_finds_out_where_the_database_does_not_say(rig: Rig) -> None:
    rig.social.faults["household_of"] = AgencyRefused("HTTP 403")
    code = await accepted(rig, ALONE, None)
    told = acts.Done(task="", decision="answer", personal={"answer": POOR.model_dump()})
    await rig.do(code, "household_by_hand", told, CARER)
    await rig.do(code, "allowances_by_hand", acts.Done(task="", decision="not_found"), CARER)
    await rig.do(code, "need", NEEDY, CARER)
    await posted(rig, code)
    assert (await given(rig, code))["amount"] == 2 * 540_000


def test_whose_need_no_register_knows_says_what_it_is() -> None:
    form = AllowanceForm.model_validate(ALONE | {"need": " "})
    faults = form.faults(Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 25)))
    assert [fault.vi for fault in faults] == ["Ông/bà ghi hoàn cảnh của người hưởng: không có cơ sở dữ liệu nào biết."]
    assert [fault.en for fault in faults] == ["Say what the need is: no register knows it."]


async def test_who_has_no_account_is_paid_in_cash_at_the_counter(rig: Rig) -> None:
    code = await accepted(rig, FORM | {"account": None})
    await posted(rig, code)
    await rig.do(code, "approve", APPROVED, LEADER)
    assert (await rig.task(code, "pay_cash")).amount == 810_000
    await rig.do(code, "pay_cash", acts.Done(task="", decision="paid"), DESK)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    assert not rig.payments.asked
    assert rig.social.asked[f"{code}/later_months"] == 1


async def test_no_later_month_is_ordered_before_the_first_is_paid(rig: Rig) -> None:
    code = await accepted(rig, FORM | {"account": None})
    await posted(rig, code)
    await rig.do(code, "approve", APPROVED, LEADER)
    assert await rig.task(code, "pay_cash")
    assert f"{code}/later_months" not in rig.social.asked


async def test_the_order_that_the_database_does_not_take_an_officer_enters(rig: Rig) -> None:
    rig.social.faults["monthly_payments"] = AgencyRefused("HTTP 403")
    code = await accepted(rig)
    await posted(rig, code)
    await rig.do(code, "approve", APPROVED, LEADER)
    told = acts.Done(task="", decision="answer", personal={"answer": {"order": "CTXH-2026-00009"}})
    await rig.do(code, "later_months_by_hand", told, CARER)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)


async def test_a_child_is_paid_by_its_age_until_it_is_grown(rig: Rig) -> None:
    born = in_vietnam(rig.ledger.clock()).date().replace(day=1) - timedelta(days=3 * 365)
    child = FORM | {"kind": "orphan", "need": "Cha, mẹ đều đã chết", "relation": "Bà ngoại"}
    code = await needy(rig, child | {"person": FAMILY["mother"] | {"born": born.isoformat()}}, None)
    await posted(rig, code)
    told = await given(rig, code)
    assert [rate["coefficient"] for rate in told["rates"]] == [2500, 1500]
    assert told["until"] == months_after(born, 16 * 12).replace(day=1).isoformat()


@pytest.mark.parametrize(
    ("kind", "born", "steps"),
    [
        ("severe", date(1996, 4, 2), [(date(2026, 12, 1), 1500), (date(2056, 5, 1), 2000)]),
        ("severe", date(2010, 12, 31), [(date(2026, 12, 1), 2000), (date(2027, 1, 1), 1500), (date(2071, 1, 1), 2000)]),
        ("special", date(1950, 1, 1), [(date(2026, 12, 1), 2500)]),
        ("orphan", date(2022, 11, 30), [(date(2026, 12, 1), 1500)]),
        ("orphan", date(2022, 12, 1), [(date(2026, 12, 1), 2500), (date(2027, 1, 1), 1500)]),
        ("hiv", date(2024, 2, 29), [(date(2026, 12, 1), 2500), (date(2028, 3, 1), 2000), (date(2040, 3, 1), 1500)]),
        ("elderly_alone", date(1947, 2, 17), [(date(2026, 12, 1), 1500), (date(2027, 3, 1), 2000)]),
    ],
)
def test_what_is_paid_changes_in_the_month_after_an_age_is_reached(
    kind: Kind, born: date, steps: list[tuple[date, int]]
) -> None:
    told = rates(kind, born, date(2026, 12, 1), FIGURES)
    assert [(rate.since, rate.coefficient) for rate in told] == steps
    assert all(rate.amount == 540 * rate.coefficient for rate in told)


@pytest.mark.parametrize(
    ("kind", "born", "until"),
    [
        ("orphan", date(2010, 12, 1), date(2026, 12, 1)),
        ("orphan", date(2010, 11, 30), date(2032, 11, 1)),
        ("orphan", date(2020, 2, 29), date(2036, 2, 1)),
        ("severe", date(2020, 2, 29), None),
    ],
)
def test_a_child_is_paid_until_it_is_grown_and_who_studies_until_22(kind: Kind, born: date, until: date | None) -> None:
    assert last_month(kind, born, date(2026, 12, 1), FIGURES) == until


async def drawing(rig: Rig, form: dict[str, Any], until: date | None = None) -> str:
    """Somebody who draws an allowance files for its change or its end."""
    running = Allowance(name="trợ cấp người khuyết tật", until=until)
    rig.social.answers["allowances_of"] = Allowances(given=(running,))
    return await accepted(rig, form)


def next_month(rig: Rig) -> date:
    """The first day of the next month."""
    return months_after(in_vietnam(rig.ledger.clock()).date().replace(day=1), 1)


async def test_an_allowance_that_is_paid_is_paid_otherwise_from_the_next_month_on(rig: Rig) -> None:
    rig.social.answers["disability_of"] = SEVERE
    code = await drawing(rig, ADJUSTED)
    await posted(rig, code)
    told = await given(rig, code)
    assert (told["matter"], told["amount"], told["since"]) == ("adjust", 810_000, next_month(rig).isoformat())
    assert {message for message in rig.social.asked if "_change" in message} == {f"{code}/allowance_change"}
    assert f"{code}/allowance" not in rig.social.asked, "nobody is entered twice"
    assert not rig.payments.asked, "the month that runs is paid already"


async def test_what_nobody_draws_is_neither_changed_nor_ended(rig: Rig) -> None:
    for form in (ADJUSTED, ENDED):
        code = await accepted(rig, form)
        assert (await refused(rig, code)).startswith("Không đang hưởng trợ cấp xã hội hằng tháng.")


@pytest.mark.parametrize("died", [True, False])
async def test_an_allowance_ends_with_the_month_in_which_its_conditions_do(rig: Rig, died: bool) -> None:
    on = in_vietnam(rig.ledger.clock()).date() - timedelta(days=40)
    ended = {"ground": "died" if died else "moved", "on": on.isoformat()}
    code = await drawing(rig, ENDED | {"ended": ended, "relation": "Con"})
    await rig.do(code, "verify", VERIFIED, CARER)
    told = await given(rig, code)
    assert (told["matter"], told["since"]) == ("end", months_after(on.replace(day=1), 1).isoformat())
    assert told["ends"] == ("Người hưởng đã chết" if died else "Chuyển nơi cư trú khỏi xã, phường")
    asked = {message.removeprefix(f"{code}/") for register in (rig.social, rig.insurance) for message in register.asked}
    assert asked == {"allowances", "allowance_end"}, "of who draws it no more nothing else is asked"


@pytest.mark.parametrize(("form", "step"), [(ADJUSTED, "allowance_change"), (ENDED, "allowance_end")])
async def test_a_change_that_the_database_does_not_take_an_officer_enters(
    rig: Rig, form: dict[str, Any], step: str
) -> None:
    rig.social.faults[step] = AgencyRefused("HTTP 403")
    code = await drawing(rig, form)
    if form is ADJUSTED:
        await posted(rig, code)
    else:
        await rig.do(code, "verify", VERIFIED, CARER)
    await rig.do(code, "approve", APPROVED, LEADER)
    told = acts.Done(task="", decision="answer", personal={"answer": {"since": next_month(rig).isoformat()}})
    await rig.do(code, f"{step}_by_hand", told, CARER)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)


async def test_nothing_ends_before_the_decision_is_sealed(rig: Rig) -> None:
    code = await drawing(rig, ENDED)
    await rig.do(code, "verify", VERIFIED, CARER)
    assert await rig.task(code, "approve")
    assert f"{code}/allowance_end" not in rig.social.asked


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"matter": "end"}, "ghi lý do và ngày thay đổi"),
        ({"ended": {"ground": "died", "on": "2026-11-01"}}, "ghi lý do và ngày thay đổi"),
        ({"matter": "end", "ended": {"ground": "died", "on": "2026-11-26"}}, "ở tương lai"),
    ],
)
def test_who_wants_it_ended_says_why_and_since_when(changes: dict[str, Any], fault: str) -> None:
    form = AllowanceForm.model_validate(FORM | changes)
    [said] = form.faults(Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 25)))
    assert fault in said.vi


@pytest.mark.parametrize("form", [ADJUSTED, ENDED])
def test_a_filing_of_before_is_not_turned_into_a_change_of_what_it_asked_for(form: dict[str, Any]) -> None:
    before = Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 25), edition=PROVED)
    [said] = AllowanceForm.model_validate(form).faults(before)
    assert "nộp hồ sơ khác" in said.vi


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
    assert await refused(rig, await accepted(rig)) == "Đang hưởng lương hưu."


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
    reason = await refused(rig, code)
    assert reason.startswith("Không có giấy xác nhận là người khuyết tật nặng.")
    assert "thủ tục xác định mức độ khuyết tật" in reason


@pytest.mark.parametrize(
    ("kind", "years", "lacking"),
    [
        ("orphan", 21, ""),
        ("orphan", 22, "Đã đủ 22 tuổi"),
        ("elderly_alone", 60, ""),
        ("elderly_alone", 59, "Chưa đủ 60"),
    ],
)
def test_who_has_not_the_age_of_the_group_is_told_to_ask_as_another(kind: Kind, years: int, lacking: str) -> None:
    reason = what_is_lacking(kind, years, POOR, FIGURES)
    assert reason.startswith(lacking)
    assert ("nộp theo diện đó" in reason) is bool(lacking)


@pytest.mark.parametrize(("years", "lacking"), [(75, ""), (74, "Chưa đủ 75 tuổi.")])
def test_the_old_of_before_are_judged_by_the_facts_of_their_reception(years: int, lacking: str) -> None:
    assert what_is_lacking("elderly", years, None, BEFORE) == lacking


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
    ("kind", "years", "share"),
    [
        ("severe", 16, 1500),
        ("severe", 15, 2000),
        ("severe", 59, 1500),
        ("severe", 60, 2000),
        ("special", 36, 2000),
        ("special", 6, 2500),
        ("orphan", 3, 2500),
        ("orphan", 4, 1500),
        ("hiv", 3, 2500),
        ("hiv", 4, 2000),
        ("hiv", 16, 1500),
        ("elderly_alone", 79, 1500),
        ("elderly_alone", 80, 2000),
        ("single_parent", 30, 3000),
        ("elderly", 86, 1000),
    ],
)
def test_the_coefficient_is_that_of_the_group_by_age_and_children(kind: Kind, years: int, share: int) -> None:
    assert coefficient(kind, years, BEFORE, children=3) == share


@pytest.mark.parametrize(("day", "faults"), [(date(1996, 4, 1), 1), (date(1996, 4, 2), 0)])
def test_nobody_who_is_not_born_is_paid(day: date, faults: int) -> None:
    form = AllowanceForm.model_validate(FORM)
    assert len(form.faults(Filing(applicant=MOTHER_NUMBER, day=day))) == faults


def test_whoever_is_asked_for_another_account_is_asked_for_what_can_be_read() -> None:
    assert Catalogue.installed().answer_of(MonthlyAllowance.code, PayTo.__name__) is PayTo
