"""What files cost that are made to keep us busy, and whom they keep waiting: ``python -m bench.hostile``."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from random import Random

import httpx2

from bench.load import percentiles
from bench.meter import Opened, open_house
from bench.tables import Table, alone, number
from infra.foreign import papers
from infra.foreign.papers import Trap
from infra.foreign.reader import DOOR, PROCESSES, ROOM
from infra.local.house import LocalHouse
from infra.local.people import Caller
from infra.runtime.confined import Confined, Exceeded
from tests.support.hostile import FOOT, HEAD, HOSTILE, LARGE, Kind, filled
from tests.support.scanned import BLUE, RED, document
from tests.system.fuzz.mutations import packed, spoil

SECONDS, FUZZED, KINDS = 4.0, 20.0, len(HOSTILE)
COMMUNES = ("phohien", "vangiang", "sonnam")
SENDERS, OTHERS = 3, 5
"""People who send such files, at the door and at a desk's scanner each; people who send papers meanwhile."""
PACE, PULSE = 0.2, 0.02
"""Seconds between two papers of others, and between two looks at the front door's health."""
WORST, SMALLEST = 3, 200
TITLE = "Files made to keep us busy"
ABOUT = """Each kind at one, two and four times a size, the largest as large as an upload may be: the CPU of a cell
that looks into it and draws its first page small, {allowed:.0f} s of a processor at the most each. Then {senders}
people keep uploading the largest and {desks} desks keep scanning it, all at once, for {seconds:.0f} seconds, while
{others} others upload a paper of two pages, one every {pace:.1f} s, and somebody asks for `/health`; the door has
{processes} cells, and clients share the machine with the house. The last kinds were looked for by the fuzzer's
mutations, for {fuzzed:.0f} seconds: what cost most a byte, repeated."""


def searched(seconds: float, dice: Random) -> dict[str, Kind]:
    """What costs most a byte of all that comes of spoiling papers again and again: the worst are spoilt on."""
    worst = [(0.0, HEAD + b"1 0 obj<<>>\nstream\n1 0 <<>>\nendstream" + FOOT)]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        _, seed = dice.choice(worst)
        data = spoil(seed, dice, packed)[:20_000]
        if data.startswith(HEAD) and len(data) > SMALLEST:
            worst = sorted([*worst, (cost(data), data)], reverse=True)[:20]
    return {
        f"found by fuzzing, {place}": Kind(partial(filled, one=data), LARGE)
        for place, (_, data) in enumerate(worst[:WORST], 1)
    }


def cost(data: bytes) -> float:
    """Seconds of a processor a byte, of the quicker of two looks."""

    def once() -> float:
        began = time.process_time()
        with suppress(Trap):
            papers.inspect(papers.PDF, data)
        return time.process_time() - began

    return min(once(), once()) / len(data)


async def spent(cells: Confined, data: bytes) -> tuple[float, bool]:
    """Milliseconds of a cell that a file costs, and whether it was given up."""
    total, over = 0.0, False
    for work, said in (("look", {}), ("glance", {"turn": 0})):
        try:
            total += (await cells.run("bench", work, data, **said)).spent
        except Exceeded:
            total, over = total + DOOR.seconds, True
    return 1000 * total, over


@dataclass
class Waits:
    """How long each of the others waited, in seconds."""

    uploads: list[float]
    health: list[float]


@dataclass(frozen=True)
class Crowd:
    """Who sends what to one house."""

    health: httpx2.AsyncClient
    citizens: list[Caller]
    desks: list[Caller]
    others: list[Caller]

    async def meanwhile(self, name: str, data: bytes, seconds: float) -> Waits:
        """What others wait for while everybody else keeps sending this."""
        waits, paper = Waits([], []), {"file": ("giay.pdf", document(RED, BLUE), "application/pdf")}
        until, turns = time.monotonic() + seconds, itertools.cycle(self.others)
        sent = {"file": (name, data, "application/octet-stream")}

        async def bring() -> None:
            answer = await next(turns).post("uploads", files=paper)
            answer.raise_for_status()

        async def ask() -> None:
            (await self.health.get("/health")).raise_for_status()

        senders = [asyncio.create_task(_keeps(one, "uploads", sent)) for one in self.citizens]
        senders += [asyncio.create_task(_keeps(one, "scans", sent)) for one in self.desks]
        try:
            await asyncio.gather(_paced(bring, PACE, until, waits.uploads), _paced(ask, PULSE, until, waits.health))
        finally:
            for sender in senders:
                sender.cancel()
            await asyncio.gather(*senders, return_exceptions=True)
        return waits


