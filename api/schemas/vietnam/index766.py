"""The index of Decision 766 as programs get it: of each figure what was counted, and by which definition."""

from typing import Literal

from api.schemas.base import Coded, Moment, Schema


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
    mark: Literal["F", "K", "D"]
    """How sure the definition is: found in a source, known but unconfirmed, or derived."""


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
    groups: list[GroupView]
    """All of them."""
