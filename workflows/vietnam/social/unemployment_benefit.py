"""Unemployment benefit (trợ cấp thất nghiệp): Law on Employment 74/2025/QH15, Articles 38 to 41; Decree 374/2025."""

import asyncio
from datetime import date, timedelta
from typing import Any, Literal

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
    CardForUnemployed,
    Contributions,
    ContributionsOf,
    EndOfBenefit,
    InsuredBy,
    UnemploymentBenefit,
)
from domain.vietnam.who_files import themselves
from workflows.engine.forms import Filing, Guide, Paper
from workflows.engine.listening import Listening
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.personal import PersonForm, PersonResult, wrong
from workflows.vietnam.phrases import HOW_INSURED
from workflows.vietnam.provincial import HOME_AFFAIRS
from workflows.vietnam.social.unemployment import (
    EXCUSED,
    BenefitEnd,
    duration,
    kept,
    monthly,
    need_not_report,
    what_is_lacking,
)

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
    decided_at = HOME_AFFAIRS

    person: Resident = Field(title="Người lao động", description="Who lost their work")
    ended_on: date = Field(title="Ngày chấm dứt việc làm", description="Day on which the job ended")
    reason: str = Field(min_length=5, max_length=300, title="Lý do chấm dứt việc làm", description="Why it ended")

    @property
    def competent(self) -> str:
        """The province's department of home affairs, whose employment-service centre takes it."""
        return self.decided_at

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
    excused: Literal["none", "sick", "maternity", "training", "contract", "disaster"] = Field(
        default="none",
        title="Không tìm việc trong tháng vì lý do được miễn",
        description="Whether you could not look for work that month, by a ground of the law",
        json_schema_extra=EXCUSED,
    )


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
    """Within how many days of a month it is reported; 0 for whoever need not."""
    silent_months: int = 0
    """After how many months without a report it ends; 0 where the decision does not say so."""
    insured: bool = False
    """Whether it says that a health-insurance card comes and ends with it."""


@procedure
class UnemploymentBenefits(Procedure[UnemploymentForm, UnemploymentDecision]):
    """Hưởng trợ cấp thất nghiệp: who lost a job and paid for long enough is paid while they look for another."""

    code = "1.014748"
    recorded_as = "workflows.social.unemployment_benefit.UnemploymentBenefits"
    title = Words(vi="Giải quyết hưởng trợ cấp thất nghiệp", en="Unemployment benefit")
    papers = (Paper(kind="end", title=Words(vi="Quyết định thôi việc", en="End of the job"), known_by=INSURANCE),)
    decided_by = Role.AGENCY_LEADER
    answers = (BenefitEnd, FoundWork, JobEnd, JobSearchReport)
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
        "benefit_card": Words(vi="thẻ bảo hiểm y tế", en="the health-insurance card"),
        "termination": Words(vi="việc chấm dứt trợ cấp", en="the end of the benefit"),
    }
    waits = {
        "benefit_ends": Words(
            vi="Đang hưởng trợ cấp; có căn cứ chấm dứt hưởng thì ghi nhận",
            en="The benefit is paid; where it has to end, the centre says so",
        ),
        "excuse": Words(vi="Chờ xem xét lý do không tìm việc", en="Waits for the excuse to be looked into"),
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
        "benefit_ends": Words(vi="Đã ghi nhận căn cứ chấm dứt hưởng", en="The centre said why it ends"),
        "excuse": Words(vi="Đã xem xét lý do không tìm việc", en="The excuse was looked into"),
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
        figures, who = self.rules.figures, form.person
        more: dict[str, Any] = {"insured": True} if self.filed.lasts else {}
        if self.filed.lasts and need_not_report(who.number, who.born, self.filed_on, figures):
            more |= {"report_days": 0}
        return decision(form, paid, region, self.asked_until("found_work"), figures, **more)

    async def entitled(self, form: UnemploymentForm) -> tuple[Contributions, int]:
        """What was paid, if it is enough and asked for in time, and in which region, as the specialist verifies."""
        none = "Không có việc làm đã chấm dứt trong cơ sở dữ liệu bảo hiểm."
        paid = await self.find("contributions", ContributionsOf.of(form.person), none, "job_ended", instead_of="end")
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
        """Let the insurance pay, and give a card, until it ends; whoever looks for work only (Articles 40 and 41)."""
        paying = await self.record("benefit", UnemploymentBenefit.of(form.person, result, decision=self.number))
        if self.filed.lasts:
            await self.record("benefit_card", CardForUnemployed.of(form.person, result, payment=paying.payment))
        works = self.listen("works_again", FoundWork) if self.silent_months else None
        ends = self.listen("benefit_ends", BenefitEnd, Role.SPECIALIST) if self.filed.lasts else None
        silent = list[date]()
        async for month in self.every_month(result.since, result.months, works, ends):
            told = await self.told_of(month, result, works, ends)
            if any(heard and heard.cut for heard in (works, ends)):
                break
            silent = [] if told else [*silent, month]
            if silent:
                await self.record("suspension", BenefitSuspension(payment=paying.payment, month=month))
                if len(silent) == self.silent_months:
                    break
        else:
            if self.filed.lasts:  # in the last month, too, work may be found
                await self.until(months_after(result.since, result.months), works, ends)
        found, other = await works.closed() if works else None, await ends.closed() if ends else None
        if found or other or (silent and len(silent) == self.silent_months):
            await self.record("termination", ended(paying.payment, found, other, silent, result))

    async def told_of(
        self,
        month: date,
        result: UnemploymentDecision,
        works: Listening[FoundWork] | None,
        ends: Listening[BenefitEnd] | None,
    ) -> bool:
        """Whether a month was reported, or need not be: by age, or by an excuse that the specialist finds founded."""
        if not result.report_days:
            return True
        about = f"{month:%m/%Y}"
        days = result.report_days
        report = await self.ask_within("job_search_report", JobSearchReport, days, about, works, ends)
        if report is None or report.excused == "none" or not self.filed.lasts:
            return report is not None
        of = [about, report.model_dump(mode="json")]
        seen = await self.task("excuse", Role.SPECIALIST, ("excused", "not_excused"), about=about, of=of)
        return seen.decision == "excused"


def ended(
    payment: str, found: FoundWork | None, other: BenefitEnd | None, silent: list[date], result: UnemploymentDecision
) -> BenefitTermination:
    """What the insurance is told: it ends on the day on which it is paid last, by what came first, or by silence."""
    last = months_after(result.since, result.months) - timedelta(days=1)
    grounds: list[tuple[date, EndOfBenefit]] = [(found.since, "works")] if found else []
    grounds += [(other.since, other.ground)] if other else []
    since, ground = min(grounds, default=(silent[-1] if silent else last, "silent"))
    return BenefitTermination(payment=payment, on=min(max(since, result.since), last), ground=ground)


def decision(
    form: UnemploymentForm, paid: Contributions, region: int, since: date, figures: dict[str, int], **more: Any
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
        silent_months=figures.get("silent_months", 0),
        **{"report_days": figures["report_days"]} | more,
    )
