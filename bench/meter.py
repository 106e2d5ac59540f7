"""What a house costs: CPU of each part's processes, what they hold in RAM, bytes on disk."""

import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg

from infra.local.folder import DataFolder
from infra.local.house import LocalHouse
from infra.local.people import People
from infra.local.supervisor import Stack

TICK = os.sysconf("SC_CLK_TCK")
PARTS = ("temporal", "postgres", "worker", "api", "sandbox")
STORES = ("temporal", "postgres", "documents")


def cpu_ms(root: int) -> float:
    """Milliseconds of CPU that a process, its descendants and those they have buried used."""
    fields = {int(one.name): stat for one in Path("/proc").glob("[0-9]*") if (stat := _stat(one))}
    family, grown = {root}, True
    while grown:
        children = {pid for pid, stat in fields.items() if int(stat[1]) in family} - family
        family |= children
        grown = bool(children)
    ticks = sum(int(number) for pid in family if pid in fields for number in fields[pid][11:15])
    return 1000 * ticks / TICK


def postmaster(folder: Path) -> int:
    """The process of the database in a folder."""
    [lock] = folder.glob("postgres-*/postmaster.pid")
    return int(lock.read_text().split()[0])


def _stat(process: Path) -> list[str]:
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


@dataclass(frozen=True)
class Memory:
    """Bytes that a process holds in RAM, now and at its highest."""

    now: int
    most: int


def memory(pid: int) -> Memory:
    """Read how much a process alone holds, without its children."""
    lines = [line.split() for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    kilobytes = {line[0]: int(line[1]) for line in lines if line[0] in ("VmRSS:", "VmHWM:")}
    return Memory(1024 * kilobytes["VmRSS:"], 1024 * kilobytes["VmHWM:"])


def bytes_in(*paths: Path) -> int:
    """Bytes of files and of everything under folders."""
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()]
    return sum(file.stat().st_size for file in files)


@dataclass
class Reading:
    """The meters of one house at one moment."""

    cpu: dict[str, float] = field(default_factory=dict)
    stored: dict[str, int] = field(default_factory=dict)

    def __sub__(self, earlier: "Reading") -> "Reading":
        return Reading(
            {part: value - earlier.cpu[part] for part, value in self.cpu.items()},
            {part: value - earlier.stored[part] for part, value in self.stored.items()},
        )

    def __add__(self, other: "Reading") -> "Reading":
        return Reading(
            {part: value + other.cpu.get(part, 0) for part, value in self.cpu.items()},
            {part: value + other.stored.get(part, 0) for part, value in self.stored.items()},
        )


@dataclass(frozen=True)
class Opened:
    """A house on a fresh folder, who calls it, and a look into its database."""

    house: LocalHouse
    stack: Stack
    people: People
    database: asyncpg.Connection

    async def read(self) -> Reading:
        """Read all meters."""
        engine = [Path(f"{self.house.temporal.database}{ending}") for ending in ("", "-wal")]
        stored = {"temporal": bytes_in(*engine), "documents": bytes_in(self.house.folder / "documents")}
        stored["postgres"] = await self.database.fetchval("SELECT pg_database_size('postgres')")
        return Reading({part: cpu_ms(self.stack.pid(part)) for part in PARTS}, stored)


@asynccontextmanager
async def open_house(kind: type[LocalHouse] = LocalHouse, **settings: Any) -> AsyncIterator[Opened]:
    """Start a house, and end it."""
    with tempfile.TemporaryDirectory(prefix="motcua-") as home, DataFolder(Path(home)) as folder:
        house = await kind.on(folder, **settings)
        async with await house.stack() as stack, People(house.api_url, house.sandbox_url) as people:
            database = await asyncpg.connect(house.postgres.url())
            try:
                yield Opened(house, stack, people, database)
            finally:
                await database.close()
