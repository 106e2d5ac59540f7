"""The leader's page: what a unit has in hand at this moment, moving by itself, and what its month comes to."""

from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.container import Officer, Tools
from api.looking import Look, LookBack, MinuteOf, Narrowed, Watching
from api.services.province import centre
from api.services.province.centre import Looking
from api.services.province.minute import minute as told_in_a_minute
from api.services.province.watching import Watch
from api.web.show import show

HERE = "/figures"
router = APIRouter(prefix=HERE, include_in_schema=False)


@router.get("")
async def overview(who: Officer, look: LookBack, tools: Tools, request: Request) -> Response:
    """Show a unit at this moment."""
    told = await centre.overview(look, tools.province, tools.programme.groups)
    return show(request, "figures/overview", who, look=look, told=told)


@router.get("/minute")
async def minute(who: Officer, look: Look, of: MinuteOf, request: Request) -> Response:
    """Show in a minute what a leader has to know today; it is one sheet on paper."""
    queue, tools = of
    return show(request, "figures/minute", who, look=look, told=await told_in_a_minute(look, queue, tools))


@router.get("/live")
async def live(look: Narrowed, watch: Watching, tools: Tools, request: Request) -> EventSourceResponse:
    """Count again every two seconds, and tell what changed."""
    look.offices(tools.province)
    return EventSourceResponse(_news(request, look, watch))


async def _news(request: Request, look: Looking, watch: Watch) -> AsyncIterator[ServerSentEvent]:
    async for told in watch.overviews(look):
        page = show(request, "figures/_now", watch.who, told=told)
        yield ServerSentEvent(bytes(page.body).decode(), event="now")
    page = show(request, "figures/_over", watch.who)
    yield ServerSentEvent(bytes(page.body).decode(), event="over")
