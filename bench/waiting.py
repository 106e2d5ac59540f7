"""What a dossier costs that waits: bytes on disk, memory and CPU of the house: ``python -m bench.waiting``."""

import asyncio
import time
from dataclasses import dataclass

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from bench.meter import Memory, Opened, memory, open_house
from bench.tables import Figure, Table, alone, rows_of
from infra.db.database import Database
from infra.engine.temporal import connect
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json

DOSSIERS, CACHED = 10_000, 50
AT_ONCE = 16
COMMUNE = "11953"
FAMILIES = 30
"""At most, who file in turn."""
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

    opened: Opened
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
                self.code = await parent.file(application)

        await asyncio.gather(*(one(place) for place in range(dossiers)))
        self.filed += dossiers
        return time.monotonic() - began

    async def settled(self) -> float:
        """Wait until every workflow waits and every notice was sent; give the seconds that took."""
        began = time.monotonic()
        while await self.opened.database.fetchval(OWED) or await self._backlog():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.5)
        await self.opened.database.execute("CHECKPOINT")
        return time.monotonic() - began

    async def _backlog(self) -> int:
        """Steps that the engine has for the worker, which has not taken them yet."""
        queue = TaskQueue(name=self.opened.house.settings().task_queue)
        kind = TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
        asked = DescribeTaskQueueRequest(
            namespace=self.engine.namespace, task_queue=queue, task_queue_type=kind, report_stats=True
        )
        told = await self.engine.workflow_service.describe_task_queue(asked)
        return told.stats.approximate_backlog_count

    def memory(self, part: str) -> Memory:
        """What a part's process holds in RAM."""
        return memory(self.opened.stack.pid(part))


async def log_in(opened: Opened, families: int) -> Waiting:
    """Log so many families in."""
    filers, people, settings = [], opened.people, opened.house.settings()
    for couple in await people.couples(limit=families, commune=COMMUNE):
        parent = await people.who(f"citizen:{couple['mother']['number']}")
        filers.append((parent, await people.application(parent, couple)))
    return Waiting(opened, await connect(settings, Database.of_engine(settings, 2)), filers)


async def filed(waiting: Waiting, dossiers: int) -> list[Figure]:
    """Let so many wait, and give what each costs."""
    before, held = await waiting.opened.read(), {part: waiting.memory(part) for part in ("worker", "temporal")}
    seconds = await waiting.file(dossiers)
    late = await waiting.settled()
    grown = (await waiting.opened.read()) - before
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
    before = await waiting.opened.read()
    await asyncio.sleep(seconds)
    used = ((await waiting.opened.read()) - before).cpu
    return [(f"{part} CPU while all wait, ms/s", spent / seconds, 1) for part, spent in used.items()]


async def measure(dossiers: int, cached: int, seconds: float = CALM, kind: type[LocalHouse] = LocalHouse) -> Table:
    """Let dossiers wait, after some for nothing that warm the house up."""
    async with open_house(kind, cached_dossiers=str(cached)) as opened:
        waiting = await log_in(opened, min(FAMILIES, dossiers))
        await waiting.file(min(200, dossiers))
        await waiting.settled()
        figures = await filed(waiting, dossiers) + await calm(waiting, seconds)
    about = ABOUT.format(at_once=AT_ONCE, cached=cached, calm=seconds)
    return Table(title=TITLE, about=about, columns=("cost of waiting", "figure"), rows=rows_of(figures))


if __name__ == "__main__":
    alone(
        measure,
        __doc__,
        waiting=(DOSSIERS, "dossiers that wait"),
        cached=(CACHED, "how many of them the worker keeps in memory"),
    )
