"""Keeps every part of the house alive, and lets tests kill them one by one."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import structlog

from infra.local.folder import until
from infra.local.processes import Child, Service, ServiceFailed

log = structlog.get_logger(__name__)

STEADY = 1.0
"""Seconds after which a part that was ready counts as having run well."""
FORGIVEN = 3
"""So many hasty deaths in a row are answered at once; after them the pauses grow."""
LONGEST_PAUSE = 5.0


@dataclass(frozen=True)
class Job:
    """Something that must have been done before other parts start: the migrations."""

    name: str
    run: Callable[[], Awaitable[None]]
    after: tuple[str, ...] = ()


@dataclass
class _Post:
    """One service, its present run, and who watches it."""

    service: Service
    child: Child
    watch: asyncio.Task[None] | None = None
    wanted: bool = False
    restarts: int = 0
    paused: float = 0.0
    """Seconds before its last restart."""


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Within it, the first SIGTERM or SIGINT unwinds what runs, a stack included, and the block ends quietly."""
    loop, task, told = asyncio.get_running_loop(), asyncio.current_task(), asyncio.Event()

    def tell() -> None:
        if task and not told.is_set():
            told.set()
            task.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, tell)
    try:
        yield
    except asyncio.CancelledError:
        if task is None or not told.is_set():
            raise
        task.uncancel()
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


class Stack:
    """``async with Stack(folder, parts) as stack``: started as their ``after`` allows, stopped in reverse."""

    def __init__(
        self, folder: Path, parts: Sequence[Service | Job], on_ready: Callable[[str, float], None] | None = None
    ) -> None:
        self._parts = parts
        self._on_ready = on_ready
        self._logs = folder / "logs"
        self._done = {part.name: asyncio.Event() for part in parts}
        self._posts = {
            part.name: _Post(part, Child(part, self._log(part.name))) for part in parts if isinstance(part, Service)
        }

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Returns when everything is ready; when something fails, nothing is left running.

        Raises:
            ServiceFailed: by the first part that did not come up; or what a job raised.
        """
        try:
            async with asyncio.TaskGroup() as group:
                for part in self._parts:
                    group.create_task(self._bring_up(part))
        except BaseException as error:
            await self.stop()
            if isinstance(error, BaseExceptionGroup):
                raise (error.subgroup(ServiceFailed) or error).exceptions[0] from None
            raise

    async def _bring_up(self, part: Service | Job) -> None:
        for name in part.after:
            await self._done[name].wait()
        began = time.monotonic()
        if isinstance(part, Job):
            await part.run()
        else:
            await self.resume(part.name)
        if self._on_ready:
            self._on_ready(part.name, time.monotonic() - began)
        self._done[part.name].set()

    async def stop(self) -> None:
        """Everything, last started first; a second call finds nothing to do."""
        for name in reversed(self._posts):
            await self.halt(name)

    async def halt(self, name: str, number: signal.Signals | None = None) -> None:
        """Stop one part and leave it stopped; with a signal, that instead of its own polite one."""
        post = self._posts[name]
        post.wanted = False
        if post.watch:
            post.watch.cancel()
            with suppress(asyncio.CancelledError):
                await post.watch
            post.watch = None
        if number is None:
            await post.child.stop()
        else:
            post.child.signal(number)
            await post.child.wait()

    async def resume(self, name: str) -> None:
        """Start a part that isn't running, and watch over it from now on."""
        post = self._posts[name]
        if post.wanted:
            return
        post.wanted = True
        post.child = Child(post.service, self._log(name))
        try:
            await post.child.start()
        except BaseException:
            post.wanted = False
            raise
        post.watch = asyncio.create_task(self._watch(post), name=f"watch {name}")

    async def restart(self, name: str) -> None:
        """Stop it politely and start it again."""
        await self.halt(name)
        await self.resume(name)

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal and return the pid it went to; the watch starts the part again."""
        child = self._posts[name].child
        child.signal(number)
        return child.pid

    def pid(self, name: str) -> int:
        """Of its present run."""
        return self._posts[name].child.pid

    def restarts(self, name: str) -> int:
        """How often it died unasked and was started again."""
        return self._posts[name].restarts

    def paused(self, name: str) -> float:
        """For how many seconds it was left alone before it was last started again."""
        return self._posts[name].paused

    async def restarted(self, name: str, beyond: int) -> None:
        """Wait until a run other than that pid's answers."""
        post = self._posts[name]
        await until(lambda: post.child.running and post.child.was_ready and post.child.pid != beyond)

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    async def _watch(self, post: _Post) -> None:
        hasty = 0
        while True:
            began = time.monotonic()
            code = await post.child.wait()
            steady = post.child.was_ready and time.monotonic() - began > STEADY
            hasty = 0 if steady else hasty + 1
            pause = 0.0 if hasty <= FORGIVEN else min(0.05 * 2 ** (hasty - FORGIVEN), LONGEST_PAUSE)
            post.paused = pause
            log.warning("part_died", part=post.service.name, exit_code=code, again_in=pause)
            await asyncio.sleep(pause)
            post.restarts += 1
            post.child = Child(post.service, self._log(post.service.name))
            try:
                await post.child.start()
            except ServiceFailed as failure:
                log.error("part_failed", part=post.service.name, reason=str(failure).splitlines()[0])
            except Exception as error:
                # Whatever it is: a part that nobody waits for any more would never be started again.
                log.error("part_failed", part=post.service.name, reason=type(error).__name__)
