"""What the index is counted of beside dossiers: what units offer, and what registers keep of them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.base.calendar import Calendar, CalendarEnds, in_vietnam, months_after
from domain.dossier.acts import Actor
from domain.province.counts import Counts
from domain.province.periods import Period
from domain.province.scoring import Counted
from domain.province.units import NoSuchUnit, Units
from domain.vietnam import petitions, publications
from domain.vietnam.competence import FEES, SERVICES, Fees, Services
from domain.vietnam.index766 import Beside, Offers, counted, offered_by
from domain.vietnam.kept import SPAN, SPANS, Register, Span, covers
from domain.vietnam.petitions import PETITION, Petition
from domain.vietnam.programme.entries import Entry
from domain.vietnam.programme.parameters import Parameters
from domain.vietnam.publications import PUBLICATION, Publication
from domain.vietnam.receipts import TOTALS, Receipts, Totals, receipts
from infra.analysis.analysis import Published
from infra.analysis.counting import Asked
from infra.vietnam import entries as registers
from infra.vietnam.entries import ProvinceEntries, Wanted
from infra.vietnam.received import Happiness, happiness, issuing

BACK = 12
"""Months before a period whose totals may stand for its own."""


@dataclass(frozen=True)
class KeptCounts:
    """Reads it; a metric of which a register holds nothing, and was not kept whole then, is not known."""

    entries: ProvinceEntries
    parameters: Parameters
    units: Units
    calendar_at: Callable[[str], Calendar]
    offers: Offers

    async def of(
        self, unit: str, asked: Asked, counts: Counts, published: Published, now: datetime, by: Actor
    ) -> dict[str, Counted]:
        """What is known of a unit and of the offices that belong to it, by metric."""
        return (await self.read((unit,), asked, published, now, by)).counted(unit, asked.offices, counts)

    async def read(
        self, tops: Sequence[str], asked: Asked, published: Published, now: datetime, by: Actor
    ) -> "Registers":
        """All that is needed to count units, and the offices asked about, one by one.

        Dossiers are counted of the publication that the others are: a year of them is too much for the database.
        """
        period, read = asked.period, self.entries.standing
        province = self.parameters.province
        # Petitions name no procedure: of one alone they tell nothing.
        wanted = Wanted(registers.PETITIONS, () if asked.procedure else asked.offices, next=period.next)
        found = await read(wanted, PETITION, by)
        of_province = Wanted(registers.PUBLICATIONS, asked.offices if province in tops else ())
        about = [one.content.dossier for one in found if one.content.dossier]
        stars = self.parameters.dislike_stars
        return Registers(
            kept=self,
            asked=asked,
            now=now,
            petitions=found,
            publications=await read(of_province, PUBLICATION, by),
            spans=await read(Wanted(SPANS), SPAN, by),
            totals=await self._totals(tops, period, by),
            services=await self.entries.newest(Wanted(registers.SERVICES, tops, next=period.next), SERVICES, by),
            fees=await self.entries.newest(Wanted(registers.FEES, tops, next=period.next), FEES, by),
            happiness=await happiness(published, asked, about, stars),
            copying=await issuing(published, asked, self.parameters.certified_copy),
        )

    async def receipts(self, unit: str, period: Period, by: Actor) -> Receipts | None:
        """How many dossiers others say that a unit received; None where they do not."""
        told = {one.content.period: one.content for one in await self._totals((unit,), period, by)}
        return receipts(told, period)

    async def _totals(self, tops: Sequence[str], period: Period, by: Actor) -> list[Entry[Totals]]:
        since = months_after(period.first.replace(month=1), -BACK)
        return await self.entries.standing(Wanted(registers.TOTALS, tops, since, period.next), TOTALS, by)


@dataclass(frozen=True)
class Registers:
    """What was read for some units, their offices and a period."""

    kept: KeptCounts
    asked: Asked
    now: datetime
    """Up to when what is under way is judged, and what stands on the national database counts."""
    petitions: Sequence[Entry[Petition]]
    publications: Sequence[Entry[Publication]]
    spans: Sequence[Entry[Span]]
    totals: Sequence[Entry[Totals]]
    services: Sequence[Entry[Services]]
    fees: Sequence[Entry[Fees]]
    happiness: Happiness
    copying: frozenset[str]
    """Offices that gave a certified electronic copy."""

    def counted(self, unit: str, offices: Sequence[str], counts: Counts) -> dict[str, Counted]:
        """What is known of one of the units, by metric."""
        return counted(counts, self.beside(unit, offices))

    def beside(self, unit: str, offices: Sequence[str]) -> Beside:
        """What is known of one of the units and the offices that belong to it, beside its dossiers."""
        procedure, offered = self.asked.procedure, offered_by(offices, self.kept.offers)
        judged, petitioned = dict[str, Counted](), dict[str, Counted]()
        # Whether something was in time is not known where nobody has decided yet which days were worked.
        with suppress(CalendarEnds):
            judged = self._published(unit)
        with suppress(CalendarEnds):
            petitioned = self._petitioned(unit, {*offices})
        told = {one.content.period: one.content for one in self.totals if one.unit == unit}
        return Beside(
            offered=offered & {procedure} if procedure else offered,
            for_organisations=self.kept.parameters.for_organisations,
            alone=bool(procedure),
            receipts=None if procedure else receipts(told, self.asked.period),
            services=next((one.content for one in self.services if one.unit == unit), None),
            fees=next((one.content for one in self.fees if one.unit == unit), None),
            copies=self._copies(offices),
            judged=judged | petitioned,
            complained=self._complained(offices) if petitioned else None,
        )

    def _copies(self, offices: Sequence[str]) -> Counted | None:
        copy = self.kept.parameters.certified_copy
        if self.asked.procedure not in ("", copy):
            return None
        may = {office for office in offices if copy in self.kept.offers.get(office, ())}
        return Counted.of(len(may & self.copying), len(may)) if may else None

    def _published(self, unit: str) -> dict[str, Counted]:
        """The province's alone: it decides on all procedures that its communes apply."""
        kept, asked = self.kept, self.asked
        if unit != kept.parameters.province:
            return {}
        rows = [one.content for one in self.publications if asked.procedure in ("", one.content.procedure)]
        today, calendar = in_vietnam(self.now).date(), kept.calendar_at(unit)
        told = publications.counted(rows, asked.period, today, calendar, kept.parameters)
        whole = self._whole("publications", unit)
        return {metric: one for metric, one in told.items() if one.denominator or whole}

    def _petitioned(self, unit: str, offices: set[str]) -> dict[str, Counted]:
        if self.asked.procedure:
            return {}
        kept = self.kept
        rows = [one.content for one in self.petitions if one.unit in offices]
        calendar = kept.calendar_at(kept.parameters.province)
        told = petitions.counted(rows, self.asked.period, self.now, calendar, kept.parameters)
        some = any(one.denominator for one in told.values())
        return told if some or self._whole("petitions", unit) else {}

    def _complained(self, offices: Sequence[str]) -> Counted:
        return self.happiness.complained(offices, {*self.petitioned(offices)})

    def petitioned(self, offices: Sequence[str]) -> list[str]:
        """Dossiers that petitions to some offices are about."""
        return [one.content.dossier for one in self.petitions if one.content.dossier and one.unit in {*offices}]

    def _whole(self, kind: Register, unit: str) -> bool:
        """Whether a register was kept whole for a unit through the period, up to yesterday where it goes on."""
        period = self.asked.period
        last = min(period.next, in_vietnam(self.now).date()) - timedelta(days=1)
        mine = (one for one in self.spans if one.content.kind == kind and self._is_of(unit, one.unit, period.first))
        return covers((one.content for one in mine), period.first, max(period.first, last))

    def _is_of(self, unit: str, above: str, day: date) -> bool:
        try:
            return unit in {one.code for one in self.kept.units.below(above, day)}
        except NoSuchUnit:
            return False
