"""A figure as it was shown once, kept for ever with what it was counted from: it is never counted anew."""

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256
from typing import Literal

from pydantic import TypeAdapter

from domain.base.law import Frozen
from domain.base.words import Words
from domain.province.counts import Counts
from domain.province.definitions import ON_TIME, ONLINE, PAID_ONLINE, SATISFIED, Definition
from domain.province.disclosure import LEAST, TooFewToShow, coarse
from domain.province.scoring import rounded

Shown = Literal["on_time", "online", "paid_online", "satisfied"]
type Part = Callable[[Counts], tuple[int, int]]
FIGURES: dict[Shown, tuple[Definition, Part]] = {
    "on_time": (ON_TIME, lambda counts: (counts.in_time, counts.handled)),
    "online": (ONLINE, lambda counts: (counts.online, counts.received)),
    "paid_online": (PAID_ONLINE, lambda counts: (counts.paid_online, counts.with_fee)),
    "satisfied": (SATISFIED, lambda counts: (counts.rated - counts.disliked, counts.rated)),
}
"""What is told of a period: how it is defined, and how many of how many it is."""
Number = int | float | None
"""None: it is not known, which is not zero."""
Measure = Literal["percent", "points", "money"]
"""A share; points, of those that are known; đồng, so many for each that was counted."""
Mark = Literal["F", "K", "D"]
DECIMALS = 6


def number(value: Fraction) -> int | float:
    """A count as it is kept: whole where it is."""
    return int(value) if value.denominator == 1 else round(float(value), DECIMALS)


class Line(Frozen):
    """A line of its table."""

    office: str
    """Code of an office or area; of an index, that of a metric."""
    title: str | Words
    numerator: Number
    denominator: Number


class KeptFigure(Frozen):
    """All that was shown, in words that hold whatever is renamed or defined anew."""

    figure: str
    definition: str
    """With its version."""
    title: Words
    how: Words
    mark: Mark
    unit: str
    unit_title: str
    period: str
    """A period, or the day at whose end it was so."""
    day: date
    """Of the tree of units by which it was counted."""
    as_of: datetime
    numerator: Number
    denominator: Number
    table: tuple[Line, ...]
    """Of each office that had any."""
    measure: Measure = "percent"
    each: int | None = None
    """Đồng for each that was counted."""
    of_plan: bool = False
    """Whether it counts items of a plan, or procedures, behind which nobody stands."""
    dossiers: int | None = None
    """How many are behind points."""

    @property
    def id(self) -> str:
        """The same figure, kept twice, has one address."""
        # What stands as it did before there were other measures has the address that it had then.
        told = self.model_dump_json(exclude={"title", "how"}, exclude_defaults=True)
        return sha256(told.encode()).hexdigest()[:32]

    @property
    def value(self) -> float | None:
        """What it comes to; None where that is not known, or there was nothing to count."""
        return self.worth(self.numerator, self.denominator)

    def worth(self, numerator: Number, denominator: Number) -> float | None:
        """What counts of it, or of a line of it, come to."""
        if numerator is None:
            return None
        if self.measure == "points":
            return float(numerator)
        if self.measure == "money":
            return None if self.each is None else float(numerator * self.each)
        if not denominator:
            return None
        return float(rounded(100 * Fraction(str(numerator)) / Fraction(str(denominator))))

    def for_everybody(self) -> "KeptFigure":
        """The same as the public may read it: to the nearest five, and without lines of fewer.

        Raises:
            TooFewToShow: it would tell of few.
        """
        if self.of_plan:
            return self
        if self.measure == "points":
            # A metric's own points tell its share to the hundredth: of the many metrics together nobody is told.
            if self.dossiers is None or self.dossiers < LEAST:
                raise TooFewToShow
            return self.model_copy(update={"table": ()})
        counted = _coarse(self.numerator, self.denominator)
        if counted is None:
            raise TooFewToShow
        rows = [(line, _coarse(line.numerator, line.denominator)) for line in self.table]
        table = tuple(
            line.model_copy(update={"numerator": told[0], "denominator": told[1]}) for line, told in rows if told
        )
        return self.model_copy(update={"numerator": counted[0], "denominator": counted[1], "table": table})


def _coarse(numerator: Number, denominator: Number) -> tuple[Number, Number] | None:
    """Both to the nearest five; None where one of them is of few."""
    told = [None if one is None else coarse(one) for one in (numerator, denominator)]
    if any(
        one is not None and coarsened is None for one, coarsened in zip((numerator, denominator), told, strict=True)
    ):
        return None
    many, of = told
    return (many if many is None or of is None else min(many, of), of)


class Release(Frozen):
    """That a kept figure was published, or taken back and why."""

    published: bool
    reason: str = ""


KEPT_FIGURE: TypeAdapter[KeptFigure] = TypeAdapter(KeptFigure)
RELEASE: TypeAdapter[Release] = TypeAdapter(Release)
