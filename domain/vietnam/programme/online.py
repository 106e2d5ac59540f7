"""What goes on-line: work files of bodies by tier, dossiers by channel, and what that saves."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple, Self

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
    own: Literal["included", "beside"] = "included"
    """Whether the dossiers of this installation that the body closed are in both numbers, or come beside them."""

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


class OwnFiles(NamedTuple):
    """Dossiers of this installation whose work files a body closed in a month, or in a part of one from a day on."""

    unit: str
    day: date
    files: WorkFiles


Source = Literal["imported", "own", "own_included"]
"""What was sent in; dossiers of this installation; and those of them that what was sent in says to hold already."""
SOURCES: tuple[Source, ...] = ("imported", "own", "own_included")


class Sourced(NamedTuple):
    """Work files that a body closed, and where that is known from."""

    source: Source
    unit: str
    day: date
    files: WorkFiles

    @property
    def counts(self) -> bool:
        """Whether it is part of the sum: nothing is counted twice."""
        return self.source != "own_included"


WORK_FILES: TypeAdapter[WorkFiles] = TypeAdapter(WorkFiles)
CHANNELS: TypeAdapter[Channels] = TypeAdapter(Channels)


def sourced(brought: Iterable[Entry[WorkFiles]], own: Iterable[OwnFiles]) -> list[Sourced]:
    """What was sent in and what was counted here, so that no file is in the sum twice.

    What a body sends in of a month holds its dossiers here too, unless it says that they come beside it.
    """
    found = [Sourced("imported", one.unit, one.day, one.content) for one in brought]
    holding = {(one.unit, one.day.replace(day=1)) for one in found if one.files.own == "included"}
    return found + [
        Sourced(
            "own_included" if (one.unit, one.day.replace(day=1)) in holding else "own", one.unit, one.day, one.files
        )
        for one in own
    ]


def by_tier(found: Iterable[Sourced], units: Units) -> dict[Tier, Counted]:
    """What bodies of each tier closed, each on the tier on which it stood then; a tier without files is left out."""
    closed, online = dict.fromkeys(TIERS, 0), dict.fromkeys(TIERS, 0)
    for one in found:
        tier = units.tier(one.unit, one.day)
        closed[tier] += one.files.closed
        online[tier] += one.files.online
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
