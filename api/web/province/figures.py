"""The leader's page: what a unit has in hand at this moment, moving by itself, and what its month comes to."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request, Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.container import Container, Officer, Staying, Tools
from api.http.rates import Rates
from api.looking import Look
from api.schemas.province.centre import OverviewView
from api.services.province import centre
from api.services.province.centre import Looking
from api.services.streaming import Stay
from api.web.show import show
from domain.base.refusals import Refusal
from infra.db.database import DatabaseDown
from infra.identity.oidc import Identity

HERE = "/figures"
EVERY = 2.0
"""Seconds between two counts of a page that somebody looks at."""
router = APIRouter(prefix=HERE, include_in_schema=False)


@router.get("")
async def overview(who: Officer, look: Look, tools: Tools, request: Request) -> Response:
    """Show a unit at this moment."""
    told = await centre.overview(look, tools.province, tools.programme.groups)
    return show(request, "figures/overview", who, told=told)


@router.get("/live")
async def live(who: Officer, look: Look, stay: Staying, tools: Tools, request: Request) -> EventSourceResponse:
    """Count again every two seconds, and tell what changed."""
    look.offices(tools.province)
    return EventSourceResponse(_news(request, who, look, stay, tools))


async def _news(
    request: Request, who: Identity, look: Looking, stay: Stay, tools: Container
) -> AsyncIterator[ServerSentEvent]:
    """Say how it stands whenever that changed, for as long as the session may rest, or until it ends."""
    woken, shown = asyncio.Event(), dict[str, Any]()
    rests = asyncio.get_running_loop().time() + tools.settings.session_idle
    rates: Rates = request.app.state.rates
    with rates.live.holding(who.person, woken) as held, stay.woken(tools.listener, woken) as end:
        while not held.given_up and asyncio.get_running_loop().time() < min(rests, end):
            try:
                async with tools.listener.turns:
                    told = await _counted(look, tools) if await stay.holds() else None
            except DatabaseDown:
                return  # The browser comes again by itself, and the page shows as of when it is.
            if told is None:
                break
            if (now := told.model_dump(exclude={"at", "as_of"})) != shown:
                shown = now
                page = show(request, "figures/_now", who, told=told)
                yield ServerSentEvent(bytes(page.body).decode(), event="now")
            try:
                async with asyncio.timeout(EVERY):
                    await woken.wait()
            except TimeoutError:
                continue
            woken.clear()
    page = show(request, "figures/_over", who)
    yield ServerSentEvent(bytes(page.body).decode(), event="over")


async def _counted(look: Looking, tools: Container) -> OverviewView | None:
    now = Looking(look.unit, look.reader, tools.journal.clock(), look.locale)
    try:
        return await centre.overview(now, tools.province, tools.programme.groups)
    except Refusal:
        return None
