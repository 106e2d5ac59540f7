"""The screens of an operation centre, each of a unit that the reader may see."""

from asyncio import gather
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal
from urllib.parse import urlencode

from api.schemas.base import Coded
from api.schemas.province.centre import (
    Beside,
    DueList,
    DueView,
    Figure,
    FlowView,
    IntervalView,
    LinkedList,
    LinkedView,
    MapView,
    OverviewView,
    PaymentsView,
    PlaceView,
    RegisterDays,
    RegisterDayView,
    RegistersView,
    RegisterView,
    TakingsView,
    TookView,
    WholeView,
)
from api.services.province.defining import defined
from api.services.province.tools import ProvinceTools
from domain.base.calendar import in_vietnam, midnight
from domain.base.law import Channel
from domain.base.refusals import Unacceptable
from domain.base.words import Words, capital
from domain.dossier.acts import Actor
from domain.province.centre import ALL, AgencyNow, Narrow, intervals, is_behind
from domain.province.counts import Counts
from domain.province.course import NotKept
from domain.province.definitions import ON_TIME, TOOK, Definition
from domain.province.durations import Duration
from domain.province.kept_figures import FIGURES
from domain.province.periods import Period
from domain.province.reach import reached_through, within_reach
from domain.province.scoring import GroupScore, rounded
from domain.province.units import Unit, with_desks
from domain.registers.answer_times import Answering
from domain.registers.registry import Registry
from infra.analysis.branch_counts import branch_counts, whole_counts
from infra.analysis.counting import Asked, OfUnit, ProvinceCounts
from infra.analysis.durations import duration, duration_by_place
from infra.analysis.takings import takings

MOST = 200
"""Rows of what is due."""
CHANNELS: Mapping[Channel, Literal["direct", "online"]] = {Channel.DIRECT: "direct", Channel.ONLINE: "online"}
"""As programs call them."""
SLOW = 2000
"""Milliseconds from which on an agency counts as slow."""


@dataclass(frozen=True)
class Looking:
    """Who looks at which unit, when and in which language."""

    unit: str
    reader: Actor
    now: datetime
    locale: str
    narrow: Narrow = ALL
    at: datetime | None = None
    """The moment that is asked about, where it is another than this."""

    @property
    def narrowing(self) -> str:
        """What it is narrowed to, and its moment where that is past, as an address says it behind the unit."""
        channel = CHANNELS[self.narrow.channel] if self.narrow.channel else ""
        at = self.at.isoformat() if self.at else ""
        said = {"procedure": self.narrow.procedure, "channel": channel, "at": at}
        return "".join(f"&{urlencode({name: value})}" for name, value in said.items() if value)

    @property
    def local_at(self) -> str:
        """The past moment as a field of a form holds it, in Vietnam's time; nothing where none is asked about."""
        return f"{in_vietnam(self.at):%Y-%m-%dT%H:%M:%S}" if self.at else ""

    @property
    def moment(self) -> datetime:
        """The moment that is asked about."""
        return self.at or self.now

    @property
    def day(self) -> date:
        """The day of that moment in Vietnam."""
        return in_vietnam(self.moment).date()

    def offices(self, tools: ProvinceTools) -> tuple[str, ...]:
        """The offices whose dossiers are counted: those that belonged to the unit at that moment.

        Raises:
            OutOfReach: the unit does not belong to theirs.
        """
        return within_reach(tools.units, self.reader, self.unit, self.day, self.today)

    @property
    def today(self) -> date:
        """The day on which somebody looks."""
        return in_vietnam(self.now).date()

    def through(self, tools: ProvinceTools, period: Period) -> OfUnit:
        """What is counted of a period, up to that moment: in each stretch of it what belonged to the unit then.

        Raises:
            OutOfReach: the unit does not belong to theirs.
            Unacceptable: the period begins later.
        """
        if self.at and period.begins > self.at:
            raise Unacceptable(
                "Kỳ {} chưa bắt đầu vào thời điểm đã chọn: hãy chọn kỳ trước đó, hoặc thời điểm khác.",
                "{} had not begun at that moment: ask for a period before it, or for another moment.",
                period.written,
            )
        reached_through(tools.units, self.reader, self.unit, period, self.day, self.today)
        until = min(period.last, self.day)
        return OfUnit.through(tools.units, self.unit, period, until, self.narrow.procedure, self.narrow.channel)

    async def counts(self, tools: ProvinceTools) -> ProvinceCounts:
        """What is published, as it stood at that moment.

        Raises:
            FactsUnpublished: there are no facts yet.
            NotKept: nobody knows how some dossiers stood.
        """
        return await (await tools.counts()).then(self.at)

    def named(self, tools: ProvinceTools) -> Coded:
        """The unit, by code and name."""
        return Coded(code=self.unit, words=tools.units.latest(self.unit, self.day).title)

    async def as_of(self, tools: ProvinceTools) -> datetime:
        """The moment that counts from the feed hold for: the one that is asked about, or the last that it reached.

        It is asked for before anything is counted: rows that are read later may be newer than it says, never older.
        """
        return await tools.live.fed(self.moment, self.reader)

    def told(self, as_of: datetime) -> dict[str, Any]:
        """The same as an answer tells it."""
        return {"at": self.now, "as_of": as_of, "behind": is_behind(as_of, self.moment)}


