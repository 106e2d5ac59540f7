"""A journal that lies in this process alone: judged, linked and sealed by the very code, without a database.

What the database's own policies and locks hold is not held here, but that people see only what is theirs.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any, cast

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.calendars import Calendars, DayOff
from domain.base.refusals import Conflict, Missing
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import Entry, Event, check_chain
from domain.dossier.state import Dossier
from domain.registers.registry import Registry
from domain.statute.versions import Laws
from infra.crypto.keys import DataKey
from infra.db.database import Database, DatabaseDown
from infra.journal import rows
from infra.journal.encryption import open_state, seal_state
from infra.journal.journal import Appended, Delivery, Journal
from tests.support.keys import keyring


@dataclass
class Kept:
    """A dossier as it lies here."""

    key: DataKey
    state: bytes
    events: list[Event] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    engine_due: datetime | None = None


@dataclass
class Turn:
    """What is a transaction elsewhere: who reads, and what to put back where it fails."""

    reader: Actor
    before: dict[str, Kept | None] = field(default_factory=dict)

    async def execute(self, _statement: Executable, _values: Any = None) -> None:
        """Nothing: what a filing's row begins with is found in its state."""


class NoDatabase(Database):
    """Keys, and transactions of which nothing is left but that they hold or fail as one."""

    def __init__(self, kept: dict[str, Kept]) -> None:
        self.keys, self._kept = keyring(), kept

    @asynccontextmanager
    async def transaction(self, reader: Actor, dossier: str = "") -> AsyncIterator[AsyncConnection]:
        """One act: what it wrote is put back where it fails."""
        turn = Turn(reader)
        try:
            yield cast("AsyncConnection", turn)
        except BaseException:
            for code, before in turn.before.items():
                if before is None:
                    del self._kept[code]
                else:
                    self._kept[code] = before
            raise

    async def execute(self, *_: Any, **__: Any) -> Any:
        """Nothing is asked of tables here."""
        raise DatabaseDown("there is none")


class MemoryJournal(Journal):
    """Appends and reads as the real one does, and owes its messages until somebody has brought them."""

    def __init__(self, calendars: Calendars, laws: Laws, registry: Registry, **how: Any) -> None:
        self.kept: dict[str, Kept] = {}
        super().__init__(NoDatabase(self.kept), calendars, laws, registry, **how)
        self.outbox: dict[int, Delivery] = {}
        """By number, what nobody has brought yet."""
        self._numbers = count(1)
        self._counters = Counter[str]()
        self._filings: dict[tuple[str, str], str] = {}
        self._decreed: list[DayOff] = []

    def forget(self) -> None:
        """Let nothing have been filed, owed or decreed."""
        for gone in (self.kept, self.outbox, self._counters, self._filings, self._decreed):
            gone.clear()
        self._calendars = self.facts

    def put_off(self, code: str, until: datetime) -> None:
        """Let the engine have until then before it is asked again."""
        self.kept[code].engine_due = until

    def overdue(self, now: datetime) -> list[str]:
        """The dossiers that the engine has owed a step until now."""
        return [code for code, kept in self.kept.items() if kept.engine_due and kept.engine_due <= now]

    @property
    def dues(self) -> list[datetime]:
        """When the engine owes dossiers a step at the latest."""
        return [kept.engine_due for kept in self.kept.values() if kept.engine_due]

    async def decree(self, day: date, codes: Iterable[str]) -> None:
        """Let nobody work on a day: from now on it counts so, and what counted otherwise is moved."""
        self._decreed.append(DayOff(day=day, basis="Công điện thử"))
        self._calendars = self.facts.with_days_off(*self._decreed)
        for code in codes:
            act = acts.Redated(day=day, reason="Công điện thử")
            try:
                await self.act(code, Entry(key=keys.redated(day), act=act), ENGINE)
            except Conflict:
                continue  # nothing of it moves

    def check(self, code: str) -> None:
        """Walk a journal's chain to the head that the dossier holds."""
        kept = self.kept[code]
        said = {"personal": None, "salt": None}  # what is sealed is committed to by its digest
        assert check_chain(row | said for row in kept.rows) == open_state(kept.key, code, kept.state).head

    async def _filed_before(self, tx: AsyncConnection, actor: Actor, key: str, body: str) -> str:
        return self._filings.get((actor.id, key), "")

    async def _read(self, tx: AsyncConnection, statement: Executable, where: dict[str, str]) -> tuple[Dossier, DataKey]:
        code, reader = where["code"], cast("Turn", tx).reader
        if (kept := self.kept.get(code)) is None:
            raise Missing
        dossier = open_state(kept.key, code, kept.state)
        if reader.kind in ("citizen", "officer") and not {reader.id, reader.agency} & set(dossier.seen_by):
            raise Missing
        return dossier, kept.key

    async def _events(self, tx: AsyncConnection, code: str, since: int) -> list[Event]:
        return self.kept[code].events[since:]

    async def _count(self, tx: AsyncConnection, name: str) -> int:
        self._counters[name] += 1
        return self._counters[name]

    async def _count_together(self, tx: AsyncConnection, name: str, before: Sequence[str], own: str) -> int:
        self._counters[name] = self._counters[own] = max(self._counters[one] for one in (name, *before)) + 1
        return self._counters[name]

    async def _write(
        self,
        tx: AsyncConnection,
        done: Appended,
        tasks: list[dict[str, Any]],
        due: tuple[bool, datetime | None],
        first: rows.First | None,
    ) -> None:
        dossier = done.dossier
        before = self.kept.get(dossier.code)
        cast("Turn", tx).before.setdefault(dossier.code, before)
        self.kept[dossier.code] = Kept(
            done.key,
            seal_state(done.key, dossier),
            [*(before.events if before else []), *done.events],
            [*(before.rows if before else []), *done.rows],
            due[1] if due[0] or before is None else before.engine_due,
        )
        if first and first.filing:
            self._filings[first.filing["subject"], first.filing["key"]] = dossier.code
        owed = [message for event in done.events for message in self.owes(dossier, event, {})]
        done.owe([next(self._numbers) for _ in owed], owed, {})

    def _committed(self, done: Appended, wrapped: Any = None) -> None:
        self.outbox |= {owed.id: owed for owed in done.deliveries}
        super()._committed(done, wrapped)

    async def _keep_papers(self, tx: AsyncConnection, done: Appended) -> None:
        """Nothing: no paper lies anywhere."""
