"""The house beside the plain way, in one run, in turn: ``python -m bench.ways``."""

import argparse
import asyncio
import os
import statistics
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import asyncpg

from bench.load import Load, Times, Watcher, percentiles
from bench.meter import PARTS, STORES, Opened, Reading, open_house
from bench.tables import Table, number
from infra.db.database import Database
from infra.engine.temporal import connect
from infra.local.house import LocalHouse
from infra.runtime.background import running

WAYS = ("motcua", "plain")
ROUNDS = 3
AT_ONCE = 40
PACE = 5
COMMUNE = "11953"
COUPLES = 60
"""At most, who file in turn."""
TITLES = {"unsealed": "Sealing excluded", "sealed": "Sealing included"}
ABOUT = "{cores} cores, {births} dossiers a round, {rounds} round(s) of each way in turn."


def house_of(way: str, sealing: str) -> type[LocalHouse]:
    """A house whose worker and front door work in this way."""
    api = "bench.plain:create_app" if way == "plain" else LocalHouse.api
    name = "plain" if way == "plain" else "real"
    return type(f"{way}House", (LocalHouse,), {"worker": ("-m", "bench.workers", name, sealing), "api": api})


@dataclass
class Way:
    """One way of doing it, running, with what was measured of it."""

    name: str
    opened: Opened
    load: Load
    births: int = 0
    seconds: list[float] = field(default_factory=list)
    spent: Reading = field(default_factory=Reading)
    paced: Times = field(default_factory=Times)
    events: float = 0

    async def round(self, births: int) -> None:
        """Run one measured round at full load."""
        before = await self.opened.read()
        self.seconds.append(births / await self.load.run(births, at_once=AT_ONCE))
        self.births += births
        self.spent = (await self.opened.read()) - before + self.spent

    async def history(self) -> float:
        """Median number of events in the engine's histories."""
        settings = self.opened.house.settings()
        client = await connect(settings, Database.of_engine(settings, 2))
        lengths = [item.history_length async for item in client.list_workflows(limit=200)]
        return statistics.median(length for length in lengths if length)


async def open_way(stack: AsyncExitStack, name: str, sealing: str, births: int, couples: int) -> Way:
    """Start a house and its clients, so many couples among them, and warm it up."""
    opened = await stack.enter_async_context(open_house(house_of(name, sealing)))
    url, people = opened.house.postgres.url(), opened.people
    pool = await stack.enter_async_context(asyncpg.create_pool(url, min_size=4, max_size=8))
    watcher = Watcher(await asyncpg.connect(url))
    await stack.enter_async_context(running(watcher.run()))
    load = Load(people, pool, watcher, await people.couples(limit=couples, commune=COMMUNE))
    await load.prepare()
    await load.run(births // 2, at_once=AT_ONCE)
    return Way(name, opened, load)


async def compare(sealing: str, births: int, paced: int, rounds: int) -> list[Way]:
    """Run both ways in turn, at full load, then paced."""
    async with AsyncExitStack() as stack:
        couples = min(COUPLES, max(births, paced))
        ways = [await open_way(stack, name, sealing, births, couples) for name in WAYS]
        for turn in range(rounds):
            for way in ways if turn % 2 == 0 else reversed(ways):
                await way.round(births)
                print(f"  {sealing}, round {turn + 1}: {way.name} {way.seconds[-1]:.1f} dossiers/s", file=sys.stderr)
        for way in ways if paced else []:
            way.load.times = way.paced
            await way.load.run(paced, per_second=PACE)
        for way in ways:
            way.events = await way.history()
        return ways


Row = tuple[str, float, float]


def figures(way: Way) -> dict[str, float]:
    """What was measured of one way at full load."""
    each = {f"{part} CPU, ms a dossier": way.spent.cpu[part] / way.births for part in PARTS}
    stored = {f"{kind} bytes a dossier": way.spent.stored[kind] / way.births for kind in STORES}
    return {
        "dossiers/s, all acts by clients (median of rounds)": statistics.median(way.seconds),
        **each,
        "CPU of all processes, ms a dossier": sum(each.values()),
        "history events a dossier": way.events,
        **stored,
    }


def rows(ways: list[Way]) -> list[Row]:
    """Set the two ways side by side."""
    ours, plain = (figures(way) for way in ways)
    measured = [(name, ours[name], plain[name]) for name in ours]
    return measured + (latencies(ways) if ways[0].paced.filing else [])


def latencies(ways: list[Way]) -> list[Row]:
    """How long answers took while births were filed at a steady pace."""
    ours, plain = (way.paced for way in ways)
    found = []
    for name, mine, theirs in (("filing", ours.filing, plain.filing), ("officer's act", ours.act, plain.act)):
        shares = zip(("p50", "p95", "p99"), percentiles(mine), percentiles(theirs), strict=True)
        found += [(f"{name} answered and visible at {PACE}/s, {share}, ms", a, b) for share, a, b in shares]
    return found


async def measure(sealing: str, births: int, paced: int, rounds: int) -> Table:
    """Set the ways side by side, with the ratio of the two."""
    ways = await compare(sealing, births, paced, rounds)
    about = ABOUT.format(cores=os.cpu_count(), births=births, rounds=rounds)
    measured = [(name, number(a), number(b), number(a / b if b else 0, 2)) for name, a, b in rows(ways)]
    return Table(title=TITLES[sealing], about=about, columns=("figure", "Motcua", "plain", "ratio"), rows=measured)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--births", type=int, default=120, help="dossiers a round")
    parser.add_argument("--paced", type=int, default=150, help="dossiers filed at 5 a second for the latencies")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of each way")
    parser.add_argument("--sealing", choices=[*TITLES], default="unsealed")
    chosen = parser.parse_args()
    table = asyncio.run(measure(chosen.sealing, chosen.births, chosen.paced, chosen.rounds))
    print("\n".join(table.lines()))
