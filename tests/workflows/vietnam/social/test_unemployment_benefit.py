"""Unemployment benefit (1.014748), each test named for what happens under the law."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from activities.connector import AgencyRefused
from domain.base import refusals
from domain.base.calendar import VIETNAM, in_vietnam, months_after
from domain.base.law import Role, Status
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.vietnam.queries.insurance import Contributions, Insured, PaidMonth
from infra.journal.journal import utc_now
from infra.journal.rows import task_row
from tests.support.declared import WAITS
from tests.support.examples import FORM as FAMILY
from tests.support.examples import MOTHER, MOTHER_NUMBER, STRANGER, officer
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig
from workflows.engine.forms import Filing
from workflows.vietnam.social.unemployment import BenefitEnd
from workflows.vietnam.social.unemployment_benefit import (
    FoundWork,
    UnemploymentBenefits,
    UnemploymentDecision,
    UnemploymentForm,
    ended,
)

OFFICE = "33.SNV"
CENTRE = officer("centre", Role.RECEIVING_OFFICER, agency=OFFICE)
ADVISER = officer("adviser", Role.SPECIALIST, agency=OFFICE)
HEAD = officer("head", Role.AGENCY_LEADER, agency=OFFICE)
REPORT = {"places": "Công ty CP Nhựa Phố Nối", "outcome": "Hẹn phỏng vấn lần hai"}
REPORTED = acts.Done(task="", decision="answer", personal={"answer": REPORT})

LAWFUL = acts.Done(task="", decision="answer", personal={"answer": {"unlawful": False, "region": 2}})
WORK = {"employer": "Công ty CP Thép Văn Giang", "since": "2026-12-01"}
WORKS = acts.Done(task="", decision="answer", personal={"answer": WORK})
DIED = {"ground": "died", "since": "2027-01-02", "paper": "Trích lục khai tử số 12/2027"}
DEAD = acts.Done(task="", decision="answer", personal={"answer": DIED})


RESULT = {
    "person": FAMILY["mother"], "paid_months": 40, "amount": 5_400_000, "months": 3, "since": date(2027, 1, 4),
    "report_days": 3,
}  # fmt: skip


def form(ended_on: date) -> dict[str, Any]:
    """What is declared."""
    return {"person": FAMILY["mother"], "ended_on": ended_on.isoformat(), "reason": "Hết hạn hợp đồng"}


def today(rig: Rig) -> date:
    """By the journal's clock."""
    return in_vietnam(rig.ledger.clock()).date()


async def accepted(rig: Rig, months: int = 40, ended_ago: int = 30, born: str = "1996-04-02") -> str:
    """Who paid for so many months and lost the job so many days ago files, and the centre accepts."""
    ended_on = today(rig) - timedelta(ended_ago)
    paid = [PaidMonth(month=months_after(ended_on.replace(day=1), -n), pay=9_000_000) for n in range(1, months + 1)]
    rig.insurance.answers["contributions_of"] = Contributions(
        paid=tuple(paid), ended_on=ended_on, employer="Công ty TNHH May Bãi Sậy", decision="112/QĐ-MBS"
    )
    said = form(ended_on)
    code = await rig.apply(UnemploymentBenefits, said | {"person": said["person"] | {"born": born}})
    await rig.do(code, "receive", ACCEPT, CENTRE)
    return code


async def skip_to(rig: Rig, code: str, at: datetime) -> None:
    """Let time pass until just after a moment."""
    await rig.skip(code, at - rig.ledger.clock() + timedelta(minutes=1))


async def verified(rig: Rig, code: str) -> None:
    """The specialist looks into the end of the job, and verifies."""
    await rig.do(code, "job_end", LAWFUL, ADVISER)
    await rig.do(code, "verify", VERIFIED, ADVISER)


