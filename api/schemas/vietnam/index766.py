"""The index of Decision 766 as programs get it: of each figure what was counted, and by which definition."""

from typing import Literal

from api.schemas.base import Coded, Listing, Moment, Schema


class OtherView(Schema):
    """A metric as another source reads it; its points are in no total."""

    full: int
    """Per cent from which on it brings all points."""
    numerator: float | None
    """Null: nobody counts it yet."""
    denominator: float | None
    """Null: nobody counts it yet."""
    score: float | None
    """Points; null where it is not known."""
    note: str
    """Who reads it so, in the reader's language."""


class MetricView(Schema):
    """A metric (chỉ số thành phần) of a unit in a period."""

    id: str
    """As the portal numbers it."""
    code: str
    """As the portal's programs name it."""
    title: str
    """In the reader's language."""
    max: int
    """Points that it can bring."""
    full: int
    """Per cent from which on it brings them all."""
    numerator: float | None
    """Null: nobody counts it yet, which is not zero."""
    denominator: float | None
    """Null: nobody counts it yet."""
    ratio: float | None
    """Numerator by denominator, times 100; null where either is unknown, or there was nothing to count."""
    score: float | None
    """Points, two decimals, halves upwards; null where it is not known."""
    lost: float | None
    """Points that it did not bring; null where it is not known."""
    hundred_more: float
    """Points that a hundred more of its numerator would bring: dossiers, or procedures, units, petitions."""
    gain: float
    """The same of as many more as were asked about (``more``)."""
    named: bool
    """Whether the dossiers that it lacks can be read (``…/{metric}/dossiers``)."""
    mark: Literal["F", "K", "D"]
    """How sure the definition is: found in a source, known but unconfirmed, or derived."""
    how: str
    """How it is counted, in the reader's language."""
    other: OtherView | None
    """How another source reads it; null where all read it alike."""
    source: str | None
    """Whose books its denominator is from, in the reader's language; null where there is one source alone."""
    unknown: str | None
    """Why it is not known; null where it is."""


class GroupView(Schema):
    """A group of metrics."""

    id: str
    """By which programs know it."""
    title: str
    """In the reader's language."""
    max: int
    """Points that it can bring."""
    known: int
    """Of those, points of metrics that are known."""
    score: float
    """Points of the metrics that are known."""
    metrics: list[MetricView]
    """In the order of the decision's annex."""


class AverageView(Schema):
    """The average time of what is counted in one unit."""

    unit: Literal["working_days", "days", "hours"]
    """Working days, days of the calendar or working hours, as the term of the dossiers says."""
    numerator: float
    """What all took together, in that unit, two decimals."""
    denominator: int
    """Dossiers that were settled in the period."""
    average: float
    """The one by the other, two decimals."""


class AverageTime(Schema):
    """Metric 2.2, the average time of one procedure: shown, and worth no points."""

    id: str
    """As the portal numbers it."""
    definition: str
    """By which it is computed, with its version."""
    title: str
    """In the reader's language."""
    mark: Literal["F", "K", "D"]
    """How sure the definition is: found in a source, known but unconfirmed, or derived."""
    how: str
    """How it is counted, in the reader's language."""
    units: list[AverageView]
    """One where all terms of the procedure are counted alike; most dossiers first; empty where none was settled."""


class IndexView(Schema):
    """The index (Bộ chỉ số, Quyết định 766/QĐ-TTg) of a unit in a period."""

    unit: Coded
    """Whose services are judged: its own and those of all that belongs to it."""
    period: str
    """2026, 2026-Q3 or 2026-08, in Vietnam."""
    procedure: str
    """Of one procedure alone; empty: of all."""
    version: str
    """Of the definitions."""
    as_of: Moment
    """What is under way is judged as it was at this moment."""
    known: int
    """Of 100 points, those of metrics that are known."""
    total: float
    """Points of the metrics that are known."""
    band: str | None
    """What the total is called; null unless all 100 points are known."""
    more: int
    """Of how many more each metric's ``gain`` speaks."""
    groups: list[GroupView]
    """All of them."""
    average_time: AverageTime | None
    """Null unless one procedure is asked about."""


class UnitMetric(Schema):
    """A metric of a unit in the table of units."""

    id: str
    """As the portal numbers it."""
    numerator: float | None
    """Null: nobody counts it yet, which is not zero."""
    denominator: float | None
    """Null: nobody counts it yet."""
    score: float | None
    """Points; null where it is not known."""
    lost: float | None
    """Points that it did not bring; null where it is not known."""
    mark: Literal["F", "K", "D"]
    """How sure the definition is."""


class UnitScore(Schema):
    """A unit in the table of units."""

    unit: Coded
    """Its code and name."""
    total: float
    """Points of the metrics that are known."""
    known: int
    """Of 100 points, those of metrics that are known."""
    lost: float
    """Of the points that are known, those that it did not bring."""
    points: dict[str, float | None]
    """By the metrics' numbers; null where nothing is known."""
    metrics: list[UnitMetric]
    """All of the index, each with what was counted."""


class UnitScores(Schema):
    """The units that belonged to one at once, or itself where none did; whoever lost most stands first."""

    period: str
    """As it was asked for."""
    version: str
    """Of the definitions."""
    as_of: Moment
    """What is under way is judged as it was at this moment."""
    units: list[UnitScore]
    """Those with dossiers in the period."""


class BehindView(Schema):
    """A dossier that a metric lacks."""

    code: str
    """Of the dossier."""
    procedure: str
    """Its code."""
    office: str
    """Who decides on it."""
    status: int
    """Of the national list."""
    supplements: int
    """How often something was asked for."""
    filed_at: Moment
    """When it came in."""
    due_at: Moment | None
    """By when it is to be settled."""


class BehindPage(Listing[BehindView]):
    """Dossiers that a metric lacks, the first filed first."""
