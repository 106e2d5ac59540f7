"""Asks the published files: a question over years of dossiers costs this process's memory, and the database nothing."""

import asyncio
import itertools
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import structlog
from sqlalchemy import DDL, Select
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateSchema, DropSchema, ExecutableDDLElement

from domain.base.refusals import TooEarly, Unacceptable
from domain.province.course import NotKept
from infra.analysis.downloads import Format, write_csv
from infra.analysis.parts import Manifest, Part, newest
from infra.analysis.publisher import TYPES
from infra.analysis.scratch import Scratch
from infra.analysis.stood import NOT_KEPT, as_it_stood, asked_at, macro
from infra.db.province_tables import ProvinceFactsRow
from infra.files.storage import NotStored, Store

if TYPE_CHECKING:
    import duckdb

log = structlog.get_logger()

VIEW = ProvinceFactsRow.__tablename__
AS_FILES = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
"""Statements are those of the database's table, in words that both engines understand."""
type Row = dict[str, Any]

AT_ONCE = 2
"""Questions: each has the processors for itself, so more would only wait for each other."""
LEFT = 3600
"""Seconds after which nobody reads a file any more that was written for them."""
PAGE = 5_000
"""Rows that are held at once of an answer that is written to a file."""
KEPT = 300
"""Answers of one publication that are kept: those of large questions are small."""
HELD = 3
"""Publications whose files stay: who began to count with one of them ends with it."""
NOTHING = ", ".join(f"NULL::{kind} AS {name}" for name, kind in TYPES.items())
OF_NONE = f"CREATE VIEW %(schema)s.{VIEW} AS SELECT {NOTHING} LIMIT 0"
# A month that was published before there was a column has nothing in it, until it is published anew.
WHATEVER_EDITION = "FROM read_parquet(%(files)s, union_by_name = true)"
OF_FILES = f"CREATE VIEW %(schema)s.{VIEW} AS (SELECT {NOTHING} LIMIT 0) UNION ALL BY NAME ({WHATEVER_EDITION})"


class FactsUnpublished(TooEarly):
    """No facts were published yet: a new house does so within a minute."""

    def __init__(self) -> None:
        super().__init__(
            "Số liệu đang được tổng hợp lần đầu. Đề nghị thử lại sau một phút.",
            "The facts are being published for the first time: try again in a minute.",
        )


class TooLarge(Unacceptable):
    """What was asked takes more memory than a question may have."""

    def __init__(self) -> None:
        super().__init__(
            "Số liệu được hỏi quá lớn để tính trong một lần. Đề nghị chọn kỳ ngắn hơn hoặc ít đơn vị hơn.",
            "What is asked is too large to be counted at once: choose a shorter period or fewer units.",
        )


class FileWrong(Exception):
    """A published file is not the one that its list names: what was read before is answered from."""