async def decided(rig: Rig, code: str) -> dict[str, Any]:
    """Let ten working days pass without work, and the head decide; give what the decision says once it is paid."""
    await verified(rig, code)
    lapses_at = (await rig.task(code, "found_work")).lapses_at
    assert lapses_at
    await skip_to(rig, code, lapses_at)
    await rig.do(code, "approve", APPROVED, HEAD)
    dossier = await rig.until(code, lambda d: d.status == Status.DONE)
    await rig.until(code, lambda d: d.seq > dossier.seq or rig.insurance.asked[f"{code}/benefit"] > 0)
    return rig.press.printed[-1]


async def refused(rig: Rig, code: str, head: Actor = HEAD) -> str:
    """The head refuses and nothing is paid; give what was proposed."""
    proposed = await rig.task(code, "refuse")
    await rig.do(code, "refuse", acts.Refused(task="", reason=proposed.reason), head)
    await rig.ended(code)
    assert (await rig.engine.dossier(code, MOTHER)).status == Status.STOPPED
    assert f"{code}/benefit" not in rig.insurance.asked
    return proposed.reason


def month_begins(told: dict[str, Any], month: int) -> datetime:
    """When a month of the entitlement begins."""
    return datetime.combine(months_after(date.fromisoformat(told["since"]), month), time(), VIETNAM)


async def over(rig: Rig, code: str, told: dict[str, Any]) -> list[dict[str, Any]]:
    """Let the last month pass, and the dossier end with it."""
    await skip_to(rig, code, month_begins(told, told["months"]))
    return await rig.ended(code)


async def test_it_is_paid_from_the_eleventh_working_day(rig: Rig) -> None:
    code = await accepted(rig)
    calendar, opened = rig.engine.facts.common, (await rig.task(code, "found_work")).opened_at
    eleventh = calendar.add_working_days(calendar.next_working_moment(opened).date(), 11)
    told = await decided(rig, code)
    assert (told["since"], told["months"], told["amount"], told["paid_months"]) == (
        eleventh.isoformat(),
        3,
        5_400_000,
        40,
    )


async def test_what_the_insurance_does_not_take_an_officer_enters_as_they_were_told(rig: Rig) -> None:
    def told_on_paper(**said: str) -> acts.Done:
        return acts.Done(task="", decision="answer", personal={"answer": said})

    code = await accepted(rig)
    for kind in ("unemployment_benefit", "benefit_suspension", "benefit_termination", "card_for_unemployed"):
        rig.insurance.faults[kind] = AgencyRefused("HTTP 403")
    decision = await decided(rig, code)
    await rig.do(code, "benefit_by_hand", told_on_paper(payment="TN-33-2026-00009"), ADVISER)
    await rig.do(code, "benefit_card_by_hand", told_on_paper(card="TN4333196000017", valid_until="2027-03-09"), ADVISER)
    await skip_to(rig, code, month_begins(decision, 1))
    lapses_at = (await rig.task(code, "job_search_report")).lapses_at
    assert lapses_at
    await skip_to(rig, code, lapses_at)
    suspended = month_begins(decision, 1).date().isoformat()
    await rig.do(code, "suspension_by_hand", told_on_paper(month=suspended), ADVISER)
    await rig.do(code, "works_again", WORKS, MOTHER)
    await rig.do(code, "termination_by_hand", told_on_paper(on=WORK["since"]), ADVISER)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    await rig.ended(code)


async def test_whether_a_pension_is_drawn_an_officer_finds_out_where_the_insurance_does_not_say(rig: Rig) -> None:
    rig.insurance.faults["insured_by"] = AgencyRefused("HTTP 403")
    code = await accepted(rig)
    draws = {"insured_as": "pensioner", "draws_pension": True}
    told = acts.Done(task="", decision="answer", personal={"answer": draws})
    await rig.do(code, "insured_by_hand", told, ADVISER)
    assert (await refused(rig, code)).startswith("Ông/bà đang hưởng lương hưu")


async def test_who_reports_every_month_is_paid_every_month(rig: Rig) -> None:
    code = await accepted(rig)
    told = await decided(rig, code)
    for month in (1, 2):
        await skip_to(rig, code, month_begins(told, month))
        report = await rig.task(code, "job_search_report")
        assert report.reason == f"{month_begins(told, month):%m/%Y}"
        await rig.do(code, "job_search_report", REPORTED, MOTHER)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    await over(rig, code, told)
    assert [message for message in rig.insurance.asked if "suspension" in message] == []


