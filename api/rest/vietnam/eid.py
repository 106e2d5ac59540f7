"""Electronic identity accounts (tài khoản định danh điện tử): delivered by the police, by unit and day."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request

from api.container import Deciding, Officer, Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.rest.vietnam.programme import At
from api.schemas.vietnam.eid import CountIn, EidView, TakenView, TargetIn
from api.services.vietnam.eid import Identities, signed
from api.services.vietnam.programme_tools import Reading
from api.services.views import ROOT
from domain.base.calendar import in_vietnam
from domain.province.periods import Day
from infra.agencies.consumers import BASIS, digest_of

router = APIRouter(prefix=f"{ROOT}/programme/eid", tags=["programme"], responses=told(401, 403, 404, 422, 503))
writing = told(400, 409, 413)

Whose = Annotated[str, Path(max_length=20, description="Code of a unit.")]
Token = Annotated[str, Header(alias=BASIS, max_length=4000, description="JWS of the police over this request.")]
Asked = Annotated[str, Query(max_length=20, description="Code of a unit; the whole province: 33.")]
Tree = Annotated[Day | None, Query(description="Sum as units were on this day; on the day itself, unless named.")]


@router.get("")
async def show(who: Officer, tools: Tools, request: Request, unit: Asked, at: At = None, tree: Tree = None) -> EidView:
    """Sum the accounts of a unit and of the areas below it, and compare them with what is asked for."""
    reading = Reading.of(who.actor, tools.journal.clock(), locale_of(request), at)
    return await Identities(unit, tools.programme, reading, tree or reading.at).show()


@router.put("/{unit}/targets/{due}", responses=writing)
async def aim(unit: Whose, due: Day, body: TargetIn, who: Deciding, tools: Tools, request: Request) -> TakenView:
    """Set a unit's target, or move it: the one that was entered last counts from today on."""
    now = tools.journal.clock()
    reading = Reading(who.actor, now, locale_of(request), due)
    return await Identities(unit, tools.programme, reading, in_vietnam(now).date()).aim(body)


@router.put("/{unit}/{day}", responses=writing)
async def deliver(
    unit: Whose, day: Day, body: CountIn, who: Deciding, tools: Tools, request: Request, token: Token = ""
) -> TakenView:
    """Deliver a unit's count of a day; a later delivery of the same day replaces it, and both are kept.

    Where the police have keys here, the delivery is signed by them (`Legal-Basis`, over method, path and body).
    """
    reading = Reading.of(who.actor, tools.journal.clock(), locale_of(request), day)
    query = f"?{request.url.query}" if request.url.query else ""
    asked = digest_of(request.method, request.url.path + query, await request.body())
    proof = await signed(token, asked, who.actor, tools.province.warehouse.consumers, tools.programme.parameters)
    return await Identities(unit, tools.programme, reading, day).deliver(body, proof)
