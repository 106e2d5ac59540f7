"""Server-sent events for a page that somebody looks at: the part that changed, as the page itself would show it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack
from typing import Annotated, Any

from fastapi import Query, Request
from sse_starlette import ServerSentEvent

from api.container import Container
from api.http.rates import Rates
from api.services.streaming import Stay
from api.web.following.status import Standing
from api.web.show import show
from domain.base.refusals import Refusal
from infra.db.database import DatabaseDown
from infra.identity.oidc import Identity

Since = Annotated[int, Query(ge=0, lt=2**62)]
Look = Callable[[], Awaitable[Standing | None]]


async def news(
    request: Request, who: Identity | None, person: str, stay: Stay, tools: Container, code: str, since: int, look: Look
) -> AsyncIterator[ServerSentEvent]:
    """Say how it stands whenever that changes, for as long as a session may rest; while nothing does, nothing is asked.

    ``look`` reads it anew, and gives nothing to who may not see it any longer. It is over with the session or token of
    who looks. Of the ``person`` who opens too many pages the oldest is told that it is over, which a browser obeys; a
    refusal of the newest would leave them blind.
    """
    woken, rest = asyncio.Event(), asyncio.get_running_loop().time() + tools.settings.session_idle
    rates: Rates = request.app.state.rates
    with ExitStack() as stack:
        held = stack.enter_context(rates.live.holding(person, woken))
        deadline = min(rest, stack.enter_context(stay.woken(tools.listener, woken)))
        heard: set[str] = set()
        codes = {code}
        while not held.given_up:
            # Listened for first and read then, so that nothing falls in between.
            for one in codes - heard:
                stack.enter_context(tools.listener.waiting(one, woken))
                heard.add(one)
            try:
                async with tools.listener.turns:
                    stands = await _seen(look) if await stay.holds() else None
            except DatabaseDown:
                return  # The browser comes again by itself.
            if stands is None:
                break
            codes = {code, *(branch.code for branch in stands.branches)}
            if codes - heard:
                continue
            if stands.version > since:
                since = stands.version
                yield _event(request, who, "said", since, stands=stands)
                yield _event(request, who, "standing", since, stands=stands)
            try:
                async with asyncio.timeout_at(deadline):
                    await woken.wait()
            except TimeoutError:
                break
            woken.clear()
    yield _event(request, who, "over", since, too_many=held.given_up)


async def _seen(look: Look) -> Standing | None:
    try:
        return await look()
    except Refusal:
        return None


def _event(request: Request, who: Identity | None, name: str, version: int, **context: Any) -> ServerSentEvent:
    page = show(request, f"following/_{name}", who, **context)
    return ServerSentEvent(bytes(page.body).decode(), event=name, id=str(version))