async def test_a_month_without_its_report_is_not_paid_and_the_next_one_may_be(rig: Rig) -> None:
    code = await accepted(rig)
    told = await decided(rig, code)
    await skip_to(rig, code, month_begins(told, 1))
    report = await rig.task(code, "job_search_report")
    assert report.lapses_at
    await skip_to(rig, code, report.lapses_at)
    await rig.until(code, lambda _: rig.insurance.asked[f"{code}/suspension"] > 0)
    await skip_to(rig, code, month_begins(told, 2))
    await rig.do(code, "job_search_report", REPORTED, MOTHER)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    await over(rig, code, told)
    assert [message for message in rig.insurance.asked if "suspension" in message] == [f"{code}/suspension"]


async def test_no_month_is_reported_before_it_begins(rig: Rig) -> None:
    code = await accepted(rig)
    told = await decided(rig, code)
    await rig.skip(code, month_begins(told, 1) - rig.ledger.clock() - timedelta(hours=1))
    open_ = (await rig.engine.dossier(code, MOTHER)).open_tasks
    assert {task.kind for task in open_} == {"hand_over", "works_again", "benefit_ends"}


async def test_a_workflow_that_is_lost_between_two_months_asks_for_no_report_twice(rig: Rig) -> None:
    code = await accepted(rig)
    told = await decided(rig, code)
    await skip_to(rig, code, month_begins(told, 1))
    await rig.do(code, "job_search_report", REPORTED, MOTHER)
    await rig.handle(code).terminate("lost")
    await rig.wake(code, procedure=UnemploymentBenefits.code)
    # A run that begins anew begins at this machine's time.
    await rig.env.fast_forward(rig.handle(code), rig.ledger.clock() - utc_now())
    await skip_to(rig, code, month_begins(told, 2))
    await rig.do(code, "job_search_report", REPORTED, MOTHER)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    opened = [row["act"] for row in await over(rig, code, told) if row["act"]["type"] == "task_opened"]
    assert [act["kind"] for act in opened].count("job_search_report") == 2
    assert rig.insurance.asked[f"{code}/benefit"] == 1


async def test_who_finds_work_before_the_first_day_is_refused(rig: Rig) -> None:
    code = await accepted(rig)
    await rig.do(code, "found_work", WORKS, MOTHER)
    await verified(rig, code)
    assert await refused(rig, code) == "Đã có việc làm từ ngày 01/12/2026: Công ty CP Thép Văn Giang."


async def test_who_finds_work_midway_says_so_and_is_no_longer_paid(rig: Rig) -> None:
    code = await accepted(rig, months=60)
    told = await decided(rig, code)
    await skip_to(rig, code, month_begins(told, 1))
    await rig.do(code, "job_search_report", REPORTED, MOTHER)
    await rig.do(code, "works_again", WORKS, MOTHER)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    rows = await rig.ended(code)
    assert (rig.insurance.asked[f"{code}/termination"], rig.insurance.asked[f"{code}/suspension"]) == (1, 0)
    opened = [row["act"]["kind"] for row in rows if row["act"]["type"] == "task_opened"]
    assert opened.count("job_search_report") == 1, "of a month that is not paid nobody reports"


async def test_who_finds_work_while_a_report_is_due_need_not_report(rig: Rig) -> None:
    code = await accepted(rig)
    told = await decided(rig, code)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    await skip_to(rig, code, month_begins(told, 1))
    await rig.task(code, "job_search_report")
    await rig.do(code, "works_again", WORKS, MOTHER)
    await rig.ended(code)
    dossier = await rig.engine.dossier(code, MOTHER)
    reports = [task.decision for task in dossier.tasks.values() if task.kind == "job_search_report"]
    assert reports == ["task_superseded"]
    assert (rig.insurance.asked[f"{code}/termination"], rig.insurance.asked[f"{code}/suspension"]) == (1, 0)


