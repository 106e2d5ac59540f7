"""The three haves of officials as a leader looks at them, body by body."""

from fastapi import APIRouter, Depends, Request, Response

from api.container import Tools
from api.services.vietnam.three_haves import ThreeHaves
from api.web.show import show
from api.web.unit import Superior, only_superiors
from api.web.vietnam.programme import At, Whose, own, reading_of
from domain.vietnam.programme import rights

router = APIRouter(include_in_schema=False, dependencies=[Depends(only_superiors)])


@router.get("/programme/three-haves")
async def three_haves(request: Request, who: Superior, tools: Tools, unit: Whose = "", at: At = None) -> Response:
    """Show how many of a unit's staff have each and all three on a day; who lacks what to the head of their body."""
    told = await ThreeHaves(tools.programme, reading_of(who, tools, request, at)).show(unit or own(who, tools))
    mine = next((one for one in told.bodies if rights.is_head(who.actor, one.body.code)), None)
    return show(request, "programme/three_haves", who, told=told, own=mine)
