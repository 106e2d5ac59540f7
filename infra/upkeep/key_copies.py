"""A copy of all wrapped keys, apart from the database: laid over an older backup, it opens what was not erased since.

The newest copy alone is kept: an older one still has what was erased since, as long as its master key is there.
"""

from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterable
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Boolean, Text, bindparam, case, cast, literal, null, select, union_all, update
from sqlalchemy.dialects.postgresql import TIMESTAMP

from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.db.tables import DossierRow, KeyRow, UploadRow

FETCHED = 1_000
UPLOAD = "upload"

GONE = cast(KeyRow.destroyed_at, Text).label("destroyed_at")
OF_DOSSIERS = select(KeyRow.dossier.label("name"), KeyRow.purpose, KeyRow.master, KeyRow.wrapped, GONE, KeyRow.basis)
OF_UPLOADS = (literal(UPLOAD), UploadRow.master, UploadRow.wrapped, cast(null(), Text), literal(""))
ALL = union_all(OF_DOSSIERS, select(UploadRow.id, *OF_UPLOADS))
DESTROYED = cast(bindparam("gone", type_=Text), TIMESTAMP(timezone=True))
IS_KEY = (KeyRow.dossier == bindparam("of"), KeyRow.purpose == bindparam("kind"))
LAY = update(KeyRow).where(*IS_KEY).values(destroyed_at=DESTROYED)
NAME = case((bindparam("kept", type_=Boolean), UploadRow.name))
LAY_UPLOAD = update(UploadRow).where(UploadRow.id == bindparam("of")).values(name=NAME)
# A dossier whose key is gone has nothing to show any more.
EMPTY = update(DossierRow).where(DossierRow.code == bindparam("of")).values(state=b"")


class KeyCopy(BaseModel, frozen=True, extra="forbid"):
    """One wrapped key, or that there is none any more."""

    name: str
    purpose: str
    master: str
    wrapped: str | None
    destroyed_at: str | None
    basis: str


async def copied(database: Database) -> AsyncIterator[KeyCopy]:
    """Every key as it lies in the database."""
    async with database.transaction(ENGINE) as tx, tx.stream(ALL) as rows:
        async for some in rows.mappings().partitions(FETCHED):
            for row in some:
                yield KeyCopy.model_validate(dict(row) | {"wrapped": _text(row["wrapped"])})


async def laid_over(database: Database, copies: Iterable[KeyCopy]) -> int:
    """Lay a copy over the keys of a database that was restored, and give how many keys are destroyed by it."""
    known = [_laid(copy) for copy in copies]
    dossiers = [row for row in known if row["kind"] != UPLOAD]
    uploads = [row for row in known if row["kind"] == UPLOAD]
    destroyed = [row for row in dossiers if not row["kept"]]
    emptied = [row for row in destroyed if row["kind"] == "dossier"]
    async with database.transaction(ENGINE) as tx:
        for statement, rows in ((LAY, dossiers), (LAY_UPLOAD, uploads), (EMPTY, emptied)):
            for start in range(0, len(rows), FETCHED):
                await tx.execute(statement, rows[start : start + FETCHED])
    return len(destroyed)


def _laid(copy: KeyCopy) -> dict[str, Any]:
    row = copy.model_dump(include={"master", "basis"}) | {
        "of": copy.name,
        "kind": copy.purpose,
        "gone": copy.destroyed_at,
    }
    wrapped = b64decode(copy.wrapped) if copy.wrapped else None
    return row | {"wrapped": wrapped, "kept": wrapped is not None}


def _text(wrapped: bytes | None) -> str | None:
    return b64encode(wrapped).decode() if wrapped else None
