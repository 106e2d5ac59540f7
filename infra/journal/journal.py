"""The heart: every act on a dossier is appended to its journal under the dossier's row lock, by one function.

People's acts come from the API, the procedure's own from the workflow; both go through ``_append``. What is recorded
under a key is adopted by whoever comes with that key again. News for the workflow and for people leave through the
outbox, written in the same transaction.
"""

import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from opentelemetry import propagate
from sqlalchemy import Executable
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.agencies.follows import follows
from domain.base.calendar import VIETNAM, Calendar, in_vietnam
from domain.base.calendars import Calendars, DayOff
from domain.base.refusals import AlreadyDone, Conflict, Erased, NoMandate, Unacceptable, UploadMissing
from domain.deadlines.lateness import watch_at
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.admit import admit
from domain.dossier.journal import Entry, Event
from domain.dossier.rules import Moment
from domain.dossier.state import Dossier
from domain.filing.reception import begun
from domain.registers.registry import Registry
from domain.statute.versions import Laws
from domain.tasks.again import same_answer
from infra.crypto.keys import DataKey, Wrapped
from infra.db.database import Database
from infra.journal import rows
from infra.journal.append import WRITE
from infra.journal.encryption import event_of, key_of, open_state, seal_state
from infra.journal.mandates import not_shown
from infra.journal.rows import Appended as Appended
from infra.journal.rows import Delivery as Delivery
from infra.journal.rows import Rest as Rest
from infra.journal.statements import (
    COUNT,
    COUNT_TOGETHER,
    DAYS_OFF,
    DECREED,
    EVENTS,
    FILING,
    KEEP_UP,
    LINKED,
    LOCK,
    LOCK_BY_TASK,
    OPEN,
    PAPERS,
    STATE,
)
from infra.runtime import telemetry

BUSY_GRACE = 3
"""How many times longer than for an unheard act the sweep leaves the engine to an effect outside."""
BranchOf = Callable[[Dossier, Sequence[Event], datetime], acts.Filed]
"""Makes the filing of a branch of its parent as that stands under its lock, and of its events."""


class KeyReused(Unacceptable):
    """The Idempotency-Key was used for something else."""

    slug = "idempotency-key-reused"


async def decreed(tx: AsyncConnection) -> list[DayOff]:
    """Every day off that was decreed since the calendars were written."""
    return [DayOff.model_validate(dict(row)) for row in (await tx.execute(DAYS_OFF)).mappings()]


async def decreed_when(tx: AsyncConnection) -> list[tuple[datetime, DayOff]]:
    """The same days, each with the moment from which the journals count by it."""
    rows = (await tx.execute(DECREED)).mappings()
    return [(row["decreed_at"], DayOff.model_validate(dict(row))) for row in rows]


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


