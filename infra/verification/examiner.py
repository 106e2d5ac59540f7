"""Where strangers' documents are judged: in cells, one file of a person at a time.

A file that takes too much costs its cell, which is started again; nothing of it is stored or said in a log.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from domain.transparency.authenticity import Reason
from infra.documents.qr import QrKeys
from infra.runtime.confined import Allowance, Confined, Exceeded

if TYPE_CHECKING:
    from infra.verification.paper import Paper

ROOM = "infra.verification.judging"
PROCESSES = 1
MOST_WAITING, MOST_OF_ONE = 8, 4
"""Files at once, each of them in memory: more are turned away until some are done."""
SECONDS = 1.0
"""Of a processor, not of the clock: a busy machine makes nobody's document suspicious."""


class TooMuch(Exception):
    """The file took more time or memory than a document of ours ever needs."""

    reason = Reason.TOO_MUCH


class Examiner:
    """Looks at files; whatever is asked of it may raise ``CellsDown`` and ``CellsBusy``: try again."""

    def __init__(self, trust: Sequence[Path], keys: QrKeys, *, seconds: float = SECONDS) -> None:
        self._cells = Confined(
            ROOM,
            {"trust": [str(path) for path in trust], "keys": keys.file.decode()},
            processes=PROCESSES,
            allowance=Allowance(seconds=seconds),
            most=MOST_WAITING,
            most_of_one=MOST_OF_ONE,
        )

    async def examine(self, pdf: bytes, whose: str) -> "Paper":
        """Judge a file by itself.

        Raises:
            TooMuch: it takes too much time or memory.
        """
        try:
            answer = await self._cells.run(whose, "examine", pdf)
        except Exceeded as much:
            raise TooMuch from much
        from infra.verification.paper import Paper

        return TypeAdapter(Paper).validate_json(answer.data)

    async def close(self) -> None:
        """Let the cells go."""
        await self._cells.close()
