"""Who reads what people send (PDF, pictures), in cells of their own: what a file costs is paid by whoever sent it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from infra.documents.orders import Leaf, Unprintable
from infra.foreign.harm import TOO_SLOW, Harmful, TooManyPages, refusal
from infra.foreign.naming import Disguised, fits
from infra.runtime.confined import Allowance, Answer, Confined, Exceeded

ROOM = "infra.foreign.opening"
PROCESSES = 2
DOOR = Allowance()
"""For a file at the door, or one of its pages."""
BINDING = Allowance(seconds=4 * DOOR.seconds, memory=2 * DOOR.memory)
"""For a page that was let in, and is bound: what was approved is not to fail on a slower machine."""
A_PAGE = 0.25
"""Seconds that the pages of a file at the door may take each, one with the other, beside those of the first."""
MOST_BOUND = 500
"""Pages of one document, of all papers in it."""


@dataclass(frozen=True)
class Glance:
    """What a desk sees of a file before it is bound: its first page, small, and how many there are."""

    jpeg: bytes
    pages: int


class Cells(Protocol):
    """Where a file is opened."""

    async def run(self, whose: str, work: str, data: bytes, **said: Any) -> Answer:
        """What comes of a piece of work; as ``Confined`` does."""
        ...


class Reader:
    """Reads files beside the event loop and beside who prints.

    Whatever is asked of it may raise ``CellsDown`` and ``CellsBusy``: try again.
    """

    def __init__(self, cells: Cells) -> None:
        self._cells = cells

    @classmethod
    @asynccontextmanager
    async def opened(cls, *, allowance: Allowance = DOOR) -> "AsyncIterator[Reader]":
        """Readers in cells, which end with it."""
        cells = Confined(ROOM, processes=PROCESSES, allowance=allowance)
        try:
            yield cls(cells)
        finally:
            await cells.close()

    async def look(self, name: str, data: bytes, whose: str) -> str:
        """See that a file is such as is taken, and give its media type.

        Raises:
            Disguised: empty, of a kind that is not taken, or not what its name says.
            Harmful: it acts when it is opened, hides a second file, swells without end, or takes too long to read.
            TooWide, TooManyPages: more than is read of one file.
        """
        if not data:
            raise Disguised("Tệp rỗng.", "The file is empty.")
        try:
            found = (await self._cells.run(whose, "look", data)).said
        except Exceeded as much:
            raise Harmful(TOO_SLOW) from much
        fits(name, found["kind"])
        if trap := found.get("trap"):
            raise refusal(trap, found["kind"])
        return str(found["kind"])

    async def glance(self, file: bytes, whose: str, turn: int = 0) -> Glance:
        """The first page as a small picture, turned right by so many degrees, and how many pages there are.

        Raises:
            Unprintable: it is none of JPEG, PNG and PDF, or cannot be read.
        """
        answer = await self._read(whose, "glance", file, turn=turn)
        return Glance(answer.data, answer.said["pages"])

    async def legible(self, papers: Sequence[bytes], whose: str) -> None:
        """See that each page of papers can be read, so that they can be bound into a document.

        Raises:
            Unprintable: one cannot.
            TooManyPages: there are more than a document may have.
        """
        pages = 0
        for paper in papers:
            left = DOOR.seconds
            async for drawn in self._turns(paper, whose, turn=0, kept=False):
                here = len(drawn.said["leaves"])
                left += A_PAGE * here - drawn.spent
                pages += here
                if left < 0:
                    raise Unprintable("its pages take too long to draw")
                if pages > MOST_BOUND:
                    raise TooManyPages(MOST_BOUND)

    async def leaves(self, papers: Sequence[bytes], whose: str, turns: Sequence[int] = ()) -> list[Leaf]:
        """The pages of papers, in order, as they are bound; ``turns`` says of each paper how it is turned right.

        Raises:
            Unprintable: one cannot be read, or there are too many.
        """
        made: list[Leaf] = []
        for paper, turn in zip(papers, turns or [0] * len(papers), strict=True):
            async for drawn in self._turns(paper, whose, turn=turn, kept=True):
                at = 0
                for leaf in drawn.said["leaves"]:
                    made.append(Leaf(drawn.data[at : at + leaf["size"]], leaf["wide"]))
                    at += leaf["size"]
                if len(made) > MOST_BOUND:
                    raise Unprintable(f"a document has more than {MOST_BOUND} pages")
        if not made:
            raise Unprintable("a scan has no page")
        return made

    async def _turns(self, paper: bytes, whose: str, *, turn: int, kept: bool) -> AsyncIterator[Answer]:
        """Have pages drawn, some at a time: between them it is others' turn."""
        first, pages = 0, 1
        while first < pages:
            drawn = await self._read(whose, "leaves", paper, turn=turn, first=first, kept=kept)
            pages = drawn.said["pages"]
            if not drawn.said["leaves"]:
                raise Unprintable("a scan has no page")
            yield drawn
            first += len(drawn.said["leaves"])

    async def _read(self, whose: str, work: str, file: bytes, **said: object) -> Answer:
        try:
            answer = await self._cells.run(whose, work, file, **said)
        except Exceeded as much:
            raise Unprintable(f"a page cannot be read: {much}") from much
        if why := answer.said.get("unreadable"):
            raise Unprintable(f"a page cannot be read: {why}")
        return answer
