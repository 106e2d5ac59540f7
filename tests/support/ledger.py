"""A real database with journals on it, without the rest of the house."""

import itertools
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import Entry, Event, check_chain, task_id
from domain.dossier.state import Dossier
from infra.crypto.keys import DataKey, Keyring
from infra.db.database import Database
from infra.db.migrate import migrate
from infra.journal.encryption import opened
from infra.journal.journal import Delivery, Journal
from infra.journal.statements import CHAIN
from infra.local.folder import free_port
from infra.local.postgres import SUPERUSER, LocalPostgres
from tests.support.examples import (
    APPROVE,
    CALENDARS,
    LAWS,
    LEADER,
    MOTHER,
    REGISTRY,
    TUESDAY,
    as_it_stands,
    filed,
)
from tests.support.houses import FORGETFUL
from tests.support.keys import keyring

Row = dict[str, Any]
ROLES = ("motcua_engine", "motcua_api")
MIGRATED = "migrated"
HEAD = text("SELECT head, seq FROM dossiers WHERE code = :code FOR SHARE")


@dataclass
class Clock:
    """A clock that a test sets."""

    at: datetime = TUESDAY

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.at

    def turn(self, by: timedelta) -> None:
        """Set it forward, or back."""
        self.at += by


@dataclass(frozen=True)
class Urls:
    """How each role reaches the database."""

    owner: str
    engine: str
    api: str
    pools: dict[str, AsyncEngine] = field(default_factory=dict, init=False, compare=False)
    """Connections by URL, which all ledgers share: on each new one, every statement is compiled and planned anew."""

    def connected(self, url: str) -> AsyncEngine:
        """The connections of a role."""
        if url not in self.pools:
            self.pools[url] = Database(url, keyring(), 10).engine
        return self.pools[url]

    async def close(self) -> None:
        """The connections back."""
        while self.pools:
            await self.pools.popitem()[1].dispose()


class Pooled(Database):
    """A process's keys, on connections that others use too."""

    def __init__(self, urls: Urls, url: str, keys: Keyring) -> None:
        self.engine, self.keys = urls.connected(url), keys

    async def close(self) -> None:
        """Nothing: they stay."""


@dataclass
class Ledger:
    """The journal as the front door and as the engine holds it, and the owner's view of the tables."""

    owner: AsyncEngine
    api: Journal
    engine: Journal
    clock: Clock
    pushed: list[Delivery] = field(default_factory=list)

    @property
    def keys(self) -> Keyring:
        """The engine's."""
        return self.engine.database.keys

    async def rows(self, statement: str, **values: Any) -> list[Row]:
        """Ask as the owner, whom no policy binds."""
        async with self.owner.begin() as connection:
            result = await connection.execute(text(statement), values)
            return [dict(row) for row in result.mappings()] if result.returns_rows else []

    async def file(self, applicant: Actor = MOTHER, **changes: Any) -> str:
        """File a birth under a key of its own."""
        act = filed(applicant=applicant.id, parties=(applicant.id,), **changes)
        return (await self.api.file(prefix(), act, applicant, secrets.token_hex(8), "body"))[1]

    async def advance(self, code: str, *steps: tuple[str, acts.AnyAct]) -> list[Event]:
        """Append as the engine that knows everything before."""
        dossier = await self.engine.dossier(code, ENGINE)
        entries = [Entry(key=key, act=as_it_stands(act, dossier)) for key, act in steps]
        return await self.engine.advance(code, entries, dossier.seq)

    async def approved(self, **changes: Any) -> str:
        """File a birth and have it approved, without any step between."""
        code = await self.file(**changes)
        await self.through(code, APPROVE, acts.Approved(task="", personal={"name": "Lê Văn Chủ"}), LEADER)
        return code

    async def act(self, code: str, act: acts.AnyAct, actor: Actor, key: str = "") -> Dossier:
        """Append as a person."""
        return await self.api.act(code, Entry(key=key, act=act), actor)

    async def through(self, code: str, kind: acts.TaskOpened, act: acts.AnyAct, actor: Actor) -> Dossier:
        """Open a task as the engine and close it as a person."""
        opened = of(code, kind)
        await self.advance(code, (opened.kind, opened))
        return await self.act(code, act.model_copy(update={"task": opened.task}), actor)

    async def whole(self, code: str) -> list[Row]:
        """Give a journal's rows, once its chain was walked to the head that the dossier holds."""
        async with self.owner.begin() as connection:
            # While it is looked at, nothing is appended.
            kept = (await connection.execute(HEAD, {"code": code})).one()
            rows = await opened(self.keys, (await connection.execute(CHAIN, {"code": code})).mappings())
            state = await self.engine.dossier(code, ENGINE)
        assert check_chain(rows) == kept.head == state.head
        assert len(rows) == kept.seq
        return rows

    async def outbox(self, code: str) -> list[tuple[str, int, str]]:
        """List what is owed for a dossier, beside its facts, what is shared of it and the portal's news."""
        others = "dossier = :code AND kind NOT IN ('facts', 'portal', 'result', 'answers')"
        owed = f"SELECT kind, seq, topic FROM outbox WHERE {others} ORDER BY id"
        rows = await self.rows(owed, code=code)
        return [(row["kind"], row["seq"], row["topic"]) for row in rows]


