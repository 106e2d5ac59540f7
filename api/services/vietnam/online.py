"""On-line rates of a unit's work files and dossiers, by tier and month, and what on-line filing saves."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import ceil

from api.schemas.vietnam.online import ForecastView, MonthView, OnlineRateView, RateView, SavingsView, SourceView
from api.services.vietnam.programme_tools import ProgrammeTools, Reading, coded, figure
from domain.base.calendar import months_after
from domain.province.periods import Period
from domain.province.scoring import Counted, rounded
from domain.province.trends import forecast, needed
from domain.province.units import NoSuchUnit, Tier
from domain.vietnam.programme import online, rights
from domain.vietnam.programme.online import Channels, OwnFiles, Sourced, WorkFiles
from domain.vietnam.programme.savings import Version, in_force
from infra.analysis.analysis import FactsUnpublished
from infra.analysis.counting import Asked, ProvinceCounts
from infra.analysis.work_files import closed_files
from infra.vietnam.entries import CHANNELS, WORK_FILES, Wanted

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
        by_month = await self._received(self.period)
        months = [
            MonthView(
                month=f"{month:%Y-%m}",
                imported=imported,
                rates=self._services(await self._three(Period.month(month), counted)),
            )
            for month, (counted, imported) in by_month.items()
        ]
        total = online.added(counted for counted, _ in by_month.values())
        return self._view(
            "service", self._services(await self._three(self.period, total)), months, await self._forecast()
        )

    async def closed(self) -> dict[Tier, Counted]:
        """Work files closed, by the tier of the bodies that handled them."""
        found, _ = await self._work_files()
        return self._by_tier(found)

    async def filed(self) -> Counted | None:
        """Dossiers filed on-line, of those received; None where none of the period is known."""
        by_month = await self._received(self.period)
        return _known(online.added(counted for counted, _ in by_month.values()))

    async def told(self) -> Counted | None:
        """Metric 3.3 of the index; None where the national portal was told of no dossier."""
        return await self._on_portal(self.period)

    def full(self) -> Counted | None:
        """Procedures with a full service, of those in force at the period's end."""
        return self.tools.full_services(self._last)

    async def savings(self) -> SavingsView:
        """What those filed on-line saved."""
        by_month, by = await self._received(self.period), self.tools.parameters
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

    def _tops(self, day: date) -> tuple[str, ...]:
        """The unit on a day, or all that it was made of."""
        units = self.tools.province.units
        if self.merged:
            return tuple(one.code for one in units.parts(self.unit, day, self.by.at))
        return (units.unit(self.unit, day).code,)

    def _codes(self, day: date) -> set[str]:
        return {one.code for top in self._tops(day) for one in self.tools.province.units.below(top, day)}

    def offices(self) -> list[str]:
        """Of all months of the period, the units that there were."""
        return self._offices(self.period)

    def _offices(self, period: Period) -> list[str]:
        return sorted(set[str]().union(*(self._codes(month) for month in self._months(period))))

    def may_see(self) -> None:
        """Let in whoever may see the unit's figures."""
        day = self.by.at if self.merged else self._last
        rights.may_see(self.by.who, self.unit, self.tools.province.units, self.tools.parameters, day)

    async def _work_files(self) -> tuple[list[Sourced], datetime | None]:
        """Of all sources, and up to when dossiers closed here are among them; None, where none is published."""
        wanted = Wanted(WORK_FILES, None, self.period.first, self.period.next)
        found = await self.tools.entries.standing(wanted, online.WORK_FILES, self.by.who)
        below = {month: self._codes(month) for month in self._months(self.period)}
        brought = [one for one in found if one.unit in below.get(one.day.replace(day=1), ())]
        try:
            counts = await self.tools.province.counts()
        except FactsUnpublished:
            return online.sourced(brought, ()), None
        own = [one for month in below for one in await self._own_files(month, counts)]
        return online.sourced(brought, own), counts.as_of

    async def _own_files(self, month: date, counts: ProvinceCounts) -> list[OwnFiles]:
        """Dossiers closed here in a month, by the units that there were on each day of it."""
        until = min(months_after(month, 1), self.by.at + timedelta(days=1))
        return [
            OwnFiles(one.office, part.first, WorkFiles(closed=one.closed, online=one.online))
            for part in self.tools.province.units.stretches(Period(first=month, next=until))
            for one in await closed_files(counts, self._there(part.first), part)
        ]

    def _there(self, day: date) -> list[str]:
        # A unit may end, or be founded, in the middle of a month.
        with suppress(NoSuchUnit):
            return sorted(self._codes(day))
        return []

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

    async def _three(self, period: Period, filed: Counted) -> Three:
        last = min(period.next - timedelta(days=1), self.by.at)
        return _known(filed), await self._on_portal(period), self.tools.full_services(last)

    async def _on_portal(self, period: Period) -> Counted | None:
        counted = await self.tools.metric("3.3", self.unit, Asked(self._offices(period), period), self.by.who)
        return _known(counted) if counted else None

    def _services(self, three: Three) -> list[RateView]:
        told = zip(SERVICES, three, (self.tools.parameters.online_goal, None, None), strict=True)
        return [
            RateView(tier=None, rate=figure(counted, name, self.tools, self.by.locale), goal=goal)
            for name, counted, goal in told
        ]

    async def _received(self, period: Period) -> dict[date, tuple[Counted, bool]]:
        """What each month brought; what an import tells of a unit stands for all below it."""
        months = self._months(period)
        if not months:
            return {}
        wanted = Wanted(CHANNELS, None, period.first, period.next)
        brought = await self.tools.entries.standing(wanted, online.CHANNELS, self.by.who)
        lines = {(one.unit, one.day.replace(day=1)): one.content for one in brought}
        found = await self.tools.received.by_month(self._offices(period), period.first, period.next, self.by.who)
        counted = {(one.office, one.month): Counted.of(one.online, one.received) for one in found}
        return {
            month: (
                online.added(self._of(top, month, lines, counted) for top in self._tops(month)),
                any(at == month and unit in self._codes(month) for unit, at in lines),
            )
            for month in months
        }

    def _of(
        self,
        unit: str,
        month: date,
        lines: dict[tuple[str, date], Channels],
        counted: dict[tuple[str, date], Counted],
    ) -> Counted:
        if (line := lines.get((unit, month))) is not None:
            return line.counted
        own = counted.get((unit, month), Counted.of(0, 0))
        below = self.tools.province.units.children(unit, month)
        return online.added((own, *(self._of(one.code, month, lines, counted) for one in below)))

    async def _forecast(self) -> ForecastView | None:
        """Of December of this year, by the last twelve whole months."""
        this = self.by.at.replace(day=1)
        back = await self._received(Period(first=months_after(this, -YEAR), next=this))
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
