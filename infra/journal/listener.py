"""Who waits for news of a dossier hears of it: one connection of a process listens, memory tells all who wait.

Whoever appended cries the dossier's code out, once it is committed, many codes at a time: a NOTIFY inside of the
append would let commits queue behind each other, which halves what the journal takes. A process that dies in that
moment leaves a page as it was until the next event, or until it is loaded again. Nothing but codes goes over the wire,
and who is woken asks anew what they may see.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.runtime.background import over_and_over

log = structlog.get_logger()

CHANNEL = "motcua_dossiers"
CRY = select(func.pg_notify(CHANNEL, func.unnest(bindparam("codes", type_=ARRAY(Text))).column_valued("code")))
GATHERED = 0.02
"""Seconds between cries: what is appended meanwhile goes together."""
AGAIN = 1.0
"""Seconds until a connection that broke is tried anew."""
TURNS = 4
"""How many of those who were woken look at a time."""
STILL_THERE = 30.0
"""Seconds between looks at a connection on which nothing is heard."""


class JournalListener:
    """Wakes whoever waits for a dossier's news."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self.turns = asyncio.Semaphore(TURNS)
        """Taken by who looks anew: however many are woken at once, everybody else finds a connection free."""
        self.hears = asyncio.Event()
        """Set while the connection listens."""

    async def run(self) -> None:
        """Listen until cancelled."""
        await over_and_over(self._listen, AGAIN)

    @contextmanager
    def waiting(self, code: str, event: asyncio.Event | None = None) -> Iterator[asyncio.Event]:
        """What is set whenever there is news of a dossier; who was woken clears it. One event may be for many."""
        event = event or asyncio.Event()
        self._waiting.setdefault(code, set()).add(event)
        try:
            yield event
        finally:
            # Emptied sets go: a front door that runs for months meets every code once.
            self._waiting[code].discard(event)
            if not self._waiting[code]:
                del self._waiting[code]

    @property
    def waiters(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    def ring(self, code: str) -> None:
        """Wake who waits for this dossier."""
        for event in self._waiting.get(code, ()):
            event.set()

    async def _listen(self) -> int:
        lost = asyncio.Event()
        async with self._database.engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            # Another task runs this callback: it may only set the event, the loop below does the work.
            driver.add_termination_listener(lambda *_: lost.set())
            try:
                await driver.add_listener(CHANNEL, lambda *said: self.ring(said[-1]))
                self._heard_nothing_meanwhile()
                while not lost.is_set():
                    await self._look_after(driver, lost)
            finally:
                self.hears.clear()
                await connection.invalidate()
        return 0

    def _heard_nothing_meanwhile(self) -> None:
        """Wake everybody once: what was said before the connection listened, nobody heard."""
        self.hears.set()
        for code in list(self._waiting):
            self.ring(code)

    async def _look_after(self, driver: Any, lost: asyncio.Event) -> None:
        try:
            await asyncio.wait_for(lost.wait(), STILL_THERE)
        except TimeoutError:
            await driver.execute(f"LISTEN {CHANNEL}")


class JournalNotifier:
    """Says of which dossiers there is news."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._news: set[str] = set()
        self._some = asyncio.Event()

    def notify(self, code: str) -> None:
        """Let it be said of a dossier, soon."""
        self._news.add(code)
        self._some.set()

    async def run(self) -> None:
        """Say it, until cancelled."""
        await over_and_over(self._say, GATHERED)

    async def _say(self) -> int:
        await self._some.wait()
        self._some.clear()
        codes, self._news = sorted(self._news), set()
        try:
            await self._database.execute(ENGINE, CRY, {"codes": codes})
        except BaseException:
            # Also when cancelled: what was taken out and not said would be heard by nobody.
            self._news.update(codes)
            self._some.set()
            raise
        return 0
