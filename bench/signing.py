"""What a signed result costs: ``python -m bench.signing``."""

import argparse
import asyncio
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.meter import cpu_ms
from bench.tables import Table, number, show
from infra import pressroom
from infra.orders import Draft
from infra.press import Press
from tests.infra.signing_rig import BODY, CODED, NUMBER, TEMPLATE, WORDS, House, house
from tests.infra.test_pdf import CERTIFICATE
from tests.sandbox.conftest import Sandbox

RESULTS, PROCESSES, TICK = 40, 2, 0.001
TITLE = "A signed result"
ABOUT = """A birth certificate becomes PAdES B-LTA: printed, signed by an officer from afar, numbered, sealed, stamped
for the archive. First one process of the press, each step alone: its CPU is the process's own, the rest of the time is
the sandbox's, which stamps time, says what was withdrawn and signs. Results a second are two processes of the press,
with everything but the officer's own confirmation, beside the sandbox on the same machine. How long the event loop was
blocked at worst meanwhile is noted by a task that wants it each millisecond."""
WHOLE = ("print and prepare", "officer's signature, B-T", "number, seal, archive: B-LTA")
STEPS = ("print", *WHOLE, "stamp again")


@dataclass
class Taken:
    """Milliseconds of one step, by the clock and of the process."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def row(self, name: str) -> tuple[str, ...]:
        """Write it as a row."""
        return name, number(statistics.median(self.wall)), number(statistics.median(self.cpu))


async def timed[T](taken: Taken, work: Callable[[], T]) -> T:
    """Do it in a thread, as ``pressroom`` runs an event loop of its own."""
    began, spent = time.perf_counter(), time.process_time()
    done = await asyncio.to_thread(work)
    taken.wall.append(1000 * (time.perf_counter() - began))
    taken.cpu.append(1000 * (time.process_time() - spent))
    return done


async def steps(ours: House, results: int) -> dict[str, Taken]:
    """Measure each step alone."""
    taken = {step: Taken() for step in STEPS}
    printing, preparing, signing, sealing, again = taken.values()
    pressroom._room = ours.room  # what a process of the press holds
    context, who, at = await ours.context(), await ours.signatory(), datetime.now(UTC)
    reason, location = WORDS["reason"], WORDS["location"]
    for turn in range(results + 1):
        await timed(printing, lambda: pressroom.render(TEMPLATE, CERTIFICATE, CERTIFICATE))
        draft = await timed(preparing, lambda: pressroom.draft(TEMPLATE, context, CODED, who, reason, location, at))
        value = await ours.signature(draft)
        signed = await timed(signing, lambda: pressroom.signed(draft, value))  # noqa: B023 - done before the next turn
        sealed = await timed(sealing, lambda: pressroom.seal(signed, NUMBER, at, BODY, CODED, reason, location, at))  # noqa: B023
        await timed(again, lambda: pressroom.restamp(sealed))  # noqa: B023
        if turn == 0:  # asks everybody for the first time
            for one in taken.values():
                one.wall.clear()
                one.cpu.clear()
    return taken


async def together(ours: House, results: int) -> tuple[float, float, float]:
    """Results a second of a press, CPU milliseconds of its processes for one, and the loop's longest block."""
    press = Press(ours.plates, processes=PROCESSES)
    context, who = await ours.context(), await ours.signatory()

    async def draft() -> Draft:
        return await press.draft(TEMPLATE, context, signatory=who, code=CODED, at=datetime.now(UTC), **WORDS)

    async def finish(asked: Draft, value: bytes) -> bytes:
        signed, at = await press.signed(asked, value), datetime.now(UTC)
        return await press.seal(signed, number=NUMBER, issued_at=at, context=context, code=CODED, at=at, **WORDS)

    async def round_of(count: int) -> float:
        began = time.perf_counter()
        drafts = await asyncio.gather(*(draft() for _ in range(count)))
        spent = time.perf_counter() - began
        values = [await ours.signature(one) for one in drafts]
        began = time.perf_counter()
        await asyncio.gather(*(finish(one, value) for one, value in zip(drafts, values, strict=True)))
        return spent + time.perf_counter() - began

    try:
        await round_of(2 * PROCESSES)  # each process has loaded everything
        watch, used = Watch(), _children_cpu()
        took = await round_of(results)
        return results / took, (_children_cpu() - used) / results, await watch.stop()
    finally:
        press.close()


class Watch:
    """A task that wants the event loop each millisecond, and notes how late it got it at worst."""

    def __init__(self) -> None:
        self._worst = 0.0
        self._task = asyncio.create_task(self._look())

    async def stop(self) -> float:
        """Give the milliseconds of the longest block."""
        self._task.cancel()
        await asyncio.wait([self._task])
        return 1000 * self._worst

    async def _look(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(TICK)
            self._worst = max(self._worst, time.perf_counter() - began - TICK)


def _children_cpu() -> float:
    return sum(cpu_ms(child.pid) for child in multiprocessing.active_children() if child.pid)


async def measure(results: int = RESULTS) -> Table:
    """Take the whole of it, on a sandbox of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sandbox = await Sandbox(folder / "trust").start()
        try:
            async with house(sandbox, folder) as ours:
                taken = await steps(ours, results)
                rate, spent, blocked = await together(ours, results)
        finally:
            await sandbox.stop()
    rows = [one.row(f"{name}, ms") for name, one in taken.items()]
    whole = [[statistics.median(way) for way in (one.wall, one.cpu)] for name, one in taken.items() if name in WHOLE]
    rows.append(("altogether: a B-LTA result, ms", *(number(sum(way)) for way in zip(*whole, strict=True))))
    rows.append((f"B-LTA results/s, {PROCESSES} processes", number(rate), f"{number(spent)} ms each"))
    rows.append(("event loop's longest block meanwhile, ms", number(blocked), ""))
    return Table(title=TITLE, about=" ".join(ABOUT.split()), columns=("step", "by the clock", "CPU"), rows=rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.signing", description=__doc__)
    parser.add_argument("--results", type=int, default=RESULTS, help="results that are measured")
    show([asyncio.run(measure(parser.parse_args().results))])
