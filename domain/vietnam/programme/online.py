"""What goes on-line: work files of bodies by tier, dossiers by channel, and what that saves."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Self

from pydantic import Field, TypeAdapter, model_validator

from domain.base.law import Frozen
from domain.province.scoring import MANY, Counted
from domain.province.units import Tier, Units
from domain.vietnam.programme.entries import Entry

TIERS: tuple[Tier, ...] = ("province", "district", "commune")


class WorkFiles(Frozen):
    """Work files that a body closed in a month (hồ sơ công việc); secret ones are in neither number."""

    closed: int = Field(ge=0, le=MANY)
    online: int = Field(ge=0, le=MANY)
    """Of those, acted on in the system alone from opening to closing, with electronic signatures."""

    @model_validator(mode="after")
    def _are_of_each_other(self) -> Self:
        if self.online > self.closed:
            raise ValueError("online ≤ closed")
        return self


class Channels(Frozen):
    """Dossiers that a unit received in a month, by the way in which they came; of months before the journal's."""

    direct: int = Field(default=0, ge=0, le=MANY)
    """At the counter, also where an officer typed it in for somebody."""
    online: int = Field(default=0, ge=0, le=MANY)
    post: int = Field(default=0, ge=0, le=MANY)
    kiosk: int = Field(default=0, ge=0, le=MANY)
    unknown: int = Field(default=0, ge=0, le=MANY)
    """Without a channel."""

    @property
    def counted(self) -> Counted:
        """Filed on-line of all: a kiosk is on-line, what names no channel came direct."""
        return Counted.of(self.online + self.kiosk, sum(self.model_dump().values()))


WORK_FILES: TypeAdapter[WorkFiles] = TypeAdapter(WorkFiles)
CHANNELS: TypeAdapter[Channels] = TypeAdapter(Channels)


def by_tier(found: Iterable[Entry[WorkFiles]], units: Units) -> dict[Tier, Counted]:
    """What bodies of each tier closed, each on the tier on which it stood then; a tier without files is left out."""
    closed, online = dict.fromkeys(TIERS, 0), dict.fromkeys(TIERS, 0)
    for entry in found:
        tier = units.tier(entry.unit, entry.day)
        closed[tier] += entry.content.closed
        online[tier] += entry.content.online
    return {tier: Counted.of(online[tier], closed[tier]) for tier in TIERS if closed[tier]}


def standing_tiers(units: Units, day: date) -> tuple[Tier, ...]:
    """The tiers that there are on a day: districts until 2025-06-30."""
    there = {unit.tier for unit in units.on(day)}
    return tuple(tier for tier in TIERS if tier in there)


def added(counted: Iterable[Counted]) -> Counted:
    """Several together."""
    found = [*counted]
    return Counted(
        numerator=sum((one.numerator for one in found), Counted.of(0, 0).numerator),
        denominator=sum((one.denominator for one in found), Counted.of(0, 0).numerator),
    )


Months = Mapping[date, Counted]
"""What was counted of each month, by its first day."""
