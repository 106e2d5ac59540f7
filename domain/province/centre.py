"""What an operation centre (trung tâm điều hành) shows of a province at this moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import mean, pstdev

from domain.base.law import Channel, Frozen
from domain.province.alarms import Limits, arrivals

WEEKS = 8
"""So many of the same weekday stand for what is usual."""
BIN = 300
"""Seconds in which arrivals are counted together."""


LAG = timedelta(minutes=1)
"""By so much facts may stay behind the journals: a feed that runs needs seconds."""


def is_behind(as_of: datetime, now: datetime) -> bool:
    """Whether what is counted ends so long ago that readers are told before anything else."""
    return now - as_of > LAG


class Narrow(Frozen):
    """Which dossiers of some offices are counted: of one procedure, of one channel; all, unless one is named."""

    procedure: str = ""
    channel: Channel | None = None


ALL = Narrow()


class Tiles(Frozen):
    """The dossiers of some offices, counted at one moment.

    Of a past one, what is not known is None: facts of before do not say whose clock stood then, and which dates held.
    """

    received: int
    """Accepted today."""
    received_before: int
    """On the same weekday of last week, up to the same time."""
    settled: int
    """With a result, or ended without one, today."""
    settled_before: int
    under_way: int
    """Accepted, and neither settled nor ended."""
    standing: int | None = None
    """Of these, those whose clock stands for their applicant."""
    waiting: int | None = None
    """Of these, those that wait for an agency that does not answer."""
    due_today: int | None = None
    due_in_a_day: int | None = None
    late: int | None = None


class OpenTiles(Frozen):
    """How a province stood when a day ended, before anything is hidden from everybody."""

    under_way: int
    due_today: int | None
    late: int | None
    settled: int
    """On the day that ended."""


class Day(Frozen):
    """What happened at some offices in the last day, beside the day before it."""

    received: int
    received_before: int
    settled: int
    settled_before: int
    newly_late: int
    """Under way, and past a date that they still had a day ago."""
    late_settled: int
    """Settled in the day, past their date."""


class Lateness(Frozen):
    """What an office has under way, and how many of it are late."""

    office: str
    late: int
    under_way: int


class DueRow(Frozen):
    """What is under way in one step of one procedure at an office."""

    office: str
    procedure: str
    step: str
    under_way: int
    late: int
    due_in_a_day: int
    at_risk: int
    """In time yet, with less time left than half of such dossiers still took from this step on."""
    first_due_at: datetime | None


class Ahead(Frozen):
    """What some offices have to expect of all that they have under way."""

    due_in_a_day: int
    at_risk: int
    """In time yet, with less time left than half of such dossiers still took from this step on."""


class AgencyNow(Frozen):
    """An agency that is asked: how it answered last, and how many dossiers of some offices wait for it.

    Of a past moment how it answered is None: only the last answer is kept.
    """

    agency: str
    waiting: int | None
    answered_at: datetime | None = None
    failing_since: datetime | None = None
    took_ms: int | None = None


class Interval(Frozen):
    """Arrivals in five minutes of today, beside what is usual on this weekday."""

    begins: datetime
    filed: int
    usual: float
    deviation: float
    unusual: bool
    """Whether it lies so far from the mean that an alarm tells it."""


def intervals(
    midnight: datetime, now: datetime, today: Mapping[int, int], before: Sequence[Mapping[int, int]], limits: Limits
) -> list[Interval]:
    """Put what came today beside the same weekdays before; each maps the number of an interval to how many came.

    The interval that is not over is left out: it would always look as if less came.
    """
    rows = []
    for number in range(int((now - midnight).total_seconds()) // BIN):
        usual = [day.get(number, 0) for day in before] or [0]
        begins, filed = midnight + timedelta(seconds=number * BIN), today.get(number, 0)
        unusual = arrivals("", begins, filed, usual, limits) is not None
        rows.append(Interval(begins=begins, filed=filed, usual=mean(usual), deviation=pstdev(usual), unusual=unusual))
    return rows