async def test_a_workflow_that_is_lost_after_work_was_found_ends_the_benefit_all_the_same(rig: Rig) -> None:
    code = await accepted(rig)
    told = await decided(rig, code)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    await skip_to(rig, code, month_begins(told, 1))
    report = await rig.task(code, "job_search_report")
    assert report.lapses_at
    await rig.handle(code).terminate("lost")
    await rig.ledger.act(code, WORKS.model_copy(update={"task": (await rig.task(code, "works_again")).id}), MOTHER)
    rig.ledger.clock.at += report.lapses_at - rig.ledger.clock() + timedelta(days=1)
    await rig.wake(code, procedure=UnemploymentBenefits.code)
    await rig.ended(code)
    assert (rig.insurance.asked[f"{code}/termination"], rig.insurance.asked[f"{code}/suspension"]) == (1, 0)


async def silent(rig: Rig, code: str, told: dict[str, Any], month: int) -> None:
    """Let a month begin, and pass without its report."""
    await skip_to(rig, code, month_begins(told, month))
    lapses_at = (await rig.task(code, "job_search_report")).lapses_at
    assert lapses_at
    await skip_to(rig, code, lapses_at)


async def test_three_months_of_silence_end_the_benefit(rig: Rig) -> None:
    code = await accepted(rig, months=100)
    told = await decided(rig, code)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    await silent(rig, code, told, 1)
    await skip_to(rig, code, month_begins(told, 2))
    await rig.do(code, "job_search_report", REPORTED, MOTHER)
    for month in (3, 4, 5):
        await silent(rig, code, told, month)
    await rig.ended(code)
    suspended = sum(asked for message, asked in rig.insurance.asked.items() if "suspension" in message)
    assert (rig.insurance.asked[f"{code}/termination"], suspended) == (1, 4)
    dossier = await rig.engine.dossier(code, MOTHER)
    assert [task.decision for task in dossier.tasks.values() if task.kind == "works_again"] == ["task_superseded"]


async def test_who_is_paid_until_the_last_month_is_not_told_to_the_insurance_as_ended(rig: Rig) -> None:
    code = await accepted(rig)
    told = await decided(rig, code)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    for month in (1, 2):
        await silent(rig, code, told, month)
    await over(rig, code, told)
    assert f"{code}/termination" not in rig.insurance.asked


async def test_nobody_says_for_somebody_else_that_they_work_again(rig: Rig) -> None:
    code = await accepted(rig)
    await decided(rig, code)
    with pytest.raises(refusals.Missing):
        await rig.do(code, "works_again", WORKS, STRANGER)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(date(2026, 12, 1), date(2027, 1, 4)), (date(2027, 2, 1), date(2027, 2, 1)), (date(2028, 1, 1), date(2027, 4, 3))],
)
def test_a_benefit_ends_on_a_day_on_which_it_is_paid(begins: date, ends: date) -> None:
    result = UnemploymentDecision.model_validate(RESULT)
    work = FoundWork(employer="Công ty CP Thép Văn Giang", since=begins)
    assert ended("TN-33-2026-00001", work, None, [], result).on == ends


@pytest.mark.parametrize(
    ("works", "since", "told"),
    [
        (date(2027, 2, 1), date(2027, 1, 20), (date(2027, 1, 20), "prison")),
        (date(2027, 1, 15), date(2027, 1, 20), (date(2027, 1, 15), "works")),
        (None, date(2026, 1, 1), (date(2027, 1, 4), "prison")),
    ],
)
def test_a_benefit_ends_by_what_was_so_first(works: date | None, since: date, told: tuple[date, str]) -> None:
    found = FoundWork(employer="Công ty CP Thép Văn Giang", since=works) if works else None
    other = BenefitEnd(ground="prison", since=since, paper="Quyết định thi hành án số 12")
    end = ended("TN-33-2026-00001", found, other, [], UnemploymentDecision.model_validate(RESULT))
    assert (end.on, end.ground) == told


