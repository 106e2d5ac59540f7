"""A month, quarter or year in Vietnam, from its first moment to that of the next."""

import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Self

from pydantic import Field

from domain.base.calendar import VIETNAM, months_after
from domain.base.law import Frozen
from domain.base.refusals import Unacceptable

FIRST_DAY, END_OF_DAYS = date(2000, 1, 1), date(2100, 1, 1)
"""Between which what a province counts lies: reckoning with days of others would run out of the calendar."""
Day = Annotated[date, Field(ge=FIRST_DAY, lt=END_OF_DAYS)]
WRITTEN = re.compile(r"(?P<year>20\d\d)(?:-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])))?")


class NoPeriod(Unacceptable):
    """What was written is no month, quarter or year."""


class Period(Frozen):
    """From its first day to that of the next one."""

    first: date
    next: date

    @classmethod
    def read(cls, text: str) -> Self:
        """``2026``, ``2026-Q3`` or ``2026-08``.

        Raises:
            NoPeriod: it is none of them.
        """
        if (found := WRITTEN.fullmatch(text)) is None:
            raise NoPeriod(
                "Kỳ báo cáo viết là 2026, 2026-Q3 hoặc 2026-08.", "A period is written 2026, 2026-Q3 or 2026-08."
            )
        month = int(found["month"] or 3 * int(found["quarter"] or 1) - 2)
        first, many = date(int(found["year"]), month, 1), 1 if found["month"] else 3 if found["quarter"] else 12
        return cls(first=first, next=months_after(first, many))

    @classmethod
    def month(cls, of: date) -> Self:
        """The month of a day."""
        first = of.replace(day=1)
        return cls(first=first, next=months_after(first, 1))

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next - timedelta(days=1)

    def shared(self, other: "Period") -> "Period | None":
        """What lies in both; None, where nothing does."""
        first, following = max(self.first, other.first), min(self.next, other.next)
        return Period(first=first, next=following) if first < following else None

    @property
    def months(self) -> int:
        """How many it has."""
        return (self.next.year - self.first.year) * 12 + self.next.month - self.first.month

    @property
    def written(self) -> str:
        """As it is read."""
        if self.months == 12:
            return f"{self.first.year}"
        return f"{self.first:%Y-%m}" if self.months == 1 else f"{self.first.year}-Q{self.first.month // 3 + 1}"

    @property
    def begins(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), VIETNAM)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.next, time(), VIETNAM)
