"""Clients that take births through every desk of a house, and note how long each answer took."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import asyncpg

from domain.dossier.journal import task_id
from infra.local.people import Caller, Json, People, birth_form, decision_of

LOOK = 0.005
"""Seconds between looks at what is open."""


@dataclass
class Times:
    """Seconds until an act was answered and visible to every reader."""

    filing: list[float] = field(default_factory=list)
    act: list[float] = field(default_factory=list)


class Watcher:
    """One look at all open tasks for all clients: what a queue's live page costs, and no more."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._open: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._wanted = asyncio.Event()

    async def run(self) -> None:
        """Look while somebody waits, until cancelled."""
        while True:
            await self._wanted.wait()
            for row in await self._connection.fetch("SELECT id FROM tasks WHERE closed_at IS NULL"):
                self._open[row["id"]].set()
            if all(event.is_set() for event in self._open.values()):
                self._wanted.clear()
            await asyncio.sleep(LOOK)

    async def opened(self, task: str) -> None:
        """Wait until a task is there."""
        self._wanted.set()
        await self._open[task].wait()
        del self._open[task]


class Load:
    """The clients of one house."""

    def __init__(self, people: People, pool: asyncpg.Pool, watcher: Watcher, couples: list[Json]) -> None:
        self._people = people
        self._pool = pool
        self._watcher = watcher
        self._couples = couples
        self._parents: dict[str, Caller] = {}
        self._applications: list[Json] = []
        self.times = Times()

    async def prepare(self) -> None:
        """Log everybody in and bring the papers, outside of what is measured."""
        self._desk, self._registrar, self._leader = await self._people.desks()
        for couple in self._couples:
            parent = await self._people.who(f"citizen:{couple['mother']['number']}")
            self._parents[couple["mother"]["number"]] = parent
            self._applications.append(await self._people.application(parent, couple))

    async def run(self, births: int, *, at_once: int = 0, per_second: float = 0) -> float:
        """Take so many births to their end, and give the seconds that took."""
        slots = asyncio.Semaphore(at_once or births)
        began = time.monotonic()

        async def one(number: int) -> None:
            if per_second:
                await asyncio.sleep(number / per_second)
            async with slots:
                await self._birth(number % len(self._couples))

        await asyncio.gather(*(one(number) for number in range(births)))
        return time.monotonic() - began

    async def _birth(self, number: int) -> None:
        parent = self._parents[self._couples[number]["mother"]["number"]]
        code = await self._file(parent, self._applications[number] | {"form": birth_form(self._couples[number])})
        await self._decide(self._desk, code, "receive", "accept")
        await self._decide(self._registrar, code, "verify", "confirm")
        await self._confirm(parent, code)
        await self._decide(self._leader, code, "approve", "approve")
        await self._decide(self._desk, code, "hand_over", "hand_over")

    async def _file(self, parent: Caller, application: Json) -> str:
        began = time.monotonic()
        code = await parent.file(application)
        await self._visible("SELECT 1 FROM dossiers WHERE code = $1", code)
        self.times.filing.append(time.monotonic() - began)
        return code

    async def _decide(self, officer: Caller, code: str, step: str, decision: str) -> None:
        task = task_id(code, step)
        await self._watcher.opened(task)
        began = time.monotonic()
        (await officer.post(f"tasks/{task}/decision", json=decision_of(decision))).raise_for_status()
        await self._visible("SELECT 1 FROM tasks WHERE id = $1 AND closed_at IS NOT NULL", task)
        self.times.act.append(time.monotonic() - began)

    async def _confirm(self, parent: Caller, code: str) -> None:
        await self._watcher.opened(task_id(code, "confirm"))
        (await parent.post(f"dossiers/{code}/confirmation", json={})).raise_for_status()

    async def _visible(self, query: str, key: str) -> None:
        while not await self._pool.fetchval(query, key):  # noqa: ASYNC110 - a reader can only look again
            await asyncio.sleep(0.001)


def percentiles(times: Sequence[float]) -> tuple[float, float, float]:
    """Give p50, p95 and p99 in milliseconds."""
    ordered = sorted(times) or [0.0]
    p50, p95, p99 = (1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 0.99))
    return p50, p95, p99
