"""The programme of Project 06 as a leader looks at it: its board, its targets, electronic identities by commune."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.container import Tools
from api.http.problems import locale_of
from api.services.vietnam.eid import Identities
from api.services.vietnam.programme import Programme
from api.services.vietnam.programme_tools import Reading
from api.web.show import show
from api.web.unit import Superior, only_superiors
from domain.vietnam.programme.rights import oversees
from infra.identity.oidc import Identity

router = APIRouter(include_in_schema=False, dependencies=[Depends(only_superiors)])
Whose = Annotated[str, Query(max_length=20)]


def _reading(who: Identity, tools: Tools, request: Request) -> Reading:
    return Reading.of(who.actor, tools.journal.clock(), locale_of(request), None)


def _programme(who: Identity, tools: Tools, request: Request, code: str) -> Programme:
    return Programme(code or tools.programme.parameters.province, tools.programme, _reading(who, tools, request))


@router.get("/programme")
async def board(request: Request, who: Superior, tools: Tools, programme: Whose = "") -> Response:
    """Show how far the tasks are, agency by agency, and which are overdue."""
    of = _programme(who, tools, request, programme)
    tasks = (await of.items("tasks")).items
    overdue = [one for one in tasks if one.state == "overdue"]
    return show(request, "programme/board", who, told=await of.summary(), overdue=overdue)


@router.get("/programme/targets")
async def targets(request: Request, who: Superior, tools: Tools, programme: Whose = "") -> Response:
    """Show each target beside its goal."""
    told = await _programme(who, tools, request, programme).items("targets")
    return show(request, "programme/targets", who, told=told, met=sum(bool(one.met) for one in told.items))


@router.get("/programme/eid")
async def eid(request: Request, who: Superior, tools: Tools, unit: Whose = "") -> Response:
    """Show the accounts of the province, or of the reader's own unit, and of each area below it."""
    by, reading = tools.programme.parameters, _reading(who, tools, request)
    own = by.province if oversees(who.actor, by) else who.actor.agency.partition(".CA")[0]
    told = await Identities(unit or own, tools.programme, reading, reading.at).show()
    return show(request, "programme/eid", who, told=told)
