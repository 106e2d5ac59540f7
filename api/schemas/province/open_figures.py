"""Figures that everybody may read."""

from datetime import date
from typing import Literal

from api.schemas.base import Coded, Moment, Schema
from api.schemas.province.definitions import Defined


class OpenFigure(Schema):
    """A share as everybody may read it: its counts to the nearest five, or why none is told."""

    definition: str
    """By which it is computed, with its version."""
    title: str
    """In the reader's language."""
    how: str
    """How it is computed, in the reader's language."""
    mark: Literal["F", "K", "D"]
    """How sure the definition is: found in a source, known but unconfirmed, or derived."""
    numerator: int | None
    """How many; null where it is hidden."""
    denominator: int | None
    """Of how many; null where it is hidden, 0 where there was nothing to count."""
    percent: float | None
    """Two decimals; null where it is hidden, or there was nothing to count."""
    hidden: Literal["few"] | None
    """Why it is not told: fewer than five dossiers are behind one of its counts. Null: it is."""


class OpenPlace(Schema):
    """A commune with enough dossiers to be told of."""

    unit: Coded
    """Its code and name."""
    on_time: OpenFigure
    """Counts to the nearest five."""


class OpenDay(Schema):
    """How a province stood at the end of a day: it is counted once, so that nothing is found between two looks."""

    as_of: Moment
    """The midnight at which the day ended."""
    under_way: int | None
    """Accepted, and owed a result; null, as each of these, where it is hidden or not known."""
    due_today: int | None
    """Due on the day that began then."""
    late: int | None
    """Past their date."""
    settled: int | None
    """Settled on the day that ended."""
    index: int | None
    """Points of the index of services in the month up to a day before, of known metrics."""
    index_known: int
    """Of 100 points, those of metrics that are known."""
    index_day: date | None
    """That day; null where none was kept."""
    hidden: list[str]
    """Which of these are hidden, as fewer than five dossiers are behind them."""


class OpenFigures(Defined):
    """How a province's services do in a period: counts to the nearest five, none of fewer than five dossiers."""

    province: str
    """Its name."""
    period: str
    """2026, 2026-Q3 or 2026-08."""
    as_of: Moment
    """Up to when it is counted."""
    least: int
    """So many dossiers are behind each count."""
    received: int | None
    """Dossiers received; null where they are too few."""
    stands: OpenDay
    """How it stood when the last day ended, whichever the period."""
    figures: list[OpenFigure]
    """One that cannot be told says so, and has no counts."""
    places: list[OpenPlace]
    """Communes of which it can be told, by name."""