class Turns:
    """Lets so many questions have the engine at once; one that found too little memory beside another has it alone."""

    def __init__(self) -> None:
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._alone = asyncio.Lock()

    async def take[**P, T](self, ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask in a thread of its own, once it is its turn.

        Raises:
            TooLarge: all the memory that there is was too little.
        """
        # A thread asks on after its caller has left, and holds its turn until it ends: it has its memory yet.
        return await asyncio.shield(asyncio.create_task(self._taken(ask, *args, **kwargs)))

    async def _taken[**P, T](self, ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        import duckdb

        with suppress(duckdb.OutOfMemoryException):
            async with self._at_once:
                return await asyncio.to_thread(ask, *args, **kwargs)
        try:
            async with self.all():
                return await asyncio.to_thread(ask, *args, **kwargs)
        except duckdb.OutOfMemoryException as full:
            raise TooLarge from full

    @asynccontextmanager
    async def all(self) -> AsyncIterator[None]:
        """Every turn, once whoever has one has ended."""
        # Two who each held one turn and waited for the other's would wait for ever.
        async with self._alone, AsyncExitStack() as held:
            for _turn in range(AT_ONCE):
                await held.enter_async_context(self._at_once)
            yield


class Published:
    """The facts as they were published at one moment: whatever is asked of it holds for that moment."""

    def __init__(
        self,
        engine: "duckdb.DuckDBPyConnection",
        manifest: Manifest,
        schema: str,
        turns: Turns,
        told: Path,
    ) -> None:
        self.manifest = manifest
        self.schema = schema
        self._told = told
        self._engine = engine
        self._turns = turns
        self._known: dict[tuple[str, str], asyncio.Task[list[Row]]] = {}

    @property
    def as_of(self) -> datetime:
        """The moment up to which everything is counted."""
        return self.manifest.as_of

    async def rows(self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> list[Row]:
        """What a statement over the facts finds; moments are to be asked for as text or numbers.

        Files never change: what was asked of them is kept, and who asks the same meanwhile waits for that answer.
        """
        asked = words, ordered = self._asked(statement, values)
        name = words, repr(ordered)
        asking = self._known.get(name)
        if asking is None or (asking.done() and (asking.cancelled() or asking.exception())):
            asking = asyncio.create_task(self._answered(*asked))
            if len(self._known) < KEPT or name in self._known:
                self._known[name] = asking
        # Whoever leaves takes the answer from nobody.
        return [dict(row) for row in await asyncio.shield(asking)]

    async def rows_once(self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> list[Row]:
        """The same of what is large: it is given to whoever asks and kept nowhere."""
        return await self._answered(*self._asked(statement, values))

    async def file(self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any], as_: Format) -> Path:
        """The same in a file, which is the caller's to remove: it may be more than memory holds."""
        asked, file = self._asked(statement, values), self._told / f"{secrets.token_hex(16)}.{as_}"
        # Whoever went away in the middle left theirs.
        for left in [one for one in self._told.iterdir() if one.stat().st_mtime < time.time() - LEFT]:
            left.unlink(missing_ok=True)
        await self._turns.take(_to_file, self._engine, *asked, file, as_)
        return file

    async def then(self, moment: datetime) -> "Published":
        """The same as they stood at a moment of the past, for whatever is asked of them.

        Raises:
            NotKept: nobody knows how some dossiers stood.
        """
        [found] = await self.rows(NOT_KEPT, asked_at(moment))
        if found["many"]:
            raise NotKept
        return PublishedThen(self, moment)

    def forget(self) -> None:
        """Forget what was asked before: each question is put to the files again."""
        self._known = {}

    def _asked(self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        within: dict[str, Any] = {"schema_translate_map": {None: self.schema}, "render_schema_translate": True}
        compiled = statement.compile(dialect=AS_FILES, **within)
        named = {**compiled.params, **values}
        return str(compiled), [named[name] for name in compiled.positiontup or ()]

    async def _answered(self, statement: str, values: Sequence[Any]) -> list[Row]:
        return await self._turns.take(_asked, self._engine, statement, values)


class PublishedThen(Published):
    """The facts as they stood at a moment of the past; answers are kept with those of the publication."""

    def __init__(self, now: Published, moment: datetime) -> None:
        super().__init__(now._engine, now.manifest, now.schema, now._turns, now._told)
        self._known, self._moment = now._known, moment

    @property
    def as_of(self) -> datetime:
        """That moment."""
        return min(self._moment, self.manifest.as_of)

    def _asked(self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        compiled = as_it_stood(statement, self.schema).compile(dialect=AS_FILES)
        named = {**compiled.params, **values, **asked_at(self._moment)}
        return str(compiled), [named[name] for name in compiled.positiontup or ()]


class Analysis:
    """The published facts; files lie in a folder of this process's own while they are held."""

    def __init__(self, store: Store, *, memory: str = "128MB", looks_every: float = 5) -> None:
        self._store = store
        self._memory = memory
        self._looks_every = looks_every
        self._scratch = Scratch()
        self._folder = self._scratch.path
        self._told = self._folder / "told"
        self._told.mkdir()
        self._engine: duckdb.DuckDBPyConnection | None = None
        self._held: deque[Published] = deque()
        self._schemas = itertools.count(1)
        self._looked = float("-inf")
        self._looking: asyncio.Task[None] | None = None
        self._turns = Turns()

    async def __aenter__(self) -> Self:
        """Hold the folder."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give back memory and folder, once whoever asks at this moment has their answer."""
        if self._looking:
            await asyncio.gather(self._looking, return_exceptions=True)
        engine, self._engine = self._engine, None
        self._held.clear()
        async with self._turns.all():
            if engine:
                _close(engine)
        await asyncio.to_thread(self._scratch.give_back)

    async def published(self) -> Published:
        """The newest publication, looked for every few seconds: figures that are shown together are asked of one.

        Raises:
            FactsUnpublished: there is nothing yet.
        """
        if self._looking is None or (self._looking.done() and self._is_stale(self._looking)):
            self._looking = asyncio.create_task(self._look())
        # Whoever leaves ends nobody's look: a second one beside a thread that still shows would remove its files.
        await asyncio.shield(self._looking)
        if not self._held:
            raise FactsUnpublished
        return self._held[-1]

    def _is_stale(self, look: asyncio.Task[None]) -> bool:
        failed = look.cancelled() or look.exception() is not None
        return failed or asyncio.get_running_loop().time() - self._looked >= self._looks_every

    async def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        await self._refresh()
        self._looked = now

    async def _refresh(self) -> None:
        for _ in range(3):
            found = await newest(self._store)
            if found is None or (self._held and found == self._held[-1].manifest):
                return
            try:
                await asyncio.gather(*(self._fetched(part) for part in found.parts))
            except NotStored:
                continue  # It was published anew while this was read: the next list names other files.
            await asyncio.to_thread(self._show, found)
            return

    async def _fetched(self, part: Part) -> None:
        file = self._file(part)
        if file.exists():
            return
        content = await self._store.get(part.path)
        if sha256(content).hexdigest() != part.sha256:
            raise FileWrong(f"{part.path} is not the file that was published")
        await asyncio.to_thread(_written_whole, file, content)

    def _file(self, part: Part) -> Path:
        return self._folder / f"{part.sha256}.parquet"

    def _show(self, manifest: Manifest) -> None:
        engine = self._engine = self._engine or self._begun()
        schema = f"published_{next(self._schemas)}"
        # A view takes no parameters; the names of files are hashes, in a folder that this process named.
        files = [str(self._file(part)) for part in manifest.parts]
        named = {"schema": schema, "files": files}
        view: ExecutableDDLElement = DDL(OF_FILES if files else OF_NONE, context=named)  # type: ignore[no-untyped-call]
        with engine.cursor() as cursor:
            cursor.execute(_written(CreateSchema(schema)))
            cursor.execute(_written(view))
            cursor.execute(_written(macro(schema)))
            # Whole before anybody is given it: who asks meanwhile is answered of the one before.
            self._held.append(Published(engine, manifest, schema, self._turns, self._told))
            while len(self._held) > HELD:
                cursor.execute(_written(DropSchema(self._held.popleft().schema, cascade=True)))
        held = {str(self._file(part)) for one in self._held for part in one.manifest.parts}
        for file in self._folder.glob("*.parquet"):
            if str(file) not in held:
                file.unlink(missing_ok=True)

    def _begun(self) -> "duckdb.DuckDBPyConnection":
        import duckdb

        spilt = str(self._folder / "spilt")
        engine = duckdb.connect(config={"memory_limit": self._memory, "threads": 2, "temp_directory": spilt})
        # Whatever a statement names, it reads this folder and nothing else.
        engine.execute("SET allowed_directories = [$folder]", {"folder": str(self._folder)})
        engine.execute("SET enable_external_access = false")
        engine.execute("SET lock_configuration = true")
        return engine


def _written_whole(file: Path, content: bytes) -> None:
    # What lies under its name counts as fetched: a full disk, or somebody who left, leaves no half of it there.
    begun = file.with_suffix(f".{secrets.token_hex(8)}")
    try:
        begun.write_bytes(content)
        begun.replace(file)
    finally:
        begun.unlink(missing_ok=True)


def _written(ddl: ExecutableDDLElement) -> str:
    return str(ddl.compile(dialect=AS_FILES))


def _close(engine: "duckdb.DuckDBPyConnection") -> None:
    import duckdb

    # A thread may still be at the question of somebody who left: it ends with the process.
    with suppress(duckdb.Error):
        engine.interrupt()
        engine.close()


def _asked(engine: "duckdb.DuckDBPyConnection", statement: str, values: Sequence[Any]) -> list[Row]:
    # A cursor is a connection: this one ends on the files that it began with, whatever is published meanwhile.
    with engine.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _to_file(
    engine: "duckdb.DuckDBPyConnection", statement: str, values: Sequence[Any], file: Path, as_: Format
) -> None:
    try:
        with engine.cursor() as cursor:
            if as_ == "parquet":
                cursor.sql(statement, params=values).write_parquet(str(file), compression="zstd")
                return
            cursor.execute(statement, values)
            names = [column[0] for column in cursor.description or ()]
            pages = iter(lambda: cursor.fetchmany(PAGE), [])
            with file.open("w", newline="", encoding="utf-8") as to:
                write_csv(names, itertools.chain.from_iterable(pages), to)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
