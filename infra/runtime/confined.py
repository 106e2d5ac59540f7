"""Cells: processes in which strangers' bytes are read, each piece of work within limits of its own.

A cell is started with nothing of the house in its environment, and says plain JSON and bytes: what comes out of it is
never unpickled. What a file does to it costs the cell, which is started again.

``NotDone``
├── ``Exceeded``   the file's own fault: it takes too much time, memory or room in the answer, or breaks who reads it
├── ``CellsDown``  processes died of something else, twice; try again later
└── ``CellsBusy``  as many files wait as can be held; try again later
"""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from infra.runtime.cell import FRAME, Said
from infra.runtime.turns import Crowded, Turns

log = structlog.get_logger()

CELL = "infra.runtime.cell"
MOST_WAITING = 48
"""Files in memory that wait for a cell."""
MOST_OF_ONE = 12
TRIES = 2
TOO_LONG = (signal.SIGPROF, signal.SIGXCPU)
BROKEN = (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGILL, signal.SIGTRAP, signal.SIGFPE, signal.SIGSYS)
"""How a library ends a process that stumbles over a file; who is killed from outside dies of another signal."""


class NotDone(Exception):
    """A piece of work did not come to its end."""


class Exceeded(NotDone):
    """The file took more than it may, or broke who read it; it would again."""


class CellsDown(NotDone):
    """Cells died of something that is not the file's fault; try again."""


class CellsBusy(NotDone):
    """As many files as can be held wait already; try again."""


@dataclass(frozen=True)
class Allowance:
    """What one piece of work may take."""

    seconds: float = 1.0
    """Of a processor."""
    memory: int = 1024**3
    """Bytes of address space, the libraries' own included."""
    clock: float = 60.0
    """Seconds on the clock: the processor may be wanted by all the others."""
    answer: int = 64 * 1024**2
    """Bytes that may come out."""


@dataclass(frozen=True)
class Answer:
    """What came of a piece of work."""

    said: Said
    data: bytes
    spent: float
    """Seconds of a processor."""


class _Died(Exception):
    """The cell is gone; ``code`` as the system says it."""

    def __init__(self, code: int) -> None:
        super().__init__(f"a cell ended with {code}")
        self.code = code


class _Cell:
    """One process."""

    def __init__(self, process: Process, allowance: Allowance) -> None:
        self._process = process
        self._allowance = allowance

    @property
    def lives(self) -> bool:
        return self._process.returncode is None

    async def ask(self, head: Said, data: bytes) -> Answer:
        """Have it do something.

        Raises:
            _Died: it did not live to answer.
            Exceeded: it answers with more than it may.
            TimeoutError: it does not answer.
        """
        asked, answers = self._process.stdin, self._process.stdout
        assert asked  # noqa: S101 - both are pipes
        assert answers  # noqa: S101
        written = json.dumps(head).encode()
        try:
            async with asyncio.timeout(self._allowance.clock):
                asked.writelines((FRAME.pack(len(written), len(data)), written, data))
                await asked.drain()
                lengths = FRAME.unpack(await answers.readexactly(FRAME.size))
                if sum(lengths) > self._allowance.answer:
                    raise Exceeded("it comes to more than it may")
                said, more = [await answers.readexactly(length) for length in lengths]
        except (asyncio.IncompleteReadError, OSError) as gone:
            raise _Died(await self.end()) from gone
        told = json.loads(said)
        return Answer(told, more, told.pop("spent"))

    async def end(self) -> int:
        """End it, and say how it ended."""
        self.kill()
        return await self._process.wait()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()


class Confined:
    """Some cells with the same room; none is started before there is work."""

    def __init__(
        self,
        room: str,
        given: Mapping[str, Any] | None = None,
        *,
        processes: int,
        allowance: Allowance | None = None,
        most: int = MOST_WAITING,
        most_of_one: int = MOST_OF_ONE,
    ) -> None:
        self._allowance = allowance or Allowance()
        told = {
            "memory": self._allowance.memory,
            "seconds": self._allowance.seconds,
            "room": dict(given or {}),
        }
        self._command = (sys.executable, "-m", CELL, room, json.dumps(told))
        self._turns = Turns(processes, most=most, most_each=most_of_one)
        self._resting: list[_Cell] = []

    async def run(self, whose: str, work: str, data: bytes, **said: Any) -> Answer:
        """What comes of a piece of work for somebody; of theirs one is done at a time.

        Raises:
            Exceeded, CellsDown, CellsBusy: as the module says.
        """
        try:
            async with self._turns.turn(whose):
                return await self._tried({**said, "work": work}, data)
        except Crowded as crowded:
            raise CellsBusy(str(crowded)) from crowded

    async def _tried(self, head: Said, data: bytes) -> Answer:
        for again in range(TRIES):
            cell = await self._cell(fresh=bool(again))
            try:
                answer = await cell.ask(head, data)
            except _Died as died:
                if -died.code in TOO_LONG:
                    raise Exceeded("it takes too long") from died
                why = died
            except TimeoutError as late:
                await cell.end()
                log.warning("cell_silent")
                raise CellsDown("a cell did not answer") from late
            except BaseException:
                # Whoever gave up leaves an answer in the pipe that the next would take for theirs.
                cell.kill()
                raise
            else:
                if not (failed := answer.said.get("failed")):
                    self._resting.append(cell)
                    return answer
                await cell.end()
                if failed != "memory":
                    raise Exceeded(failed)
                why = _Died(-signal.SIGABRT)
        # Killed by a file it would have died of its own signal, both times; of another one, somebody else killed it.
        if -why.code in BROKEN:
            raise Exceeded("it breaks whoever reads it") from why
        log.warning("cells_died", code=why.code)
        raise CellsDown(str(why)) from why

    async def _cell(self, *, fresh: bool) -> _Cell:
        while self._resting and not fresh:
            if (cell := self._resting.pop()).lives:
                return cell
        path = os.pathsep.join(one or str(Path.cwd()) for one in sys.path)
        environment = {"PYTHONPATH": path, "PYTHONUTF8": "1", "PATH": os.defpath}
        try:
            process = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE, env=environment)
        except OSError as fault:
            raise CellsDown(str(fault)) from fault
        return _Cell(process, self._allowance)

    async def close(self) -> None:
        """End those that rest; one that works ends with its work."""
        while self._resting:
            await self._resting.pop().end()
