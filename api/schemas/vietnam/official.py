"""The index as the portal has it beside ours, and how ours went from month to month."""

from datetime import date

from api.schemas.base import Coded, Moment, Schema


class ComparedView(Schema):
    """A metric by both."""

    id: str
    """As the portal numbers it."""
    title: str
    """In the reader's language."""
    official: float | None
    """Points by the portal; null where it does not say."""
    own: float | None
    """Points by our count; null where it is not known."""
    difference: float | None
    """Official less own; null where either is unknown."""
    differs: bool
    """Whether that is more than rounding."""


class OfficialView(Schema):
    """The newest figures of the portal of a unit and a period, beside our own."""

    unit: Coded
    """Whose services are judged."""
    period: str
    """2026, 2026-Q3 or 2026-08."""
    entered_at: Moment
    """When the portal's figures were entered."""
    document: str
    """Where they come from."""
    version: str
    """Of our definitions."""
    metrics: list[ComparedView]
    """All of the index."""


class IndexDayView(Schema):
    """A metric as it stood at the end of a day."""

    day: date
    """The last that is in it."""
    period: str
    """The month that it is of, up to that day: 2026-08."""
    version: str
    """Of the definitions then."""
    as_of: Moment
    """When it was counted."""
    numerator: float
    """What was counted."""
    denominator: float
    """Of how many."""
    percent: float | None
    """The share; none where there was nothing to count."""


class IndexDaysView(Schema):
    """A metric of the index of a unit, day by day, as it was counted then: what was found later is not in it."""

    unit: Coded
    """Whose services are judged."""
    procedure: str
    """Of one procedure alone; empty for all."""
    metric: str
    """Its number: 2.1."""
    days: list[IndexDayView]
    """The oldest first; of a day on which nobody counted there is none."""


class TrendPoint(Schema):
    """A month."""

    period: str
    """2026-08."""
    total: float
    """Points of the metrics that are known."""
    known: int
    """Of 100 points, those of metrics that are known."""
    groups: dict[str, float]
    """Points by group."""


class TrendView(Schema):
    """The index of a unit, month by month."""

    unit: Coded
    """Whose services are judged."""
    version: str
    """Of the definitions."""
    as_of: Moment
    """When it was counted."""
    months: list[TrendPoint]
    """The oldest first; the last may still go on."""
