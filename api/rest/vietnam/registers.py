"""The registers that a province keeps beside its dossiers: counts, petitions and publications come in as files."""

from fastapi import APIRouter

from api.container import Deciding, Tools
from api.http.openapi import told
from api.schemas.vietnam.registers import KeptView
from api.services.views import ROOT
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
