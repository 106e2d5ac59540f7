"""The registers that a province keeps beside its dossiers: counts, petitions and publications come in as files."""

from fastapi import APIRouter, Request

from api.container import Deciding, Officer, Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.rest.vietnam.index766 import Unit, Written
from api.schemas.vietnam.registers import KeptView, PetitionsView
from api.services.vietnam.petitions import received
from api.services.vietnam.programme_tools import Reading
from api.services.views import ROOT
from domain.province.periods import Period
from domain.vietnam.kept import RegisterFile
from domain.vietnam.programme.rights import may_plan

router = APIRouter(prefix=f"{ROOT}/registers", tags=["registers"], responses=told(401, 403, 404, 422, 503))


@router.post("", responses=told(400, 409, 413))
async def keep(body: RegisterFile, who: Deciding, tools: Tools) -> KeptView:
    """Enter the lines of a file, all or none; a line of the same thing replaces the one before, and both are kept."""
    programme = tools.programme
    may_plan(who.actor, programme.parameters)
    units, now = programme.province.units, tools.journal.clock()
    added = await programme.entries.keep(body, units, now, who.actor)
    return KeptView(kind=body.kind, lines=len(body.lines), added=added)


@router.get("/petitions")
async def petitions(who: Officer, tools: Tools, request: Request, unit: Unit, period: Written) -> PetitionsView:
    """Count the petitions that a unit received in a period by what they are about."""
    reading = Reading.of(who.actor, tools.journal.clock(), locale_of(request), None)
    return await received(unit, Period.read(period), tools.programme, reading)
