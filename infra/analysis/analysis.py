"""Asks the published files: a question over years of dossiers costs this process's memory, and the database nothing."""

import asyncio
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import structlog
from sqlalchemy import Select
from sqlalchemy.dialects import postgresql

from domain.base.refusals import TooEarly
from infra.analysis.parts import Manifest, Part, newest
from infra.analysis.publisher import TYPES
from infra.db.province_tables import ProvinceFactsRow
from infra.files.storage import NotStored, Store

if TYPE_CHECKING:
    import duckdb

log = structlog.get_logger()

VIEW = ProvinceFactsRow.__tablename__
AS_FILES = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
"""Statements are those of the database's table, in words that both engines understand."""

AT_ONCE = 2
"""Questions: each has the processors for itself, so more would only wait for each other."""
KEPT = 300
"""Answers that are kept while the files hold: those of large questions are small."""
NOTHING = ", ".join(f"NULL::{kind} AS {name}" for name, kind in TYPES.items())


class FactsUnpublished(TooEarly):
    """No facts were published yet: a new house does so within a minute."""

    def __init__(self) -> None:
        super().__init__(
            "Số liệu đang được tổng hợp lần đầu. Đề nghị thử lại sau một phút.",
            "The facts are being published for the first time: try again in a minute.",
        )


class FileWrong(Exception):
    """A published file is not the one that its list names: what was read before is answered from."""


class Analysis:
    """The newest published facts, as one table; files lie in a folder of this process's own while they hold."""

    def __init__(self, store: Store, *, memory: str = "160MB", looks_every: float = 5) -> None:
        self._store = store
        self._memory = memory
        self._looks_every = looks_every
        self._folder = Path(tempfile.mkdtemp(prefix="motcua-analysis-"))
        self._engine: duckdb.DuckDBPyConnection | None = None
        self._manifest: Manifest | None = None
        self._looked = float("-inf")
        self._refreshing = asyncio.Lock()
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._known: dict[tuple[str, str], list[dict[str, Any]]] = {}

    async def __aenter__(self) -> Self:
        """Hold the folder."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give back memory and folder, once whoever asks at this moment has their answer."""
        engine, self._engine = self._engine, None
        for _permit in range(AT_ONCE):
            await self._at_once.acquire()
        if engine:
            _close(engine)
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    async def manifest(self) -> Manifest:
        """What is asked now: looked for every few seconds.

        Raises:
            FactsUnpublished: there is nothing yet.
        """
        async with self._refreshing:
            now = asyncio.get_running_loop().time()
            if now - self._looked >= self._looks_every:
                await self._refresh()
                self._looked = now
        if self._manifest is None:
            raise FactsUnpublished
        return self._manifest

    async def rows(self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What a statement over the facts finds; moments are to be asked for as text or numbers.

        Raises:
            FactsUnpublished: there is nothing yet.
        """
        await self.manifest()
        if (engine := self._engine) is None:
            raise FactsUnpublished
        compiled = statement.compile(dialect=AS_FILES)
        named = {**compiled.params, **values}
        ordered = [named[name] for name in compiled.positiontup or ()]
        # Files never change: what was asked of them once is known until others are published.
        asked = (str(compiled), repr(ordered))
        if (known := self._known.get(asked)) is None:
            manifest = self._manifest
            async with self._at_once:
                known = await asyncio.to_thread(_asked, engine, str(compiled), ordered)
            if manifest is self._manifest and len(self._known) < KEPT:
                self._known[asked] = known
        return [dict(row) for row in known]

    def forget(self) -> None:
        """Forget what was asked before: each question is put to the files again."""
        self._known = {}

    async def _refresh(self) -> None:
        for _ in range(3):
            found = await newest(self._store)
            if found is None or found == self._manifest:
                return
            try:
                await asyncio.gather(*(self._fetched(part) for part in found.parts))
            except NotStored:
                continue  # It was published anew while this was read: the next list names other files.
            await asyncio.to_thread(self._show, found)
            self._manifest, self._known = found, {}
            return

    async def _fetched(self, part: Part) -> None:
        file = self._file(part)
        if file.exists():
            return
        content = await self._store.get(part.path)
        if sha256(content).hexdigest() != part.sha256:
            raise FileWrong(f"{part.path} is not the file that was published")
        await asyncio.to_thread(file.write_bytes, content)

    def _file(self, part: Part) -> Path:
        return self._folder / f"{part.sha256}.parquet"

    def _show(self, manifest: Manifest) -> None:
        engine = self._engine or self._begun()
        files = [str(self._file(part)) for part in manifest.parts]
        facts = engine.read_parquet(files) if files else engine.sql(f"SELECT {NOTHING} LIMIT 0")
        facts.create_view(VIEW, replace=True)
        self._engine = engine
        # Who asks at this moment may be about to open the files of the list before.
        held = {*files, *(str(self._file(part)) for part in (self._manifest.parts if self._manifest else ()))}
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


def _close(engine: "duckdb.DuckDBPyConnection") -> None:
    import duckdb

    # A thread may still be at the question of somebody who left: it ends with the process.
    with suppress(duckdb.Error):
        engine.interrupt()
        engine.close()


def _asked(engine: "duckdb.DuckDBPyConnection", statement: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    # A cursor is a connection: this one ends on the files that it began with, whatever is published meanwhile.
    with engine.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
