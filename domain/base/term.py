"""How long the law gives, and the due date that follows from it.

A term counts from the moment of acceptance when the office is open, else from when it opens next; a cut-off moves an
acceptance at or after it to the next working day. From there:

=============  ======================================================================
working days   the same clock time so many working days later
days           the close of the office so many days later, or of the next working day
hours          so many office hours later
same day       the close of the office that day
=============  ======================================================================

A term of several parts, "2 working days and 4 working hours", counts each from the due moment of the one before it.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple, Self, assert_never

from pydantic import BaseModel, NonNegativeInt, model_validator

from domain.base.calendar import NOTHING, Calendar, in_vietnam
from domain.base.words import Words


class Unit(StrEnum):
    """What a term is counted in."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"
    SAME_DAY = "same_day"


SAME_DAY = Words(vi="trong ngày làm việc", en="the same day")
ONE = {
    Unit.WORKING_DAYS: Words(vi="{} ngày làm việc", en="{} working day"),
    Unit.DAYS: Words(vi="{} ngày", en="{} day"),
    Unit.HOURS: Words(vi="{} giờ làm việc", en="{} working hour"),
    Unit.SAME_DAY: SAME_DAY,
}
MANY = {
    Unit.WORKING_DAYS: Words(vi="{} ngày làm việc", en="{} working days"),
    Unit.DAYS: Words(vi="{} ngày", en="{} days"),
    Unit.HOURS: Words(vi="{} giờ làm việc", en="{} working hours"),
    Unit.SAME_DAY: SAME_DAY,
}
DAY_OFF = Words(vi="; nghỉ {}", en="; day off: {}")
DAYS_OFF = Words(vi="; nghỉ {}", en="; days off: {}")


class Part(NamedTuple):
    """A part of a term, counted in one unit, laid into the calendar."""

    unit: Unit
    amount: int
    begins: datetime
    ends: datetime

    @property
    def words(self) -> Words:
        return _written(self.unit, self.amount)