async def test_what_the_centre_finds_out_ends_the_benefit_at_any_time(rig: Rig) -> None:
    code = await accepted(rig, months=60)
    told = await decided(rig, code)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    await skip_to(rig, code, month_begins(told, 1))
    await rig.task(code, "job_search_report")
    await rig.do(code, "benefit_ends", DEAD, ADVISER)
    await rig.ended(code)
    assert (rig.insurance.asked[f"{code}/termination"], rig.insurance.asked[f"{code}/suspension"]) == (1, 0)
    dossier = await rig.engine.dossier(code, MOTHER)
    still = {task.kind: task.decision for task in dossier.tasks.values() if task.decision == "task_superseded"}
    assert set(still) == {"job_search_report", "works_again"}


async def test_the_centre_says_so_in_the_last_month_too(rig: Rig) -> None:
    code = await accepted(rig)
    told = await decided(rig, code)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    for month in (1, 2):
        await skip_to(rig, code, month_begins(told, month))
        await rig.do(code, "job_search_report", REPORTED, MOTHER)
    await rig.do(code, "benefit_ends", DEAD, ADVISER)
    await rig.ended(code)
    assert rig.insurance.asked[f"{code}/termination"] == 1


async def test_who_is_paid_does_not_say_in_the_place_of_the_centre_why_it_ends(rig: Rig) -> None:
    code = await accepted(rig)
    await decided(rig, code)
    await rig.task(code, "benefit_ends")
    with pytest.raises(refusals.Missing):
        await rig.do(code, "benefit_ends", DEAD, MOTHER)


async def test_what_the_centre_may_say_at_any_time_nothing_waits_for(rig: Rig) -> None:
    code = await accepted(rig)
    await decided(rig, code)
    task = await rig.task(code, "benefit_ends")
    dossier = await rig.until(code, lambda d: sum(one.kind == "works_again" for one in d.open_tasks) == 1)
    assert (task.any_time, task.lapses_at) == (True, None)
    assert task_row(task, dossier)["due_at"] > rig.ledger.clock() + timedelta(days=20 * 365)


async def test_a_card_comes_with_the_benefit(rig: Rig) -> None:
    code = await accepted(rig)
    told = await decided(rig, code)
    await rig.task(code, "benefit_ends")
    assert rig.insurance.asked[f"{code}/benefit_card"] == 1
    assert told["insured"]


async def test_who_is_too_old_is_paid_without_reports_until_work_is_found(rig: Rig) -> None:
    rig.insurance.answers["insured_by"] = None
    code = await accepted(rig, born="1971-04-02")
    told = await decided(rig, code)
    assert told["report_days"] == 0
    await rig.do(code, "hand_over", HANDED, CENTRE)
    await skip_to(rig, code, month_begins(told, 1))
    await rig.do(code, "works_again", WORKS, MOTHER)
    rows = await rig.ended(code)
    assert "job_search_report" not in [row["act"].get("kind") for row in rows]
    assert (rig.insurance.asked[f"{code}/termination"], rig.insurance.asked[f"{code}/suspension"]) == (1, 0)


@pytest.mark.parametrize("decision", ["excused", "not_excused"])
async def test_who_was_ill_that_month_is_excused_where_the_centre_finds_it_so(rig: Rig, decision: str) -> None:
    code = await accepted(rig)
    told = await decided(rig, code)
    await skip_to(rig, code, month_begins(told, 1))
    ill = acts.Done(task="", decision="answer", personal={"answer": REPORT | {"excused": "sick"}})
    await rig.do(code, "job_search_report", ill, MOTHER)
    excuse = await rig.task(code, "excuse")
    assert "propose_supplement" not in excuse.decisions, "the form on which the decision rests is not put right now"
    await rig.do(code, "excuse", acts.Done(task="", decision=decision), ADVISER)
    await skip_to(rig, code, month_begins(told, 2))
    await rig.do(code, "job_search_report", REPORTED, MOTHER)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    await over(rig, code, told)
    assert rig.insurance.asked[f"{code}/suspension"] == (decision == "not_excused")


async def test_who_draws_a_pension_is_refused(rig: Rig) -> None:
    rig.insurance.answers["insured_by"] = Insured(insured_as="pensioner", draws_pension=True)
    reason = await refused(rig, await accepted(rig))
    assert reason.startswith("Ông/bà đang hưởng lương hưu")
    assert "đề nghị ông/bà liên hệ cơ quan bảo hiểm xã hội" in reason


