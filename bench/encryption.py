"""What it costs that nothing lies in the open: appends with keys and without, and births (`-m bench.encryption`)."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import ClassVar

from bench.engine import open_engine
from bench.meter import cpu_ms, postmaster
from bench.tables import Table, alone, number
from domain.dossier import acts
from domain.dossier.journal import Entry
from infra.crypto.keys import DataKey, Keyring
from infra.db.database import Database
from infra.journal.journal import Journal
from infra.journal.listener import JournalNotifier
from infra.runtime.background import running
from infra.terminal.terminal import log_aside
from tests.support.examples import CALENDARS, LAWS, REGISTRY
from tests.support.keys import MASTERS
from tests.support.ledger import Ledger, Urls, open_ledger, running_database
from tests.workflows.rig import born

APPENDS, ROUNDS, BIRTHS, AT_ONCE, BATCH, CORES = 1_500, 6, 8, 20, 3, 2
TITLE = "Keys: what sealing costs"
ABOUT = """Appends as the engine makes them, three events a transaction, each with a payload of people's, every commit
on disk before it is answered, to as many dossiers at once as there are connections. Beside them the same appends with a
key that seals nothing, in rounds that take turns; CPU is that of the process that appends, and PostgreSQL's: what one
core spends for each says how many a second a machine makes that does nothing else. A birth is timed inside the process
of its worker and journal, over a real engine: every sealing and opening of its journal and its payloads, and what part
of the process's CPU that is."""


class Open(DataKey):
    """Seals nothing."""

    def seal(self, plain: bytes, about: str) -> bytes:
        return plain

    def open(self, sealed: bytes, about: str) -> bytes:
        return sealed


class Timed(DataKey):
    """Seals, and counts what that takes."""

    calls: ClassVar[int] = 0
    seconds: ClassVar[float] = 0.0

    def seal(self, plain: bytes, about: str) -> bytes:
        began = time.thread_time()
        sealed = super().seal(plain, about)
        self._count(began)
        return sealed

    def open(self, sealed: bytes, about: str) -> bytes:
        began = time.thread_time()
        plain = super().open(sealed, about)
        self._count(began)
        return plain

    @classmethod
    def _count(cls, began: float) -> None:
        cls.calls, cls.seconds = cls.calls + 1, cls.seconds + time.thread_time() - began


def batch(number_: int) -> list[Entry]:
    """Three answers of registers, as the engine appends them."""
    said = {"answer": {"name": "Tạ Kiều Oanh", "born": "1996-04-02", "residence": "tỉnh Hưng Yên", "commune": "11953"}}
    return [
        Entry(key=step, act=acts.Answered(agency="population", step=step, found=True, personal=said))
        for step in (f"step-{number_}-{place}" for place in range(BATCH))
    ]


async def appended(ledger: Ledger, journal: Journal, postgres: int, count: int) -> tuple[float, float, float]:
    """Append so many events, some at once, and give the seconds that one took, by the clock and of CPU."""
    codes = [await ledger.file() for _ in range(AT_ONCE)]
    each = max(count // BATCH // AT_ONCE, 1)

    async def one(code: str) -> None:
        for place in range(each):
            await journal.advance(code, batch(place), 2 + place * BATCH)

    def meters() -> tuple[float, float, float]:
        return time.perf_counter(), time.process_time(), cpu_ms(postgres) / 1000

    before = meters()
    await asyncio.gather(*map(one, codes))
    wall, cpu, theirs = ((now - then) / (each * AT_ONCE * BATCH) for now, then in zip(meters(), before, strict=True))
    return wall, cpu, theirs


async def journals(urls: Urls, postgres: int, appends: int, rounds: int) -> list[tuple[str, str]]:
    """Append with keys and without, in turns; ``postgres`` is the database's process."""
    found: dict[type[DataKey], list[tuple[float, float, float]]] = {DataKey: [], Open: []}
    for kind in [*found] * rounds:
        async with open_ledger(urls) as ledger:
            database = Database(urls.engine, Keyring(MASTERS, kind=kind), AT_ONCE)
            ledger.api.database.keys = database.keys
            notifier = JournalNotifier(database)
            journal = Journal(database, CALENDARS, LAWS, REGISTRY, notify=notifier.notify)
            async with running(notifier.run()):
                found[kind].append(await appended(ledger, journal, postgres, appends))
            await database.close()
    wall, cpu, theirs = (
        {kind: statistics.median(run[i] for run in runs) for kind, runs in found.items()} for i in range(3)
    )
    both = cpu[DataKey] + theirs[DataKey]
    return [
        ("appended, events/s", number(1 / wall[DataKey], 0)),
        ("the same unsealed, events/s", number(1 / wall[Open], 0)),
        ("CPU of an event, ms", number(1000 * cpu[DataKey], 3)),
        ("the same unsealed, ms", number(1000 * cpu[Open], 3)),
        ("CPU of PostgreSQL an event, ms", number(1000 * theirs[DataKey], 3)),
        (f"events/s that {CORES} cores can spend", number(min(1 / cpu[DataKey], CORES / both), 0)),
    ]


async def births(count: int) -> list[tuple[str, str]]:
    """Register births, and give the part of sealing in it."""
    async with open_engine(kind=Timed) as engine, engine.rig(Timed) as rig:
        await born(rig)
        Timed.calls, Timed.seconds, cpu = 0, 0.0, time.process_time()
        for _ in range(count):
            await born(rig)
        cpu = time.process_time() - cpu
    return [
        ("sealed and opened a birth", number(Timed.calls / count, 0)),
        ("CPU of that a birth, ms", number(1000 * Timed.seconds / count, 2)),
        ("CPU of journal and worker a birth, ms", number(1000 * cpu / count, 0)),
        ("part of it, %", number(100 * Timed.seconds / cpu, 1)),
    ]


async def measure(appends: int, rounds: int, count: int) -> Table:
    """Append, then register births."""
    log_aside()
    with tempfile.TemporaryDirectory(prefix="motcua-keys-") as folder:
        async with running_database(Path(folder), {}) as urls:
            rows = await journals(urls, postmaster(Path(folder)), appends, rounds)
    return Table(title=TITLE, about=ABOUT, columns=("sealing", "figure"), rows=[*rows, *await births(count)])


if __name__ == "__main__":
    alone(
        measure,
        __doc__,
        appends=(APPENDS, "events a round"),
        rounds=(ROUNDS, "rounds of each"),
        births=(BIRTHS, "births"),
    )
