"""What a dossier costs that waits: bytes on disk, memory and CPU of the house: ``python -m bench.waiting``."""

import argparse
import asyncio
import secrets
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from bench.meter import Memory, Reading, memory, read
from bench.tables import Table, number, show
from infra.db.database import Database
from infra.engine.temporal import connect
from infra.local.folder import DataFolder
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from infra.local.supervisor import Stack

DOSSIERS, CACHED = 10_000, 50
AT_ONCE = 16
COMMUNE = "11953"
CALM = 10.0
"""Seconds in which it is seen what a house costs in which everybody waits."""
MEGABYTE = 1024 * 1024
OWED = "SELECT count(*) FROM outbox"
TITLE = "A dossier that waits"
ABOUT = """Births filed over HTTP, {at_once} at a time, by a house whose worker keeps {cached} dossiers in memory
(`MOTCUA_CACHED_DOSSIERS`); each then waits for the desk, its workflow started, its notice sent. Bytes are what the
database and the engine's SQLite file grew by, what was deleted meanwhile included; memory is what the process holds in
RAM. The CPU is that of {calm:.0f} seconds in which nothing happens."""


@dataclass
class Waiting:
    """A house, and the families whose dossiers wait in it."""

    house: LocalHouse
    stack: Stack
    database: asyncpg.Connection
    engine: Client
    filers: list[tuple[Caller, Json]]
    filed: int = 0
    code: str = ""

    async def file(self, dossiers: int) -> float:
        """Let so many more wait; give the seconds until the last was answered."""
        slots = asyncio.Semaphore(AT_ONCE)
        began = time.monotonic()

        async def one(place: int) -> None:
            parent, application = self.filers[place % len(self.filers)]
            async with slots:
                key = {"Idempotency-Key": secrets.token_hex(8)}
                answer = await parent.post("dossiers", json=application, headers=key)
            self.code = answer.raise_for_status().json()["code"]

        await asyncio.gather(*(one(place) for place in range(dossiers)))
        self.filed += dossiers
        return time.monotonic() - began

    async def settled(self) -> float:
        """Wait until every workflow waits and every notice was sent; give the seconds that took."""
        began = time.monotonic()
        while await self.database.fetchval(OWED) or await self._backlog():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.5)
        await self.database.execute("CHECKPOINT")
        return time.monotonic() - began

    async def _backlog(self) -> int:
        """Steps that the engine has for the worker, which has not taken them yet."""
        queue = TaskQueue(name=self.house.settings().task_queue)
        kind = TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
        asked = DescribeTaskQueueRequest(
            namespace=self.engine.namespace, task_queue=queue, task_queue_type=kind, report_stats=True
        )
        told = await self.engine.workflow_service.describe_task_queue(asked)
        return told.stats.approximate_backlog_count

    async def read(self) -> Reading:
        """Read the meters."""
        return read(self.house, self.stack, await self.database.fetchval("SELECT pg_database_size('postgres')"))

    def memory(self, part: str) -> Memory:
        """What a part's process holds in RAM."""
        return memory(self.stack.pid(part))


async def open_house(stack: AsyncExitStack, cached: int) -> Waiting:
    """Start a house whose worker remembers few dossiers, and log families in."""
    folder = stack.enter_context(DataFolder(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-")))))
    house = await LocalHouse.on(folder, cached_dossiers=str(cached))
    parts = await stack.enter_async_context(await house.stack())
    people = await stack.enter_async_context(People(house.api_url, house.sandbox_url))
    database = await asyncpg.connect(house.postgres.url())
    stack.push_async_callback(database.close)
    filers = []
    for couple in await people.couples(limit=30, commune=COMMUNE):
        parent = await people.who(f"citizen:{couple['mother']['number']}")
        filers.append((parent, await people.application(parent, couple)))
    return Waiting(
        house, parts, database, await connect(house.settings(), Database.of_engine(house.settings(), 2)), filers
    )


Figure = tuple[str, float, int]
"""What it is, how much, and with how many digits after the point."""


async def filed(waiting: Waiting, dossiers: int) -> list[Figure]:
    """Let so many wait, and give what each costs."""
    before, held = await waiting.read(), {part: waiting.memory(part) for part in ("worker", "temporal")}
    seconds = await waiting.file(dossiers)
    late = await waiting.settled()
    grown = (await waiting.read()) - before
    found = await waiting.engine.get_workflow_handle(waiting.code).describe()
    figures: list[Figure] = [
        ("dossiers that wait", dossiers, 0),
        ("filed and answered, dossiers/s", dossiers / seconds, 1),
        ("seconds until all were filed", seconds, 1),
        ("seconds after that until all of their workflows waited", late, 1),
        ("postgres bytes a waiting dossier", grown.stored["postgres"] / dossiers, 0),
        ("temporal bytes a waiting dossier", grown.stored["temporal"] / dossiers, 0),
        ("history events a waiting dossier", found.history_length, 0),
    ]
    for part, earlier in held.items():
        now = waiting.memory(part)
        figures += [
            (f"{part} memory before, MB", earlier.now / MEGABYTE, 1),
            (f"{part} memory with all waiting, MB", now.now / MEGABYTE, 1),
            (f"{part} memory at its highest, MB", now.most / MEGABYTE, 1),
            (f"{part} memory a waiting dossier, bytes", (now.now - earlier.now) / dossiers, 0),
        ]
    return figures


async def calm(waiting: Waiting, seconds: float) -> list[Figure]:
    """What the house uses while everybody waits."""
    before = await waiting.read()
    await asyncio.sleep(seconds)
    used = ((await waiting.read()) - before).cpu
    return [(f"{part} CPU while all wait, ms/s", spent / seconds, 1) for part, spent in used.items()]


async def measure(dossiers: int, cached: int, seconds: float = CALM) -> Table:
    """Let dossiers wait, after some for nothing that warm the house up."""
    async with AsyncExitStack() as stack:
        waiting = await open_house(stack, cached)
        await waiting.file(min(200, dossiers))
        await waiting.settled()
        figures = await filed(waiting, dossiers) + await calm(waiting, seconds)
    about = ABOUT.format(at_once=AT_ONCE, cached=cached, calm=seconds)
    rows = [(name, number(value, digits)) for name, value, digits in figures]
    return Table(title=TITLE, about=about, columns=("cost of waiting", "figure"), rows=rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waiting", type=int, default=DOSSIERS, help="dossiers that wait")
    parser.add_argument("--cached", type=int, default=CACHED, help="how many of them the worker keeps in memory")
    chosen = parser.parse_args()
    show([asyncio.run(measure(chosen.waiting, chosen.cached))])