async def test_who_ended_the_job_alone_and_unlawfully_is_refused(rig: Rig) -> None:
    code = await accepted(rig)
    unlawful = LAWFUL.model_copy(update={"personal": {"answer": {"unlawful": True, "region": 2}}})
    await rig.do(code, "job_end", unlawful, ADVISER)
    reason = await refused(rig, code)
    assert "trái pháp luật" in reason
    assert "nộp lại hồ sơ kèm kết luận" in reason


async def test_the_most_that_is_paid_hangs_on_the_region_of_the_last_workplace(rig: Rig) -> None:
    code = await accepted(rig)
    paid = rig.insurance.answers["contributions_of"]
    assert isinstance(paid, Contributions)
    rich = tuple(month.model_copy(update={"pay": 90_000_000}) for month in paid.paid)
    rig.insurance.answers["contributions_of"] = paid.model_copy(update={"paid": rich})
    code = await rig.apply(UnemploymentBenefits, form(paid.ended_on))
    await rig.do(code, "receive", ACCEPT, CENTRE)
    third = LAWFUL.model_copy(update={"personal": {"answer": {"unlawful": False, "region": 3}}})
    await rig.do(code, "job_end", third, ADVISER)
    await rig.do(code, "verify", VERIFIED, ADVISER)
    lapses_at = (await rig.task(code, "found_work")).lapses_at
    assert lapses_at
    await skip_to(rig, code, lapses_at)
    await rig.do(code, "approve", APPROVED, HEAD)
    await rig.until(code, lambda d: d.status == Status.DONE)
    assert rig.press.printed[-1]["amount"] == 20_700_000


async def test_who_paid_for_eleven_months_only_is_refused(rig: Rig) -> None:
    assert (await refused(rig, await accepted(rig, months=11))).startswith("Mới đóng 11 tháng")


async def test_who_comes_after_three_months_is_refused(rig: Rig) -> None:
    assert (await refused(rig, await accepted(rig, ended_ago=93))).startswith("Nộp hồ sơ quá 3 tháng")


async def test_whom_the_insurance_does_not_know_is_refused_or_looked_up_again(rig: Rig) -> None:
    ended_on = today(rig) - timedelta(30)
    code = await rig.apply(UnemploymentBenefits, form(ended_on))
    await rig.do(code, "receive", ACCEPT, CENTRE)
    await rig.do(code, "refuse", acts.FactsDisputed(task="", reason="Vừa chốt sổ"), HEAD)
    await rig.until(code, lambda d: sum(task.kind == "refuse" for task in d.tasks.values()) == 2)
    assert "Không có việc làm" in await refused(rig, code, officer("deputy", Role.AGENCY_LEADER, agency=OFFICE))


async def test_nothing_is_decided_before_ten_working_days_are_over(rig: Rig) -> None:
    code = await accepted(rig)
    await verified(rig, code)
    await rig.skip(code, timedelta(days=10))
    dossier = await rig.engine.dossier(code, MOTHER)
    assert [task.kind for task in dossier.open_tasks] == ["found_work"]
    assert (dossier.law.term.amount, dossier.law.fee) == (20, None)
    assert {"found_work", "job_search_report"} <= set(WAITS)


async def test_nobody_says_for_somebody_else_that_work_was_found(rig: Rig) -> None:
    code = await accepted(rig)
    with pytest.raises(refusals.Missing):
        await rig.do(code, "found_work", WORKS, STRANGER)


@pytest.mark.parametrize(("ended_on", "fault"), [(date(2026, 10, 12), None), (date(2026, 12, 1), "chưa chấm dứt")])
def test_what_cannot_be_true_is_not_filed(ended_on: date, fault: str | None) -> None:
    filing = Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 25))
    faults = UnemploymentForm.model_validate(form(ended_on)).faults(filing)
    assert [fault in said.vi for said in faults if fault] == ([True] if fault else [])
