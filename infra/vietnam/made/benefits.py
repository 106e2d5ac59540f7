"""How the disabled and the unemployed are paid in a made-up year: month by month, as the law says."""

from datetime import date, timedelta

from domain.base.calendar import months_after
from domain.base.law import Role
from domain.vietnam.queries.insurance import ContributionsOf, InsuredBy
from infra.vietnam.made.course import Case, Course, Form, Look, Task, by, mother, said, told_of
from infra.vietnam.made.paying import allowance_paid, benefit_paid

PAID_MONTHS = (14, 26, 38, 50, 62)
PAYS = (60, 72, 85, 100, 120)
"""Of a month, in hundreds of thousands of đồng."""
PAYS_IN = 100_000


def allowance(case: Case) -> Form:
    """Tờ khai đề nghị trợ cấp xã hội."""
    return {"person": case.applicant.whole, "kind": "severe", "account": None}


def benefit(case: Case) -> Form:
    """Đề nghị hưởng trợ cấp thất nghiệp."""
    ended = case.day - timedelta(days=case.dice.randint(5, 60))
    said = {"ended_on": ended.isoformat(), "reason": "Hết hạn hợp đồng lao động"}
    return {"person": case.applicant.whole, **said}


def _disabled(case: Case) -> Form:
    paper = f"GXN-{case.dice.randint(1, 999):03}"
    return {"degree": "severe", "paper": paper, "issued_on": (case.day - timedelta(days=90)).isoformat()}


def _contributed(case: Case) -> Form:
    ended, pay = date.fromisoformat(case.form["ended_on"]), case.dice.choice(PAYS) * PAYS_IN
    last = ended.replace(day=1)
    months = [months_after(last, -back) for back in range(case.dice.choice(PAID_MONTHS))]
    return {
        "paid": [{"month": month.isoformat(), "pay": pay} for month in reversed(months)],
        "ended_on": ended.isoformat(),
        "employer": "Công ty trong dữ liệu mô phỏng",
        "decision": f"QĐTV-{case.dice.randint(1, 999):03}",
    }


def _entered(case: Case) -> Form:
    return {"beneficiary": f"BTXH33{case.dice.randint(1, 9_999_999):07}", "entered_on": case.day.isoformat()}


POSTING = Task("posting", Role.SPECIALIST, "objection", ("objection",), lapses="posting_days")
FOUND_WORK = Task("found_work", Role.APPLICANT, "answer", ("answer",), "FoundWork", lapses="first_working_day")
JOB_END = Task(
    "job_end", Role.SPECIALIST, "answer", ("answer",), "JobEnd", {"unlawful": False, "region": 3},
    of=lambda form: [form["person"]["number"], form["ended_on"], form["reason"]],
)  # fmt: skip
HEALTHY = {"insured_as": "worker", "card": "DN4330000000001", "draws_pension": False}
ALLOWANCE = Course(
    "1.001776", 2, "", allowance, "QDTCXH", leader=Role.COMMUNE_LEADER, afterwards=allowance_paid,
    looks=(
        Look("person", "population", "identity_of", lambda case: {
            name: value for name, value in told_of(mother)(case).items()
            if name in ("number", "full_name", "born", "sex", "died")
        }),
        Look("allowances", "social", "allowances_of"),
        Look("insured", "insurance", "insured_by", said(HEALTHY)),
        Look("disability", "social", "disability_of", _disabled),
    ),
    then=(POSTING,),
    told=(Look("allowance", "social", "new_allowance", _entered),),
)  # fmt: skip
BENEFIT = Course(
    "1.014748", 1, "33.SNV", benefit, "QDTCTN", later=benefit_paid,
    looks=(
        Look("contributions", "insurance", "contributions_of", _contributed, by(ContributionsOf, "person"), "end"),
        Look("insured", "insurance", "insured_by", said(HEALTHY), by(InsuredBy, "person")),
    ),
    meanwhile=FOUND_WORK,
    first=(JOB_END,),
)  # fmt: skip
BENEFITS = (ALLOWANCE, BENEFIT)
