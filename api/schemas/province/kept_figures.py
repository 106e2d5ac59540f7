"""Figures that are kept as they were shown."""

from pydantic import Field

from api.schemas.base import Coded, Moment, Schema, Sent
from api.schemas.province.centre import Figure
from domain.province.kept_figures import Shown


class KeepIn(Sent):
    """Which figure is to be kept."""

    figure: Shown
    """By its definition, without the version."""
    unit: str = Field(default="", max_length=20)
    """Whose; your own, if it is not named."""
    period: str = Field(max_length=8)
    """2026, 2026-Q3 or 2026-08."""


class OfficeFigure(Schema):
    """A line of its table."""

    office: Coded
    """Which office, as it was called then."""
    numerator: int
    """How many."""
    denominator: int
    """Of how many."""
    percent: float | None
    """Two decimals; null where there is nothing to count."""


class Changed(Schema):
    """How the same figure stands today."""

    at: Moment
    """Up to when it is counted now."""
    figure: Figure
    """As it is told now."""
    numerator: int
    """How many more there are now; fewer, where it is negative."""
    denominator: int
    """The same of those of whom it is told."""
    points: float | None
    """Percentage points more; null where one of the two has nothing to count."""
    redefined: bool
    """Whether it is computed by another version now."""


class KeptFigureView(Schema):
    """A figure as it was shown once."""

    id: str
    """By which it is found for ever."""
    unit: Coded
    """Whose, as it was called then."""
    period: str
    """2026, 2026-Q3 or 2026-08."""
    as_of: Moment
    """Up to when it was counted."""
    kept_at: Moment
    """When it was kept first."""
    figure: Figure
    """As it was."""
    table: list[OfficeFigure]
    """Of each office that had any, most dossiers first."""
    now: Changed | None
    """How it differs today; null where nothing is published to count it from."""
