"""What each procedure costs the engine, in events and in CPU: ``python -m bench.procedures``."""

import asyncio
import statistics
import time
from dataclasses import dataclass
from typing import Any

from bench.courses import FILINGS, Course, file
from bench.engine import Engine, open_engine
from bench.meter import cpu_ms
from bench.tables import Table, alone, label, number
from tests.workflows.rig import Rig
from workflows.engine.procedure import Procedure

CALM = 5.0
"""Seconds in which it is seen what an engine costs that has nothing to do."""
REPEATS = 5
TITLE = "Events and CPU of each procedure"
ABOUT = """Each dossier from filing to hand-over, one after the other, with nothing in its way, in the rig of the
procedures' tests: the house's Temporal server on SQLite with time skipping switched on, a real journal, registers in
memory, procedures in Temporal's sandbox. Events are those of its history (medians); the CPU is that of the server's
process alone, less what it uses when it has nothing to do ({idle} ms a second). A dossier with branches is given with
all that they cost; the unemployment benefit is one of three months."""


async def one(rig: Rig, procedure: type[Procedure[Any]]) -> list[int]:
    """Take one dossier to its end; give the events of its history, and of each branch's."""
    course = Course(rig)
    await course.take(await file(rig, procedure))
    return [(await rig.handle(code).describe()).history_length for code in course.codes]


@dataclass(frozen=True)
class Cost:
    """What the dossiers of one procedure took."""

    name: str
    histories: list[list[int]]
    """Events of each dossier's history, and of its branches'."""
    seconds: float
    used: float
    """Milliseconds of the server's CPU, with what it uses anyway."""

    def row(self, idle: float) -> tuple[str, ...]:
        """The figures of one dossier, less what the server uses in a second for nothing."""
        own = statistics.median(events[0] for events in self.histories)
        everything = statistics.median(sum(events) for events in self.histories)
        each = max(0.0, self.used - idle * self.seconds) / len(self.histories)
        figures = (own, len(self.histories[0]) - 1, everything, each)
        return (self.name, *(number(figure, 0) for figure in figures))


async def cost(engine: Engine, procedure: type[Procedure[Any]], repeats: int) -> Cost:
    """Take some dossiers to their end; where there are several, one more before them, which finds everything cold."""
    async with engine.rig() as rig:
        if repeats > 1:
            await one(rig, procedure)
        began, before = time.monotonic(), cpu_ms(engine.server.pid)
        histories = [await one(rig, procedure) for _ in range(repeats)]
        seconds, used = time.monotonic() - began, cpu_ms(engine.server.pid) - before
    return Cost(label(procedure), histories, seconds, used)


async def idle_ms(engine: Engine, calm: float) -> float:
    """Milliseconds of CPU that the engine uses in a second with a worker that waits."""
    async with engine.rig():
        before = cpu_ms(engine.server.pid)
        await asyncio.sleep(calm)
        return (cpu_ms(engine.server.pid) - before) / calm


async def measure(repeats: int, calm: float = CALM) -> Table:
    """Take every procedure of the catalogue, some times."""
    async with open_engine() as engine:
        ordered = sorted(FILINGS, key=lambda procedure: procedure.code)
        costs = [await cost(engine, procedure, repeats) for procedure in ordered]
        idle = await idle_ms(engine, calm)
    rows = [one.row(idle) for one in costs]
    columns = ("engine's cost of a dossier", "events", "branches", "events with branches", "server CPU, ms")
    about = ABOUT.format(idle=number(idle, 0))
    return Table(title=TITLE, about=about, columns=columns, rows=rows)


if __name__ == "__main__":
    alone(measure, __doc__, repeats=(REPEATS, "dossiers of each procedure"))
