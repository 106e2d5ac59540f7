"""What the receptions of clinics by citizen number came to, as leaders of the province look at it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.container import Tools
from api.http.problems import locale_of
from api.services.vietnam import clinic
from api.web.show import show
from api.web.unit import Superior
from domain.base.calendar import in_vietnam
from domain.province.periods import Period
from domain.province.reach import within_reach

HERE = "/programme/clinics"
router = APIRouter(include_in_schema=False)


@router.get(HERE)
async def clinics(
    request: Request, who: Superior, tools: Tools, period: Annotated[str, Query(max_length=8)] = ""
) -> Response:
    """Show how many clinics receive by citizen number, and how it goes at each; to whoever sees the whole province."""
    now = tools.journal.clock()
    today = in_vietnam(now).date()
    within_reach(tools.province.units, who.actor, tools.offices.province.code, today)
    read = Period.read(period) if period else Period.month(today)
    told = await clinic.measured(read, tools.clinic, tools.offices.clinics, who.actor, now, locale_of(request))
    # Whoever received most stands first; of most of a province's clinics there is nothing to tell at first.
    there = [one for one in told.facilities if one.asked or one.insured is not None]
    there.sort(key=lambda one: (-one.asked, one.title))
    nowhere = [one for one in told.facilities if one not in there]
    return show(request, "programme/clinics", who, told=told, there=there, nowhere=nowhere)
