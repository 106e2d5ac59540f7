"""What the year brings to everybody: when people come, which register is down, who is away, which offices are slow."""

import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random

from domain.base.calendar import VIETNAM, Calendar

MONTHS = (0.8, 0.6, 1.1, 1.1, 1.0, 1.2, 1.25, 1.3, 1.1, 1.0, 0.95, 0.9)
"""How many come in each month, beside one another: few at Tết, many before school begins."""
HOURS = (0, 0, 0, 0, 0, 0, 1, 4, 10, 11, 9, 5, 1, 5, 9, 9, 7, 3, 1.5, 2, 2.5, 2, 1, 0.3)
"""At which hours they come on-line; the counter has those of them that are its own."""
WEEKDAYS = (1.25, 1.1, 1.0, 1.0, 0.9, 0.15, 0.1)
REGISTERS = ("population", "civil_status", "residence", "criminal_records", "traffic", "business", "tax", "insurance")
DOWN = "criminal_records"
"""The register that is down as the year ends."""
DOWN_FOR = timedelta(days=1, hours=3)
"""So long by then."""
LATE_AT_MOST = 0.2


def dice_of(*names: object) -> Random:
    """Dice that fall the same for the same names, whoever throws them."""
    return Random("/".join(map(str, names)))  # noqa: S311 - a made world has to come out the same each time


@dataclass(frozen=True)
class Weather:
    """A year, from one moment to another, by a seed."""

    seed: int
    since: datetime
    until: datetime
    calendar: Calendar

    @cached_property
    def _days(self) -> tuple[list[date], list[float]]:
        first, last = self.since.astimezone(VIETNAM).date(), self.until.astimezone(VIETNAM).date()
        days = [first + timedelta(days=number) for number in range((last - first).days)]
        weights, total = list[float](), 0.0
        for day in days:
            off = 0.1 if self.calendar.is_day_off(day) and day.weekday() < 5 else 1.0
            total += MONTHS[day.month - 1] * WEEKDAYS[day.weekday()] * off
            weights.append(total)
        return days, weights

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return self._days[0]

    def share_since(self, first: date) -> float:
        """What share of all that comes in a year comes from a day on."""
        days, weights = self._days
        place = bisect.bisect_left(days, first)
        return 1 - (weights[place - 1] / weights[-1] if place else 0.0)

    def arrival(self, dice: Random, *, counter: bool, first: date) -> datetime:
        """When somebody comes, from a day on and before it is over."""
        while not first <= (at := self._moment(dice, counter=counter)).date() or at >= self.until:
            pass
        return at

    def _moment(self, dice: Random, *, counter: bool) -> datetime:
        days, weights = self._days
        day = days[bisect.bisect(weights, dice.random() * weights[-1])]
        hour = dice.choices(range(24), HOURS)[0]
        at = datetime.combine(day, time(hour, dice.randrange(60), dice.randrange(60)), VIETNAM)
        at = self.calendar.next_working_moment(at) if counter else at
        return at + timedelta(seconds=dice.randrange(5400)) if counter and (at.minute, at.second) == (0, 0) else at

    @cached_property
    def _outages(self) -> dict[str, list[tuple[datetime, datetime]]]:
        found = {}
        for register in REGISTERS:
            dice, span = dice_of(self.seed, "outage", register), self.until - self.since
            begins = sorted(self.since + span * dice.random() for _ in range(4))
            found[register] = [(at, at + timedelta(hours=dice.uniform(1, 20))) for at in begins]
        found[DOWN].append((self.until - DOWN_FOR, self.until + timedelta(days=2)))
        return found

    def down_until(self, register: str, at: datetime) -> datetime | None:
        """Until when a register does not answer that is asked now."""
        return next((end for begin, end in self._outages.get(register, ()) if begin <= at < end), None)

    def is_away(self, officer: str, day: date) -> bool:
        """Whether an officer is on leave: two times ten days a year."""
        if officer not in self._leaves:
            dice = dice_of(self.seed, "away", officer)
            self._leaves[officer] = (dice.randrange(365), dice.randrange(365))
        number = (day - self.since.astimezone(VIETNAM).date()).days
        return any(begin <= number < begin + 10 for begin in self._leaves[officer])

    @cached_property
    def _leaves(self) -> dict[str, tuple[int, int]]:
        return {}

    def slowness(self, office: str) -> float:
        """What share of an office's dossiers comes late: of most next to nothing, of a few every tenth."""
        return min(dice_of(self.seed, "slow", office).expovariate(1 / 0.025), LATE_AT_MOST)

    def weight(self, office: str) -> float:
        """How much comes to an office beside others of its kind."""
        return dice_of(self.seed, "weight", office).lognormvariate(0, 0.35)


def shares(whole: int, weights: dict[str, float]) -> Iterator[tuple[str, int]]:
    """A number in whole parts by weight, nothing left over."""
    total, given, sum_ = sum(weights.values()), 0, 0.0
    for name, weight in weights.items():
        sum_ += weight
        part = round(whole * sum_ / total) - given
        given += part
        yield name, part
