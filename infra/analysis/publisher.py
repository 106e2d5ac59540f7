"""Publishes the facts of dossiers as columnar files: those of each month that something happened to since."""

import asyncio
import json
import sys
import tempfile
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import BigInteger, Boolean, bindparam, func, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import TIMESTAMP

from domain.dossier.acts import ENGINE
from domain.province.facts import EDITION, NEVER
from domain.province.periods import Period
from infra.analysis.parts import MANIFEST, Manifest, Part, newest
from infra.analysis.to_parquet import NOTHING
from infra.db.database import Database
from infra.db.portal_tables import PortalSyncRow
from infra.db.province_tables import ProvinceFactsRow, ProvincePartRow
from infra.files.storage import NotStored, Store
from infra.province.feed import FED
from infra.runtime.background import over_and_over

log = structlog.get_logger()

PUBLISHER = 7_001_766
"""Any number of our own: whoever publishes holds this advisory lock."""
LOCK = select(func.pg_try_advisory_xact_lock(PUBLISHER))
COLUMNS = ProvinceFactsRow.__table__.c
KINDS: dict[type[Any], str] = {BigInteger: "BIGINT", Boolean: "BOOLEAN", TIMESTAMP: "TIMESTAMPTZ"}
THERE = PortalSyncRow.confirmed_until.label("portal_until")
"""Up to when the national portal knows it: no fact of its journal, and published beside them."""
TYPES = {column.name: KINDS.get(type(column.type), "VARCHAR") for column in (*COLUMNS, THERE)}
"""Of the files' columns; what is no number, truth or moment is a word."""
CHANGED = (
    select(ProvincePartRow.month, ProvincePartRow.changed)
    .where(ProvincePartRow.changed > ProvincePartRow.published)
    .order_by(ProvincePartRow.month)
)
PUBLISHED = update(ProvincePartRow).where(ProvincePartRow.month == bindparam("of")).values(published=bindparam("until"))
MOMENT = TIMESTAMP(timezone=True)
OF_MONTH = (
    select(*COLUMNS, THERE)
    .outerjoin(PortalSyncRow, PortalSyncRow.dossier == COLUMNS.dossier)
    .where(COLUMNS.filed_at >= bindparam("begins", type_=MOMENT), COLUMNS.filed_at < bindparam("ends", type_=MOMENT))
    .order_by(COLUMNS.competent, COLUMNS.filed_at, COLUMNS.dossier)
)
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
AS_TEXT: dict[str, Any] = {"dialect": DIALECT, "compile_kwargs": {"literal_binds": True}}
"""A copy takes no parameters."""


class FactsPublisher:
    """Writes new files for months that changed, then the list that names them; readers see one or the other."""

    def __init__(self, database: Database, store: Store, *, every: float) -> None:
        self._database = database
        self._store = store
        self._every = every

    async def run(self) -> None:
        """Publish, until cancelled."""
        await over_and_over(self.round, self._every)

    async def round(self) -> int:
        """Publish what changed; there is never more to do at once."""
        await self.publish()
        return 0

    async def publish(self) -> Manifest | None:
        """Publish what changed and give what holds then; none, where another worker is at it."""
        async with self._database.transaction(ENGINE) as tx:
            if not (await tx.execute(LOCK)).scalar_one():
                return None
            before = await newest(self._store) or Manifest(as_of=NEVER, edition=EDITION)
            # In this order: what is fed, and which months changed, after these were read comes with the next round.
            as_of = (await tx.execute(FED)).scalar_one()
            changed = (await tx.execute(CHANGED)).all()
            # Read by connections of their own, after both: facts may be newer than the moment, never older.
            parts = {row.month: await self._part(row.month) for row in changed}
            manifest = before.with_parts(parts, max(as_of, before.as_of)).model_copy(update={"edition": EDITION})
            # Before the months are noted: who is killed in between writes them once more, where else they would be
            # missed until something happens in them again.
            await self._store.replace(MANIFEST, manifest.model_dump_json(indent=1).encode())
            for row in changed:
                await tx.execute(PUBLISHED, {"of": row.month, "until": row.changed})
            # While the lock is held: a month may be again what it was, and the next to publish would name such a file.
            await self._discard(manifest.ended(before))
        if parts:
            log.info("facts_published", months=len(parts), rows=sum(part.rows for part in manifest.parts))
        return manifest

    async def _part(self, month: date) -> Part | None:
        """Write the file of a month; none, where no dossier was filed in it."""
        with tempfile.TemporaryDirectory(prefix="motcua-facts-") as folder:
            rows, file = Path(folder) / "rows.csv", Path(folder) / "part.parquet"
            await self._copy(month, rows)
            many = await _converted(rows, file)
            content = await asyncio.to_thread(file.read_bytes)
        if not many:
            return None
        digest = sha256(content).hexdigest()
        path = f"province/facts/month={month:%Y-%m}/{digest[:32]}.parquet"
        await self._store.put_new(path, content)
        return Part(month=month, path=path, rows=many, size=len(content), sha256=digest)

    async def _copy(self, month: date, rows: Path) -> None:
        async with self._database.engine.connect() as connection:
            raw = await connection.get_raw_connection()
            driver: Any = raw.driver_connection
            period = Period.month(month)
            statement = str(OF_MONTH.params(begins=period.begins, ends=period.ends).compile(**AS_TEXT))
            await driver.copy_from_query(statement, output=rows, format="csv", header=True, null=NOTHING)

    async def _discard(self, paths: tuple[str, ...]) -> None:
        for path in paths:
            with suppress(NotStored):
                await self._store.discard(path)


async def _converted(rows: Path, file: Path) -> int:
    tool = (sys.executable, "-m", "infra.analysis.to_parquet", str(rows), str(file), json.dumps(TYPES))
    where = Path(__file__).parents[2]
    started = await asyncio.create_subprocess_exec(*tool, stdout=asyncio.subprocess.PIPE, env={}, cwd=where)
    try:
        told, _ = await started.communicate()
    except BaseException:
        started.kill()
        raise
    if started.returncode:
        raise FactsNotWritten(f"the process that writes Parquet ended with {started.returncode}")
    return int(told)


class FactsNotWritten(Exception):
    """A file could not be made: it is tried again in the next round, and what was published holds."""
