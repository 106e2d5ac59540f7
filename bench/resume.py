"""How soon work goes on after ``kill -9`` of the worker with many dossiers in flight: ``python -m bench.resume``.

``burst``: the desk accepts all of them as fast as it can, and the worker dies half-way, in the midst of look-ups and
appends. ``paced``: 10 a second, so that the machine has time left. The same without a kill stands beside each.
"""

import argparse
import asyncio
import time
from datetime import datetime

import asyncpg

from bench.meter import Opened, open_house
from infra.local.people import Caller, People
from infra.local.supervisor import Stack

type Database = asyncpg.Connection[asyncpg.Record]

AT_ONCE = 16
PACE = 1 / 10
OPEN = "SELECT id FROM tasks WHERE kind = 'receive' AND closed_at IS NULL ORDER BY id"
STEPS = """
SELECT accepted.at AS done, opened.at AS seen FROM events accepted JOIN events opened USING (dossier)
WHERE accepted.act ->> 'type' = 'accepted' AND opened.act ->> 'kind' = 'verify' AND accepted.at >= $1
"""


async def file(people: People, number: int) -> None:
    """Let so many births wait for the desk."""
    couples = await people.couples(limit=50, commune="11953")
    mothers = [await people.who(f"citizen:{couple['mother']['number']}") for couple in couples]
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(place: int) -> None:
        async with slots:
            await people.file(mothers[place % len(mothers)], couples[place % len(couples)])

    await asyncio.gather(*(one(place) for place in range(number)))


async def rows(database: Database, number: int, query: str, *values: datetime) -> list[asyncpg.Record]:
    """Ask until so many are there."""
    found: list[asyncpg.Record] = []
    while len(found) < number:
        await asyncio.sleep(0.1)
        found = await database.fetch(query, *values)
    return found


async def waiting(database: Database, number: int) -> list[str]:
    """The desk's tasks, once all are there."""
    tasks = [row["id"] for row in await rows(database, number, OPEN)]
    await asyncio.sleep(2)  # calm, so that nothing of the filing is measured
    return tasks


async def accept(desk: Caller, tasks: list[str], *, paced: bool, half_way: asyncio.Event) -> None:
    """Accept all of them."""
    slots = asyncio.Semaphore(AT_ONCE)
    done = 0

    async def one(place: int, task: str) -> None:
        nonlocal done
        await asyncio.sleep(place * PACE if paced else 0)
        async with slots:
            (await desk.post(f"tasks/{task}/decision", json={"decision": "accept"})).raise_for_status()
        done += 1
        if done == len(tasks) // 2:
            half_way.set()

    await asyncio.gather(*(one(place, task) for place, task in enumerate(tasks)))


async def kill(stack: Stack, half_way: asyncio.Event) -> tuple[float, float]:
    """Kill the worker half-way; give when, and when another was ready."""
    await half_way.wait()
    killed, pid = time.time(), stack.kill("worker")
    await stack.restarted("worker", pid)
    return killed, time.time()


async def seen(database: Database, since: float, number: int) -> list[tuple[float, float]]:
    """When each act was done and its next step seen, once all were."""
    moment = datetime.fromtimestamp(since).astimezone()
    return [(row["done"].timestamp(), row["seen"].timestamp()) for row in await rows(database, number, STEPS, moment)]


def told(name: str, seconds: list[float]) -> str:
    """Write the spread of some times."""
    ordered = sorted(seconds)
    first, half, most = ordered[0], ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return (
        f"{name:32} first {first:6.2f}  p50 {half:6.2f}  p95 {most:6.2f}  last {ordered[-1]:6.2f} s  ({len(ordered)})"
    )


async def measure(opened: Opened, number: int, *, paced: bool) -> list[str]:
    """Accept without a kill, then with one."""
    name = "paced" if paced else "burst"
    people, database = opened.people, opened.database
    desk = await people.who("officer:tiepnhan.phohien")
    lines = []
    for killing in (False, True):
        await file(people, number)
        tasks = await waiting(database, number)
        began, half_way = time.time(), asyncio.Event()
        killer = asyncio.create_task(kill(opened.stack, half_way)) if killing else None
        await accept(desk, tasks, paced=paced, half_way=half_way)
        steps = await seen(database, began, number)
        if killer is None:
            lines.append(told(f"{name}, undisturbed: act to step", [after - act for act, after in steps]))
            continue
        killed, ready = await killer
        open_then = [(act, after) for act, after in steps if after > killed + 0.02]
        lines.append(told(f"{name}, killed: kill to step", [after - killed for _, after in open_then]))
        lines.append(
            told(f"{name}, killed: act or kill to step", [after - max(act, killed) for act, after in open_then])
        )
        lines.append(f"{name}, a new worker was ready {ready - killed:.2f} s after the kill")
    return lines


async def main(number: int) -> None:
    """Start a house, measure, print."""
    async with open_house() as opened:
        for paced in (False, True):
            print("\n".join(await measure(opened, number, paced=paced)), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=200)
    asyncio.run(main(parser.parse_args().dossiers))
