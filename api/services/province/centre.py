"""The screens of an operation centre, each of a unit that the reader may see."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

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
    RegistersView,
    RegisterView,
    TakingsView,
)
from api.services.province.tools import ProvinceTools
from domain.base.calendar import in_vietnam, midnight
from domain.base.law import Channel
from domain.base.words import Words, capital
from domain.dossier.acts import Actor
from domain.province.centre import AgencyNow, intervals, is_behind
from domain.province.counts import Counts
from domain.province.definitions import ON_TIME, Definition
from domain.province.kept_figures import FIGURES
from domain.province.periods import Period
from domain.province.reach import within_reach
from domain.province.scoring import GroupScore, rounded
from domain.registers.answer_times import Answering
from domain.registers.registry import Registry
from infra.analysis.branch_counts import branch_counts
from infra.analysis.counting import Asked
from infra.analysis.takings import takings

GREEN, YELLOW = 98, 95
"""Per cent in time from which a commune is green, and yellow (D: ours)."""
MOST = 200
"""Rows of what is due."""
SLOW = 2000
"""Milliseconds from which on an agency counts as slow."""


@dataclass(frozen=True)
class Looking:
    """Who looks at which unit, when and in which language."""

    unit: str
    reader: Actor
    now: datetime
    locale: str

    @property
    def day(self) -> date:
        """Today in Vietnam."""
        return in_vietnam(self.now).date()

    def offices(self, tools: ProvinceTools) -> tuple[str, ...]:
        """The offices whose dossiers are counted.

        Raises:
            OutOfReach: the unit does not belong to theirs.
        """
        return within_reach(tools.units, self.reader, self.unit, self.day)

    def named(self, tools: ProvinceTools) -> Coded:
        """The unit, by code and name."""
        return Coded(code=self.unit, words=tools.units.unit(self.unit, self.day).title)

    async def as_of(self, tools: ProvinceTools) -> datetime:
        """The moment that counts from the feed hold for: this one, or the last that it reached."""
        return await tools.live.fed(self.now, self.reader)

    def told(self, as_of: datetime) -> dict[str, Any]:
        """The same as an answer tells it."""
        return {"at": self.now, "as_of": as_of, "behind": is_behind(as_of, self.now)}


type Tell = Callable[[Definition, int, int, str], Figure]
type Score = Callable[[str, Asked, Counts, datetime, Actor], Awaitable[tuple[GroupScore, ...]]]
"""How an index scores a unit by what was counted of it, as of a moment, for whoever reads."""


async def overview(look: Looking, tools: ProvinceTools, score: Score) -> OverviewView:
    """Screen 1."""
    offices, month = look.offices(tools), Period.month(look.day)
    as_of = await look.as_of(tools)
    tiles = await tools.live.tiles(offices, as_of, look.reader)
    asked, published = Asked(offices, month), await tools.counts()
    counts = await published.of(asked)
    groups = await score(look.unit, asked, counts, published.as_of, look.reader)
    return OverviewView(
        **look.told(as_of),
        unit=look.named(tools),
        received=Beside(now=tiles.received, before=tiles.received_before),
        settled=Beside(now=tiles.settled, before=tiles.settled_before),
        under_way=tiles.under_way,
        standing=tiles.standing,
        waiting=tiles.waiting,
        due_today=tiles.due_today,
        due_in_a_day=tiles.due_in_a_day,
        late=tiles.late,
        alarms=await tools.alarms.unseen(offices, look.reader),
        month=month.written,
        month_as_of=published.as_of,
        figures=shares(counts, look.locale),
        index=float(sum((group.points for group in groups), Decimal())),
        index_known=sum(group.known for group in groups),
    )


def shares(counts: Counts, locale: str, tell: Tell | None = None) -> list[Figure]:
    """What a period comes to; told otherwise to the public."""
    told = tell or share
    return [told(definition, *part(counts), locale) for definition, part in FIGURES.values()]


def share(definition: Definition, numerator: int, denominator: int, locale: str) -> Figure:
    """A share as it is told."""
    percent = float(rounded(Fraction(100 * numerator, denominator))) if denominator else None
    told = {"definition": definition.written, "title": definition.title.in_(locale), "how": definition.how.in_(locale)}
    counted = {"numerator": numerator, "denominator": denominator, "percent": percent, "mark": definition.mark}
    return Figure.model_validate(told | counted)


async def map_of(look: Looking, period: Period, tools: ProvinceTools, groups: Mapping[str, str]) -> MapView:
    """Screen 2; ``groups`` says to which group on the map a commune belongs."""
    offices, counts = look.offices(tools), await tools.counts()
    each = {one.office: one for one in await counts.punctual(Asked(offices, period))}
    units = [unit for unit in tools.units.below(look.unit, look.day) if unit.code != look.unit]
    communes = sorted((unit for unit in units if not unit.body and unit.tier == "commune"), key=lambda one: one.name)
    bodies = [unit for unit in units if unit.body and unit.tier == "province"]

    def place(code: str, title: str, within: tuple[str, ...]) -> PlaceView:
        mine = [each[one] for one in within if one in each]
        in_time, handled = sum(one.in_time for one in mine), sum(one.handled for one in mine)
        figure, received = share(ON_TIME, in_time, handled, look.locale), sum(one.received for one in mine)
        named = Coded(code=code, words=title)
        return PlaceView(
            unit=named, group=groups.get(code, ""), received=received, on_time=figure, colour=colour(figure.percent)
        )

    # A commune's police and other bodies of it stand where it stands.
    within = {unit.code: tuple(one for one in offices if one.partition(".")[0] == unit.code) for unit in communes}
    return MapView(
        period=period.written,
        as_of=counts.as_of,
        places=[place(unit.code, unit.title, within[unit.code]) for unit in communes],
        others=[place(unit.code, unit.title, (unit.code,)) for unit in bodies],
    )


def colour(percent: float | None) -> Literal["green", "yellow", "red", "none"]:
    """How a share in time is coloured."""
    if percent is None:
        return "none"
    return "green" if percent >= GREEN else "yellow" if percent >= YELLOW else "red"


async def due(look: Looking, tools: ProvinceTools, registry: Registry) -> DueList:
    """Screen 3."""
    offices, as_of = look.offices(tools), await look.as_of(tools)
    usual = await tools.patterns.remaining(as_of)
    rows = await tools.live.due(offices, as_of, usual, look.reader, MOST)
    told = [
        DueView(
            **row.model_dump(exclude={"role"}),
            words=registry.waits_for(row.step).in_(look.locale) if row.step else "",
        )
        for row in rows
    ]
    return DueList(**look.told(as_of), rows=told)


async def flow(look: Looking, tools: ProvinceTools) -> FlowView:
    """Screen 4."""
    offices, as_of = look.offices(tools), await look.as_of(tools)
    that_day = await tools.live.arrived(offices, as_of, look.reader)
    before = await tools.patterns.arrivals(offices, as_of)
    rows = intervals(midnight(as_of), as_of, that_day, before, tools.limits)
    told = [IntervalView(**row.model_dump()) for row in rows]
    return FlowView(**look.told(as_of), intervals=told)


async def registers(look: Looking, tools: ProvinceTools, registry: Registry) -> RegistersView:
    """Screen 5."""
    worst = ("down", "slow", "up", "unknown")
    offices, as_of = look.offices(tools), await look.as_of(tools)
    answering = await tools.live.answering(look.now, look.reader)
    told = [
        RegisterView(
            agency=Coded(code=one.agency, words=capital(registry.agency(one.agency)).in_(look.locale)),
            state=_state(one),
            **one.model_dump(exclude={"agency"}),
            asked=(took := answering.get(one.agency, Answering(answered={}))).asked,
            failed_percent=took.failed_percent,
            p50_ms=took.within_ms(0.5),
            p95_ms=took.within_ms(0.95),
        )
        for one in await tools.live.agencies(offices, look.reader)
    ]
    return RegistersView(**look.told(as_of), agencies=sorted(told, key=lambda one: worst.index(one.state)))


def _state(agency: AgencyNow) -> Literal["up", "slow", "down", "unknown"]:
    if agency.failing_since:
        return "down"
    if agency.answered_at is None:
        return "unknown"
    return "slow" if agency.took_ms >= SLOW else "up"


async def payments(look: Looking, period: Period, tools: ProvinceTools) -> PaymentsView:
    """Screen 6."""
    published = await tools.analysis.published()
    found = await takings(published, look.offices(tools), period)
    names: dict[Channel, Any] = {Channel.DIRECT: "direct", Channel.ONLINE: "online"}
    told = [TakingsView(channel=names[one.channel], **one.model_dump(exclude={"channel"})) for one in found]
    return PaymentsView(period=period.written, as_of=published.as_of, channels=told)


async def linked(look: Looking, period: Period, tools: ProvinceTools, titles: Mapping[str, Words]) -> LinkedList:
    """Screen 7; ``titles`` of procedures by their code."""
    published = await tools.analysis.published()
    found = await branch_counts(published, look.offices(tools), period)
    told = [
        LinkedView(
            **one.model_dump(exclude={"median_seconds"}),
            title=titles[one.procedure].in_(look.locale) if one.procedure in titles else one.procedure,
            median_hours=None if one.median_seconds is None else round(one.median_seconds / 3600, 1),
        )
        for one in found
    ]
    return LinkedList(period=period.written, as_of=published.as_of, parts=told)
