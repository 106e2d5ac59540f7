"""The register of published procedures (công bố, công khai thủ tục hành chính): in time, and whole (1.1 to 1.3)."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal, Self, get_args

from pydantic import Field, TypeAdapter, model_validator

from domain.base.calendar import Calendar
from domain.base.law import Frozen
from domain.province.periods import Day, Period
from domain.province.scoring import Counted
from domain.vietnam.programme.parameters import Parameters

Part = Literal["name", "steps", "ways", "papers", "term", "subjects", "agency"]
"""What each published procedure has (Decree 63/2010, Article 8)."""
PARTS: tuple[Part, ...] = get_args(Part)


class Publication(Frozen):
    """A procedure as a decision publishes it."""

    procedure: str = Field(min_length=1, max_length=20)
    decision: str = Field(min_length=1, max_length=100)
    decided_on: Day
    effective_on: Day
    """The newest day on which a rule that it rests on takes effect."""
    published_on: Day | None = None
    """On the national database."""
    parts: tuple[Part, ...] = ()
    """Which of the seven parts stand there."""

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.published_on and self.published_on < self.decided_on:
            raise ValueError("nothing is published before it is decided")
        return self

    @property
    def whole(self) -> bool:
        """Whether all seven parts stand there."""
        return set(PARTS) <= set(self.parts)

    def decided_in_time(self, calendar: Calendar, by: Parameters) -> bool:
        """Whether so many working days lay between the decision and the day on which its ground takes effect."""
        return calendar.add_working_days(self.decided_on, by.decided_before_days) <= self.effective_on

    def published_in_time(self, today: date, calendar: Calendar, by: Parameters) -> bool | None:
        """Whether it was on the national database in time; None while there is time."""
        last = calendar.add_working_days(self.decided_on, by.published_days)
        if self.published_on:
            return self.published_on <= last
        return False if today > last else None


PUBLICATION: TypeAdapter[Publication] = TypeAdapter(Publication)


def counted(
    found: Iterable[Publication], period: Period, today: date, calendar: Calendar, by: Parameters
) -> dict[str, Counted]:
    """1.1 and 1.2 of the decisions of a period, each procedure once and late by one late decision; 1.3 as of now."""
    known = sorted(found, key=lambda one: one.decided_on)
    decided = [one for one in known if period.first <= one.decided_on < period.next]
    grounds = _each(decided, lambda one: one.decided_in_time(calendar, by))
    times = _each(decided, lambda one: one.published_in_time(today, calendar, by))
    newest = {one.procedure: one for one in known if one.published_on and one.published_on <= today}
    told = {"1.1": grounds, "1.2": times, "1.3": [one.whole for one in newest.values()]}
    return {metric: Counted.of(sum(held), len(held)) for metric, held in told.items()}


def _each(decided: Iterable[Publication], judge: Callable[[Publication], bool | None]) -> list[bool]:
    by_procedure: dict[str, bool] = {}
    for one in decided:
        if (held := judge(one)) is not None:
            by_procedure[one.procedure] = by_procedure.get(one.procedure, True) and held
    return [*by_procedure.values()]
