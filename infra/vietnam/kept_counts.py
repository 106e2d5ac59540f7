"""What the registers that a province keeps add to the index: publication, petitions, and satisfaction with dossiers."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.base.calendar import Calendar, CalendarEnds, in_vietnam
from domain.dossier.acts import Actor
from domain.province.counts import Counts
from domain.province.scoring import Counted
from domain.province.units import NoSuchUnit, Units
from domain.vietnam import petitions, publications
from domain.vietnam.index766 import satisfied
from domain.vietnam.kept import SPAN, SPANS, Register, covers
from domain.vietnam.petitions import PETITION, Petition
from domain.vietnam.programme.entries import Entry
from domain.vietnam.programme.parameters import Parameters
from domain.vietnam.publications import PUBLICATION
from infra.analysis.counting import Asked
from infra.vietnam.entries import PETITIONS, PUBLICATIONS, ProvinceEntries, Wanted
from infra.vietnam.received import ProvinceReceived


@dataclass(frozen=True)
class KeptCounts:
    """Counts them; a metric of which a register holds nothing, and was not kept whole then, is not known."""

    entries: ProvinceEntries
    received: ProvinceReceived
    parameters: Parameters
    units: Units
    calendar_at: Callable[[str], Calendar]

    async def of(self, unit: str, asked: Asked, counts: Counts, now: datetime, by: Actor) -> Mapping[str, Counted]:
        """Of a unit and the offices that belong to it; petitions name no procedure: of one alone they tell nothing."""
        found: dict[str, Counted] = {}
        # Whether something was in time is not known where nobody has decided yet which days were worked.
        with suppress(CalendarEnds):
            found |= await self._published(unit, asked, now, by)
        with suppress(CalendarEnds):
            found |= {} if asked.procedure else await self._petitioned(unit, asked, counts, now, by)
        return found

    async def _published(self, unit: str, asked: Asked, now: datetime, by: Actor) -> dict[str, Counted]:
        """The province's alone: it decides on all procedures that its communes apply."""
        if unit != self.parameters.province:
            return {}
        found = await self.entries.standing(Wanted(PUBLICATIONS, asked.offices), PUBLICATION, by)
        rows = [one.content for one in found if asked.procedure in ("", one.content.procedure)]
        today, calendar = in_vietnam(now).date(), self.calendar_at(unit)
        told = publications.counted(rows, asked.period, today, calendar, self.parameters)
        kept = await self._kept("publications", unit, asked, now, by)
        return {metric: one for metric, one in told.items() if one.denominator or kept}

    async def _petitioned(
        self, unit: str, asked: Asked, counts: Counts, now: datetime, by: Actor
    ) -> dict[str, Counted]:
        wanted = Wanted(PETITIONS, asked.offices, next=asked.period.next)
        found: list[Entry[Petition]] = await self.entries.standing(wanted, PETITION, by)
        rows, calendar = [one.content for one in found], self.calendar_at(self.parameters.province)
        told = petitions.counted(rows, asked.period, now, calendar, self.parameters)
        some = any(one.denominator for one in told.values())
        if not some and not await self._kept("petitions", unit, asked, now, by):
            return {}
        stars, about = self.parameters.dislike_stars, [one.dossier for one in rows if one.dossier]
        complained = await self.received.complained(asked.offices, asked.period, about, stars, by)
        late = Counted.of(counts.handled - counts.in_time, counts.handled)
        return told | {"5.4": satisfied(late, complained)}

    async def _kept(self, kind: Register, unit: str, asked: Asked, now: datetime, by: Actor) -> bool:
        """Whether a register was kept whole for a unit through a period, up to yesterday where it goes on."""
        first = asked.period.first
        last = min(asked.period.next, in_vietnam(now).date()) - timedelta(days=1)
        found = await self.entries.standing(Wanted(SPANS), SPAN, by)
        spans = [one.content for one in found if one.content.kind == kind and self._is_of(unit, one.unit, first)]
        return covers(spans, first, max(first, last))

    def _is_of(self, unit: str, above: str, day: date) -> bool:
        try:
            return unit in {one.code for one in self.units.below(above, day)}
        except NoSuchUnit:
            return False