async def _keeps(one: Caller, path: str, files: dict[str, tuple[str, bytes, str]]) -> None:
    while True:
        answer = await one.post(path, files=files)
        if answer.status_code not in (201, 422, 503):
            answer.raise_for_status()


async def _paced(act: Callable[[], Awaitable[None]], pace: float, until: float, waits: list[float]) -> None:
    """Act at a pace, whether the one before was answered or not, so that who waits is not spared the next wait."""

    async def once() -> None:
        began = time.monotonic()
        await act()
        waits.append(time.monotonic() - began)

    acting: list[asyncio.Task[None]] = []
    while time.monotonic() < until:
        acting.append(asyncio.create_task(once()))
        await asyncio.sleep(pace)
    await asyncio.gather(*acting)


@asynccontextmanager
async def crowd(opened: Opened) -> AsyncIterator[Crowd]:
    """Log everybody in."""
    people = opened.people
    couples = await people.couples(limit=SENDERS + OTHERS)
    citizens = [await people.who(f"citizen:{couple['mother']['number']}") for couple in couples]
    desks = [await people.who(f"officer:tiepnhan.{commune}") for commune in COMMUNES]
    async with httpx2.AsyncClient(base_url=opened.house.api_url, timeout=60) as health:
        yield Crowd(health, citizens[:SENDERS], desks, citizens[SENDERS:])


async def rows(opened: Opened, kinds: dict[str, Kind], seconds: float) -> AsyncIterator[tuple[str, ...]]:
    """A row of each kind, and one of a house to which nobody sends any."""
    cells = Confined(ROOM, processes=1)
    all_waits = Waits([], [])
    async with crowd(opened) as them:
        quiet = await replace(them, citizens=[], desks=[]).meanwhile("", b"", seconds)
        yield ("nothing of the kind", "", "", "", "", *_p95(quiet))
        for name, kind in kinds.items():
            made = [kind.times(times) for times in (1, 2, 4)]
            costs = [await spent(cells, data) for data in made]
            waits = await them.meanwhile(kind.name, made[-1], seconds)
            all_waits.uploads += waits.uploads
            all_waits.health += waits.health
            told = [number(cost, 0) + (" (cut off)" if over else "") for cost, over in costs]
            yield (name, number(len(made[-1]) / 1e6, 1), *told, *_p95(waits))
    yield ("all of these", "", "", "", "", *_p95(all_waits))
    await cells.close()


def _p95(waits: Waits) -> Iterable[str]:
    return (number(percentiles(waits.uploads)[1], 0), number(percentiles(waits.health)[1], 0))


async def measure(
    seconds: float = SECONDS, fuzzed: float = FUZZED, most: int = KINDS, kind: type[LocalHouse] = LocalHouse
) -> Table:
    """Make them, send them, and see who waits."""
    known = dict(itertools.islice(HOSTILE.items(), most))
    kinds = known | (await asyncio.to_thread(searched, fuzzed, Random(14)) if fuzzed else {})
    async with open_house(kind) as opened:
        found = [row async for row in rows(opened, kinds, seconds)]
    about = ABOUT.format(
        allowed=DOOR.seconds,
        senders=SENDERS,
        desks=len(COMMUNES),
        seconds=seconds,
        others=OTHERS,
        pace=PACE,
        processes=PROCESSES,
        fuzzed=fuzzed,
    )
    columns = (
        "file", "largest, MB", "1 ×, CPU ms", "2 ×", "4 ×", "others' uploads p95, ms", "`/health` p95, ms",
    )  # fmt: skip
    return Table(title=TITLE, about=about, columns=columns, rows=found)


if __name__ == "__main__":
    alone(measure, __doc__, beside=(int(SECONDS), "seconds that others upload"), fuzzed=(int(FUZZED), "of looking"))
