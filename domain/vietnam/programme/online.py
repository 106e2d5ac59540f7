"""What goes on-line: work files of bodies by tier, dossiers by channel, and what that saves."""

from collections.abc import Container, Iterable, Mapping
from datetime import date
from itertools import islice
from typing import Literal, NamedTuple, Self

from pydantic import Field, TypeAdapter, model_validator

from domain.base.law import Frozen
from domain.province.scoring import MANY, Counted
from domain.province.units import Tier, Unit, Units
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


class OwnDossiers(NamedTuple):
    """Dossiers of this installation that an office received in a month, or in a part of one from a day on."""

    unit: str
    day: date
    counted: Counted


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


NONE = Counted.of(0, 0)
WORK_FILES: TypeAdapter[WorkFiles] = TypeAdapter(WorkFiles)
CHANNELS: TypeAdapter[Channels] = TypeAdapter(Channels)


type Place = tuple[date, str]
"""A month, and a unit as it was within it: the next may bear its code from the middle of it on."""


def _place(unit: Unit, day: date) -> Place:
    return day.replace(day=1), unit.key


def of_months[C](brought: Iterable[Entry[C]], units: Units) -> dict[Place, Entry[C]]:
    """What was sent in last of each unit and month."""
    return {_place(units.nearest(one.unit, one.day), one.day): one for one in brought}


def received(brought: Mapping[Place, Entry[Channels]], own: Iterable[OwnDossiers], units: Units) -> dict[date, Counted]:
    """What each month brought: what was sent in of a unit stands for all below it, sent in or counted here."""

    def told_above(unit: str, day: date, by: Container[Place], since: int = 0) -> bool:
        return any(_place(one, day) in by for one in islice(units.above(unit, day), since, None))

    highest = {place: one for place, one in brought.items() if not told_above(one.unit, one.day, brought, 1)}
    found = [(one.day, one.content.counted) for one in highest.values()]
    found += [(one.day, one.counted) for one in own if not told_above(one.unit, one.day, highest)]
    by_month: dict[date, Counted] = {}
    for day, counted in found:
        month = day.replace(day=1)
        by_month[month] = added((by_month.get(month, NONE), counted))
    return by_month


def sourced(brought: Mapping[Place, Entry[WorkFiles]], own: Iterable[OwnFiles], units: Units) -> list[Sourced]:
    """What was sent in and what was counted here, so that no file is in the sum twice.

    What a body sends in of a month holds its dossiers here too, unless it says that they come beside it.
    """

    def source(one: OwnFiles) -> Source:
        sent = brought.get(_place(units.nearest(one.unit, one.day), one.day))
        return "own_included" if sent and sent.content.own == "included" else "own"

    return [
        *(Sourced("imported", one.unit, one.day, one.content) for one in brought.values()),
        *(Sourced(source(one), *one) for one in own),
    ]


def by_tier(found: Iterable[Sourced], units: Units) -> dict[Tier, Counted]:
    """What bodies of each tier closed, each on the tier on which it stood then; a tier without files is left out."""
    closed, online = dict.fromkeys(TIERS, 0), dict.fromkeys(TIERS, 0)
    for one in found:
        tier = units.nearest(one.unit, one.day).tier
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
    return Counted.of(sum(one.numerator for one in found), sum(one.denominator for one in found))


Months = Mapping[date, Counted]
"""What was counted of each month, by its first day."""
