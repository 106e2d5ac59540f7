"""A dossier's events as they happen, for programs: what was and what comes, one connection, no polling."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Self

from sse_starlette import ServerSentEvent

from api.services.views import event_view
from domain.base.refusals import Refusal
from infra.db.database import DatabaseDown
from infra.identity.oidc import Identity
from infra.identity.sessions import Session, Sessions
from infra.journal.journal import Journal
from infra.journal.listener import JournalListener
from infra.runtime.rates import AtOnce

STREAM = "text/event-stream"
STREAMED = "Each event as it happens: `data` is it in JSON, as in the list, `event` its type, `id` its number."
DIGITS = 19
"""More than any number of an event has, and than the database takes."""


@dataclass(frozen=True)
class Stay:
    """For how long somebody may hear: as long as the token, or the session, lives by which they came."""

    lasts: float
    """Seconds until it ends in any case."""
    news: str = ""
    """What is cried when it is ended before."""
    secret: str = ""
    sessions: Sessions | None = None

    @classmethod
    def of_token(cls, who: Identity) -> Self:
        """Until the token ends."""
        return cls(who.until - time.time())

    @classmethod
    def of_session(cls, session: Session, secret: str, sessions: Sessions) -> Self:
        """Until the session's limit, or its end by whomever on whatever device."""
        return cls(session.left, session.news, secret, sessions)

    async def holds(self) -> bool:
        """Whether it was not ended meanwhile; nobody comes by asking."""
        return self.sessions is None or await self.sessions.find(self.secret, seen=False) is not None

    @contextmanager
    def woken(self, listener: JournalListener, event: asyncio.Event) -> Iterator[float]:
        """Have the event set also when it ends; give the moment of the loop's clock at which it does in any case."""
        with listener.waiting(self.news, event) if self.news else nullcontext():
            yield asyncio.get_running_loop().time() + max(self.lasts, 0)


def heard_up_to(last: str, since: int) -> int:
    """The last event that a program has: what it says when it comes again, or what it asked from."""
    return max(since, int(last)) if last.isdecimal() and len(last) < DIGITS else since


async def happenings(
    code: str,
    since: int,
    who: Identity,
    stay: Stay,
    locale: str,
    journal: Journal,
    listener: JournalListener,
    live: AtOnce,
    rests: int,
) -> AsyncIterator[ServerSentEvent]:
    """Tell each event after ``since``, then each that comes, for as long as a session ``rests``; ``id`` is its number.

    Whether the reader may still see it is asked anew each time. It ends with the token or session by which they came.
    Of who opens too many the oldest ends.
    """
    woken, rest = asyncio.Event(), asyncio.get_running_loop().time() + rests
    with live.holding(who.person, woken) as held, listener.waiting(code, woken), stay.woken(listener, woken) as end:
        while not held.given_up:
            try:
                async with listener.turns:
                    if not await stay.holds():
                        return
                    await journal.dossier(code, who.actor)
                    events = await journal.events(code, who.actor, since)
            except (DatabaseDown, Refusal):
                return
            for event in events:
                since = event.seq
                shown = event_view(event, journal.registry, locale, who.actor)
                data = json.dumps(shown.model_dump(mode="json"), ensure_ascii=False)
                yield ServerSentEvent(data, event=event.act.type, id=str(event.seq))
            try:
                async with asyncio.timeout_at(min(rest, end)):
                    await woken.wait()
            except TimeoutError:
                return
            woken.clear()
