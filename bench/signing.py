"""What a signed result costs: ``python -m bench.signing``."""

import asyncio
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.meter import cpu_ms
from bench.tables import Table, alone, number
from infra.documents.orders import Draft
from infra.printing import pool_worker
from infra.printing.pool import RenderPool
from tests.infra.printing.test_pdf import CERTIFICATE
from tests.sandbox.conftest import Sandbox
from tests.support.signing_rig import BODY, CODED, NUMBER, TEMPLATE, WORDS, House, house

RESULTS, PROCESSES, TICK = 40, 2, 0.001
TITLE = "A signed result"
ABOUT = """A birth certificate becomes PAdES B-LTA: printed, signed by an officer from afar, numbered, sealed, stamped
for the archive. First one process of the press, each step alone: its CPU is the process's own, the rest of the time is
the sandbox's, which stamps time, says what was withdrawn and signs. Results a second are two processes of the press,
with everything but the officer's own confirmation, beside the sandbox on the same machine; what each part spent on a
result says how many two cores that do nothing else would make. How long the event loop was blocked at worst meanwhile
is noted by a task that wants it each millisecond: by the clock, which counts what other processes took, and by the CPU
that its own process, with all its threads, spent until the task came."""
WHOLE = ("print and prepare", "officer's signature, B-T", "number, seal, archive: B-LTA")
STEPS = ("print", *WHOLE, "stamp again")
PARTS = ("the press", "who asks it and watches the loop", "the stand-ins")
"""Whose CPU is told apart."""


@dataclass
class Taken:
    """Milliseconds of one step, by the clock and of the process."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def row(self, name: str) -> tuple[str, ...]:
        """Write it as a row."""
        return name, number(statistics.median(self.wall)), number(statistics.median(self.cpu))


async def timed[T](taken: Taken, work: Callable[[], T]) -> T:
    """Do it in a thread, as ``pool_worker`` runs an event loop of its own."""
    began, spent = time.perf_counter(), time.process_time()
    done = await asyncio.to_thread(work)
    taken.wall.append(1000 * (time.perf_counter() - began))
    taken.cpu.append(1000 * (time.process_time() - spent))
    return done


async def steps(ours: House, results: int) -> dict[str, Taken]:
    """Measure each step alone."""
    taken = {step: Taken() for step in STEPS}
    printing, preparing, signing, sealing, again = taken.values()
    pool_worker._room = ours.room  # what a process of the press holds
    context, who, at = await ours.context(), await ours.signatory(), datetime.now(UTC)
    said, given = WORDS | {"at": at}, {"number": NUMBER, "reference": NUMBER, "issued_at": at, "body": BODY}
    for turn in range(results + 1):
        await timed(printing, lambda: pool_worker.render(TEMPLATE, CERTIFICATE, CERTIFICATE))
        draft = await timed(preparing, lambda: pool_worker.draft(TEMPLATE, context, CODED, who, **said))
        value = await ours.signature(draft)
        signed = await timed(signing, lambda: pool_worker.signed(draft, value))  # noqa: B023 - done before the next turn
        sealed = await timed(sealing, lambda: pool_worker.seal(signed, given, CODED, **said))  # noqa: B023
        await timed(again, lambda: pool_worker.restamp(sealed))  # noqa: B023
        if turn == 0:  # asks everybody for the first time
            for one in taken.values():
                one.wall.clear()
                one.cpu.clear()
    return taken


@dataclass
class Meter:
    """What a press takes while it is watched: seconds, CPU of each part, the event loop's longest block."""

    sandbox: int
    """Its process."""
    seconds: float = 0.0
    cpu: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PARTS, 0.0))
    """Milliseconds, by part."""
    block: float = 0.0
    block_cpu: float = 0.0

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Add what is done meanwhile."""
        looking = asyncio.create_task(self._look())
        began, before = time.perf_counter(), self._used()
        try:
            yield
        finally:
            self.seconds += time.perf_counter() - began
            self.cpu = {part: self.cpu[part] + now - before[part] for part, now in self._used().items()}
            looking.cancel()
            await asyncio.wait([looking])

    def rows(self, results: int) -> list[tuple[str, ...]]:
        """Write it as rows, for one of so many results."""
        each = {part: spent / results for part, spent in self.cpu.items()}
        return [
            (f"B-LTA results/s, {PROCESSES} processes", number(results / self.seconds), ""),
            *((f"{part} for one, ms", "", number(spent)) for part, spent in each.items()),
            (f"B-LTA results/s that {PROCESSES} cores can spend", "", number(1000 * PROCESSES / sum(each.values()))),
            ("event loop's longest block meanwhile, ms", number(self.block), number(self.block_cpu)),
        ]

    def _used(self) -> dict[str, float]:
        children = sum(cpu_ms(child.pid) for child in multiprocessing.active_children() if child.pid)
        return dict(zip(PARTS, (children, 1000 * time.process_time(), cpu_ms(self.sandbox)), strict=True))

    async def _look(self) -> None:
        while True:
            began, spent = time.perf_counter(), time.process_time()
            await asyncio.sleep(TICK)
            self.block = max(self.block, 1000 * (time.perf_counter() - began - TICK))
            self.block_cpu = max(self.block_cpu, 1000 * (time.process_time() - spent))


async def together(ours: House, meter: Meter, results: int) -> None:
    """Have a press make results, all at once."""
    press = RenderPool(ours.render_config, processes=PROCESSES)
    context, who = await ours.context(), await ours.signatory()

    async def draft() -> Draft:
        return await press.draft(TEMPLATE, context, signatory=who, code=CODED, at=datetime.now(UTC), **WORDS)

    async def finish(asked: Draft, value: bytes) -> bytes:
        signed, at = await press.signed(asked, value), datetime.now(UTC)
        return await press.seal(signed, number=NUMBER, issued_at=at, context=context, code=CODED, at=at, **WORDS)

    async def round_of(count: int, meter: Meter) -> None:
        async with meter.watching():
            drafts = await asyncio.gather(*(draft() for _ in range(count)))
        values = [await ours.signature(one) for one in drafts]
        async with meter.watching():
            await asyncio.gather(*(finish(one, value) for one, value in zip(drafts, values, strict=True)))

    try:
        await round_of(2 * PROCESSES, Meter(meter.sandbox))  # each process has loaded everything
        await round_of(results, meter)
    finally:
        press.close()


async def measure(results: int = RESULTS) -> Table:
    """Take the whole of it, on a sandbox of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sandbox = await Sandbox(folder / "trust").start()
        try:
            async with house(sandbox, folder) as ours:
                taken = await steps(ours, results)
                meter = Meter(sandbox.pid)
                await together(ours, meter, results)
        finally:
            await sandbox.stop()
    rows = [one.row(f"{name}, ms") for name, one in taken.items()]
    whole = [[statistics.median(way) for way in (one.wall, one.cpu)] for name, one in taken.items() if name in WHOLE]
    rows.append(("altogether: a B-LTA result, ms", *(number(sum(way)) for way in zip(*whole, strict=True))))
    return Table(
        title=TITLE,
        about=" ".join(ABOUT.split()),
        columns=("step", "by the clock", "CPU"),
        rows=[*rows, *meter.rows(results)],
    )


if __name__ == "__main__":
    alone(measure, __doc__, results=(RESULTS, "results that are measured"))