type Score = Callable[[str, Asked, Counts, ProvinceCounts, Actor], Awaitable[tuple[GroupScore, ...]]]
"""How an index scores a unit by what was counted of it, in a publication, for whoever reads."""


async def overview(look: Looking, tools: ProvinceTools, score: Score) -> OverviewView:
    """Screen 1."""
    offices, month = look.offices(tools), Period.month(look.day)
    as_of = await look.as_of(tools)
    tiles = await tools.live.tiles(offices, as_of, look.reader, look.narrow, past=as_of == look.at)
    of, published = look.through(tools, month), await tools.counts()
    try:
        published = await published.then(look.at)
        counts, took_them = await gather(published.of_unit(of), duration(published.published, of))
    except NotKept:
        counts, took_them = None, Duration()
    # What is kept beside dossiers names no channel, and is told as it stands: of one alone, or of then, is no index.
    whole = look.narrow.channel is None and look.at is None
    groups = await score(look.unit, of.whole, counts, published, look.reader) if counts and whole else ()
    return OverviewView(
        **look.told(as_of),
        unit=look.named(tools),
        procedure=look.narrow.procedure,
        channel=CHANNELS[look.narrow.channel] if look.narrow.channel else None,
        received=Beside(now=tiles.received, before=tiles.received_before),
        settled=Beside(now=tiles.settled, before=tiles.settled_before),
        under_way=tiles.under_way,
        standing=tiles.standing,
        waiting=tiles.waiting,
        due_today=tiles.due_today,
        due_in_a_day=tiles.due_in_a_day,
        late=tiles.late,
        alarms=None if look.at else await tools.alarms.unseen(offices, look.reader),
        month=month.written,
        month_as_of=published.as_of,
        figures=shares(counts, look.locale) if counts else [],
        took=took(took_them, look.locale),
        index=float(sum((group.points for group in groups), Decimal())) if whole else None,
        index_known=sum(group.known for group in groups),
        definitions=defined("overview", look.locale),
    )


def shares(counts: Counts, locale: str) -> list[Figure]:
    """What a period comes to."""
    return [share(definition, *part(counts), locale) for definition, part in FIGURES.values()]


def share(definition: Definition, numerator: int, denominator: int, locale: str) -> Figure:
    """A share as it is told."""
    percent = float(rounded(Fraction(100 * numerator, denominator))) if denominator else None
    told = {"definition": definition.written, "title": definition.title.in_(locale), "how": definition.how.in_(locale)}
    counted = {"numerator": numerator, "denominator": denominator, "percent": percent, "mark": definition.mark}
    return Figure.model_validate(told | counted)


