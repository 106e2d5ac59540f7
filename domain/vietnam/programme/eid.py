"""Electronic identity accounts as the police count them, by unit and day, beside what is asked for."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Self

from pydantic import Field, TypeAdapter, model_validator

from domain.base.calendar import Calendar
from domain.base.law import Frozen
from domain.province.periods import Day
from domain.province.scoring import MANY, Counted, rounded
from domain.province.units import Unit, Units
from domain.vietnam.programme.entries import Entry, in_force

WEEKS = timedelta(weeks=4)
"""Over which the daily mean is taken."""


class Accounts(Frozen):
    """How many there are on a day; a version of it, a later delivery of the same day replaces it."""

    eligible: int = Field(ge=0, le=MANY)
    """People who may have one."""
    collected: int = Field(ge=0, le=MANY)
    issued: int = Field(ge=0, le=MANY)
    issued_level1: int | None = Field(default=None, ge=0, le=MANY, exclude_if=lambda many: many is None)
    issued_level2: int | None = Field(default=None, ge=0, le=MANY, exclude_if=lambda many: many is None)
    """Of those issued, by level; None where the delivery does not say."""
    activated: int = Field(ge=0, le=MANY)
    used: int = Field(ge=0, le=MANY)
    """Used at least once in thirty days."""
    proof: str = Field(default="", exclude_if=lambda proof: not proof)
    """What whoever delivered it signed: a JWS over the request; empty where it came without."""

    @model_validator(mode="after")
    def _are_of_each_other(self) -> Self:
        if not self.used <= self.activated <= self.issued:
            raise ValueError("used ≤ activated ≤ issued")
        if not splits(self.issued, self.issued_level1, self.issued_level2):
            raise ValueError("issued = issued_level1 + issued_level2, both or neither")
        return self


def splits(issued: int, level1: int | None, level2: int | None) -> bool:
    """Whether accounts by level are all that were issued, or nothing is said of levels."""
    if level1 is None or level2 is None:
        return level1 is level2
    return level1 + level2 == issued


class Target(Frozen):
    """How many activated accounts a unit is to have on a day; it may be moved."""

    target: int = Field(gt=0, le=MANY)
    due: Day


ACCOUNTS: TypeAdapter[Accounts] = TypeAdapter(Accounts)
TARGET: TypeAdapter[Target] = TypeAdapter(Target)


class Totals(Frozen):
    """What the counts of some units come to, and of which units there are none."""

    eligible: int = 0
    collected: int = 0
    issued: int = 0
    issued_level1: int | None = 0
    issued_level2: int | None = 0
    """None where one of the counts does not say."""
    activated: int = 0
    used: int = 0
    reported: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    """Those of the counts in it."""

    @property
    def oldest(self) -> date | None:
        """The day of the oldest count in it."""
        return min(self.days, default=None)

    def plus(self, other: "Totals") -> "Totals":
        """Both together."""
        pairs = [(name, mine, getattr(other, name)) for name, mine in self]
        return Totals.model_validate(
            {name: None if mine is None or theirs is None else mine + theirs for name, mine, theirs in pairs}
        )


Counts = Mapping[str, tuple[date, Accounts]]
"""The newest count of each unit that has one."""


def totals(units: Units, unit: Unit, day: date, counts: Counts) -> Totals:
    """What a unit has: its own count where one was delivered for the whole, else those of the areas below it.

    These also where most of them are newer than its own: an old sum does not stand beside what it is no sum of.
    """
    areas = [one for one in units.children(unit.code, day) if not one.body]
    below = summed(totals(units, one, day, counts) for one in areas)
    if unit.code not in counts:
        return below if areas else Totals(missing=(unit.code,))
    of, found = counts[unit.code]
    newer = sum(one > of for one in below.days)
    if 2 * newer > len(below.days) + len(below.missing):
        return below
    told = found.model_dump(exclude={"proof"})
    # What is not said is not zero.
    levels = {"issued_level1": found.issued_level1, "issued_level2": found.issued_level2}
    return Totals.model_validate(told | levels | {"reported": (unit.code,), "days": (of,)})


def due_next(entries: Iterable[Entry[Target]], day: date) -> dict[str, Target]:
    """Of each unit the target in force on a day: that due next, whichever was set last; after all, the last."""
    by_due: dict[str, dict[date, Target]] = {}
    for one in in_force(entries, day):
        by_due.setdefault(one.unit, {})[one.content.due] = one.content
    return {unit: of[min((due for due in of if due >= day), default=max(of))] for unit, of in by_due.items()}


def summed(found: Iterable[Totals]) -> Totals:
    """Several together; sums, never means of shares."""
    total = Totals()
    for one in found:
        total = total.plus(one)
    return total


class Outlook(Frozen):
    """What is still needed, and what comes if it goes on so."""

    daily_need: Decimal | None
    """Accounts a working day until the target is due; None where that day is over."""
    daily_mean: Decimal | None
    """Of the last four weeks; None where nobody counted then. Below zero where more were revoked than activated."""
    expected: int | None
    """On the day on which the target is due."""


def outlook(now: Totals, before: Totals, target: Target, day: date, calendar: Calendar) -> Outlook:
    """That of a unit whose counts were ``before`` four weeks ago."""
    left = target.target - now.activated
    ahead = calendar.working_days_between(day, target.due) if _covers(calendar, day, target.due) else 0
    need = rounded(Fraction(max(left, 0), ahead)) if ahead > 0 else None
    if before.reported != now.reported or not now.reported:
        return Outlook(daily_need=need, daily_mean=None, expected=None)
    mean = Fraction(now.activated - before.activated, WEEKS.days)
    expected = now.activated + round(mean * max((target.due - day).days, 0))
    return Outlook(daily_need=need, daily_mean=rounded(mean), expected=expected)


def _covers(calendar: Calendar, *days: date) -> bool:
    return all(calendar.covers(day) for day in days)


def shares(found: Totals, target: Target | None) -> dict[str, Counted | None]:
    """Attainment, coverage and activation; None where nothing was delivered, or no target set."""
    if not found.reported:
        return dict.fromkeys(("eid_attainment", "eid_coverage", "eid_activation"))
    return {
        "eid_attainment": Counted.of(found.activated, target.target) if target else None,
        "eid_coverage": Counted.of(found.activated, found.eligible),
        "eid_activation": Counted.of(found.activated, found.issued),
    }
