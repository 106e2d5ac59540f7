"""Where strangers' files are looked at: processes of their own that may not take long, nor much memory.

A file that takes too much costs its process, which is started again; nothing of it is stored or said in a log.
"""

import asyncio
import logging
import os
import resource
import signal
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING

from domain.transparency.authenticity import Reason
from infra.documents.qr import QrKeys
from infra.runtime.children import Children, die_with_parent

if TYPE_CHECKING:
    from infra.verification.paper import Paper

PROCESSES = 1
MOST_WAITING = 8
"""Files at once, each of them in memory: more are turned away until some are done."""
SECONDS = 5
"""Of a processor, not of the clock: a busy machine makes nobody's document suspicious."""
MEMORY = 1024**3
"""Bytes of address space that looking at one file may take."""
NICE = 10


class ExaminerBusy(Exception):
    """As many files as can be held are being looked at; try again."""


class TooMuch(Exception):
    """The file took more time or memory than a document of ours ever needs."""

    reason = Reason.TOO_MUCH


class Examiner:
    """Looks at files, one after the other."""

    def __init__(self, trust: Sequence[Path], keys: QrKeys, *, seconds: int = SECONDS) -> None:
        self._children = Children(PROCESSES, _start, tuple(trust), keys.file, seconds)
        self._waiting = 0
        self._turns = asyncio.Semaphore(PROCESSES)

    async def examine(self, pdf: bytes) -> "Paper":
        """Judge a file by itself.

        Raises:
            TooMuch: it takes too much time or memory.
            ExaminerBusy: too many wait already.
        """
        if self._waiting >= MOST_WAITING:
            raise ExaminerBusy("too many files at once")
        self._waiting += 1
        try:
            # In the pool there is only what is looked at: who waits does not die with who goes before.
            async with self._turns:
                return await self._children.run(_examine, pdf)
        except (BrokenProcessPool, MemoryError) as error:
            raise TooMuch from error
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Let the processes go."""
        self._children.close()


# What follows runs in the children.

_held: tuple[tuple[Path, ...], QrKeys, int] | None = None


def _start(trust: tuple[Path, ...], keys: bytes, seconds: int) -> None:
    global _held
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process, whatever it is in the middle of
    die_with_parent()
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)  # libraries tell whose certificate it is that they do not like
    from infra.verification import paper  # noqa: F401 - loaded before the first file waits for it

    _held = trust, QrKeys(keys), seconds


def _examine(pdf: bytes) -> "Paper":
    from infra.verification.paper import examine

    assert _held, "only a child of the examiner examines"  # noqa: S101
    trust, keys, seconds = _held
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return examine(pdf, trust, keys)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
