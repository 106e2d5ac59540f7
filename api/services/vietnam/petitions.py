"""Petitions of a unit, by what they are about."""

from datetime import timedelta

from api.schemas.vietnam.registers import PetitionsView
from api.services.vietnam.programme_tools import ProgrammeTools, Reading, coded
from domain.province.periods import Period
from domain.vietnam.petitions import PETITION, classes, first_in
from domain.vietnam.programme import rights
from infra.vietnam.entries import PETITIONS, Wanted


async def received(unit: str, period: Period, tools: ProgrammeTools, by: Reading) -> PetitionsView:
    """Those of a unit and of all below it in a period, as units were on its last day."""
    units, day = tools.province.units, min(period.next - timedelta(days=1), by.at)
    rights.may_see(by.who, unit, units, tools.parameters, day)
    below = [one.code for one in units.below(unit, day)]
    wanted = Wanted(PETITIONS, below, period.first, period.next)
    found = await tools.entries.standing(wanted, PETITION, by.who)
    there = first_in((one.content for one in found), period)
    return PetitionsView(
        unit=coded(unit, tools, day),
        period=period.written,
        as_of=by.now,
        received=len(there),
        classes=classes(there),
        repeated=sum(one.repeated for one in there),
    )
