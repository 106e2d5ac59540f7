"""Figures that are kept as they were shown."""

from pydantic import Field

from api.schemas.base import Coded, Moment, Schema, Sent
from api.schemas.province.centre import Figure
from domain.province.kept_figures import Mark, Measure, Shown


class KeepFigureIn(Sent):
    """Which figure is to be kept."""

    figure: str = Field(max_length=40)
    """By its definition, without the version: ``on_time``, ``index_766``, ``index_766.2.1``, ``tasks_done``, …"""
    unit: str = Field(default="", max_length=20)
    """Whose; your own, if it is not named."""
    period: str = Field(default="", max_length=10)
    """2026, 2026-Q3 or 2026-08; of what stands at the end of a day that day, or today if it is not named."""


class TakeBackIn(Sent):
    """Why a published figure is taken back."""

    reason: str = Field(max_length=500)
    """Everybody reads it at the figure's address; it names nobody."""


class CountedView(Schema):
    """A figure, with what was counted for it."""

    name: str
    """By which it is kept."""
    title: str
    """In the reader's language."""
    definition: str
    """By which it is computed, with its version."""
    how: str
    """How it is computed, in the reader's language."""
    mark: Mark
    """How sure the definition is: found in a source, known but unconfirmed, or derived."""
    measure: Measure
    """What its value is: per cent, points of those that are known, or đồng."""
    value: float | None
    """Two decimals; null where it is not known, or there was nothing to count, neither of which is zero."""
    numerator: float | None
    """How many; null where that is not known."""
    denominator: float | None
    """Of how many; null where that is not known, or it is of none."""
    each: int | None
    """Đồng for each that was counted; null where it is no money."""


class LineView(Schema):
    """A line of its table."""

    of: Coded
    """Of which office or area, as it was called then; of an index, of which metric."""
    numerator: float | None
    """How many; null where that is not known."""
    denominator: float | None
    """Of how many."""
    value: float | None
    """Of the figure's measure."""


class TodayView(Schema):
    """How the same figure stands today."""

    at: Moment
    """Up to when it is counted now."""
    period: str
    """The same; of a figure of a day, today."""
    figure: CountedView
    """As it is told now."""
    numerator: float | None
    """How many more there are now; fewer, where it is negative; null where the two do not compare."""
    denominator: float | None
    """The same of those of whom it is told."""
    value: float | None
    """How much more it comes to."""


class ReleasedView(Schema):
    """What was said last of a figure's publication."""

    published: bool
    """Whether everybody may read it."""
    at: Moment
    """Since when."""
    office: Coded
    """Whose leader said so."""
    reason: str
    """Why it was taken back; empty where it is published."""


class ListedView(Schema):
    """A figure as it was shown once, in a list."""

    id: str
    """By which it is found for ever."""
    unit: Coded
    """Whose, as it was called then."""
    period: str
    """2026, 2026-Q3, 2026-08, or the day at whose end it was so."""
    as_of: Moment
    """Up to when it was counted."""
    kept_at: Moment
    """When it was kept first."""
    figure: CountedView
    """As it was."""


class FrozenView(ListedView):
    """The same with what is behind it."""

    table: list[LineView]
    """What it was counted from, where that can be told apart."""


class KeptLineView(ListedView):
    """One of a unit's, in their list."""

    published: ReleasedView | None
    """Whether everybody may read it; null where nobody ever said so."""


class KeptList(Schema):
    """The figures that a unit keeps."""

    unit: Coded
    """Whose."""
    items: list[KeptLineView]
    """The newest 200, the newest first."""


class OpenLineView(ListedView):
    """One that everybody may read, with counts to the nearest five."""

    published: ReleasedView
    """Since when, and by which office."""


class OpenList(Schema):
    """The figures that everybody may read."""

    items: list[OpenLineView]
    """The newest 200, whichever was published last first."""


class KeptView(FrozenView):
    """The same for whoever leads the unit, beside how it stands today."""

    now: TodayView | None
    """How it stands today; null where it cannot be counted."""
    why: str | None
    """Why it cannot be counted today, or not by the same definition; null where it can."""
    published: ReleasedView | None
    """Whether everybody may read it; null where nobody ever said so."""
    publishes: bool
    """Whether you may publish it, and take it back."""


class OpenFigureView(FrozenView):
    """The same for everybody: counts to the nearest five, and no line of fewer."""

    published: ReleasedView
    """Since when, and by which office."""


class KeepIn(Sent):
    """Which of the centre's shares is to be kept."""

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
    """One of the centre's shares as it was shown once."""

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
