"""How many dossiers a unit received by the books of others: the national reports (BCQG) and the portal (DVCQG)."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Self

from pydantic import Field, TypeAdapter, model_validator

from domain.base.calendar import months_after
from domain.base.law import Frozen
from domain.province.periods import WRITTEN, Period
from domain.province.scoring import MANY, Source

YEAR = 12


class Totals(Frozen):
    """What both say of a period of one unit; what is left out is not known."""

    period: str = Field(pattern=f"^{WRITTEN.pattern}$")
    reported: int | None = Field(default=None, ge=0, le=MANY)
    portal: int | None = Field(default=None, ge=0, le=MANY)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.reported is None and self.portal is None:
            raise ValueError("neither of both is told")
        return self

    @property
    def of(self) -> Period:
        """The period."""
        return Period.read(self.period)

    @property
    def most(self) -> int:
        """The larger of both."""
        return max(self.reported or 0, self.portal or 0)


class Receipts(Frozen):
    """How many there are to be synchronised, and who says so."""

    many: Fraction
    source: Source


TOTALS: TypeAdapter[Totals] = TypeAdapter(Totals)


def receipts(told: Mapping[str, Totals], period: Period) -> Receipts | None:
    """By the lines of a unit, by period: of the period itself, else its part of the year before; None by neither."""
    own = _most(told, period)
    if own:
        return Receipts(many=Fraction(own), source="reported")
    this = period.first.replace(month=1)
    before = _most(told, Period(first=months_after(this, -YEAR), next=this))
    if before:
        return Receipts(many=Fraction(before * period.months, YEAR), source="last_year")
    return None if own is None else Receipts(many=Fraction(), source="reported")


def _most(told: Mapping[str, Totals], period: Period) -> int | None:
    """Of a period, by its own line or those of all its months or quarters."""
    if line := told.get(period.written):
        return line.most
    for months in (1, 3):
        lines = [told.get(one.written) for one in _parts(period, months)]
        if len(lines) > 1 and all(lines):
            found = [line for line in lines if line]
            return max(sum(one.reported or 0 for one in found), sum(one.portal or 0 for one in found))
    return None


def _parts(period: Period, months: int) -> Iterator[Period]:
    first = period.first
    while first < period.next:
        yield Period(first=first, next=months_after(first, months))
        first = months_after(first, months)
