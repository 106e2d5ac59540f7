"""What a leader reads in a minute a day."""

from api.schemas.base import Coded, Schema
from api.schemas.province.alarms import AlarmView
from api.schemas.province.centre import AsOf, Beside
from api.schemas.province.definitions import Defined


class WorstView(Schema):
    """One of the three offices with most late dossiers, and where these stand."""

    office: Coded
    """Which."""
    late: int
    """Past their date."""
    under_way: int
    """Of how many."""
    percent: float
    """The share of the late, in per cent."""
    procedure: Coded
    """Of which procedure most of them stand in one step."""
    step: str
    """What they wait for there, in the reader's language; empty where nothing is open."""
    standing: int
    """How many late ones stand there."""


class OwnView(Schema):
    """Tasks that wait for the reader and whoever has the same role at their office."""

    waiting: int
    """All of them; 1000 stands for more."""
    today: int
    """Due today."""
    late: int
    """Past their date."""


class OutlookView(Schema):
    """What is to be expected."""

    due_in_a_day: int
    """Due within 24 hours."""
    at_risk: int
    """In time yet, and late if they took as long as half of their kind."""
    month: str
    """Whose share in time is foreseen."""
    percent: float | None
    """By the line of the last six whole months; null where fewer than three are known."""
    low: float | None
    """Four of five such months lie between this…"""
    high: float | None
    """…and this."""


class MinuteView(AsOf, Defined):
    """A unit in a minute: what changed, what is worst, what waits for the reader, alarms, what is to be expected."""

    unit: Coded
    """Whose dossiers are counted."""
    received: Beside
    """Accepted in the 24 hours before that moment, and in the 24 before these."""
    settled: Beside
    """The same of those with a result, or ended without one."""
    newly_late: int
    """Late at that moment, and not a day before it."""
    late_settled: int
    """Settled in the 24 hours before that moment past their date."""
    worst: list[WorstView]
    """Three at most, the worst first; none where nothing is late."""
    own: OwnView
    """What waits for the reader's own hand."""
    alarms: list[AlarmView]
    """Open ones, those that nobody has acknowledged first."""
    outlook: OutlookView
    """What is to be expected."""
