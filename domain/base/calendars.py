"""Which calendar an office works by, with the days off that were decreed after the calendars were written."""

from collections.abc import Iterable, Mapping
from datetime import date

from domain.base.calendar import Calendar
from domain.base.law import Frozen


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
