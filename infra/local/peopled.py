"""Fills a house with a made-up year of the province, whose people are those of its sandbox."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.base.calendar import VIETNAM
from domain.registers.registry import Registry
from infra.crypto.blind_index import BlindIndex
from infra.db.database import Database
from infra.facts.loading import Facts
from infra.facts.units import load_units
from infra.journal.journal import utc_now
from infra.local.house import LocalHouse
from infra.local.people import Json, People
from infra.runtime.settings import Settings
from infra.terminal.client import Complaint
from infra.vietnam.made.households import Neighbours
from infra.vietnam.made.making import MadeBefore, Year, make
from infra.vietnam.made.surroundings import Surroundings

KINDS = ("plain", "no_marriage", "older", "elders")
"""The couples who file: those that are awkward on purpose belong to tests."""
EVERYBODY = 5_000
FOUNDED = date(2025, 7, 1)
"""The first day of the 104 communes, and of the law by which they decide."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to look at."""

    dossiers: int
    seed: int = 33
    year: int = 0
    """A calendar year; 0 the days before today, so many of them."""
    days: int = 365

    def until(self, today: date) -> Year:
        """The year, over by the morning of a day."""
        last = min(today, date(self.year + 1, 1, 1)) if self.year else today
        first = max(date(self.year, 1, 1) if self.year else last - timedelta(days=self.days), FOUNDED)
        if first >= last:
            raise Complaint(f"nothing can have happened in {self.year}: it has not begun, or there were other communes")
        begin, end = (datetime.combine(day, time(), VIETNAM) for day in (first, last))
        return Year(self.dossiers, self.seed, begin, end)


async def couples(people: People) -> Sequence[Json]:
    """Everybody of the sandbox who files, always in the same order."""
    return [couple for kind in KINDS for couple in await people.couples(kind, EVERYBODY)]


async def fill(house: LocalHouse, registry: Callable[[], Registry], wanted: Wanted) -> int:
    """Make it, and give how many dossiers there are.

    Raises:
        Complaint: it was made before, the year has not begun, or real people work here.
    """
    if (settings := house.settings()).environment == "production":
        raise Complaint("nothing made up is written beside what is real: MOTCUA_ENVIRONMENT is production")
    year = wanted.until(datetime.now(VIETNAM).date())
    async with People(house.api_url, house.sandbox_url) as people:
        found = await couples(people)
    try:
        many = await make(settings, registry, found, year)
    except MadeBefore as before:
        raise Complaint(str(before)) from before
    await _surrounded(settings, found, year)
    return many


async def _surrounded(settings: Settings, found: Sequence[Json], year: Year) -> None:
    """Enter what a province keeps beside its dossiers."""
    facts = Facts.load(settings.facts)
    beside = Surroundings(
        name=year.name,
        since=year.since,
        until=year.until,
        dossiers=year.dossiers,
        neighbours=Neighbours.of(found, facts.offices),
        units=load_units(facts.offices, settings.facts),
        calendar=facts.calendars.common,
        index=BlindIndex(settings.blind_index_key.get_secret_value()),
    )
    async with Database.of_engine(settings, 2) as database:
        await beside.keep(database, utc_now())
