"""The data folder of one machine's house: one owner at a time, and the same ports at every start."""

import asyncio
import fcntl
import json
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

LOOPBACK = "127.0.0.1"
PATIENCE = 3.0
"""Seconds that a remembered port may stay busy: a house that was killed a moment ago is still letting go of it."""


class FolderBusy(Exception):
    """Another house runs on this data folder."""


class DataFolder:
    """``with DataFolder(path) as folder``: ours alone until the process ends, however it ends."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path.expanduser().absolute()
        self._patience = patience
        self._lock: IO[str] | None = None

    def __enter__(self) -> Self:
        self.path.mkdir(parents=True, exist_ok=True)
        lock = (self.path / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with lock:
                lock.seek(0)
                owner = lock.read().strip() or "unknown"
            raise FolderBusy(
                f"process {owner} already runs on {self.path}: stop it, or choose another folder"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock:
            self._lock.close()
            self._lock = None

    async def port(self, name: str, wanted: int | None = None) -> int:
        """The wanted port (0: any free one), or that of last time if it is free, else another; remembered."""
        ports = self._ports()
        port = ports.get(name) if wanted is None else wanted
        if not port or not await becomes_free(port, self._patience):
            if wanted:
                raise OSError(f"port {wanted}, wanted for {name}, is taken")
            port = free_port(avoiding=set(ports.values()))
        ports[name] = port
        fresh = self.path / "ports.json.new"
        fresh.write_text(json.dumps(ports, indent=2, sort_keys=True))
        fresh.replace(self.path / "ports.json")
        return port

    def _ports(self) -> dict[str, int]:
        with suppress(FileNotFoundError, ValueError):
            return {str(name): int(port) for name, port in json.loads((self.path / "ports.json").read_text()).items()}
        return {}


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            probe.bind((LOOPBACK, port))
            return True
    return False


async def becomes_free(port: int, patience: float) -> bool:
    """Whether it is free now or within so many seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            await until(lambda: is_free(port))
            return True
    return False


async def until(true: Callable[[], bool], pause: float = 0.01) -> None:
    """Look again and again: for what announces itself to nobody, a port let go or another's process gone."""
    while not true():  # noqa: ASYNC110
        await asyncio.sleep(pause)


def free_port(avoiding: set[int] | None = None) -> int:
    """Below the range that outgoing connections use, so that no client takes it while its server restarts."""
    # Far from where a neighbour looks: what it has chosen a moment ago still seems free.
    first = os.getpid() * 97
    for port in (20_000 + (first + offset) % 12_000 for offset in range(12_000)):
        if port not in (avoiding or ()) and is_free(port):
            return port
    raise OSError("no free port between 20000 and 32000")
