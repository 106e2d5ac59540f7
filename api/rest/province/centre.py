"""The screens of the operation centre (trung tâm điều hành thông minh), for programs."""

from collections.abc import AsyncIterator

from fastapi import APIRouter
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.container import Tools
from api.http.openapi import stream_of, told
from api.looking import Look, LookBack, MinuteOf, Narrowed, Of, OfBack, Watching
from api.schemas.province.centre import (
    DueList,
    FlowView,
    LinkedList,
    MapView,
    OverviewView,
    PaymentsView,
    RegisterDays,
    RegistersView,
)
from api.schemas.province.minute import MinuteView
from api.services.province import centre
from api.services.province.centre import Looking
from api.services.province.minute import minute as told_in_a_minute
from api.services.province.watching import Watch
from api.services.streaming import STREAM
from api.services.views import ROOT

TOLD = "An overview in JSON, at first and whenever it changes."
router = APIRouter(prefix=f"{ROOT}/ioc", tags=["centre"], responses=told(401, 403, 404, 409, 422, 503))


@router.get("/overview")
async def overview(look: LookBack, tools: Tools) -> OverviewView:
    """Count what a unit has in hand at a moment, this one unless it is named, and what its month comes to."""
    return await centre.overview(look, tools.province, tools.programme.groups)


@router.get("/stream", response_class=EventSourceResponse, responses=stream_of(STREAM, TOLD))
async def stream(look: Narrowed, watch: Watching, tools: Tools) -> EventSourceResponse:
    """Tell a unit's overview at first and whenever it changes, within two seconds, as server-sent events (`facts`)."""
    look.offices(tools.province)
    return EventSourceResponse(_facts(look, watch))


async def _facts(look: Looking, watch: Watch) -> AsyncIterator[ServerSentEvent]:
    async for stands in watch.overviews(look):
        yield ServerSentEvent(stands.model_dump_json(), event="facts")


@router.get("/minute")
async def minute(look: Look, of: MinuteOf) -> MinuteView:
    """Tell in a minute what changed in a day, what is worst and why, what waits for the reader, what is to come."""
    queue, tools = of
    return await told_in_a_minute(look, queue, tools)


@router.get("/map")
async def communes(look: LookBack, period: OfBack, tools: Tools) -> MapView:
    """Tell of each commune which share was settled in time."""
    return await centre.map_of(look, period, tools.province, tools.province.groups)


@router.get("/due")
async def due(look: LookBack, tools: Tools) -> DueList:
    """Tell where dossiers are late or will be, by office, procedure and step."""
    return await centre.due(look, tools.province, tools.registry)


@router.get("/flow")
async def flow(look: LookBack, tools: Tools) -> FlowView:
    """Put what comes in on a day, up to a moment of it, beside what is usual."""
    return await centre.flow(look, tools.province)


@router.get("/registers")
async def registers(look: LookBack, tools: Tools) -> RegistersView:
    """Tell which agencies answer, and how many dossiers wait for them."""
    return await centre.registers(look, tools.province, tools.registry)


@router.get("/register-days")
async def register_days(look: Look, period: Of, tools: Tools) -> RegisterDays:
    """Tell how agencies answered on each whole day of a period."""
    return await centre.register_days(look, period, tools.province, tools.registry)


@router.get("/payments")
async def payments(look: LookBack, period: OfBack, tools: Tools) -> PaymentsView:
    """Sum what was asked, paid and given back."""
    return await centre.payments(look, period, tools.province)


@router.get("/linked")
async def linked(look: LookBack, period: OfBack, tools: Tools) -> LinkedList:
    """Tell how interlinked procedures go, part by part."""
    titles = {code: procedure.title for code, procedure in tools.procedures.items()}
    return await centre.linked(look, period, tools.province, titles)