def took(found: Duration, locale: str) -> TookView:
    """A time as it is told."""
    told = {"definition": TOOK.written, "title": TOOK.title.in_(locale), "how": TOOK.how.in_(locale), "mark": TOOK.mark}
    days = {name: getattr(found, name) for name in ("days", "mean_days", "median_days")}
    return TookView.model_validate(told | {"settled": found.many} | days)


async def map_of(look: Looking, period: Period, tools: ProvinceTools, groups: Mapping[str, str]) -> MapView:
    """Screen 2; ``groups`` says to which group on the map a commune belongs."""
    of, counts = look.through(tools, period), await look.counts(tools)
    below = of.below(tools.units, look.unit, min(period.last, look.day))
    units = with_desks(unit for unit in below if unit.code != look.unit)
    communes = sorted((unit for unit in units if not unit.body and unit.tier == "commune"), key=lambda one: one.name)
    bodies = [unit for unit in units if unit.body and unit.tier == "province"]
    offices, times = await gather(
        counts.punctual(of), duration_by_place(counts.published, of, [unit.code for unit in bodies])
    )
    each = {one.office: one for one in offices}

    def place(unit: Unit, within: tuple[str, ...]) -> PlaceView:
        mine = [each[one] for one in within if one in each]
        in_time, handled = sum(one.in_time for one in mine), sum(one.handled for one in mine)
        figure, received = share(ON_TIME, in_time, handled, look.locale), sum(one.received for one in mine)
        # While districts were, a commune stood in its own.
        group = groups.get(unit.code, "") if unit.until is None else unit.parent
        named = Coded(code=unit.code, words=unit.title)
        colour = tools.limits.colour(figure.percent)
        time = took(times.get(unit.code, Duration()), look.locale)
        return PlaceView(unit=named, group=group, received=received, on_time=figure, took=time, colour=colour)

    # A commune's police and other bodies of it stand where it stands.
    within = {
        unit.code: tuple(one for one in of.whole.offices if one.partition(".")[0] == unit.code) for unit in communes
    }
    return MapView(
        period=period.written,
        as_of=counts.as_of,
        green_from=tools.limits.map_green_percent,
        yellow_from=tools.limits.map_yellow_percent,
        places=[place(unit, within[unit.code]) for unit in communes],
        others=[place(unit, (unit.code,)) for unit in bodies],
        definitions=defined("map", look.locale),
    )


async def due(look: Looking, tools: ProvinceTools, registry: Registry) -> DueList:
    """Screen 3."""
    offices, as_of = look.offices(tools), await look.as_of(tools)
    past = as_of == look.at
    usual, times = await gather(
        tools.patterns.remaining(as_of, past=past), tools.patterns.took(offices, as_of, past=past)
    )
    rows = await tools.live.due(offices, as_of, usual, look.reader, MOST, look.narrow, past=past)
    told = [
        DueView(
            **row.model_dump(),
            hours_left=_hours((row.first_due_at - as_of).total_seconds() if row.first_due_at else None),
            took=took(times.get((row.office, row.procedure), Duration()), look.locale),
            words=registry.waits_for(row.step).in_(look.locale) if row.step else "",
        )
        for row in rows
    ]
    return DueList(**look.told(as_of), rows=told, definitions=defined("due", look.locale))


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 3600, 1)


async def flow(look: Looking, tools: ProvinceTools) -> FlowView:
    """Screen 4."""
    offices, as_of = look.offices(tools), await look.as_of(tools)
    that_day = await tools.live.arrived(offices, as_of, look.reader, look.narrow)
    before = await tools.patterns.arrivals(offices, as_of, look.narrow)
    rows = intervals(midnight(as_of), as_of, that_day, before, tools.limits)
    told = [IntervalView(**row.model_dump()) for row in rows]
    return FlowView(**look.told(as_of), intervals=told, definitions=defined("flow", look.locale))


