"""Which calendar an office works by, with the days off that were decreed after the calendars were written."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from itertools import accumulate

from domain.base.calendar import Calendar
from domain.base.law import Frozen

CalendarAt = Callable[[str, datetime], Calendar]
"""The calendar of an office as it was at a moment."""


class DayOff(Frozen):
    """A working day taken off by a later decision (ngày nghỉ đột xuất), for some offices or for all."""

    day: date
    basis: str
    """The decision that says so."""
    offices: tuple[str, ...] = ()
    """Codes; empty binds everybody."""

    def binds(self, office: str) -> bool:
        """Whether the office is closed on the day."""
        return not self.offices or office in self.offices


class Calendars:
    """The calendars of one province: a common one, and those of offices that keep another."""

    def __init__(
        self, common: Calendar, own: Mapping[str, Calendar] | None = None, days_off: Iterable[DayOff] = ()
    ) -> None:
        self.common = common
        self._own = own or {}
        self._days_off = tuple(days_off)
        self._known: dict[str, Calendar] = {}

    def of(self, office: str) -> Calendar:
        """The calendar by which an office counts."""
        if office not in self._known:
            calendar = self._own.get(office, self.common)
            days = {one.day for one in self._days_off if one.binds(office)}
            taken = sorted(day for day in days if calendar.covers(day) and calendar.is_working_day(day))
            self._known[office] = calendar.with_days_off(*taken) if taken else calendar
        return self._known[office]

    def with_days_off(self, *days_off: DayOff) -> "Calendars":
        """The same calendars without these days too; what the files know by now changes nothing."""
        return Calendars(self.common, self._own, (*self._days_off, *days_off))


class CalendarsAsKnown:
    """The calendars of a province as they were at each moment: a day off counts from when it was decreed.

    A file that names it since, as one of a later release does, makes it no day off of before.
    """

    def __init__(self, written: Calendars, decreed: Iterable[tuple[datetime, DayOff]]) -> None:
        ordered = sorted(decreed, key=lambda one: one[0])
        self._since = [since for since, _ in ordered]
        self._days = [day for _, day in ordered]
        self._by_then = [*accumulate(self._days, Calendars.with_days_off, initial=written)]
        self._known: dict[tuple[int, str], Calendar] = {}

    def at(self, office: str, at: datetime) -> Calendar:
        """The calendar that an office counted by at a moment."""
        known = bisect_right(self._since, at), office
        if known not in self._known:
            self._known[known] = self._of(*known)
        return self._known[known]

    def _of(self, many: int, office: str) -> Calendar:
        calendar = self._by_then[many].of(office)
        before, after = (
            {one.day for one in some if one.binds(office)} for some in (self._days[:many], self._days[many:])
        )
        # Nobody can take a day off that was not worked: until then they all were.
        later = sorted(day for day in after - before if calendar.covers(day) and not calendar.is_working_day(day))
        return calendar.before_days_off(*later) if later else calendar
