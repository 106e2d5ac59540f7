"""Alarms of an operation centre (cảnh báo của trung tâm điều hành): what each rule looks for, and when it speaks."""

from collections.abc import Sequence
from datetime import datetime
from statistics import mean, pstdev
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.base.law import Frozen

Rule = Literal["arrivals", "register", "late", "payments"]
"""Of what comes in, of an agency that does not answer, of an office's late dossiers, of payments that do not come."""


Colour = Literal["green", "yellow", "red", "none"]
"""Of a unit on the map; none where there is nothing to count."""


class Limits(Frozen):
    """What is too much and too little, and from where on the map is of a colour; each of them a province's own."""

    deviations: float = Field(gt=0)
    least_deviation: float = Field(gt=0)
    """Dossiers: where nearly nothing comes in, one more is nothing unusual."""
    silent_minutes: int = Field(ge=1)
    late_percent: float = Field(gt=0, le=100)
    late_least: int = Field(ge=1)
    """Of fewer under way no share is told."""
    unpaid_hours: int = Field(ge=1)
    unpaid_least: int = Field(ge=1)
    rest_minutes: int = Field(ge=0)
    """So long what goes up and down must be usual again until its alarm ends."""
    map_green_percent: float = Field(gt=0, le=100)
    """From this share in time on a unit is green on the map."""
    map_yellow_percent: float = Field(ge=0, le=100)
    """From this one on yellow, below it red."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.map_yellow_percent >= self.map_green_percent:
            raise ValueError("map_yellow_percent must be less than map_green_percent")
        return self

    def colour(self, percent: float | None) -> Colour:
        """How a share in time is coloured on the map."""
        if percent is None:
            return "none"
        if percent >= self.map_green_percent:
            return "green"
        return "yellow" if percent >= self.map_yellow_percent else "red"

    def allowed(self, deviation: float) -> float:
        """How far arrivals may lie from their mean."""
        return self.deviations * max(deviation, self.least_deviation)


class Sign(Frozen):
    """What a rule sees at a moment; of people, nothing."""

    rule: Rule
    unit: str
    """Code of the office or area whose it is."""
    subject: str = ""
    """Of a register's, the agency."""
    began_at: datetime
    value: float
    """Dossiers, minutes or per cent."""
    usual: float | None = None
    allowed: float
    of: int | None = None
    """Of how many dossiers."""


def arrivals(unit: str, now: datetime, filed: int, before: Sequence[int], limits: Limits) -> Sign | None:
    """What came in five minutes beside the same ones of the weeks before; none within what is usual."""
    usual, allowed = mean(before), limits.allowed(pstdev(before))
    if abs(filed - usual) <= allowed:
        return None
    return Sign(rule="arrivals", unit=unit, began_at=now, value=filed, usual=usual, allowed=allowed)


def silent(unit: str, agency: str, since: datetime, now: datetime, limits: Limits) -> Sign | None:
    """A register that has not answered for longer than the limit; it began when it fell silent."""
    minutes = (now - since).total_seconds() / 60
    if minutes <= limits.silent_minutes:
        return None
    return Sign(
        rule="register", unit=unit, subject=agency, began_at=since, value=int(minutes), allowed=limits.silent_minutes
    )


def late(unit: str, now: datetime, many: int, under_way: int, limits: Limits) -> Sign | None:
    """An office of whose dossiers under way too many are late."""
    share = 100 * many / under_way if under_way else 0
    if under_way < limits.late_least or share <= limits.late_percent:
        return None
    return Sign(rule="late", unit=unit, began_at=now, value=round(share, 2), allowed=limits.late_percent, of=under_way)


def unpaid(unit: str, now: datetime, paid: int, with_fee: int, limits: Limits) -> Sign | None:
    """Many dossiers with a fee were filed, and not one of them was paid for."""
    if paid or with_fee < limits.unpaid_least:
        return None
    return Sign(rule="payments", unit=unit, began_at=now, value=0, allowed=limits.unpaid_least, of=with_fee)
