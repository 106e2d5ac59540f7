"""On-line rates of a unit's work files and dossiers, by tier and month, and what on-line filing saves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import ceil

from pydantic import TypeAdapter

from api.schemas.vietnam.online import ForecastView, MonthView, OnlineRateView, RateView, SavingsView, SourceView
from api.services.vietnam.programme_tools import ProgrammeTools, Reading, coded, figure
from domain.base.calendar import months_after
from domain.province.periods import Period
from domain.province.scoring import Counted, rounded
from domain.province.trends import forecast, needed
from domain.province.units import Tier
from domain.vietnam.programme import online, rights
from domain.vietnam.programme.entries import Entry
from domain.vietnam.programme.online import NONE, OwnFiles, Sourced, WorkFiles
from domain.vietnam.programme.savings import Version, in_force
from infra.analysis.analysis import FactsUnpublished
from infra.analysis.counting import OfUnit, ProvinceCounts
from infra.analysis.work_files import closed_files
from infra.vietnam.entries import CHANNELS, WORK_FILES, Wanted
from infra.vietnam.received import received_by_month

YEAR = 12
SERVICES = ("filed_online", "online_766", "full_services")
"""The three rates of services, which are not one another."""
DOUBT = "FDK"
"""Marks, the surest first."""
Three = tuple[Counted | None, Counted | None, Counted | None]
"""What was counted for each of them."""


@dataclass(frozen=True)
class Online:
    """The on-line rates of a unit in a period, as somebody reads them."""

    unit: str
    period: Period
    merged: bool
    tools: ProgrammeTools
    by: Reading

    async def work(self, tier: Tier | None) -> OnlineRateView:
        """Of work files: each on the tier on which its body stood then."""
        found, as_of = await self._work_files()
        by_month = {
            month: [one for one in found if one.day.replace(day=1) == month] for month in self._months(self.period)
        }
        months = [
            MonthView(
                month=f"{month:%Y-%m}",
                imported=any(one.source == "imported" for one in of),
                rates=self._tiers(of, month, tier),
            )
            for month, of in by_month.items()
        ]
        told = self._view("work", self._tiers(found, self.period.first, tier), months, None)
        return told.model_copy(update={"sources": self._sources(found, tier), "own_as_of": as_of})

    async def service(self) -> OnlineRateView:
        """Of dossiers: three rates, each by its own definition."""
        of = self.of(self.period)
        counts = await self.published()
        by_month = await self._received(of, counts)
        months = [
            MonthView(
                month=f"{month:%Y-%m}",
                imported=imported,
                rates=self._services(await self._three(of.within(Period.month(month)), counted, counts)),
            )
            for month, (counted, imported) in by_month.items()
        ]
        total = online.added(counted for counted, _ in by_month.values())
        rates = self._services(await self._three(of, total, counts))
        return self._view("service", rates, months, await self._forecast(counts))

    async def closed(self) -> tuple[dict[Tier, Counted], datetime | None]:
        """Work files closed, by the tier of the bodies that handled them; and up to when those closed here are."""
        found, as_of = await self._work_files()
        return self._by_tier(found), as_of

    async def filed(self) -> Counted | None:
        """Dossiers filed on-line, of those received; None where none of the period is known."""
        by_month = await self._received(self.of(self.period), await self.published())
        return _known(online.added(counted for counted, _ in by_month.values()))

    async def told(self) -> tuple[Counted | None, datetime | None]:
        """Metric 3.3 of the index, and as of when; None where the national portal was told of no dossier."""
        counts = await self.published()
        return await self._on_portal(self.of(self.period), counts), counts.as_of if counts else None

    def full(self) -> Counted | None:
        """Procedures with a full service, of those in force at the period's end."""
        return self.tools.full_services(self._last)

    async def savings(self) -> SavingsView:
        """What those filed on-line saved."""
        by_month = await self._received(self.of(self.period), await self.published())
        by = self.tools.parameters
        known = {month: int(one.numerator) for month, (one, _) in by_month.items() if _known(one)}
        versions = self.versions()
        return SavingsView.model_validate(
            {
                "unit": coded(self.unit, self.tools, self._last),
                "period": self.period.written,
                "computed_at": self.by.now,
                "online": sum(known.values()) if known else None,
                "each": (versions or by.savings[:1])[-1].each,
                "total": self._saved(known),
                "versions": [one.model_dump(exclude={"parts"}) for one in versions],
                "method": by.saving_method.in_(self.by.locale),
                "basis": " ".join(one.basis for one in versions),
                "mark": max((one.mark for one in versions), key=DOUBT.index, default="K"),
                "imported": any(imported for _, imported in by_month.values()),
                "by": [],
                "parameters": [],
            }
        )

    def versions(self) -> list[Version]:
        """The parameters of savings that are in force in months of the period, each once."""
        found = [in_force(self.tools.parameters.savings, month) for month in self._months(self.period)]
        return [*dict.fromkeys(one for one in found if one)]

    def _saved(self, filed: dict[date, int]) -> int | None:
        """Each month by its own parameters; None where nothing is known of the period, or not by which to count."""
        by_month = [(many, in_force(self.tools.parameters.savings, month)) for month, many in filed.items()]
        told = [many * version.each for many, version in by_month if version]
        return sum(told) if told and len(told) == len(by_month) else None

    @property
    def _last(self) -> date:
        return min(self.period.next - timedelta(days=1), self.by.at)

    def _view(
        self, kind: str, rates: list[RateView], months: list[MonthView], ahead: ForecastView | None
    ) -> OnlineRateView:
        return OnlineRateView.model_validate(
            {
                "unit": coded(self.unit, self.tools, self._last),
                "kind": kind,
                "period": self.period.written,
                "merged": self.merged,
                "computed_at": self.by.now,
                "rates": rates,
                "months": months,
                "forecast": ahead,
                "sources": [],
                "own_as_of": None,
            }
        )

    def _months(self, period: Period) -> list[date]:
        """Those that have begun."""
        months, month = [], period.first
        while month < period.next and month <= self.by.at:
            months.append(month)
            month = months_after(month, 1)
        return months

    def of(self, period: Period) -> OfUnit:
        """The unit, or all that it was made of, through a period.

        Raises:
            NoSuchUnit: it was not there in any of it.
        """
        tree = self.by.at if self.merged else None
        return OfUnit.through(self.tools.province.units, self.unit, period, self.by.at, tree=tree)

    def may_see(self) -> None:
        """Let in whoever may see the unit's figures.

        Raises:
            WrongRole, OutOfReach: they may not.
            NoSuchUnit: it was not there in any of the period.
        """
        units, today = self.tools.province.units, self.by.at
        day = today if self.merged else units.last(self.unit, self.period, today)
        rights.may_see(self.by.who, self.unit, units, self.tools.parameters, day, today)

    async def _work_files(self) -> tuple[list[Sourced], datetime | None]:
        """Of all sources, and up to when dossiers closed here are among them; None, where none is published."""
        of, units, own = self.of(self.period), self.tools.province.units, list[OwnFiles]()
        brought = await self._brought(WORK_FILES, online.WORK_FILES, of)
        if (counts := await self.published()) is None:
            return online.sourced(brought, own, units), None
        for month in self._months(self.period):
            own += await self._own_files(of.within(Period.month(month)), counts)
        return online.sourced(brought, own, units), counts.as_of

    async def _own_files(self, of: OfUnit, counts: ProvinceCounts) -> list[OwnFiles]:
        """Dossiers closed here in a month, by the bodies that belonged to the unit in each stretch of it."""
        return [
            OwnFiles(one.office, part.stretch.first, WorkFiles(closed=one.closed, online=one.online))
            for part in of.parts
            for one in await closed_files(counts, part)
        ]

    async def _brought[C](self, register: str, kind: TypeAdapter[C], of: OfUnit) -> dict[online.Place, Entry[C]]:
        """What was sent in of months that have begun, of the units that belonged to it on the line's day."""
        period = of.whole.period
        wanted = Wanted(register, None, period.first, min(period.next, Period.month(self.by.at).next))
        found = await self.tools.entries.standing(wanted, kind, self.by.who)
        return online.of_months((one for one in found if of.holds(one.unit, one.day)), self.tools.province.units)

    def _by_tier(self, found: Iterable[Sourced]) -> dict[Tier, Counted]:
        return online.by_tier((one for one in found if one.counts), self.tools.province.units)

    def _sources(self, found: Iterable[Sourced], only: Tier | None) -> list[SourceView]:
        by_source = {source: [one for one in found if one.source == source] for source in online.SOURCES}
        return [
            SourceView(source=source, tier=tier, rate=figure(counted, "work_online", self.tools, self.by.locale))
            for source, of in by_source.items()
            for tier, counted in online.by_tier(of, self.tools.province.units).items()
            if only in (None, tier)
        ]

    def _tiers(self, found: Iterable[Sourced], day: date, only: Tier | None) -> list[RateView]:
        counted, goals = self._by_tier(found), self.tools.parameters.work_goals
        there = online.standing_tiers(self.tools.province.units, day)
        return [
            RateView(
                tier=tier,
                rate=figure(counted.get(tier), "work_online", self.tools, self.by.locale),
                goal=goals.get(tier),
            )
            for tier in there
            if only in (None, tier)
        ]

    async def published(self) -> ProvinceCounts | None:
        """What is published now: the months of an answer and their sum are asked of one publication."""
        try:
            return await self.tools.province.counts()
        except FactsUnpublished:
            return None

    async def _three(self, of: OfUnit, filed: Counted, counts: ProvinceCounts | None) -> Three:
        last = min(of.whole.period.last, self.by.at)
        return _known(filed), await self._on_portal(of, counts), self.tools.full_services(last)

    async def _on_portal(self, of: OfUnit, counts: ProvinceCounts | None) -> Counted | None:
        counted = await self.tools.metric("3.3", self.unit, of, counts, self.by.who)
        return _known(counted) if counted else None

    def _services(self, three: Three) -> list[RateView]:
        told = zip(SERVICES, three, (self.tools.parameters.online_goal, None, None), strict=True)
        return [
            RateView(tier=None, rate=figure(counted, name, self.tools, self.by.locale), goal=goal)
            for name, counted, goal in told
        ]

    async def _received(self, of: OfUnit, counts: ProvinceCounts | None) -> dict[date, tuple[Counted, bool]]:
        """What each month brought that has begun, and whether any of it was sent in."""
        brought = await self._brought(CHANNELS, online.CHANNELS, of)
        own = await received_by_month(counts.published, of) if counts else []
        found, sent = online.received(brought, own, self.tools.province.units), {month for month, _ in brought}
        return {month: (found.get(month, NONE), month in sent) for month in self._months(of.whole.period)}

    async def _forecast(self, counts: ProvinceCounts | None) -> ForecastView | None:
        """Of December of this year, by the last twelve whole months."""
        this = self.by.at.replace(day=1)
        if not self.tools.province.units.has(self.unit, self.by.at):
            return None
        back = await self._received(self.of(Period(first=months_after(this, -YEAR), next=this)), counts)
        ratios = [counted.ratio for counted, _ in back.values()]
        months_left = 12 - this.month + 1
        ahead = forecast([None if one is None else float(one * 100) for one in ratios], months_left)
        if ahead is None:
            return None
        so_far = online.added(counted for month, (counted, _) in back.items() if month.year == this.year)
        # A month of which nothing is known had dossiers too: the mean is of those that are.
        mean = online.added(counted for counted, _ in back.values()).denominator / (YEAR - ratios.count(None))
        to_come = float(mean * months_left)
        share = needed(int(so_far.numerator), int(so_far.denominator), to_come, self.tools.parameters.online_goal / 100)
        return ForecastView(
            month=f"{this.year}-12",
            percent=_two(ahead.value),
            low=_two(ahead.low),
            high=_two(ahead.high),
            needed=None if share is None else _two(share * 100),
            needed_a_month=None if share is None else ceil(round(share * float(mean), 6)),
        )


def _known(counted: Counted) -> Counted | None:
    """A month of which nothing is here may have had dossiers elsewhere: it is not known."""
    return counted if counted.denominator else None


def _two(value: float) -> float:
    return float(rounded(Counted.of(Decimal(str(value)), 1).numerator))
