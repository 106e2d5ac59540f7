"""One child process: started without leaving orphans, waited for until it answers, stopped by asking first.

A child dies with its parent even when the parent is killed by ``kill -9`` (Linux: the kernel sees to it).
"""

import asyncio
import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
LISTENING = "0A"
"""A socket's state in ``/proc/net/tcp``."""
ROTATE_AT = 10 * 1024 * 1024

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class ServiceFailed(Exception):
    """A part ended before it was ready, or wasn't ready in time; says what it wrote last."""


async def at_once() -> None:
    """Nothing to prepare."""


@dataclass(frozen=True)
class Service:
    """What a part of the house is, before it runs."""

    name: str
    command: Sequence[str]
    ready: Callable[["Child"], Awaitable[bool]]
    """Asked again and again until it says yes."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Added to this process's own environment."""
    after: tuple[str, ...] = ()
    """Names of the parts that must be ready first."""
    prepare: Callable[[], Awaitable[None]] = at_once
    """Runs before every start: what a kill left behind is put right here."""
    user: tuple[int, int] | None = None
    """User and group id, where the part refuses to run as root."""
    folder: Path | None = None
    """Handed over as an open descriptor; ``{folder}`` in the command is its path, which needs no rights above it."""
    nice: int = 0
    """How far it stands back for the others when the machine is busy."""
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    """What the kernel sends when the supervisor is gone."""
    start_within: float = 120.0
    """Seconds: however busy the machine is; a part that ends is not waited for."""
    stop_within: float = 10.0


class Child:
    """One run of a service."""

    def __init__(self, service: Service, log: Path) -> None:
        self.service = service
        self.log = log
        self.was_ready = False
        self._process: asyncio.subprocess.Process | None = None
        self._log_from = 0

    @property
    def pid(self) -> int:
        """Of the process itself, not of a shell around it."""
        if self._process is None:
            raise ServiceFailed(f"{self.service.name} was never started")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process is not None and self._process.returncode is None

    @property
    def output(self) -> str:
        """What it has written since it was started."""
        with self.log.open("rb") as log:
            log.seek(self._log_from)
            return log.read().decode(errors="replace")

    async def start(self) -> None:
        """Returns when the part answers.

        Raises:
            ServiceFailed: it ended, or did not answer in time; nothing of it is left running.
        """
        await self.service.prepare()
        await self._spawn()
        try:
            async with asyncio.timeout(self.service.start_within):
                await self._until_ready()
        except TimeoutError:
            await self.stop()
            raise self._failed(f"was not ready within {self.service.start_within:.0f} s") from None
        except BaseException:
            self.kill()
            raise

    async def _spawn(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        rotate(self.log)
        service = self.service
        handed = os.open(service.folder, os.O_RDONLY | os.O_DIRECTORY) if service.folder and service.user else None
        place = f"/proc/self/fd/{handed}" if handed is not None else str(service.folder)
        user, group = service.user or (None, None)
        try:
            with self.log.open("ab") as log:
                self._log_from = log.seek(0, os.SEEK_END)
                self._process = await asyncio.create_subprocess_exec(
                    *(part.replace("{folder}", place) for part in service.command),
                    env={**os.environ, **service.env},
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    user=user,
                    group=group,
                    extra_groups=None if user is None else [],
                    cwd=None if user is None else "/",
                    pass_fds=() if handed is None else (handed,),
                    preexec_fn=beginning(service.orphan_signal, service.nice),
                )
        except (OSError, subprocess.SubprocessError) as error:
            raise ServiceFailed(f"{service.name} could not be started: {error}") from error
        finally:
            if handed is not None:
                os.close(handed)

    async def _until_ready(self) -> None:
        while not await self.service.ready(self):
            if not self.running:
                raise self._failed(f"ended at once with {self.returncode}")
            await asyncio.sleep(0.02)
        self.was_ready = True

    def _failed(self, how: str) -> ServiceFailed:
        tail = "\n".join(self.output.splitlines()[-15:])
        return ServiceFailed(f"{self.service.name} {how}. Its log, {self.log}, ends with:\n{tail}")

    @property
    def returncode(self) -> int | None:
        """Its exit code once it has ended."""
        return self._process.returncode if self._process else None

    def signal(self, number: int) -> None:
        """To the process alone."""
        if self._process and self.running:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    def kill(self) -> None:
        """``kill -9`` for it and whatever it started in its session."""
        if self._process and self.running:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def stop(self) -> None:
        """Asks, waits, and only then kills."""
        self.signal(self.service.stop_signal)
        with suppress(TimeoutError):
            async with asyncio.timeout(self.service.stop_within):
                await self.wait()
                return
        self.kill()
        await self.wait()

    async def wait(self) -> int:
        """Until it has ended."""
        return await self._process.wait() if self._process else 0


class Server:
    """A part of the house that can also run alone."""

    _child: Child

    @property
    def pid(self) -> int:
        """Of its process."""
        return self._child.pid

    async def start(self) -> None:
        """Returns when it answers."""
        await self._child.start()

    async def stop(self) -> None:
        """Politely: what is open is ended and written down."""
        await self._child.stop()

    async def kill(self) -> None:
        """``kill -9`` for the process alone, as a test of what was promised."""
        self._child.signal(signal.SIGKILL)
        await self._child.wait()


def beginning(orphan_signal: int, nice: int) -> Callable[[], None]:
    """For the child, between fork and exec: it dies with its parent, where the kernel can see to that."""
    prctl, parent = _libc and _libc.prctl, os.getpid()

    def begin() -> None:
        os.nice(nice)
        if prctl:
            prctl(PR_SET_PDEATHSIG, int(orphan_signal))
            if os.getppid() != parent:
                os._exit(1)

    return begin


def rotate(log: Path) -> None:
    """Keep one older log, so that a house left running doesn't fill the disk at each start."""
    if log.exists() and log.stat().st_size > ROTATE_AT:
        log.replace(log.with_suffix(".log.1"))


def listens(port: int, host: str = "127.0.0.1") -> Callable[[Child], Awaitable[bool]]:
    """Ready when it accepts connections there: it itself, not whoever took the port before it could."""

    async def ask(child: Child) -> bool:
        with suppress(OSError):
            _reader, writer = await asyncio.open_connection(host, port, family=socket.AF_INET)
            writer.close()
            return holds(child.pid, port)
        return False

    return ask


def holds(pid: int, port: int) -> bool:
    """Whether it is this very process that listens on a port; where the kernel does not tell, it is believed."""
    process = Path("/proc", str(pid))
    if not Path("/proc/net/tcp").exists():
        return True
    with suppress(OSError):
        sockets = {f"socket:[{inode}]" for inode in _listening(process, port)}
        return any(str(handle.readlink()) in sockets for handle in (process / "fd").iterdir())
    return False  # it has ended


def _listening(process: Path, port: int) -> Iterator[str]:
    """The sockets that listen on a port, by inode, as the kernel shows them to a process."""
    for family in ("tcp", "tcp6"):
        for line in (process / "net" / family).read_text().splitlines()[1:]:
            _, local, _, state, *rest = line.split()
            if state == LISTENING and local.endswith(f":{port:04X}"):
                yield rest[5]


def says(text: str) -> Callable[[Child], Awaitable[bool]]:
    """Ready when it has written this since it was started."""

    async def look(child: Child) -> bool:
        return text in child.output

    return look
