"""What a house costs: CPU of each part's processes, what they hold in RAM, bytes on disk."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.house import LocalHouse
from infra.local.supervisor import Stack

TICK = os.sysconf("SC_CLK_TCK")
PARTS = ("temporal", "postgres", "worker", "api", "sandbox")
STORES = ("temporal", "postgres", "documents")


def cpu_ms(root: int) -> float:
    """Milliseconds of CPU that a process, its descendants and those they have buried used."""
    fields = {pid: stat for pid in _processes() if (stat := _stat(pid))}
    family, grown = {root}, True
    while grown:
        children = {pid for pid, stat in fields.items() if int(stat[1]) in family} - family
        family |= children
        grown = bool(children)
    ticks = sum(int(number) for pid in family if pid in fields for number in fields[pid][11:15])
    return 1000 * ticks / TICK


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
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


def read(house: LocalHouse, stack: Stack, database: int) -> Reading:
    """Read all meters; ``database`` is what PostgreSQL says of its own size."""
    engine = [Path(f"{house.temporal.database}{ending}") for ending in ("", "-wal")]
    return Reading(
        {part: cpu_ms(stack.pid(part)) for part in PARTS},
        {"temporal": bytes_in(*engine), "postgres": database, "documents": bytes_in(house.folder / "documents")},
    )
