"""A dossier's events as they happen, for programs: what was and what comes, one connection, no polling."""

import asyncio
import json
from collections.abc import AsyncIterator

from sse_starlette import ServerSentEvent

from api.services.views import event_view
from domain.base.refusals import Refusal
from infra.db.database import DatabaseDown
from infra.identity.oidc import Identity
from infra.journal.journal import Journal
from infra.journal.listener import JournalListener
from infra.runtime.rates import AtOnce

STREAM = "text/event-stream"
STREAMED = "Each event as it happens: `data` is it in JSON, as in the list, `event` its type, `id` its number."
DIGITS = 19
"""More than any number of an event has, and than the database takes."""


def heard_up_to(last: str, since: int) -> int:
    """The last event that a program has: what it says when it comes again, or what it asked from."""
    return max(since, int(last)) if last.isdecimal() and len(last) < DIGITS else since


async def happenings(
    code: str,
    since: int,
    who: Identity,
    locale: str,
    journal: Journal,
    listener: JournalListener,
    live: AtOnce,
    rests: int,
) -> AsyncIterator[ServerSentEvent]:
    """Tell each event after ``since``, then each that comes, for as long as a session ``rests``; ``id`` is its number.

    Whether the reader may still see it is asked anew each time. Of who opens too many the oldest ends.
    """
    woken, deadline = asyncio.Event(), asyncio.get_running_loop().time() + rests
    with live.holding(who.person, woken) as held, listener.waiting(code, woken):
        while not held.given_up:
            try:
                async with listener.turns:
                    events = await journal.events(code, who.actor, since)
            except (DatabaseDown, Refusal):
                return
            for event in events:
                since = event.seq
                shown = event_view(event, journal.registry, locale, who.actor)
                data = json.dumps(shown.model_dump(mode="json"), ensure_ascii=False)
                yield ServerSentEvent(data, event=event.act.type, id=str(event.seq))
            try:
                async with asyncio.timeout_at(deadline):
                    await woken.wait()
            except TimeoutError:
                return
            woken.clear()