async def registers(look: Looking, tools: ProvinceTools, registry: Registry) -> RegistersView:
    """Screen 5."""
    worst = ("down", "slow", "up", "unknown")
    offices, as_of = look.offices(tools), await look.as_of(tools)
    past = look.at is not None
    timed_day, answering = (
        await tools.live.answered_before(look.moment, look.reader)
        if past
        else (None, await tools.live.answering(look.moment, look.reader))
    )
    now = await tools.live.agencies(offices, look.reader, look.narrow)
    if past:
        waited = await tools.live.waited(offices, as_of, look.reader, look.narrow)
        now = [AgencyNow(agency=one.agency, waiting=waited.get(one.agency)) for one in now]
    told = [
        RegisterView(
            agency=Coded(code=one.agency, words=capital(registry.agency(one.agency)).in_(look.locale)),
            state=_state(one),
            **one.model_dump(exclude={"agency"}),
            **_answered(answering.get(one.agency, Answering(answered={}))),
        )
        for one in now
    ]
    return RegistersView(
        **look.told(as_of),
        timed_day=timed_day,
        agencies=sorted(told, key=lambda one: worst.index(one.state)),
        definitions=defined("registers", look.locale),
    )


async def register_days(look: Looking, period: Period, tools: ProvinceTools, registry: Registry) -> RegisterDays:
    """Screen 5 day by day."""
    look.offices(tools)
    found = await tools.live.answering_by_day(period.first, period.last, look.reader)
    days = [
        RegisterDayView(
            day=day,
            agency=Coded(code=agency, words=capital(registry.agency(agency)).in_(look.locale)),
            **_answered(one),
        )
        for day, each in found.items()
        for agency, one in each.items()
    ]
    definitions = defined("register-days", look.locale)
    return RegisterDays(period=period.written, as_of=look.now, days=days, definitions=definitions)


def _answered(took: Answering) -> dict[str, Any]:
    shares = {"p50_ms": took.within_ms(0.5), "p95_ms": took.within_ms(0.95)}
    return {"asked": took.asked, "failed_percent": took.failed_percent} | shares


def _state(agency: AgencyNow) -> Literal["up", "slow", "down", "unknown"]:
    if agency.failing_since:
        return "down"
    if agency.answered_at is None or agency.took_ms is None:
        return "unknown"
    return "slow" if agency.took_ms >= SLOW else "up"


async def payments(look: Looking, period: Period, tools: ProvinceTools) -> PaymentsView:
    """Screen 6."""
    of, published = look.through(tools, period), (await look.counts(tools)).published
    found, until = await takings(published, of), await tools.live.reconciled_until(look.day, look.reader)
    unknown = {} if until else {"unreconciled": None, "unreconciled_sum": None}
    told = [
        TakingsView.model_validate(one.model_dump() | {"channel": CHANNELS[one.channel]} | unknown) for one in found
    ]
    return PaymentsView(
        period=period.written,
        as_of=published.as_of,
        channels=told,
        reconciled_until=until,
        definitions=defined("payments", look.locale),
    )


async def linked(look: Looking, period: Period, tools: ProvinceTools, titles: Mapping[str, Words]) -> LinkedList:
    """Screen 7; ``titles`` of procedures by their code."""
    of, published = look.through(tools, period), (await look.counts(tools)).published

    def named(code: str) -> str:
        return titles[code].in_(look.locale) if code in titles else code

    whole, parts = await gather(whole_counts(published, of), branch_counts(published, of))
    wholes = [
        WholeView(
            **one.model_dump(exclude={"median_seconds"}),
            title=named(one.parent),
            median_hours=_hours(one.median_seconds),
        )
        for one in whole
    ]
    told = [
        LinkedView(
            **one.model_dump(exclude={"median_seconds"}),
            title=named(one.procedure),
            median_hours=_hours(one.median_seconds),
        )
        for one in parts
    ]
    return LinkedList(
        period=period.written,
        as_of=published.as_of,
        wholes=wholes,
        parts=told,
        definitions=defined("linked", look.locale),
    )
