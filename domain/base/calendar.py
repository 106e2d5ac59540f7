"""The working calendar of the state's offices: which days count, and which hours of them.

Two measures run through it. Working days are counted from the day after, because the day of an event isn't counted
(Civil Code 2015, Art. 147). Working time is what passes while the office is open; adding some to a moment gives the
earliest moment by which that much has passed, so a day's last minute is 17:00 that day and not 07:30 the next.
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from datetime import date, datetime, time, timedelta, timezone
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Self

from pydantic import BaseModel, Field, model_validator

VIETNAM = timezone(timedelta(hours=7), "+07")
"""Asia/Ho_Chi_Minh; a fixed offset, as Vietnam keeps no summer time."""

NOTHING = timedelta(0)
SATURDAY = 5
DAY = 86_400.0
"""Seconds."""


class CalendarEnds(Exception):
    """Asked about a day that no one has decided yet: the calendar of ``year`` has to be added."""

    def __init__(self, calendar: str, year: int) -> None:
        super().__init__(f"calendar {calendar} doesn't cover {year}: add the days off of {year}")
        self.calendar = calendar
        self.year = year


class Span(BaseModel, frozen=True):
    """Office hours without a break."""

    opens: time
    closes: time

    @property
    def length(self) -> timedelta:
        return _clock(self.closes) - _clock(self.opens)

    def passed_by(self, clock: timedelta) -> timedelta:
        """How much of the span is over at that hour of the day."""
        return min(max(clock - _clock(self.opens), NOTHING), self.length)


class Calendar(BaseModel, frozen=True):
    """Days and hours that count, from ``first`` to ``last``; frozen into every dossier at reception."""

    # A copy with other days has to be validated anew: model_copy would carry the cached days along.
    id: str
    first: date
    last: date
    days_off: tuple[date, ...]
    make_up_days: tuple[date, ...] = ()
    hours: tuple[Span, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        named = (*self.days_off, *self.make_up_days)
        if len(set(named)) < len(named):
            raise ValueError("a day is named twice")
        if not all(self.first <= day <= self.last for day in named):
            raise ValueError("a day is named that isn't covered")
        if not all(day.weekday() >= SATURDAY for day in self.make_up_days):
            raise ValueError("a make-up day isn't at a weekend")
        clocks = [clock for span in self.hours for clock in (span.opens, span.closes)]
        if not all(earlier < later for earlier, later in pairwise(clocks)):
            raise ValueError("office hours aren't in order")
        return self

    @cached_property
    def _off(self) -> frozenset[date]:
        return frozenset(self.days_off)

    @cached_property
    def _make_up(self) -> frozenset[date]:
        return frozenset(self.make_up_days)

    @cached_property
    def _working_days(self) -> tuple[date, ...]:
        days = (date.fromordinal(n) for n in range(self.first.toordinal(), self.last.toordinal() + 1))
        weekdays = {day for day in days if day.weekday() < SATURDAY}
        return tuple(sorted((weekdays - self._off) | self._make_up))

    @cached_property
    def day_length(self) -> timedelta:
        """The office hours of one working day."""
        return sum((span.length for span in self.hours), NOTHING)

    def with_days_off(self, *days: date) -> Self:
        """The calendar with days off that were decreed later; its id names them."""
        if not set(days) <= set(self._working_days):
            raise ValueError("only a working day of the calendar can be taken off")
        facts = self.model_dump() | {
            "id": "+".join((self.id, *(day.isoformat() for day in days))),
            "days_off": tuple(sorted((*self.days_off, *days))),
            "make_up_days": tuple(day for day in self.make_up_days if day not in days),
        }
        return self.model_validate(facts)

    def before_days_off(self, *days: date) -> Self:
        """The calendar as it was before working days of it were taken off; its id names them."""
        facts = self.model_dump() | {
            "id": "-".join((self.id, *(f"{day:%Y%m%d}" for day in days))),
            "days_off": tuple(day for day in self.days_off if day not in days),
            "make_up_days": tuple(sorted({*self.make_up_days, *(day for day in days if day.weekday() >= SATURDAY)})),
        }
        return self.model_validate(facts)

    def covers(self, day: date) -> bool:
        """Whether somebody has decided on the day."""
        return self.first <= day <= self.last

    def is_day_off(self, day: date) -> bool:
        """Whether the law or a decision takes the day off; an ordinary weekend isn't one."""
        return self._covered(day) in self._off

    def is_working_day(self, day: date) -> bool:
        """Whether the office is open: a weekday that isn't off, or a Saturday worked in exchange."""
        return not self.is_day_off(day) and (day.weekday() < SATURDAY or day in self._make_up)

    def is_unlike_its_weekday(self, day: date) -> bool:
        """Whether a weekday is off, or a weekend is worked: it compares with no other of its name."""
        return self.covers(day) and self.is_working_day(day) != (day.weekday() < SATURDAY)

    def working_day_from(self, day: date) -> date:
        """The day itself when it is worked, else the next that is."""
        return day if self.is_working_day(day) else self.next_working_day(day)

    def next_working_day(self, day: date) -> date:
        """The first working day after the day."""
        return self.add_working_days(day, 1)

    def add_working_days(self, day: date, count: int) -> date:
        """The working day that is ``count`` after the day; the day itself isn't counted."""
        if count < 0:
            raise ValueError("terms run forward")
        if count == 0:
            return day
        return self._nth(bisect_right(self._working_days, self._covered(day)) + count - 1)

    def working_days_between(self, day: date, until: date) -> int:
        """How many working days come after the day, up to and with ``until``; below zero when that is earlier."""
        here = bisect_right(self._working_days, self._covered(day))
        return bisect_right(self._working_days, self._covered(until)) - here

    def opening(self, day: date) -> datetime:
        """When office hours of the day begin."""
        return datetime.combine(day, self.hours[0].opens, VIETNAM)

    def closing(self, day: date) -> datetime:
        """When office hours of the day end."""
        return datetime.combine(day, self.hours[-1].closes, VIETNAM)

    def next_working_moment(self, at: datetime) -> datetime:
        """The moment itself in office hours, else when the office opens next."""
        at = in_vietnam(at)
        if self.is_working_day(at.date()):
            for span in self.hours:
                if at.time() < span.closes:
                    return max(at, datetime.combine(at.date(), span.opens, VIETNAM))
        return self.opening(self.next_working_day(at.date()))

    def add_working_time(self, at: datetime, amount: timedelta) -> datetime:
        """The earliest moment by which so much office time has passed."""
        if amount < NOTHING:
            raise ValueError("terms run forward")
        at = in_vietnam(at)
        return self._moment(self._passed_by(at) + amount) if amount else at

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Office time between two moments; below zero when the end is earlier."""
        return self._passed_by(in_vietnam(end)) - self._passed_by(in_vietnam(start))

    def seconds_by(self, at: float) -> float:
        """Seconds of office time from the calendar's first day up to a moment of Unix time.

        As ``working_time`` counts them; for whoever counts those of a year of dossiers, whom dates would hold up.
        """
        day, clock = divmod(at - self._begins, DAY)
        if not 0 <= day < len(self._before) - 1:
            raise CalendarEnds(self.id, datetime.fromtimestamp(at, VIETNAM).year)
        passed, whole = self._before[int(day)], self._before[int(day) + 1]
        if whole == passed:
            return passed
        return passed + sum(min(max(clock - opens, 0.0), closes - opens) for opens, closes in self._clocks)

    @cached_property
    def _begins(self) -> float:
        return datetime.combine(self.first, time(), VIETNAM).timestamp()

    @cached_property
    def _before(self) -> tuple[float, ...]:
        """Seconds of office time before each day, and before the day after the last."""
        days = (date.fromordinal(n) for n in range(self.first.toordinal(), self.last.toordinal() + 1))
        length = self.day_length.total_seconds()
        return tuple(accumulate((length * self.is_working_day(day) for day in days), initial=0.0))

    @cached_property
    def _clocks(self) -> tuple[tuple[float, float], ...]:
        return tuple((_clock(span.opens).total_seconds(), _clock(span.closes).total_seconds()) for span in self.hours)

    def _passed_by(self, at: datetime) -> timedelta:
        """Office time from the calendar's first day up to the moment."""
        whole = bisect_left(self._working_days, at.date()) * self.day_length
        if not self.is_working_day(at.date()):
            return whole
        return whole + sum((span.passed_by(_clock(at.time())) for span in self.hours), NOTHING)

    def _moment(self, passed: timedelta) -> datetime:
        # A tick is lent to the division so that a full day is found at its own close, not at the next day's opening.
        whole, rest = divmod(passed - timedelta.resolution, self.day_length)
        rest += timedelta.resolution
        day = self._nth(whole)
        for span in self.hours:
            if rest <= span.length:
                return datetime.combine(day, span.opens, VIETNAM) + rest
            rest -= span.length
        raise AssertionError("a day is as long as its office hours")

    def _nth(self, index: int) -> date:
        if index >= len(self._working_days):
            raise CalendarEnds(self.id, self.last.year + 1)
        return self._working_days[index]

    def _covered(self, day: date) -> date:
        if not self.covers(day):
            raise CalendarEnds(self.id, day.year)
        return day


def age(born: date, day: date) -> int:
    """Count the years completed on a day (tuổi tròn); below zero before the birth."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def comes_of_age(born: date, years: int) -> date:
    """The first day on which somebody has completed so many years (ngày đủ tuổi)."""
    day = months_after(born, 12 * years)
    return day if age(born, day) >= years else day + timedelta(days=1)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that has no such day (Civil Code, Article 148)."""
    year, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))


def in_vietnam(at: datetime) -> datetime:
    """The same moment on Vietnam's clock; a time without a zone is refused rather than guessed."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return at.astimezone(VIETNAM)


def midnight(at: datetime) -> datetime:
    """With which a moment's day began in Vietnam."""
    return in_vietnam(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _clock(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
