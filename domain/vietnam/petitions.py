"""Petitions about procedures (phản ánh, kiến nghị): in time or not, and whether people were satisfied (5.1 to 5.3)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, Self

from pydantic import AwareDatetime, Field, TypeAdapter, model_validator

from domain.base.calendar import Calendar, in_vietnam
from domain.base.law import Frozen
from domain.province.periods import END_OF_DAYS, FIRST_DAY, Period
from domain.province.scoring import MANY, Counted
from domain.vietnam.programme.parameters import Parameters

SURELY_OVER = 3
"""In so many times a term and a week the term is over, whatever days were off."""
Class = Literal["conduct", "procedure", "regulation", "other"]
"""Of behaviour of officers, of how a procedure was handled, of what rules say, of something else."""


class Petition(Frozen):
    """A petition, as it stands: when what happened to it. What it says, and who sent it, is not kept here."""

    code: str = Field(min_length=1, max_length=60)
    klass: Class = "other"
    received_at: AwareDatetime
    refused_at: AwareDatetime | None = None
    asked_at: AwareDatetime | None = None
    """When its sender was asked for more."""
    supplied_at: AwareDatetime | None = None
    answered_at: AwareDatetime | None = None
    published_at: AwareDatetime | None = None
    """When its answer was published."""
    likes: int = Field(default=0, ge=0, le=MANY)
    dislikes: int = Field(default=0, ge=0, le=MANY)
    repeated: bool = False
    """Whether the same was sent again after the answer."""
    dossier: str = Field(default="", max_length=40)
    """The code of the dossier that it is about."""

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        times = (self.refused_at, self.asked_at, self.supplied_at, self.answered_at, self.published_at)
        if not all(FIRST_DAY.year <= at.year < END_OF_DAYS.year for at in (self.received_at, *times) if at):
            raise ValueError("what happens to a petition lies between 2000 and 2100")
        if any(at and at < self.received_at for at in times):
            raise ValueError("nothing happens to a petition before it is received")
        return self

    @property
    def ended_at(self) -> datetime | None:
        """When nothing more was owed."""
        return self.refused_at or (self.published_at if self.answered_at else None)

    def in_time(self, until: datetime, calendar: Calendar, by: Parameters) -> bool | None:
        """Whether each step was in time by a moment; None while it is under way within its terms."""

        def kept(at: datetime | None, since: datetime, days: int) -> bool:
            return _within(in_vietnam(since).date(), in_vietnam(min(at or until, until)).date(), days, calendar)

        steps = []
        if self.refused_at and self.refused_at <= until:
            return kept(self.refused_at, self.received_at, by.refused_days)
        asked = bool(self.asked_at and self.asked_at <= until)
        if asked:
            steps.append(kept(self.asked_at, self.received_at, by.asked_days))
        if not asked or self.supplied_at or self.answered_at:
            steps.append(kept(self.answered_at, self.supplied_at or self.received_at, by.answered_days))
        if self.answered_at and self.answered_at <= until:
            steps.append(kept(self.published_at, self.answered_at, by.answer_published_days))
        if not all(steps):
            return False
        return True if self.answered_at and self.answered_at <= until else None


def _within(first: date, last: date, days: int, calendar: Calendar) -> bool:
    """Whether so many working days are not over; also of years without a calendar, where none could say otherwise."""
    passed = (last - first).days
    if passed <= days:
        return True
    return passed <= SURELY_OVER * (days + 7) and last <= calendar.add_working_days(first, days)


PETITION: TypeAdapter[Petition] = TypeAdapter(Petition)


def _unhappy(one: Petition, until: datetime, calendar: Calendar, by: Parameters) -> bool:
    return one.dislikes > one.likes or one.repeated or one.in_time(until, calendar, by) is False


def counted(
    petitions: Iterable[Petition], period: Period, now: datetime, calendar: Calendar, by: Parameters
) -> dict[str, Counted]:
    """5.2 and 5.3 of a period; with nothing to count, all their points are reached."""
    until = min(now, period.ends)
    there = [one for one in petitions if one.received_at < until]
    handled = [one for one in there if one.ended_at is None or one.ended_at >= period.begins]
    judged = [held for one in handled if (held := one.in_time(until, calendar, by)) is not None]
    received = [one for one in there if one.received_at >= period.begins]
    content = [one for one in received if not _unhappy(one, until, calendar, by)]
    return {"5.2": Counted.of(sum(judged), len(judged)), "5.3": Counted.of(len(content), len(received))}


def first_in(petitions: Iterable[Petition], period: Period) -> list[Petition]:
    """Those that were received in a period."""
    return [one for one in petitions if period.begins <= one.received_at < period.ends]


def classes(petitions: Iterable[Petition]) -> dict[Class, int]:
    """5.1: how many there are of each class."""
    found: dict[Class, int] = {"conduct": 0, "procedure": 0, "regulation": 0, "other": 0}
    for one in petitions:
        found[one.klass] += 1
    return found


AGES = (0, 6, 16, 31)
"""Days since it was received from which on an open petition is told apart (D: ours)."""


def open_by_age(petitions: Iterable[Petition], now: datetime) -> dict[int, int]:
    """How many are open, by the days from which on their group begins."""
    found = dict.fromkeys(AGES, 0)
    for one in petitions:
        if one.received_at <= now and (one.ended_at is None or one.ended_at > now):
            days = (in_vietnam(now).date() - in_vietnam(one.received_at).date()).days
            found[max(first for first in AGES if first <= days)] += 1
    return found
