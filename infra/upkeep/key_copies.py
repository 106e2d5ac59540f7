"""A copy of all wrapped keys, apart from the database: laid over an older backup, it opens what was not erased since.

The newest copy alone is kept: an older one still has what was erased since, as long as its master key is there.
"""

from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterable

from pydantic import BaseModel, ConfigDict
from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.db.database import Database

FETCHED = 1_000
UPLOAD = "upload"

ALL = text("""
SELECT dossier AS name, purpose, master, wrapped, CAST(destroyed_at AS text) AS destroyed_at, basis FROM dossier_keys
UNION ALL SELECT id, 'upload', master, wrapped, NULL, '' FROM uploads
""")
LAY = text("""
UPDATE dossier_keys SET master = :master, wrapped = :wrapped, basis = :basis,
       destroyed_at = CAST(CAST(:destroyed_at AS text) AS timestamptz)
WHERE dossier = :name AND purpose = :purpose
""")
LAY_UPLOAD = text("""
UPDATE uploads SET master = :master, wrapped = :wrapped,
       name = CASE WHEN CAST(:wrapped AS bytea) IS NULL THEN NULL ELSE name END
WHERE id = :name
""")
# A dossier whose key is gone has nothing to show any more.
EMPTY = text("UPDATE dossiers SET state = '' WHERE code = :name AND :purpose = 'dossier'")


class KeyCopy(BaseModel):
    """One wrapped key, or that there is none any more."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    purpose: str
    master: str
    wrapped: str | None
    destroyed_at: str | None
    basis: str


async def copied(database: Database) -> AsyncIterator[KeyCopy]:
    """Give every key as it lies in the database."""
    async with database.transaction(ENGINE) as tx, tx.stream(ALL) as rows:
        async for some in rows.mappings().partitions(FETCHED):
            for row in some:
                yield KeyCopy.model_validate(dict(row) | {"wrapped": _text(row["wrapped"])})


async def laid_over(database: Database, copies: Iterable[KeyCopy]) -> int:
    """Lay a copy over the keys of a database that was restored, and give how many keys are destroyed by it."""
    known = [copy.model_dump() | {"wrapped": copy.wrapped and b64decode(copy.wrapped)} for copy in copies]
    dossiers = [row for row in known if row["purpose"] != UPLOAD]
    uploads = [row for row in known if row["purpose"] == UPLOAD]
    destroyed = [row for row in dossiers if row["wrapped"] is None]
    async with database.transaction(ENGINE) as tx:
        for statement, rows in ((LAY, dossiers), (LAY_UPLOAD, uploads), (EMPTY, destroyed)):
            for start in range(0, len(rows), FETCHED):
                await tx.execute(statement, rows[start : start + FETCHED])
    return len(destroyed)


def _text(wrapped: bytes | None) -> str | None:
    return b64encode(wrapped).decode() if wrapped else None
