"""“Ba có” of officials: staff that bodies enter, what the police find of them, how many have all three."""

from fastapi import APIRouter, Request

from api.container import Deciding, Officer, Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.rest.vietnam.eid import Asked
from api.rest.vietnam.programme import At
from api.schemas.vietnam.three_haves import CheckIn, CheckView, StaffIn, StaffView, ThreeHavesView
from api.services.vietnam.programme_tools import Reading
from api.services.vietnam.three_haves import ThreeHaves
from api.services.views import ROOT

router = APIRouter(prefix=f"{ROOT}/programme/three-haves", tags=["programme"], responses=told(401, 403, 404, 422, 503))
writing = told(400, 409, 413)


@router.get("")
async def show(who: Officer, tools: Tools, request: Request, unit: Asked, at: At = None) -> ThreeHavesView:
    """Say how many of a unit's staff have each and all three; who lacks what only to the head of their body."""
    reading = Reading.of(who.actor, tools.journal.clock(), locale_of(request), at)
    return await ThreeHaves(tools.programme, reading).show(unit)


@router.post("/staff", responses=writing)
async def enter(body: StaffIn, who: Deciding, tools: Tools, request: Request) -> StaffView:
    """Enter who serves in a body, as its head; citizen numbers are kept as blind indices alone."""
    reading = Reading.of(who.actor, tools.journal.clock(), locale_of(request), None)
    return await ThreeHaves(tools.programme, reading).enter(body)


@router.post("/check", responses=writing)
async def check(body: CheckIn, who: Deciding, tools: Tools, request: Request) -> CheckView:
    """Take what the police found of at most 500: only yes or no, the day and the last day of a card are kept."""
    reading = Reading.of(who.actor, tools.journal.clock(), locale_of(request), None)
    return await ThreeHaves(tools.programme, reading).check(body)
