"""Writes made dossiers: judged, linked and folded by the journal itself, act by act, and written once each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.calendar import VIETNAM
from domain.base.calendars import Calendars
from domain.deadlines.lateness import watch, watch_at
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import Entry, Event
from domain.dossier.state import Dossier
from domain.filing.reception import begun
from domain.registers.registry import Registry
from domain.statute.versions import Laws
from infra.crypto.keys import DataKey
from infra.db.database import Database
from infra.db.tables import OutboxRow, constant, one_of
from infra.journal import rows
from infra.journal.journal import Journal
from infra.journal.rows import Rest
from infra.journal.statements import COUNT, KEEP_UP, OPEN

UNTOLD = delete(OutboxRow).where(OutboxRow.dossier == one_of("codes"), OutboxRow.kind != constant("facts"))
"""A made dossier is nobody's: the national portal does not hear of it either."""


@dataclass
class Page:
    """What is to be written of one dossier."""

    done: rows.Appended
    opening: dict[str, Any]
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    due: tuple[bool, datetime | None] = (False, None)
    first: rows.First | None = None
    place: int = 0
    """The number that it and its result have, where offices are made apart and nobody counts for all of them."""

    @property
    def dossier(self) -> Dossier:
        """As it stands."""
        return self.done.dossier

    @property
    def key(self) -> DataKey:
        """By which it is sealed."""
        return self.done.key


@dataclass(frozen=True)
class Mark:
    """How a dossier stood at a moment."""

    dossier: Dossier
    events: int
    tasks: dict[str, dict[str, Any]]


class Pen(Journal):
    """Appends by the journal's own rules at a clock that is set, and keeps what is to be written until it is asked for.

    Nobody is told of what happened long ago: the outbox owes the facts of each dossier, and nothing else.
    """

    def __init__(self, database: Database, calendars: Calendars, laws: Laws, registry: Registry, at: datetime) -> None:
        super().__init__(database, calendars, laws, registry, clock=lambda: self.at)
        self.at = at
        self._pages: dict[str, Page] = {}
        self._days: dict[str, int] = {}
        self._counted: set[str] = set()

    async def begin(
        self, tx: AsyncConnection, prefix: str, act: acts.Filed, actor: Actor, key: str, place: int = 0
    ) -> Page:
        """File a dossier, as ``Journal.file`` does."""
        day = f"{prefix}-{self.at.astimezone(VIETNAM):%y%m%d}"
        dossier = Dossier(code=f"{day}-{place or await self._next(tx, f'dossier/{day}'):04d}")
        own, wrapped = await self.database.keys.make(dossier.code)
        first = rows.First({"subject": actor.id, "key": key, "digest": "made"}, wrapped)
        opening = rows.opening(dossier.code, act, self.at)
        page = self._pages[dossier.code] = Page(rows.Appended(dossier, own), opening, place=place)
        entries, then = [Entry(key=keys.FILED, act=act)], begun(dossier.code, act)
        await self._append(tx, dossier, own, entries, actor, then=then, first=first)
        return page

    async def _next(self, tx: AsyncConnection, name: str) -> int:
        """The next of a day that is over: nobody else numbers its dossiers, and the count is kept with them."""
        if name not in self._days:
            self._days[name] = int((await tx.execute(COUNT, {"name": name})).scalar_one()) - 1
        self._days[name] += 1
        self._counted.add(name)
        return self._days[name]

    async def _numbered(self, tx: AsyncConnection, act: acts.Numbered, dossier: Dossier, at: datetime) -> acts.Numbered:
        """The next number of its office; of a branch, that which is its own."""
        if not (place := self._pages[dossier.code].place):
            return await super()._numbered(tx, act, dossier, at)
        return act.model_copy(
            update={"number": f"{act.kind}-{dossier.competent}-{at.astimezone(VIETNAM):%Y}-{place:06d}"}
        )

    async def add(
        self, tx: AsyncConnection, page: Page, act: acts.AnyAct, actor: Actor = ENGINE, key: str = ""
    ) -> None:
        """Append one act."""
        await self._append(tx, page.dossier, page.key, [Entry(key=key, act=act)], actor)

    def next_look(self, page: Page) -> datetime | None:
        """When the law's time next brings something about."""
        return None if page.dossier.ended else watch_at(page.dossier, self.calendar_of(page.dossier))

    async def look(self, tx: AsyncConnection, page: Page) -> bool:
        """Record what the law's time has brought about by now; False where that is nothing."""
        entries = watch(page.dossier, self.at, self.calendar_of(page.dossier))
        if entries:
            await self._append(tx, page.dossier, page.key, entries, ENGINE)
        return bool(entries)

    def mark(self, page: Page) -> Mark:
        """Note how a dossier stands."""
        return Mark(page.dossier.model_copy(deep=True), len(page.done.events), {**page.tasks})

    def go_back(self, page: Page, mark: Mark) -> None:
        """Let a dossier stand as it did: nothing of it is written yet."""
        page.done = rows.Appended(
            mark.dossier, page.key, page.done.events[: mark.events], page.done.rows[: mark.events]
        )
        page.tasks = {**mark.tasks}

    def rest(self, page: Page, *, waits: bool) -> None:
        """Let its engine wait for people, or go on as soon as one runs: it asks what a register has not answered."""
        page.due = self._engine_due(rows.Appended(page.dossier, page.key), self.at, Rest(waits=waits))

    async def write(self, pages: Sequence[Page]) -> None:
        """Write these dossiers, in one transaction."""
        if not pages:
            return
        async with self.database.transaction(ENGINE) as tx:
            await tx.execute(OPEN, [page.opening for page in pages])
            for page in pages:
                await super()._write(tx, page.done, [*page.tasks.values()], page.due, page.first)
            await tx.execute(UNTOLD, {"codes": [page.dossier.code for page in pages]})
            if counted := [{"name": name, "value": self._days[name]} for name in sorted(self._counted)]:
                await tx.execute(KEEP_UP, counted)
        self._counted.clear()
        for page in pages:
            del self._pages[page.dossier.code]

    async def _write(
        self,
        tx: AsyncConnection,  # noqa: ARG002 - it is written later, in the transaction of ``write``
        done: rows.Appended,
        tasks: list[dict[str, Any]],
        due: tuple[bool, datetime | None],
        first: rows.First | None,
    ) -> None:
        page = self._pages[done.dossier.code]
        page.done.events += done.events
        page.done.rows += done.rows
        page.tasks |= {task["id"]: task for task in tasks}
        page.due = due if due[0] else page.due
        page.first = page.first or first

    async def _keep_papers(self, tx: AsyncConnection, done: rows.Appended) -> None:
        """Nothing: made papers are digests, and no files."""

    def owes(self, dossier: Dossier, event: Event, trace: Mapping[str, str]) -> list[dict[str, Any]]:  # noqa: ARG002
        """Nothing: nobody hears by mail today of what happened in spring."""
        return []
