"""Parts of a process that work off what is due ask for it together: one question at a time, however many they are."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select

from domain.dossier.acts import ENGINE
from infra.db.database import Database, DatabaseDown
from infra.db.due import BY_NOW
from infra.db.tables import OutboxRow, constant
from infra.runtime.background import over_and_over

type Due = Select[int]
"""A row for each thing that is due."""


def due(at: Any, *where: ColumnElement[bool], now: ColumnElement[datetime] = BY_NOW) -> Due:
    """Rows whose time has come."""
    return select(literal(1)).where(at <= now, *where)


def owed(kind: str) -> Due:
    """What the outbox owes of a kind now."""
    return due(OutboxRow.due_at, OutboxRow.kind == constant(kind))


async def each_apart[T](
    of: Sequence[T], settle: Callable[[T], Awaitable[bool]]
) -> tuple[int, list[tuple[T, Exception]]]:
    """Settle each beside the others; give how many were, and what failed: it keeps none of them, and is tried again.

    Raises:
        DatabaseDown: none of them can be settled now.
    """
    faults = list[tuple[T, Exception]]()
    became = await asyncio.gather(*map(settle, of), return_exceptions=True)
    for which, one in zip(of, became, strict=True):
        if isinstance(one, DatabaseDown) or not isinstance(one, bool | Exception):
            raise one
        if isinstance(one, Exception):
            faults.append((which, one))
    return became.count(True), faults


@dataclass
class Rounds:
    """Wakes each part when something of its own is due."""

    database: Database
    interval: float
    """Seconds between looks."""
    _parts: list[asyncio.Event] = field(default_factory=list)
    _question: Select[Any] = field(default_factory=select)

    async def whenever(self, due: Due, round_: Callable[[], Awaitable[int]]) -> None:
        """Do rounds until cancelled: now, as long as they find something to do, and whenever something is due."""
        some = asyncio.Event()
        some.set()
        self._parts.append(some)
        self._question = self._question.add_columns(due.exists().label(f"part_{len(self._parts)}"))

        async def one() -> int:
            await some.wait()
            # Before the round: what falls due while it goes on is seen by the next look.
            some.clear()
            if busy := await round_():
                some.set()
            return busy

        one.__qualname__ = round_.__qualname__  # whose failure is told
        await over_and_over(one, 0)

    async def run(self) -> None:
        """Look until cancelled."""
        await over_and_over(self.look, self.interval)

    async def look(self) -> int:
        """Ask what is due, and wake whose it is."""
        if parts := list(self._parts):
            for some, is_due in zip(parts, (await self.database.execute(ENGINE, self._question)).one(), strict=True):
                if is_due:
                    some.set()
        return 0