class Term(BaseModel, frozen=True):
    """The time the law gives for a result; frozen into the dossier at reception."""

    unit: Unit
    amount: NonNegativeInt = 0
    cut_off: time | None = None
    rest: Self | None = None
    """What is counted once this is over."""

    @classmethod
    def working_days(cls, amount: int, cut_off: time | None = None) -> Self:
        return cls(unit=Unit.WORKING_DAYS, amount=amount, cut_off=cut_off)

    @classmethod
    def days(cls, amount: int, cut_off: time | None = None) -> Self:
        return cls(unit=Unit.DAYS, amount=amount, cut_off=cut_off)

    @classmethod
    def hours(cls, amount: int) -> Self:
        return cls(unit=Unit.HOURS, amount=amount)

    @classmethod
    def same_day(cls, cut_off: time | None = time(15)) -> Self:
        return cls(unit=Unit.SAME_DAY, cut_off=cut_off)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.unit is Unit.SAME_DAY) != (self.amount == 0):
            raise ValueError("a term has an amount, unless it ends the same day")
        if self.rest and (self.rest.cut_off or self.rest.unit is Unit.SAME_DAY):
            raise ValueError("only the first part of a term has a cut-off or ends the same day")
        return self

    def then(self, rest: Self) -> Self:
        """This term and, counted from its due moment, another."""
        parts = {"unit": self.unit, "amount": self.amount, "cut_off": self.cut_off}
        return type(self).model_validate(parts | {"rest": self.rest.then(rest) if self.rest else rest})

    def begins(self, accepted_at: datetime, calendar: Calendar) -> datetime:
        """The working moment the term counts from."""
        at = calendar.next_working_moment(accepted_at)
        if self.cut_off and at.time() >= self.cut_off:
            return calendar.opening(calendar.next_working_day(at.date()))
        return at

    def due(self, accepted_at: datetime, calendar: Calendar) -> datetime:
        """When the result has to be there, on Vietnam's clock."""
        return self.parts(accepted_at, calendar)[-1].ends

    def parts(self, accepted_at: datetime, calendar: Calendar) -> list[Part]:
        """The term laid into the calendar, part by part."""
        return self._laid(self.begins(accepted_at, calendar), calendar)

    def _laid(self, begins: datetime, calendar: Calendar) -> list[Part]:
        part = Part(self.unit, self.amount, begins, self._ends(begins, calendar))
        return [part, *(self.rest._laid(part.ends, calendar) if self.rest else ())]

    def _ends(self, begins: datetime, calendar: Calendar) -> datetime:
        match self.unit:
            case Unit.WORKING_DAYS:
                last = calendar.add_working_days(begins.date(), self.amount)
                return datetime.combine(last, begins.timetz())
            case Unit.DAYS:
                return calendar.closing(calendar.working_day_from(begins.date() + timedelta(self.amount)))
            case Unit.HOURS:
                return calendar.add_working_time(begins, timedelta(hours=self.amount))
            case Unit.SAME_DAY:
                return calendar.closing(begins.date())
            case _:
                assert_never(self.unit)

    def words(self) -> Words:
        """The term as it is written in the catalogue."""
        first = _written(self.unit, self.amount)
        if self.rest is None:
            return first
        rest = self.rest.words()
        return Words(vi="{}, tiếp theo {}", en="{}, then {}").format(first, rest)

    def explain(self, accepted_at: datetime, calendar: Calendar) -> Words:
        """How the due date came about, in a sentence for the appointment slip."""
        accepted_at = in_vietnam(accepted_at)
        due = self.due(accepted_at, calendar)
        accepted, promised = self._accepted(accepted_at, calendar), self._promised(accepted_at, due)
        missed = _days_off(self._uncounted(accepted_at, calendar))
        return Words(vi="{}: {}{}", en="{}: {}{}").format(accepted, promised, missed)

    def _accepted(self, at: datetime, calendar: Calendar) -> Words:
        begins, open_at = self.begins(at, calendar), calendar.next_working_moment(at)
        day, clock, count = _day(at), _hour(at), f"{_hour(begins)} {_day(begins)}"
        if calendar.is_day_off(at.date()):
            return Words(vi="nhận ngày nghỉ {}, tính từ {}", en="accepted on {}, a day off, counted from {}").format(
                day, count
            )
        if self.cut_off and begins != open_at and open_at.date() == at.date():
            limit = _hour(self.cut_off)
            return Words(vi="nhận từ {} trở đi ngày {}", en="accepted at or after {} on {}").format(limit, day)
        if self.cut_off and begins.date() == at.date():
            limit = _hour(self.cut_off)
            return Words(vi="nhận trước {} ngày {}", en="accepted before {} on {}").format(limit, day)
        if begins != at:
            return Words(
                vi="nhận ngoài giờ làm việc ({} {}), tính từ {}",
                en="accepted out of office hours ({} {}), counted from {}",
            ).format(clock, day, count)
        return Words(vi="nhận lúc {} ngày {}", en="accepted at {} on {}").format(clock, day)

    def _promised(self, at: datetime, due: datetime) -> Words:
        when = f"{_hour(due)} {_day(due)}"
        if self.unit is not Unit.SAME_DAY or self.rest:
            term = self.words()
            return Words(vi="{}, hẹn trả {}", en="{}, due {}").format(term, when)
        if due.date() == at.date():
            return Words(vi="trả trong ngày", en="due the same day")
        return Words(vi="hẹn trả {}", en="due {}").format(when)

    def _uncounted(self, at: datetime, calendar: Calendar) -> list[date]:
        days: list[date] = []
        before = at.date()
        for part in self.parts(at, calendar):
            # Days off inside a term of calendar days are counted; only one at its end moves it.
            last_counted = part.begins.date() + timedelta(part.amount)
            start = last_counted if part.unit is Unit.DAYS else before + timedelta(1)
            days += _days(start, part.ends.date())
            before = part.ends.date()
        return [day for day in days if calendar.is_day_off(day)]


def resume(due: datetime, paused_from: datetime, paused_to: datetime, calendar: Calendar) -> datetime:
    """The due date after a pause: the old one and the office time of the pause, never an earlier one."""
    paused = max(calendar.working_time(paused_from, paused_to), NOTHING)
    return calendar.add_working_time(due, paused)


def _written(unit: Unit, amount: int) -> Words:
    return (ONE if amount == 1 else MANY)[unit].format(amount)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def _days_off(days: list[date]) -> Words:
    if not days:
        return Words(vi="", en="")
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    listed = ", ".join(_day(run[0]) if len(run) == 1 else f"{_day(run[0])}–{_day(run[-1])}" for run in runs)
    return (DAYS_OFF if len(days) > 1 else DAY_OFF).format(listed)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _hour(at: time | datetime) -> str:
    return f"{at:%H:%M}"
