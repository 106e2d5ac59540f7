"""Turns the master key while everything runs: each wrapped key is wrapped anew, in batches that hold no one up.

Whatever lies about of the old wrapping (dead rows, logs, backups) opens nothing any more once the old master key is
gone. That is what bounds how long an erased dossier can be read by who kept a copy.
"""

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, bindparam, case, func, select, union_all, update

from domain.dossier.acts import ENGINE
from infra.crypto.keys import Wrapped
from infra.db.batch_tables import BatchRow
from infra.db.cleaning_tables import CorrectionRow
from infra.db.clinic_tables import ClinicVisitRow
from infra.db.database import Database
from infra.db.tables import DraftRow, KeyRow, SessionRow, UploadRow
from infra.files.vault import RESULT

BATCH = 500

ById = type[UploadRow | DraftRow | SessionRow | BatchRow | ClinicVisitRow | CorrectionRow]
BY_ID: dict[str, ById] = {
    "upload": UploadRow,
    "draft": DraftRow,
    "session": SessionRow,
    "batch": BatchRow,
    "visit": ClinicVisitRow,
    "correction": CorrectionRow,
}
"""Tables whose rows have a key each, by what its name begins with."""
ALL: tuple[ById | type[KeyRow], ...] = (KeyRow, *BY_ID.values())


def _found(row: ById | type[KeyRow], *columns: ColumnElement[str]) -> Select[*tuple[Any, ...]]:
    """Some rows whose key an older master key wraps, for whoever locks them first."""
    older = select(*columns, row.master, row.wrapped).where(row.master != bindparam("newest"), row.wrapped.is_not(None))
    # What an append holds just now is skipped and found by the next round: turning keys holds nobody up.
    return older.limit(bindparam("batch")).with_for_update(skip_locked=True)


OF_RESULT = (KeyRow.purpose == RESULT, KeyRow.dossier + f"/{RESULT}")
TURNED: list[tuple[Select[*tuple[Any, ...]], Update]] = [
    (
        _found(
            KeyRow,
            KeyRow.dossier.label("of"),
            KeyRow.purpose.label("kind"),
            case(OF_RESULT, else_=KeyRow.dossier).label("called"),
        ),
        update(KeyRow).where(KeyRow.dossier == bindparam("of"), KeyRow.purpose == bindparam("kind")),
    ),
    *(
        (
            _found(row, row.id.label("of"), (f"{kind}/" + row.id).label("called")),
            update(row).where(row.id == bindparam("of")),
        )
        for kind, row in BY_ID.items()
    ),
]
MASTERS = union_all(*(select(row.master).where(row.wrapped.is_not(None)) for row in ALL)).subquery()
COUNT = select(MASTERS.c.master, func.count().label("keys")).group_by(MASTERS.c.master)


async def wrapped_by(database: Database) -> Counter[str]:
    """Say how many keys each master key wraps."""
    return Counter({row.master: row.keys for row in await database.execute(ENGINE, COUNT)})


async def rewrap(database: Database, newest: str, batch: int = BATCH) -> int:
    """Wrap by the newest master key what older ones wrap, and give how many keys that were; it can be cut short."""
    done = 0
    for found, written in TURNED:
        while some := await _batch(database, found, written, newest, batch):
            done += some
    return done


async def _batch(database: Database, found: Select[*tuple[Any, ...]], written: Update, newest: str, batch: int) -> int:
    async with database.transaction(ENGINE) as tx:
        rows = (await tx.execute(found, {"newest": newest, "batch": batch})).mappings().all()
        changed = [dict(row) | await _anew(database, row) for row in rows]
        if changed:
            await tx.execute(written, changed)
    return len(changed)


async def _anew(database: Database, row: Any) -> dict[str, Any]:
    anew = await database.keys.rewrap(row["called"], Wrapped(row["master"], row["wrapped"]))
    return {"master": anew.master, "wrapped": anew.key} if anew else {}
