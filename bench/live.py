"""What pages cost that are open and wait for news: ``python -m bench.live``."""

import asyncio
import time

import asyncpg

from bench.meter import Opened, cpu_ms, memory, open_house
from bench.tables import Figure, Table, alone, rows_of
from infra.local.house import LocalHouse
from tests.web.following.front import Follower, followers

STREAMS, CALM = 500, 5.0
DESK = "officer:tiepnhan.phohien"
TITLE = "Pages that follow a dossier live"
ABOUT = """Streams of server-sent events held open by one client to a house's front door, all on one dossier, as if so
many pages were open. For {calm:.0f} seconds nothing happens: the CPU is that of the front door, transactions are all
that PostgreSQL counts, the house's own rounds included, once without and once with the streams. Then an officer takes
the task up: each stream, four at a time, reads the dossier and its journal anew, as the right to see it is asked again
each time, and gets the part of the page that changed."""
COMMITTED = "SELECT sum(xact_commit) FROM pg_stat_database"
LISTENERS = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"


async def rested(database: asyncpg.Connection, front: int, seconds: float) -> tuple[float, float]:
    """The transactions, and the front door's CPU in ms, of a second in which nothing happens."""
    before = await database.fetchval(COMMITTED), cpu_ms(front)
    await asyncio.sleep(seconds)
    after = await database.fetchval(COMMITTED), cpu_ms(front)
    return float(after[0] - before[0]) / seconds, (after[1] - before[1]) / seconds


async def heard(one: Follower, began: float) -> float:
    """The seconds until a page was told how the dossier stands."""
    while await one.heard.get() != "standing":
        pass
    return time.perf_counter() - began


async def measure(streams: int, seconds: float = CALM, kind: type[LocalHouse] = LocalHouse) -> Table:
    """Open pages, let them rest, and wake them."""
    async with open_house(kind) as opened:
        figures = await followed(opened, streams, seconds)
    return Table(title=TITLE, about=ABOUT.format(calm=seconds), columns=("open pages", "figure"), rows=rows_of(figures))


async def followed(opened: Opened, streams: int, seconds: float) -> list[Figure]:
    """What so many pages cost, at rest and when something happens."""
    people, database, front = opened.people, opened.database, opened.stack.pid("api")
    couple = (await people.couples())[0]
    mother, desk = [await people.who(name) for name in (f"citizen:{couple['mother']['number']}", DESK)]
    code = await people.file(mother, couple)
    task = await people.task(desk, code)
    alone, held = await rested(database, front, seconds), memory(front).now
    began = time.perf_counter()
    async with followers(opened.house.api_url, f"/dossiers/{code}/live?since=2", mother.headers, streams) as pages:
        took = time.perf_counter() - began
        together, listeners = await rested(database, front, seconds), await database.fetchval(LISTENERS)
        grown = (memory(front).now - held) / streams
        used, began = cpu_ms(front), time.perf_counter()
        (await desk.post(f"tasks/{task['id']}/claim")).raise_for_status()
        waits = sorted(await asyncio.gather(*(heard(one, began) for one in pages)))
        used = cpu_ms(front) - used
    return [
        ("pages open", streams, 0),
        ("connections that listen", listeners, 0),
        ("seconds until all were open", took, 1),
        ("front door's memory a page, KB", grown / 1024, 0),
        ("transactions/s of a house at rest, no page open", alone[0], 1),
        ("the same, all pages open", together[0], 1),
        ("front door's CPU at rest, no page open, ms/s", alone[1], 1),
        ("the same, all pages open, ms/s", together[1], 1),
        ("seconds from an act until half of the pages show it", waits[len(waits) // 2], 2),
        ("until all do", waits[-1], 2),
        ("front door's CPU for it a page, ms", used / streams, 1),
    ]


if __name__ == "__main__":
    alone(measure, __doc__, streams=(STREAMS, "pages that are open at once"))
