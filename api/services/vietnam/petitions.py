"""Petitions of a unit: what they are about, whether they were answered in time, and what is open for how long."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from api.schemas.vietnam.registers import OpenPetitions, PetitionShare, PetitionsView
from api.services.province.defining import defined
from api.services.vietnam.programme_tools import ProgrammeTools, Reading, coded
from domain.base.calendar import CalendarEnds
from domain.province.periods import Period
from domain.province.scoring import Counted, rounded
from domain.vietnam.petitions import PETITION, Petition, classes, counted, first_in, open_by_age
from domain.vietnam.programme import rights
from infra.vietnam.entries import PETITIONS, Wanted


async def received(unit: str, period: Period, tools: ProgrammeTools, by: Reading) -> PetitionsView:
    """Those of a unit and of all below it in a period, as units were on its last day."""
    units, day = tools.province.units, min(period.next - timedelta(days=1), by.at)
    rights.may_see(by.who, unit, units, tools.parameters, day)
    below = [one.code for one in units.below(unit, day)]
    found = await tools.entries.standing(Wanted(PETITIONS, below, next=period.next), PETITION, by.who)
    rows = [one.content for one in found]
    there = first_in(rows, period)
    # What is open is open now, whichever period is looked at.
    now = await tools.entries.standing(Wanted(PETITIONS, below), PETITION, by.who)
    return PetitionsView(
        unit=coded(unit, tools, day),
        period=period.written,
        as_of=by.now,
        received=len(there),
        classes=classes(there),
        repeated=sum(one.repeated for one in there),
        shares=_shares(rows, period, tools, by),
        open=_open(open_by_age((one.content for one in now), by.now)),
        definitions=defined("petitions", by.locale),
    )


def _shares(rows: Sequence[Petition], period: Period, tools: ProgrammeTools, by: Reading) -> list[PetitionShare]:
    try:
        calendar = tools.calendar_at(tools.parameters.province)
        told: Mapping[str, Counted | None] = counted(rows, period, by.now, calendar, tools.parameters)
    except CalendarEnds:
        told = {}
    return [_share(metric, told.get(metric), tools, by.locale) for metric in ("5.2", "5.3")]


def _share(metric: str, found: Counted | None, tools: ProgrammeTools, locale: str) -> PetitionShare:
    of = tools.province.index.metrics[metric]
    ratio = found.ratio if found else None
    return PetitionShare(
        metric=metric,
        title=of.title.in_(locale),
        mark=of.mark,
        numerator=int(found.numerator) if found else None,
        denominator=int(found.denominator) if found else None,
        percent=None if ratio is None else float(rounded(100 * ratio)),
    )


def _open(by_age: Mapping[int, int]) -> list[OpenPetitions]:
    ends = [*(first - 1 for first in [*by_age][1:]), None]
    return [
        OpenPetitions(first_day=first, last_day=last, open=many)
        for (first, many), last in zip(by_age.items(), ends, strict=True)
    ]
