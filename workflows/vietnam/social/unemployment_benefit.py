"""Unemployment benefit (trợ cấp thất nghiệp): Law on Employment 74/2025/QH15, Articles 38 to 41; Decree 374/2025."""

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
    BenefitTermination,
    Contributions,
    ContributionsOf,
    InsuredBy,
    UnemploymentBenefit,
)
from domain.vietnam.who_files import themselves
from workflows.engine.forms import Filing, Guide, Paper
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.personal import PersonForm, PersonResult, wrong
from workflows.vietnam.phrases import HOW_INSURED
from workflows.vietnam.provincial import HOME_AFFAIRS
from workflows.vietnam.social.unemployment import duration, kept, monthly, what_is_lacking

PENSIONER = (
    "Ông/bà đang hưởng lương hưu nên không được hưởng trợ cấp thất nghiệp."
    " Nếu không đúng, đề nghị ông/bà liên hệ cơ quan bảo hiểm xã hội để sửa thông tin rồi nộp lại hồ sơ."
)
UNLAWFUL = (
    "Ông/bà đơn phương chấm dứt hợp đồng lao động trái pháp luật nên không được hưởng trợ cấp thất nghiệp."
    " Nếu Tòa án hoặc cơ quan có thẩm quyền kết luận khác, đề nghị ông/bà nộp lại hồ sơ kèm kết luận đó."
)


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


class JobEnd(Answer):
    """Việc làm đã chấm dứt: how it ended, and in which region of minimum wages its place was, as papers say."""

    unlawful: bool = Field(
        title="Người lao động đơn phương chấm dứt trái pháp luật", description="Whether the worker ended it unlawfully"
    )
    region: int = Field(
        ge=1, le=4, title="Vùng lương tối thiểu của nơi làm việc cuối (1 đến 4)", description="Region of minimum wages"
    )


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
    silent_months: int = 0
    """After how many months without a report it ends; 0 where the decision does not say so."""


