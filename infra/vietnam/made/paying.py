"""What follows a decision to pay somebody: the first month, then every later one, until the law ends it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from domain.base.calendar import VIETNAM, age, in_vietnam, months_after
from domain.base.law import Role
from domain.base.term import Term
from domain.dossier import acts, keys
from domain.dossier.digest import digest
from domain.vietnam.queries.insurance import (
    BenefitSuspension,
    BenefitTermination,
    CardForUnemployed,
    UnemploymentBenefit,
)
from infra.vietnam.made.course import Look
from infra.vietnam.made.hand import Hand

ALLOWANCE = 810_000
"""Đồng a month: the standard, one and a half times."""
SILENT, WORKS_AGAIN = 0.08, 0.03
"""In what share of months nothing is reported, and work is found."""
WORKS, ENDS, REPORT = "works_again", "benefit_ends", "job_search_report"


async def allowance_paid(hand: Hand) -> AsyncIterator[datetime]:
    """Pay the first month at the counter, and have every later one paid like it."""
    cash, desk = "pay_cash", Role.RECEIVING_OFFICER
    rests = digest(hand.page.dossier.secret, [cash, ALLOWANCE])
    await hand.open(cash, desk, hand.office.code, ("paid",), amount=ALLOWANCE, rests=rests)
    yield hand.soon(desk, 6)
    await hand.add(acts.Done(task=hand.task(cash), decision="paid"), hand.officer(desk))
    order = Look("later_months", "social", "monthly_payments", lambda case: {
        "order": f"CT{case.dice.randint(1, 9_999_999):07}",
    })  # fmt: skip
    async for at in hand.asked(order, told=True):
        yield at


@dataclass(frozen=True)
class Benefit:
    """What was decided: so much for so many months (trợ cấp thất nghiệp)."""

    number: str
    since: date
    months: int
    amount: int
    reports: bool

    @classmethod
    def of(cls, hand: Hand) -> "Benefit":
        """As the procedure counts it from the contributions, by the figures of the law."""
        figures, paid, who = hand.rules.figures, hand.answers["contributions"]["paid"], hand.form["person"]
        further = max(0, len(paid) - figures["paid_for_least"]) // figures["each_further"]
        since = hand.page.dossier.tasks[hand.task("found_work")].lapses_at
        assert since is not None  # noqa: S101 - silence spoke, or nothing would have been approved
        old = age(date.fromisoformat(who["born"]), hand.case.day) >= figures["no_report_women"]
        return cls(
            number=hand.number,
            since=in_vietnam(since).date(),
            months=min(figures["least_months"] + further, figures["most_months"]),
            amount=min(
                paid[-1]["pay"] * figures["percent"] // 100, figures["cap_times"] * figures["regional_minimum_3"]
            ),
            reports=not old,
        )

    @property
    def last(self) -> date:
        """The last day for which it is paid."""
        return months_after(self.since, self.months) - timedelta(days=1)


async def benefit_paid(hand: Hand) -> AsyncIterator[datetime]:
    """Have it paid month by month to whoever reports on looking for work, until it is over or work is found."""
    benefit, secret = Benefit.of(hand), hand.page.dossier.secret
    for look in _orders(benefit):
        async for at in hand.asked(look, told=True):
            yield at
    heard: dict[str, Any] = {"answer": "FoundWork", "rests": digest(secret, [WORKS]), "tells": "works_again_asked"}
    await hand.open(WORKS, Role.APPLICANT, "", ("answer",), **heard)
    heard = {"answer": "BenefitEnd", "rests": digest(secret, [ENDS]), "any_time": True}
    await hand.open(ENDS, Role.SPECIALIST, hand.office.code, ("answer",), **heard)
    silent = 0
    for number in range(1, benefit.months):
        begins = months_after(benefit.since, number)
        yield _midnight(begins)
        if not benefit.reports:
            continue
        reports = silent == 2 or hand.dice.random() >= SILENT
        async for at in _reported(hand, begins, keys.round_of(REPORT, number - 1), reports=reports):
            yield at
        if not reports:
            async for at in hand.asked(_suspended(begins, silent), told=True):
                yield at
        silent += not reports
        if hand.dice.random() < WORKS_AGAIN:
            async for at in _works_again(hand, benefit):
                yield at
            return
    yield _midnight(months_after(benefit.since, benefit.months))
    await _hears_no_more(hand, WORKS)
    await _hears_no_more(hand, ENDS)


def _orders(benefit: Benefit) -> tuple[Look, ...]:
    def who(form: dict[str, Any]) -> dict[str, Any]:
        return {name: form["person"][name] for name in ("number", "full_name")}

    what = {"decision": benefit.number, "amount": benefit.amount, "months": benefit.months, "since": benefit.since}
    card = {"since": benefit.since, "until": benefit.last}
    return (
        Look(
            "benefit", "insurance", "unemployment_benefit",
            lambda case: {"payment": f"TN{case.dice.randint(1, 9_999_999):07}"},
            lambda form, _: UnemploymentBenefit.model_validate(who(form) | what),
        ),
        Look(
            "benefit_card", "insurance", "card_for_unemployed",
            lambda case: {"card": f"TN433{case.dice.randint(1, 9_999_999_999):010}", "valid_until": f"{benefit.last}"},
            lambda form, answers: CardForUnemployed.model_validate(
                who(form) | card | {"payment": answers["benefit"]["payment"]}
            ),
        ),
    )  # fmt: skip


async def _reported(hand: Hand, month: date, step: str, *, reports: bool) -> AsyncIterator[datetime]:
    """Let a month be reported on, or not in time."""
    about, days = f"{month:%m/%Y}", hand.rules.figures["report_days"]
    how: dict[str, Any] = {"answer": "JobSearchReport", "lapses_in": Term.working_days(days), "reason": about}
    how |= {"tells": "job_search_report_asked", "rests": digest(hand.page.dossier.secret, [REPORT, about, days])}
    await hand.open(step, Role.APPLICANT, "", ("answer",), kind=REPORT, **how)
    if reports:
        yield hand.now + timedelta(hours=hand.dice.uniform(8, 20))
        told = {"places": "Phiên giao dịch việc làm tỉnh", "outcome": "Đang chờ trả lời", "excused": "none"}
        await hand.add(acts.Done(task=hand.task(step), decision="answer", personal={"answer": told}), hand.citizen)
    else:
        yield hand.lapses(step)
        await hand.silent(step, REPORT)


def _suspended(month: date, before: int) -> Look:
    return Look(
        keys.round_of("suspension", before), "insurance", "benefit_suspension",
        lambda _: {"month": month.isoformat()},
        lambda _, answers: BenefitSuspension(payment=answers["benefit"]["payment"], month=month),
    )  # fmt: skip


async def _works_again(hand: Hand, benefit: Benefit) -> AsyncIterator[datetime]:
    """Let them find work, which ends it."""
    yield hand.now + timedelta(days=hand.dice.uniform(1, 12))
    since = in_vietnam(hand.now).date()
    told = {"employer": "Công ty trong dữ liệu mô phỏng", "since": since.isoformat()}
    await hand.add(acts.Done(task=hand.task(WORKS), decision="answer", personal={"answer": told}), hand.citizen)
    await _hears_no_more(hand, ENDS)
    ended = Look(
        "termination", "insurance", "benefit_termination", lambda _: {"on": since.isoformat()},
        lambda _, answers: BenefitTermination(
            payment=answers["benefit"]["payment"], on=min(max(since, benefit.since), benefit.last), ground="works"
        ),
    )  # fmt: skip
    async for at in hand.asked(ended, told=True):
        yield at


async def _hears_no_more(hand: Hand, step: str) -> None:
    off = acts.TaskSuperseded(task=hand.task(step), kind=step)
    await hand.add(off, key=keys.superseded(step))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)
