"""A made-up plan of Project 06: as many tasks, models and targets as the province reports, all of them examples."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from domain.vietnam.programme.importing import Done, ItemIn, PlanFile, Value

DOCUMENT = "Kế hoạch mô phỏng"
LEADS = ("33.SNV", "33.BHXH", "11953", "13225", "33.CA")
TASKS, DONE, LATE = 80, 73, 3
MODELS, EFFECTIVE = 29, 19
NAMED = ("Quét mã QR trên biển tên đường", "Khám, chữa bệnh bằng căn cước", "Chi trả trợ cấp không dùng tiền mặt")
TARGETS, MET = 16, 10
BASELINE, GOAL = 40, 80
YEAR = timedelta(days=365)
QUARTER = timedelta(days=91)


def roadmap(programme: str, last: date) -> PlanFile:
    """The plan of the year up to a day: 73 of 80 tasks, 19 of 29 models and 10 of 16 targets, as the province says."""
    since = last - YEAR
    return PlanFile(
        programme=programme,
        document=DOCUMENT,
        since=since,
        example=True,
        tasks=tuple(_tasks(since, last)),
        models=tuple(_models(last)),
        targets=tuple(_targets(last)),
    )


def _lead(number: int) -> str:
    return LEADS[number % len(LEADS)]


def _tasks(since: date, last: date) -> Iterator[ItemIn]:
    """The first of them done in their time, one after the other; of the others some are overdue."""
    for number in range(TASKS):
        due = since + YEAR * (number + 1) / (DONE + LATE + 1)
        done = Done(day=due - timedelta(days=3), evidence=f"{number + 1}/BC-MP") if number < DONE else None
        overdue = due if number < DONE + LATE else last + timedelta(days=30)
        yield ItemIn(
            no=str(number + 1),
            name=f"Nhiệm vụ {number + 1} của kế hoạch (mô phỏng)",
            lead=_lead(number),
            due=overdue,
            done=done,
        )


def _models(last: date) -> Iterator[ItemIn]:
    for number in range(MODELS):
        name = NAMED[number] if number < len(NAMED) else f"Mô hình điểm {number + 1} (mô phỏng)"
        values = tuple(Value(day=last - back, held=number < EFFECTIVE) for back in (QUARTER, timedelta(days=1)))
        yield ItemIn(no=str(number + 1), name=name, lead=_lead(number), measure="Đạt chỉ tiêu của quý", values=values)


def _targets(last: date) -> Iterator[ItemIn]:
    for number in range(TARGETS):
        reached = GOAL + 5 if number < MET else GOAL - 10
        values = (
            Value(day=last - QUARTER, value=Decimal(reached - 20)),
            Value(day=last - timedelta(days=1), value=Decimal(reached)),
        )
        yield ItemIn(
            no=str(number + 1),
            name=f"Chỉ tiêu chuyển đổi số {number + 1} (mô phỏng)",
            lead=_lead(number),
            measure="%",
            baseline=Decimal(BASELINE),
            goal=Decimal(GOAL),
            due=last + timedelta(days=30),
            values=values,
        )
