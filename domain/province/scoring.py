"""How an index makes points of shares: what is not known scores nothing and is told apart from what is none."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from domain.base.law import Frozen
from domain.base.words import Words

MANY = 10**12
"""More than there can be of anything that is counted."""
ALL = 100
"""Points that an index has."""
HUNDREDTH = Decimal("0.01")
Source = Literal["", "reported", "last_year", "own"]
"""Whose books say how many there are: those of national reports, the same of last year, ours; "" where it is one."""


class Counted(Frozen):
    """What was counted for a metric."""

    numerator: Fraction
    denominator: Fraction
    worth: Fraction = Fraction(1)
    """By how much one more dossier raises the numerator."""
    source: Source = ""

    @classmethod
    def of(cls, numerator: float | Decimal | Fraction, denominator: float | Decimal | Fraction) -> Self:
        """The same of numbers as they are told."""
        return cls(numerator=Fraction(str(numerator)), denominator=Fraction(str(denominator)))

    @property
    def ratio(self) -> Fraction | None:
        """The share; None where there was nothing to count."""
        return self.numerator / self.denominator if self.denominator else None


class OtherReading(Frozen):
    """How another source reads a metric."""

    full: int
    note: str
    words: Words | None = None
    """The same for readers; the note itself, where a province's own file has no words."""
    counts: str = ""
    """By which name what it counts stands beside the metrics'; "" where it counts the same."""

    @property
    def told(self) -> Words:
        """Who reads it so."""
        return self.words or Words(vi=self.note, en=self.note)


class Metric(Frozen):
    """One of its figures: points for a share, all of them from ``full`` per cent on."""

    id: str
    code: str
    title: Words
    most: int
    full: int
    empty: Literal["none", "full", "unknown"]
    """What counts where there is nothing to count: no points, all, or it is not known."""
    mark: str
    also: OtherReading | None = None

    def score(self, counted: Counted | None, full: int | None = None) -> Decimal | None:
        """The points; None where nothing is known. ``full`` is that of another reading."""
        if counted is None:
            return None
        if (ratio := counted.ratio) is None:
            return {"none": Decimal(), "full": Decimal(self.most), "unknown": None}[self.empty]
        return min(Decimal(self.most), rounded(self.most * ratio * 100 / (full or self.full)))


class Group(Frozen):
    """A group of metrics."""

    id: str
    title: Words
    most: int
    metrics: tuple[Metric, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if sum(metric.most for metric in self.metrics) != self.most:
            raise ValueError(f"the metrics of {self.id} have not {self.most} points together")
        return self


class Band(Frozen):
    """What a total is called."""

    least: int
    title: Words


class Score(Frozen):
    """What a metric came to."""

    metric: Metric
    counted: Counted | None
    points: Decimal | None
    otherwise: Counted | None = None
    """What its other reading counts."""

    @property
    def other(self) -> Decimal | None:
        """The points by its other reading; None where there is none, or nothing is known."""
        return self.metric.score(self.otherwise, self.metric.also.full) if self.metric.also else None

    @property
    def lost(self) -> Decimal | None:
        """The points that it did not bring; None where nothing is known."""
        return None if self.points is None else self.metric.most - self.points

    def gained(self, more: int) -> Decimal:
        """The points that it would bring beside, with so many more in its numerator."""
        if self.counted is None or self.points is None:
            return Decimal()
        found = self.counted
        raised = min(found.numerator + more * found.worth, max(found.denominator * found.worth, found.numerator))
        better = self.metric.score(Counted(numerator=raised, denominator=found.denominator))
        return max((better or Decimal()) - self.points, Decimal())


class GroupScore(Frozen):
    """What a group came to: of ``known`` points that it could have had."""

    group: Group
    scores: tuple[Score, ...]

    @property
    def points(self) -> Decimal:
        """Those of its metrics that are known."""
        return sum((one.points for one in self.scores if one.points is not None), Decimal())

    @property
    def known(self) -> int:
        """How many points those metrics could have had."""
        return sum(one.metric.most for one in self.scores if one.points is not None)


class Index(Frozen):
    """The index as a version of its description has it."""

    version: str
    bands: tuple[Band, ...]
    groups: tuple[Group, ...]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if sum(group.most for group in self.groups) != ALL:
            raise ValueError("the groups have not 100 points together")
        return self

    @property
    def metrics(self) -> dict[str, Metric]:
        """All of them, by id."""
        return {metric.id: metric for group in self.groups for metric in group.metrics}

    def scored(self, counted: Mapping[str, Counted]) -> tuple[GroupScore, ...]:
        """What comes of what was counted, by the metrics' ids; a metric that nobody counted is not known."""
        return tuple(
            GroupScore(group=group, scores=tuple(self._of(metric, counted) for metric in group.metrics))
            for group in self.groups
        )

    @staticmethod
    def _of(metric: Metric, counted: Mapping[str, Counted]) -> Score:
        found = counted.get(metric.id)
        other = counted.get(metric.also.counts or metric.id) if metric.also else None
        return Score(metric=metric, counted=found, points=metric.score(found), otherwise=other)

    def band(self, total: Decimal) -> Band:
        """What a total is called; it must be of all 100 points."""
        return next(band for band in self.bands if total >= band.least)


def rounded(value: Fraction) -> Decimal:
    """Two decimals, a half upwards, as the portal writes them."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(HUNDREDTH, ROUND_HALF_UP)