class Journal:
    """Appends to and reads from the journals of one database."""

    def __init__(
        self,
        database: Database,
        calendars: Calendars,
        laws: Laws,
        registry: Registry,
        *,
        clock: Callable[[], datetime] = utc_now,
        push: Callable[[list[Delivery]], None] = lambda _: None,
        notify: Callable[[str], None] = lambda _: None,
        sweep_after: float = 10.0,
    ) -> None:
        self.database = database
        self.facts = self._calendars = calendars
        """The calendars as they were written, and with the days off that were decreed since."""
        self._days_off = 0
        self.laws = laws
        self.registry = registry
        self.clock = clock
        self.push = push
        self.notify = notify
        self.sweep_after = timedelta(seconds=sweep_after)

    def calendar_of(self, dossier: Dossier) -> Calendar:
        """The calendar by which a dossier's time counts: that of the office which decides."""
        return self.calendar_at(dossier.competent)

    def moment(self, at: datetime, dossier: Dossier) -> Moment:
        """What an act on a dossier is judged by."""
        return Moment(at, self.calendar_of(dossier), self.laws, self.registry)

    def calendar_at(self, office: str) -> Calendar:
        """The calendar of an office."""
        return self._calendars.of(office)

    def today(self) -> date:
        """The day in Vietnam."""
        return in_vietnam(self.clock()).date()

    async def file(self, prefix: str, act: acts.Filed, actor: Actor, key: str, said: str) -> tuple[Event, str]:
        """Record a filing once per ``key`` of this person and give its event and the dossier's code.

        Raises:
            KeyReused: the key stands for something else; ``said`` is a keyed digest of what is filed.
        """
        try:
            return await self._file(prefix, act, actor, key, said)
        except IntegrityError:
            # Two requests with one key met: the other has committed by now, so its filing is found.
            return await self._file(prefix, act, actor, key, said)

    async def _file(self, prefix: str, act: acts.Filed, actor: Actor, key: str, body: str) -> tuple[Event, str]:
        async with self.database.transaction(actor) as tx:
            if earlier := await self._filed_before(tx, actor, key, body):
                return (await self._events(tx, earlier, 0))[0], earlier
            done, wrapped = await self._opened(tx, prefix, act, actor, {"key": key, "digest": body})
        self._committed(done, wrapped)
        return done.events[0], done.dossier.code

    async def _filed_before(self, tx: AsyncConnection, actor: Actor, key: str, body: str) -> str:
        """The dossier that was filed under a key; none yet is nothing."""
        if (earlier := (await tx.execute(FILING, {"subject": actor.id, "key": key})).one_or_none()) is None:
            return ""
        if earlier.digest != body:
            raise KeyReused(
                "Khóa Idempotency-Key đã dùng cho hồ sơ khác.",
                "This Idempotency-Key was used with another body: send a new key.",
            )
        return str(earlier.dossier)

    async def _opened(
        self, tx: AsyncConnection, prefix: str, act: acts.Filed, actor: Actor, wish: dict[str, str]
    ) -> tuple[Appended, Wrapped]:
        at = self.clock()
        day = f"{prefix}-{at.astimezone(VIETNAM):%y%m%d}"
        dossier = Dossier(code=f"{day}-{await self._count(tx, f'dossier/{day}'):04d}")
        await tx.execute(OPEN, rows.opening(dossier.code, act, at))
        own, wrapped = await self.database.keys.make(dossier.code)
        first = rows.First({"subject": actor.id} | wish, wrapped)
        # By it what people say is told apart. It lies sealed with all that they said, and is erased with it.
        secret = {"secret": secrets.token_hex(16)}
        act = act.model_copy(update={"personal": secret | act.personal})
        entries, then = [Entry(key=keys.FILED, act=act)], begun(dossier.code, act)
        return await self._append(tx, dossier, own, entries, actor, then=then, first=first), wrapped

    async def open_branch(self, code: str, step: str, prefix: str, made: BranchOf, since: int) -> list[Event]:
        """File a branch and record it in its parent, both under its lock; give what the parent's engine missed.

        What happens to the parent in that moment comes before, and ``made`` sees it, or after, and finds the branch.
        """
        filed: list[tuple[Appended, Wrapped]] = []
        async with self.database.transaction(ENGINE) as tx:
            parent, own = await self._read(tx, LOCK, {"code": code})
            told = await self._events(tx, code, 0)
            entries = []
            if step not in parent.keys and not parent.ended:
                act, wish = made(parent, told, self.clock()), {"key": keys.outside(code, step), "digest": "branch"}
                if not (branch := await self._filed_before(tx, ENGINE, *wish.values())):
                    filed = [await self._opened(tx, prefix, act, ENGINE, wish)]
                    branch = filed[0][0].dossier.code
                entries = [Entry(key=step, act=acts.BranchOpened(step=step, branch=branch, procedure=act.procedure))]
            rest = None if parent.woke > since else Rest(waits=True)
            done = await self._append(tx, parent, own, entries, ENGINE, rest=rest)
        for one, wrapped in filed:
            self._committed(one, wrapped)
        self._committed(done)
        return [event for event in told if event.seq > since] + done.events

    async def act(self, code: str, entry: Entry, actor: Actor, *then: Entry) -> Dossier:
        """Record a person's act unless its key is there, ``then`` the engine's, and give the dossier as it then stands.

        Raises:
            Refusal: the act is not allowed; nothing was written.
        """
        return await self._act(LOCK, {"code": code}, entry, actor, *then)

    async def act_on_task(self, task: str, entry: Entry, actor: Actor, *then: Entry) -> Dossier:
        """Record an officer's act on a task, as ``act`` does on a dossier."""
        return await self._act(LOCK_BY_TASK, {"task": task}, entry, actor, *then)

    async def _act(self, lock: Executable, where: dict[str, str], entry: Entry, actor: Actor, *then: Entry) -> Dossier:
        async with self.database.transaction(actor, where.get("code", "")) as tx:
            dossier, key = await self._read(tx, lock, where)
            done = [await self._append(tx, dossier, key, [entry], actor, then=then)]
            if entry.act.reaches_branches:
                done += await self._reach(tx, dossier, entry, actor)
        for one in done:
            self._committed(one)
        return dossier

    async def _reach(self, tx: AsyncConnection, parent: Dossier, entry: Entry, actor: Actor) -> list[Appended]:
        """Record an act in every branch too: its parent is locked, so none opens meanwhile without it."""
        done = []
        for branch in parent.branches.values():
            # Always from the parent to the branch, so that two who lock both never wait for one another.
            with suppress(AlreadyDone, NoMandate, Erased):
                dossier, key = await self._read(tx, LOCK, {"code": branch.code})
                done.append(await self._append(tx, dossier, key, [entry], actor))
                done += await self._reach(tx, dossier, entry, actor)
        return done

    async def advance(
        self, code: str, entries: Sequence[Entry], since: int, rest: Rest | None = None, latest: int = 0
    ) -> list[Event]:
        """Record what the workflow did, and give every event after ``since``: the workflow follows those.

        What is no longer allowed is left out, and the events that made it so are among those given. ``latest`` is the
        newest event that the workflow knows; while an act unknown to it waits, the sweep's date stays.
        """
        async with self.database.transaction(ENGINE) as tx:
            dossier, key = await self._read(tx, LOCK, {"code": code})
            missed, unheard = dossier.seq > since, dossier.woke > max(since, latest)
            done = await self._append(tx, dossier, key, entries, ENGINE, rest=None if unheard else rest)
            events = await self._events(tx, code, since) if missed else done.events
        self._committed(done)
        return events

    def _committed(self, done: Appended, wrapped: Wrapped | None = None) -> None:
        # Never inside the transaction: who is told before the commit looks and finds nothing, and NOTIFY in it takes a
        # lock of the whole database at each commit, which halved what could be appended.
        if wrapped:
            self.database.keys.keep(done.dossier.code, wrapped, done.key)
        telemetry.appended(done.events)
        if done.events:
            self.notify(done.dossier.code)
        self.push(done.deliveries)

    def owes(self, dossier: Dossier, event: Event, trace: Mapping[str, str]) -> list[dict[str, Any]]:
        """Say what the outbox owes for an event."""
        return rows.owed(dossier, event, trace)

    async def dossier(self, code: str, reader: Actor) -> Dossier:
        """A dossier as it stands.

        Raises:
            Missing: there is none that this reader may see.
            Erased: it was erased.
        """
        async with self.database.transaction(reader, code) as tx:
            return (await self._read(tx, STATE, {"code": code}))[0]

    async def events(self, code: str, reader: Actor, since: int = 0) -> list[Event]:
        """The events after ``since``, in order."""
        async with self.database.transaction(reader, code) as tx:
            return await self._events(tx, code, since)

    async def _read(self, tx: AsyncConnection, statement: Executable, where: dict[str, str]) -> tuple[Dossier, DataKey]:
        """A dossier and its key, and count from now on by every day off that was decreed before it was read."""
        row = (await tx.execute(statement, where)).one_or_none() or await not_shown(tx, where)
        if row.days_off != self._days_off:
            self._calendars, self._days_off = self.facts.with_days_off(*await decreed(tx)), row.days_off
        key = await key_of(self.database.keys, row)
        return open_state(key, row.code, row.state), key

    async def _events(self, tx: AsyncConnection, code: str, since: int) -> list[Event]:
        found = (await tx.execute(EVENTS, {"code": code, "since": since})).mappings().all()
        return [await event_of(self.database.keys, code, row) for row in found]

    async def _count(self, tx: AsyncConnection, name: str) -> int:
        return int((await tx.execute(COUNT, {"name": name})).scalar_one())

    async def _append(
        self,
        tx: AsyncConnection,
        dossier: Dossier,
        own: DataKey,
        entries: Sequence[Entry],
        actor: Actor,
        *,
        then: Sequence[Entry] = (),
        rest: Rest | None = None,
        first: rows.First | None = None,
    ) -> Appended:
        """Judge, link and write new entries, ``then`` the engine's own: the one place where a journal grows."""
        # Taken before anything is recorded: each entry changes the dossier in place.
        before = rows.task_rows(dossier)
        done = Appended(dossier, own)
        now = self.clock()
        due = deque([*((entry, actor) for entry in entries), *((entry, ENGINE) for entry in then)])
        while due:
            entry, who = due.popleft()
            if entry.key in dossier.keys:
                await self._adopt(tx, dossier, entry, who)
                continue
            at = now if dossier.last_at is None else max(now, dossier.last_at)
            try:
                act = admit(dossier, entry.act, who, self.moment(at, dossier))
            except Conflict:
                if who is not ENGINE:
                    raise
                continue
            if isinstance(act, acts.Numbered):
                act = await self._numbered(tx, act, dossier, at)
            key = entry.key or keys.at_its_place(act.type, dossier.seq + 1)
            rows.record(done, Entry(key=key, act=act), who, at)
            due.extend((entry, ENGINE) for entry in follows(dossier, done.events[-1]))
        moves = self._engine_due(done, now, rest)
        if done.events or rest:
            await self._write(tx, done, rows.moved(before, dossier), moves, first)
            await self._keep_papers(tx, done)
        return done

    async def _adopt(self, tx: AsyncConnection, dossier: Dossier, entry: Entry, who: Actor) -> None:
        """Let what is recorded under the key stand; an officer's answer only if it says the same (``same_answer``)."""
        # The keys of all others name what they say, or what they do once.
        if who.kind == "officer" and isinstance(entry.act, acts.TaskAct):
            recorded = await self._events(tx, dossier.code, dossier.keys[entry.key] - 1)
            same_answer(entry.act, recorded[0])

    def _engine_due(self, done: Appended, now: datetime, rest: Rest | None) -> tuple[bool, datetime | None]:
        """Say whether the sweep's date changes, and to what: an ended dossier needs no engine."""
        if done.dossier.ended:
            return True, None
        if any(event.act.wakes and event.act.owes for event in done.events):
            return True, now + self.sweep_after
        if rest is None:
            return False, None
        if not rest.waits:
            return True, now + self.sweep_after * BUSY_GRACE
        moments = [task.lapses_at for task in done.dossier.open_tasks if task.lapses_at]
        moments += [rest.until] if rest.until else []
        return True, min(moments) + self.sweep_after if moments else None

    async def _numbered(self, tx: AsyncConnection, act: acts.Numbered, dossier: Dossier, at: datetime) -> acts.Numbered:
        at_office = f"{dossier.competent}-{at.astimezone(VIETNAM):%Y}"
        own, alike = f"result/{act.kind}-{at_office}", [f"result/{kind}-{at_office}" for kind in act.alike or ()]
        together = f"symbol/{act.symbol}/{at_office}"
        value = await (self._count_together(tx, together, alike, own) if act.symbol else self._count(tx, own))
        return act.model_copy(update={"number": f"{act.kind}-{at_office}-{value:06d}"})

    async def _count_together(self, tx: AsyncConnection, name: str, before: Sequence[str], own: str) -> int:
        """The next number of all that an office gives with one symbol in a year, whatever kind it is of."""
        counted = await tx.execute(COUNT_TOGETHER, {"name": name, "before": list(before)})
        value = int(counted.scalar_one())
        await tx.execute(KEEP_UP, {"name": own, "value": value})
        return value

    async def _write(
        self,
        tx: AsyncConnection,
        done: Appended,
        tasks: list[dict[str, Any]],
        due: tuple[bool, datetime | None],
        first: rows.First | None,
    ) -> None:
        dossier = done.dossier
        trace: dict[str, str] = {}
        propagate.inject(trace)
        owed = [message for event in done.events for message in self.owes(dossier, event, trace)]
        owed += rows.owed_once(done)
        parameters = {
            "code": dossier.code,
            "status": int(dossier.status),
            "due_at": dossier.due_at,
            "seq": dossier.seq,
            "head": dossier.head,
            "seen_by": list(dossier.seen_by),
            "watch_at": None if dossier.ended else watch_at(dossier, self.calendar_of(dossier)),
            "state": seal_state(done.key, dossier),
            "engine_moves": due[0],
            "engine_due": due[1],
            "events": rows.as_json(done.rows),
            "tasks": rows.as_json(tasks),
            "outbox": rows.as_json(owed),
            "filings": rows.as_json([first.filing] if first and first.filing else []),
            "keys": rows.as_json([rows.key_row(first.key)] if first else []),
            **rows.of_results(dossier, done.events),
            "payments": rows.as_json(rows.payment_rows(dossier, self.clock())),
        }
        ids = (await tx.execute(WRITE, parameters)).scalars().all()
        # RETURNING promises no order, but ids are given in that of the rows.
        done.owe(sorted(ids), owed, trace)

    async def _keep_papers(self, tx: AsyncConnection, done: Appended) -> None:
        """Let the files that these events name belong to the dossier.

        Raises:
            UploadMissing: one that a person names has gone since it was looked at; nothing is written.
        """
        for event in done.events:
            if not (named := getattr(event.act, "documents", ())):
                continue
            of = {"code": done.dossier.code, "named": list(named), "by": event.actor.id}
            parent = {"parent": done.dossier.parent.code if done.dossier.parent else ""}
            try:
                await tx.execute(PAPERS, of | parent)
            except IntegrityError as gone:  # forgotten by another tab, or by the sweep, while it was linked
                raise UploadMissing from gone
            if event.actor != ENGINE and (absent := await self._absent(tx, of)):
                raise UploadMissing(absent)

    async def _absent(self, tx: AsyncConnection, papers: dict[str, Any]) -> int:
        """How many of the papers that somebody names belong to no dossier of theirs."""
        return len(set(papers["named"]) - set((await tx.execute(LINKED, papers)).scalars().all()))
