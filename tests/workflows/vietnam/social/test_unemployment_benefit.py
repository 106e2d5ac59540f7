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
from domain.vietnam.queries.insurance import Contributions, PaidMonth
from infra.journal.journal import utc_now
from tests.support.declared import WAITS
from tests.support.examples import FORM as FAMILY
from tests.support.examples import MOTHER, MOTHER_NUMBER, STRANGER, officer
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig
from workflows.engine.forms import Filing
from workflows.vietnam.social.unemployment_benefit import UnemploymentBenefits, UnemploymentForm

OFFICE = "33.SNV"
CENTRE = officer("centre", Role.RECEIVING_OFFICER, agency=OFFICE)
ADVISER = officer("adviser", Role.SPECIALIST, agency=OFFICE)
HEAD = officer("head", Role.AGENCY_LEADER, agency=OFFICE)
REPORT = {"places": "Công ty CP Nhựa Phố Nối", "outcome": "Hẹn phỏng vấn lần hai"}
REPORTED = acts.Done(task="", decision="answer", personal={"answer": REPORT})

WORK = {"employer": "Công ty CP Thép Văn Giang", "since": "2026-12-01"}
WORKS = acts.Done(task="", decision="answer", personal={"answer": WORK})


def form(ended_on: date) -> dict[str, Any]:
    """What is declared."""
    return {"person": FAMILY["mother"], "ended_on": ended_on.isoformat(), "reason": "Hết hạn hợp đồng"}


def today(rig: Rig) -> date:
    """By the journal's clock."""
    return in_vietnam(rig.ledger.clock()).date()


async def accepted(rig: Rig, months: int = 40, ended_ago: int = 30) -> str:
    """Who paid for so many months and lost the job so many days ago files, and the centre accepts."""
    ended_on = today(rig) - timedelta(ended_ago)
    paid = [PaidMonth(month=months_after(ended_on.replace(day=1), -n), pay=9_000_000) for n in range(1, months + 1)]
    rig.insurance.answers["contributions_of"] = Contributions(
        paid=tuple(paid), ended_on=ended_on, employer="Công ty TNHH May Bãi Sậy", decision="112/QĐ-MBS"
    )
    code = await rig.apply(UnemploymentBenefits, form(ended_on))
    await rig.do(code, "receive", ACCEPT, CENTRE)
    return code


async def skip_to(rig: Rig, code: str, at: datetime) -> None:
    """Let time pass until just after a moment."""
    await rig.skip(code, at - rig.ledger.clock() + timedelta(minutes=1))


async def decided(rig: Rig, code: str) -> dict[str, Any]:
    """Let ten working days pass without work, and the head decide; give what the decision says once it is paid."""
    await rig.do(code, "verify", VERIFIED, ADVISER)
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
    for kind in ("unemployment_benefit", "benefit_suspension"):
        rig.insurance.faults[kind] = AgencyRefused("HTTP 403")
    decision = await decided(rig, code)
    await rig.do(code, "benefit_by_hand", told_on_paper(payment="TN-33-2026-00009"), ADVISER)
    await skip_to(rig, code, month_begins(decision, 1))
    lapses_at = (await rig.task(code, "job_search_report")).lapses_at
    assert lapses_at
    await skip_to(rig, code, lapses_at)
    suspended = month_begins(decision, 1).date().isoformat()
    await rig.do(code, "suspension_by_hand", told_on_paper(month=suspended), ADVISER)
    assert (await rig.types(code))[-1] == "done"


async def test_who_reports_every_month_is_paid_every_month(rig: Rig) -> None:
    code = await accepted(rig)
    told = await decided(rig, code)
    for month in (1, 2):
        await skip_to(rig, code, month_begins(told, month))
        report = await rig.task(code, "job_search_report")
        assert report.reason == f"{month_begins(told, month):%m/%Y}"
        await rig.do(code, "job_search_report", REPORTED, MOTHER)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    await rig.ended(code)
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
    await rig.ended(code)
    assert [message for message in rig.insurance.asked if "suspension" in message] == [f"{code}/suspension"]


async def test_no_month_is_reported_before_it_begins(rig: Rig) -> None:
    code = await accepted(rig)
    told = await decided(rig, code)
    await rig.skip(code, month_begins(told, 1) - rig.ledger.clock() - timedelta(hours=1))
    open_ = (await rig.engine.dossier(code, MOTHER)).open_tasks
    assert [task.kind for task in open_] == ["hand_over"]


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
    opened = [row["act"] for row in await rig.ended(code) if row["act"]["type"] == "task_opened"]
    assert [act["kind"] for act in opened].count("job_search_report") == 2
    assert rig.insurance.asked[f"{code}/benefit"] == 1


async def test_who_finds_work_before_the_first_day_is_refused(rig: Rig) -> None:
    code = await accepted(rig)
    await rig.do(code, "found_work", WORKS, MOTHER)
    await rig.do(code, "verify", VERIFIED, ADVISER)
    assert await refused(rig, code) == "Đã có việc làm từ ngày 01/12/2026: Công ty CP Thép Văn Giang."


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
    await rig.do(code, "verify", VERIFIED, ADVISER)
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
