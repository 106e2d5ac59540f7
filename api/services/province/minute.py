"""A unit in a minute a day: what changed, the three worst and why, what waits, alarms, what is to be expected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.schemas.base import Coded
from api.schemas.province.centre import Beside
from api.schemas.province.minute import MinuteView, OutlookView, OwnView, WorstView
from api.services.province.alarms import alarms
from api.services.province.centre import Looking
from api.services.province.defining import defined
from api.services.province.tools import ProvinceTools
from domain.base.calendar import in_vietnam, months_after
from domain.base.words import Words
from domain.province.centre import Lateness
from domain.province.periods import Period
from domain.province.trends import forecast
from domain.province.units import NoSuchUnit
from domain.registers.registry import Registry
from infra.analysis.counting import OfUnit
from infra.db.database import Database
from infra.identity.officers import Officers
from infra.reads.queues import Asked as Queue
from infra.reads.queues import Box, counts

WORST = 3
BACK = 6
"""Whole months by which this one is foreseen."""


@dataclass(frozen=True)
class MinuteTools:
    """What it is made with."""

    province: ProvinceTools
    registry: Registry
    officers: Officers
    database: Database
    titles: Mapping[str, Words]


async def minute(look: Looking, queue: Queue, tools: MinuteTools) -> MinuteView:
    """All of it, of a unit that the reader may see; ``queue`` are the reader's own tasks.

    Raises:
        FactsUnpublished: there are no facts yet.
    """
    province = tools.province
    offices = look.offices(province)
    as_of = await look.as_of(province)
    day = await province.live.day(offices, as_of, look.reader)
    lateness = await province.live.lateness(offices, as_of, look.reader)
    found = await alarms(look, province, tools.registry, tools.officers)
    return MinuteView(
        **look.told(as_of),
        unit=look.named(province),
        received=Beside(now=day.received, before=day.received_before),
        settled=Beside(now=day.settled, before=day.settled_before),
        newly_late=day.newly_late,
        late_settled=day.late_settled,
        worst=await _worst(lateness, as_of, look, tools),
        own=await _own(look, queue, tools.database),
        alarms=[one for one in found.items if one.ended_at is None],
        outlook=await _outlook(offices, as_of, look, province),
        definitions=defined("minute", look.locale),
    )


async def _worst(lateness: Sequence[Lateness], as_of: datetime, look: Looking, tools: MinuteTools) -> list[WorstView]:
    worst = sorted(lateness, key=lambda one: (-one.late, one.under_way, one.office))[:WORST]
    told = []
    for one in worst:
        # The first row of an office says where most of its late ones stand; while this is read, all may be settled.
        where = next(iter(await tools.province.live.due([one.office], as_of, {}, look.reader, 1)), None)
        if not one.late or where is None:
            continue
        title = tools.titles.get(where.procedure)
        told.append(
            WorstView(
                office=Coded(code=one.office, words=tools.province.units.unit(one.office, look.day).title),
                late=one.late,
                under_way=one.under_way,
                percent=round(100 * one.late / one.under_way, 2),
                procedure=Coded(code=where.procedure, words=title.in_(look.locale) if title else where.procedure),
                step=tools.registry.waits_for(where.step).in_(look.locale) if where.step else "",
                standing=where.late,
            )
        )
    return told


async def _own(look: Looking, queue: Queue, database: Database) -> OwnView:
    async with database.transaction(look.reader) as tx:
        found = await counts(tx, queue)
    return OwnView(waiting=found[Box.UNIT], today=found[Box.TODAY], late=found[Box.LATE])


async def _outlook(offices: Sequence[str], as_of: datetime, look: Looking, tools: ProvinceTools) -> OutlookView:
    published, this = await tools.counts(), Period.month(in_vietnam(as_of).date())
    usual = await tools.patterns.remaining(as_of)
    hand = await tools.live.ahead(offices, as_of, usual, look.reader)
    shares: list[float | None] = []
    for back in range(BACK, 0, -1):
        month = Period.month(months_after(this.first, -back))
        try:
            of = OfUnit.through(tools.units, look.unit, month, look.day)
        except NoSuchUnit:  # it was not there yet
            shares.append(None)
            continue
        counted = await published.of_unit(of)
        shares.append(100 * counted.in_time / counted.handled if counted.handled else None)
    ahead = forecast(shares, 1)
    return OutlookView(
        due_in_a_day=hand.due_in_a_day,
        at_risk=hand.at_risk,
        month=this.written,
        percent=_share(ahead.value) if ahead else None,
        low=_share(ahead.low) if ahead else None,
        high=_share(ahead.high) if ahead else None,
    )


def _share(percent: float) -> float:
    return round(min(max(percent, 0), 100), 1)
