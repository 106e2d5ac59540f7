"""Unemployment benefit (trợ cấp thất nghiệp): Law on Employment 74/2025/QH15, Articles 38 to 41."""

import asyncio
from datetime import date, timedelta

from pydantic import Field

from domain.base.calendar import months_after
from domain.base.law import Role
from domain.base.words import Words
from domain.registers.query import Answer
from domain.vietnam.people.declared import Resident
from domain.vietnam.queries.insurance import (
    INSURANCE,
    BenefitSuspension,
    Contributions,
    ContributionsOf,
    UnemploymentBenefit,
)
from domain.vietnam.who_files import themselves
from workflows.engine.forms import Filing, Guide, Paper
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.personal import PersonForm, PersonResult, wrong
from workflows.vietnam.provincial import HOME_AFFAIRS
from workflows.vietnam.social.unemployment import duration, kept, monthly, what_is_lacking


class UnemploymentForm(PersonForm):
    """Đề nghị hưởng trợ cấp thất nghiệp."""

    filed_by = (themselves(),)

    person: Resident = Field(title="Người lao động", description="Who lost their work")
    ended_on: date = Field(title="Ngày chấm dứt việc làm", description="Day on which the job ended")
    reason: str = Field(min_length=5, max_length=300, title="Lý do chấm dứt việc làm", description="Why it ended")

    @property
    def competent(self) -> str:
        """The province's department of home affairs, whose employment-service centre takes it."""
        return HOME_AFFAIRS

    def faults(self, filed: Filing) -> list[Words]:
        """Name what cannot be true: a job that has not ended."""
        return wrong((self.ended_on > filed.day, Words(vi="Việc làm chưa chấm dứt.", en="The job has not ended yet.")))


class JobSearchReport(Answer):
    """Thông báo về việc tìm kiếm việc làm: where the person looked for work that month, and what came of it."""

    places: str = Field(min_length=3, max_length=500)
    outcome: str = Field(min_length=3, max_length=500)


class FoundWork(Answer):
    """Thông báo có việc làm: that the person works again, where and since when."""

    employer: str = Field(min_length=3, max_length=200)
    since: date


class UnemploymentDecision(PersonResult):
    """Quyết định về việc hưởng trợ cấp thất nghiệp."""

    template = "results/unemployment_benefit.html"
    kind = "QDTCTN"
    title = "Quyết định hưởng trợ cấp thất nghiệp"

    person: Resident
    paid_months: int
    amount: int
    months: int
    since: date
    until: date | None = None
    kept_months: int = 0
    """Paid for, and not counted into the months of this benefit (thời gian bảo lưu)."""
    report_days: int


@procedure
class UnemploymentBenefits(Procedure[UnemploymentForm, UnemploymentDecision]):
    """Hưởng trợ cấp thất nghiệp: who lost a job and paid for long enough is paid while they look for another."""

    code = "1.014748"
    recorded_as = "workflows.social.unemployment_benefit.UnemploymentBenefits"
    title = Words(vi="Giải quyết hưởng trợ cấp thất nghiệp", en="Unemployment benefit")
    papers = (Paper(kind="end", title=Words(vi="Quyết định thôi việc", en="End of the job"), known_by=INSURANCE),)
    decided_by = Role.AGENCY_LEADER
    answers = (FoundWork, JobSearchReport)
    by_hand = Role.SPECIALIST
    guide = Guide(
        who=Words(vi="Người mất việc, tự nộp", en="The person who lost the job"),
        office=Words(vi="Sở Nội vụ tỉnh", en="The provincial department of home affairs"),
        said="mất việc nghỉ việc bhtn bảo hiểm thất nghiệp lost job",
    )
    steps = {
        "contributions": Words(vi="thời gian đóng bảo hiểm", en="the contributions that were paid"),
        "benefit": Words(vi="trợ cấp thất nghiệp", en="the unemployment benefit"),
        "suspension": Words(vi="việc tạm dừng trợ cấp", en="the suspension of the benefit"),
    }
    waits = {
        "found_work": Words(
            vi="Chờ ngày được hưởng; đã có việc làm thì thông báo", en="Waits for the first day; who finds work says so"
        ),
        "job_search_report": Words(
            vi="Chờ thông báo về việc tìm kiếm việc làm", en="Waits for the month's report on looking for work"
        ),
    }
    notices = {"job_search_report": "job_search_report_asked"}
    finished = {
        "found_work": Words(vi="Đã thông báo có việc làm", en="Work was found"),
        "job_search_report": Words(vi="Đã thông báo về việc tìm kiếm việc làm", en="The month's report came"),
    }

    async def examine(self, form: UnemploymentForm) -> UnemploymentDecision:
        """See that enough was paid and no work is found for ten working days; decide how much, how long, since when."""
        wait = self.rules.figures["first_working_day"]
        paid, found = await asyncio.gather(self.paid(form), self.ask_within("found_work", FoundWork, wait))
        if found:
            reason = f"Đã có việc làm từ ngày {found.since:%d/%m/%Y}: {found.employer}."
            await self.refuse(reason, "no_work_found", doubt=True)
        await self.approve()
        return decision(form, paid, self.asked_until("found_work"), self.rules.figures)

    async def paid(self, form: UnemploymentForm) -> Contributions:
        """What was paid, if it is enough and asked for in time, as the specialist verifies."""
        none = "Không có việc làm đã chấm dứt trong cơ sở dữ liệu bảo hiểm."
        paid = await self.find("contributions", ContributionsOf.of(form.person), none, "job_ended")
        if lacking := what_is_lacking(paid, self.filed_on, self.rules.figures):
            await self.refuse(lacking, "paid_enough")
        await self.task("verify", Role.SPECIALIST)
        return paid

    async def later(self, form: UnemploymentForm, result: UnemploymentDecision) -> None:
        """Let the insurance pay, from the second month on only who reports that they look for work (Article 40)."""
        paying = await self.record("benefit", UnemploymentBenefit.of(form.person, result, decision=self.number))
        async for month in self.every_month(result.since, result.months):
            if not await self.ask_within("job_search_report", JobSearchReport, result.report_days, f"{month:%m/%Y}"):
                await self.record("suspension", BenefitSuspension(payment=paying.payment, month=month))


def decision(form: UnemploymentForm, paid: Contributions, since: date, figures: dict[str, int]) -> UnemploymentDecision:
    """What they are given."""
    months = duration(paid, figures)
    return UnemploymentDecision(
        person=form.person,
        paid_months=len(paid.by_month),
        amount=monthly(paid, figures),
        months=months,
        since=since,
        until=months_after(since, months) - timedelta(days=1),
        kept_months=kept(paid, figures),
        report_days=figures["report_days"],
    )