@procedure
class UnemploymentBenefits(Procedure[UnemploymentForm, UnemploymentDecision]):
    """Hưởng trợ cấp thất nghiệp: who lost a job and paid for long enough is paid while they look for another."""

    code = "1.014748"
    recorded_as = "workflows.social.unemployment_benefit.UnemploymentBenefits"
    title = Words(vi="Giải quyết hưởng trợ cấp thất nghiệp", en="Unemployment benefit")
    papers = (Paper(kind="end", title=Words(vi="Quyết định thôi việc", en="End of the job"), known_by=INSURANCE),)
    decided_by = Role.AGENCY_LEADER
    answers = (FoundWork, JobEnd, JobSearchReport)
    by_hand = Role.SPECIALIST
    guide = Guide(
        who=Words(vi="Người mất việc, tự nộp", en="The person who lost the job"),
        office=Words(vi="Sở Nội vụ tỉnh", en="The provincial department of home affairs"),
        said="mất việc nghỉ việc bhtn bảo hiểm thất nghiệp lost job",
    )
    steps = {
        **HOW_INSURED,
        "contributions": Words(vi="thời gian đóng bảo hiểm", en="the contributions that were paid"),
        "benefit": Words(vi="trợ cấp thất nghiệp", en="the unemployment benefit"),
        "suspension": Words(vi="việc tạm dừng trợ cấp", en="the suspension of the benefit"),
        "termination": Words(vi="việc chấm dứt trợ cấp", en="the end of the benefit"),
    }
    waits = {
        "found_work": Words(
            vi="Chờ ngày được hưởng; đã có việc làm thì thông báo", en="Waits for the first day; who finds work says so"
        ),
        "job_end": Words(vi="Chờ xem xét việc chấm dứt việc làm", en="Waits for the end of the job to be looked into"),
        "job_search_report": Words(
            vi="Chờ thông báo về việc tìm kiếm việc làm", en="Waits for the month's report on looking for work"
        ),
        "works_again": Words(
            vi="Đang hưởng trợ cấp; có việc làm thì thông báo", en="The benefit is paid; who finds work says so"
        ),
    }
    notices = {"job_search_report": "job_search_report_asked", "works_again": "works_again_asked"}
    finished = {
        "found_work": Words(vi="Đã thông báo có việc làm", en="Work was found"),
        "job_end": Words(vi="Đã xem xét việc chấm dứt việc làm", en="The end of the job was looked into"),
        "job_search_report": Words(vi="Đã thông báo về việc tìm kiếm việc làm", en="The month's report came"),
        "works_again": Words(vi="Đã thông báo có việc làm", en="Work was found"),
    }

    @property
    def silent_months(self) -> int:
        """After how many months without a report the benefit ends; 0 in a dossier from before facts had it."""
        return self.rules.figures.get("silent_months", 0)

    async def examine(self, form: UnemploymentForm) -> UnemploymentDecision:
        """See that enough was paid and no work is found for ten working days; decide how much, how long, since when."""
        wait = self.rules.figures["first_working_day"]
        (paid, region), found = await asyncio.gather(
            self.entitled(form), self.ask_within("found_work", FoundWork, wait)
        )
        if found:
            reason = f"Đã có việc làm từ ngày {found.since:%d/%m/%Y}: {found.employer}."
            await self.refuse(reason, "no_work_found", doubt=True)
        await self.approve()
        return decision(form, paid, region, self.asked_until("found_work"), self.rules.figures)

    async def entitled(self, form: UnemploymentForm) -> tuple[Contributions, int]:
        """What was paid, if it is enough and asked for in time, and in which region, as the specialist verifies."""
        none = "Không có việc làm đã chấm dứt trong cơ sở dữ liệu bảo hiểm."
        paid = await self.find("contributions", ContributionsOf.of(form.person), none, "job_ended")
        if lacking := what_is_lacking(paid, self.filed_on, self.rules.figures):
            await self.refuse(lacking, "paid_enough")
        region = await self.not_excluded(form) if self.silent_months else 0
        await self.task("verify", Role.SPECIALIST)
        return paid, region

    async def not_excluded(self, form: UnemploymentForm) -> int:
        """See that no pension is drawn and the job did not end unlawfully; give the region of the last workplace."""
        insured = await self.look_up("insured", InsuredBy.of(form.person))
        await self.require(insured is None or not insured.draws_pension, PENSIONER, "no_pension")
        about = [form.person.number, f"{form.ended_on}", form.reason]
        seen = await self.task("job_end", Role.SPECIALIST, ("answer",), JobEnd, of=about)
        end = JobEnd.model_validate(seen.personal["answer"])
        await self.require(not end.unlawful, UNLAWFUL, "lawful_end")
        return end.region

    async def later(self, form: UnemploymentForm, result: UnemploymentDecision) -> None:
        """Let the insurance pay until work is found, and whoever looks for it only (Articles 40 and 41)."""
        paying = await self.record("benefit", UnemploymentBenefit.of(form.person, result, decision=self.number))
        works = self.listen("works_again", FoundWork) if self.silent_months else None
        silent = list[date]()
        async for month in self.every_month(result.since, result.months, works):
            about, days = f"{month:%m/%Y}", result.report_days
            report = await self.ask_within("job_search_report", JobSearchReport, days, about, works)
            if works and works.cut:
                break
            silent = [] if report else [*silent, month]
            if silent:
                await self.record("suspension", BenefitSuspension(payment=paying.payment, month=month))
                if len(silent) == self.silent_months:
                    break
        found = await works.closed() if works else None
        if found or (silent and len(silent) == self.silent_months):
            await self.record("termination", ended(paying.payment, found.since if found else None, silent, result))


def ended(
    payment: str, works_since: date | None, silent: list[date], result: UnemploymentDecision
) -> BenefitTermination:
    """What the insurance is told: it ends when the work begins, on a day on which it is paid, or by silence."""
    last = months_after(result.since, result.months) - timedelta(days=1)
    if works_since:
        return BenefitTermination(payment=payment, on=min(max(works_since, result.since), last), ground="works")
    return BenefitTermination(payment=payment, on=silent[-1], ground="silent")


def decision(
    form: UnemploymentForm, paid: Contributions, region: int, since: date, figures: dict[str, int]
) -> UnemploymentDecision:
    """What they are given."""
    months = duration(paid, figures)
    return UnemploymentDecision(
        person=form.person,
        paid_months=len(paid.by_month),
        amount=monthly(paid, region, figures),
        months=months,
        since=since,
        until=months_after(since, months) - timedelta(days=1),
        kept_months=kept(paid, figures),
        report_days=figures["report_days"],
        silent_months=figures.get("silent_months", 0),
    )