def of(code: str, kind: acts.TaskOpened) -> acts.TaskOpened:
    """The same task on this dossier."""
    return kind.model_copy(update={"task": task_id(code, kind.kind)})


def prefix() -> str:
    """An office of its own for every dossier, so that serials of one test don't move another's."""
    return f"000.{secrets.token_hex(3)}.H31"


class Server:
    """A PostgreSQL in which one database is migrated; each that is asked for is a copy of it."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.postgres = LocalPostgres(folder, free_port(), settings)
        self._copies = itertools.count(1)

    def urls(self, name: str) -> Urls:
        """How each role reaches one of its databases."""
        return Urls(*(self.postgres.url(role, name, driver="asyncpg") for role in (SUPERUSER, *ROLES)))

    @asynccontextmanager
    async def apart(self) -> AsyncIterator[Urls]:
        """A migrated database of one's own, in a tenth of the time that a server takes.

        Its files are copied as files: page by page, as is usual, and through the log costs three times as much.
        """
        name = f"copy_{next(self._copies)}"
        await self._say(f"CREATE DATABASE {name} TEMPLATE {MIGRATED} STRATEGY FILE_COPY")
        urls = self.urls(name)
        try:
            yield urls
        finally:
            await urls.close()
            await self._say(f"DROP DATABASE {name} WITH (FORCE)")

    async def migrate(self) -> None:
        """Make what all others are copies of; afterwards nobody connects to it, or it could not be copied."""
        await self._say(f"CREATE DATABASE {MIGRATED}")
        urls = self.urls(MIGRATED)
        await migrate(urls.owner, urls.engine, urls.api)

    async def _say(self, statement: str) -> None:
        connection = await asyncpg.connect(self.postgres.url())
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@asynccontextmanager
async def running_server(folder: Path, settings: Mapping[str, str] = FORGETFUL) -> AsyncIterator[Server]:
    """A PostgreSQL on a fresh folder; what measures it gives no settings."""
    server = Server(folder, settings)
    await server.postgres.start()
    try:
        await server.migrate()
        yield server
    finally:
        await server.postgres.stop()


@asynccontextmanager
async def running_database(folder: Path, settings: Mapping[str, str] = FORGETFUL) -> AsyncIterator[Urls]:
    """A migrated PostgreSQL of its own, for what is measured."""
    async with running_server(folder, settings) as server, server.apart() as urls:
        yield urls


class AnyPapers(Journal):
    """A journal in which people may name papers that lie nowhere."""

    async def _absent(self, tx: AsyncConnection, papers: dict[str, Any]) -> int:
        return 0


@asynccontextmanager
async def open_ledger(urls: Urls, clock: Clock | None = None, kind: type[DataKey] = DataKey) -> AsyncIterator[Ledger]:
    """Journals of both roles by one clock; what the front door would deliver is kept in ``pushed``."""
    clock = clock or Clock()
    pushed: list[Delivery] = []
    api, engine = (Pooled(urls, url, keyring(kind)) for url in (urls.api, urls.engine))
    yield Ledger(
        owner=urls.connected(urls.owner),
        api=AnyPapers(api, CALENDARS, LAWS, REGISTRY, clock=clock, push=pushed.extend),
        engine=AnyPapers(engine, CALENDARS, LAWS, REGISTRY, clock=clock),
        clock=clock,
        pushed=pushed,
    )


def contents(rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """What a journal says, without salts, times and hashes, which no two journals share."""
    return [(row["seq"], row["key"], row["actor"], row["act"], row["personal"]) for row in rows]
