"""What a dossier costs that waits: bytes on disk, memory and CPU of the house: ``python -m bench.waiting``."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from bench.load import percentiles
from bench.meter import Memory, Opened, memory, open_house
from bench.tables import Figure, Table, alone, rows_of
from domain.dossier.journal import task_id
from infra.db.database import Database
from infra.engine.temporal import connect
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, decision_of

DOSSIERS, CACHED = 10_000, 50
TAKEN_UP, ACTS = 400, 150
"""Of them, accepted by the desk and at their verification; and how many of those are verified one by one."""
SLEEPS_AFTER = 5
"""Seconds after which the workflows of the second house end."""
AT_ONCE = 16
COMMUNE = "11953"
FAMILIES = 30
"""At most, who file in turn."""
CALM = 10.0
"""Seconds in which it is seen what a house costs in which everybody waits."""
MEGABYTE = 1024 * 1024
OWED = "SELECT count(*) FROM outbox"
AT_VERIFICATION = "SELECT count(*) FROM tasks WHERE kind = 'verify' AND closed_at IS NULL"
SHOWN = "SELECT true FROM tasks WHERE dossier = $1 AND kind = 'confirm'"
OPEN = "ExecutionStatus = 'Running'"
TITLE = "A dossier that waits"
ABOUT = """Births filed over HTTP, {at_once} at a time, in two houses whose worker keeps {cached} workflows in memory
(`MOTCUA_CACHED_DOSSIERS`); a filing begins none. {taken_up} of them are accepted by the desk and wait for their
verification: in one house awake, in the other their workflows have ended after {sleeps} seconds
(`MOTCUA_SLEEPS_AFTER`). Then an officer verifies {acts} in each house, in turn, one after the other: until the answer,
and until the next task, the applicant's, stands in the database. Bytes are what the database and the engine's SQLite
file grew by, what was deleted meanwhile included; memory is what the process holds in RAM. The CPU is that of
{calm:.0f} seconds in which nothing happens. Last, the engine is stopped and started, and its memory read after as
long: what it holds for those that still wait, without what earlier work left in its caches."""


@dataclass
class Waiting:
    """A house, and the families whose dossiers wait in it."""

    opened: Opened
    engine: Client
    filers: list[tuple[Caller, Json]]
    desk: Caller
    registrar: Caller
    filed: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)

    async def file(self, dossiers: int) -> float:
        """Let so many more wait; give the seconds until the last was answered."""
        slots = asyncio.Semaphore(AT_ONCE)
        began = time.monotonic()

        async def one(place: int) -> None:
            parent, application = self.filers[place % len(self.filers)]
            async with slots:
                self.filed.append(await parent.file(application))

        await asyncio.gather(*(one(place) for place in range(dossiers)))
        return time.monotonic() - began

    async def accept(self, dossiers: int) -> None:
        """Let the desk accept so many, and wait until each is at its verification."""
        slots, before = asyncio.Semaphore(AT_ONCE), await self.opened.database.fetchval(AT_VERIFICATION)

        async def one(code: str) -> None:
            async with slots:
                task = f"tasks/{task_id(code, 'receive')}/decision"
                (await self.desk.post(task, json=decision_of("accept"))).raise_for_status()

        accepted = self.filed[-dossiers:]
        await asyncio.gather(*map(one, accepted))
        self.accepted += accepted
        while await self.opened.database.fetchval(AT_VERIFICATION) < before + dossiers:  # noqa: ASYNC110
            await asyncio.sleep(0.5)

    async def verify(self) -> tuple[float, float]:
        """Verify one; give the seconds until the answer, and until the next task stands."""
        code = self.accepted.pop()
        began = time.monotonic()
        answer = await self.registrar.post(f"tasks/{task_id(code, 'verify')}/decision", json=decision_of("confirm"))
        answered = time.monotonic() - began
        answer.raise_for_status()
        while not await self.opened.database.fetchval(SHOWN, code):  # noqa: ASYNC110 - the engine tells nobody
            await asyncio.sleep(0.002)
        return answered, time.monotonic() - began

    async def workflows(self) -> int:
        """How many are open; the engine counts them a little later."""
        return (await self.engine.count_workflows(OPEN)).count

    async def settled(self, *, sleeps: bool = False) -> None:
        """Wait until every workflow waits, or ``sleeps``, and every notice was sent."""
        while await self.opened.database.fetchval(OWED) or await self._backlog():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.5)
        while sleeps and await self.workflows():  # noqa: ASYNC110
            await asyncio.sleep(0.5)
        await self.opened.database.execute("CHECKPOINT")

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
    desk, registrar, _ = await people.desks()
    engine = await connect(settings, Database.of_engine(settings, 2))
    return Waiting(opened, engine, filers, desk, registrar)


async def filed(waiting: Waiting, dossiers: int, taken_up: int, *, sleeps: bool) -> list[Figure]:
    """Let so many wait, and give what each costs."""
    before, held = await waiting.opened.read(), {part: waiting.memory(part) for part in ("worker", "temporal")}
    seconds = await waiting.file(dossiers)
    await waiting.accept(taken_up)
    await waiting.settled(sleeps=sleeps)
    grown = (await waiting.opened.read()) - before
    figures: list[Figure] = [
        ("dossiers that wait", dossiers, 0),
        ("of them at their verification", taken_up, 0),
        ("workflows open", await waiting.workflows(), 0),
        ("filed and answered, dossiers/s", dossiers / seconds, 1),
        ("postgres bytes a waiting dossier", grown.stored["postgres"] / dossiers, 0),
        ("temporal bytes a waiting dossier", grown.stored["temporal"] / dossiers, 0),
    ]
    for part, earlier in held.items():
        now = waiting.memory(part)
        figures += [
            (f"{part} memory before, MB", earlier.now / MEGABYTE, 1),
            (f"{part} memory with all waiting, MB", now.now / MEGABYTE, 1),
            (f"{part} memory at its highest, MB", now.most / MEGABYTE, 1),
        ]
    return figures


async def calm(waiting: Waiting, seconds: float) -> list[Figure]:
    """What the house uses while everybody waits."""
    before = await waiting.opened.read()
    await asyncio.sleep(seconds)
    used = ((await waiting.opened.read()) - before).cpu
    return [(f"{part} CPU while all wait, ms/s", spent / seconds, 1) for part, spent in used.items()]


async def started_anew(waiting: Waiting, seconds: float) -> list[Figure]:
    """What an engine holds that has just begun, for all that wait: what earlier work left in its caches is gone."""
    await waiting.opened.stack.restart("temporal")
    await asyncio.sleep(seconds)
    return [("temporal memory once started anew, MB", waiting.memory("temporal").now / MEGABYTE, 1)]


async def acts(houses: Sequence[Waiting], many: int) -> list[list[Figure]]:
    """Verify so many in each house, in turn; give the times of each house."""
    times: list[list[tuple[float, float]]] = [[] for _ in houses]
    for _ in range(many):
        for house, took in zip(houses, times, strict=True):
            took.append(await house.verify())
    names = ("an act, answered", "the next task, there")
    return [
        [
            (f"{name}, {share}, ms", value, 1)
            for name, seconds in zip(names, zip(*took, strict=True), strict=True)
            for share, value in zip(("p50", "p95"), percentiles(seconds), strict=False)
        ]
        for took in times
    ]


async def measure(
    dossiers: int, cached: int, seconds: float = CALM, kind: type[LocalHouse] = LocalHouse, taken_up: int = TAKEN_UP
) -> Table:
    """Let dossiers wait awake and asleep, after some for nothing that warm each house up."""
    taken_up = min(taken_up, dossiers)
    many, figures, houses = min(ACTS, taken_up), [], []
    async with AsyncExitStack() as stack:
        for sleeps_after in (0, SLEEPS_AFTER):
            settings = {"cached_dossiers": str(cached), "sleeps_after": str(sleeps_after)}
            opened = await stack.enter_async_context(open_house(kind, **settings))
            waiting = await log_in(opened, min(FAMILIES, dossiers))
            warm = min(40, dossiers)
            await waiting.file(warm)
            await waiting.accept(warm)
            await waiting.settled(sleeps=bool(sleeps_after))
            figures.append(await filed(waiting, dossiers, taken_up, sleeps=bool(sleeps_after)))
            houses.append(waiting)
        for waiting, found in zip(houses, figures, strict=True):
            found += await calm(waiting, seconds)
        for found, more in zip(figures, await acts(houses, many), strict=True):
            found += more
        for waiting, found in zip(houses, figures, strict=True):
            found += await started_anew(waiting, seconds)
    about = ABOUT.format(
        at_once=AT_ONCE, cached=cached, calm=seconds, taken_up=taken_up, sleeps=SLEEPS_AFTER, acts=many
    )
    both = [(*awake, asleep[1]) for awake, asleep in zip(*map(rows_of, figures), strict=True)]
    return Table(title=TITLE, about=about, columns=("cost of waiting", "awake", "asleep"), rows=both)


if __name__ == "__main__":
    alone(
        measure,
        __doc__,
        waiting=(DOSSIERS, "dossiers that wait"),
        cached=(CACHED, "how many of them the worker keeps in memory"),
    )
