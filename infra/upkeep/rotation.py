"""Turns the master key while everything runs: each wrapped key is wrapped anew, in batches that hold no one up.

Whatever lies about of the old wrapping (dead rows, logs, backups) opens nothing any more once the old master key is
gone. That is what bounds how long an erased dossier can be read by who kept a copy.
"""

from collections import Counter
from typing import Any

from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.crypto.keys import Wrapped
from infra.db.database import Database

BATCH = 500

DOSSIERS = text("""
SELECT dossier, purpose, CASE purpose WHEN 'result' THEN dossier || '/result' ELSE dossier END AS name, master, wrapped
FROM dossier_keys WHERE master <> :newest AND wrapped IS NOT NULL LIMIT :batch FOR UPDATE SKIP LOCKED
""")
BY_ID = {"uploads": "upload", "drafts": "draft", "sessions": "session", "batches": "batch"}
"""Tables whose rows have a key each, and what its name begins with."""
FIND = """
SELECT id, '{name}/' || id AS name, master, wrapped
FROM {table} WHERE master <> :newest AND wrapped IS NOT NULL LIMIT :batch FOR UPDATE SKIP LOCKED
"""
REWRAP = text("""
UPDATE dossier_keys SET master = :master, wrapped = :wrapped WHERE dossier = :dossier AND purpose = :purpose
""")
REWRAP_BY_ID = "UPDATE {table} SET master = :master, wrapped = :wrapped WHERE id = :id"
COUNT = text("""
SELECT master, count(*) AS keys FROM (
    SELECT master FROM dossier_keys WHERE wrapped IS NOT NULL
    UNION ALL SELECT master FROM uploads WHERE wrapped IS NOT NULL
    UNION ALL SELECT master FROM drafts
    UNION ALL SELECT master FROM sessions
    UNION ALL SELECT master FROM batches
) AS all_of_them GROUP BY master
""")


async def wrapped_by(database: Database) -> Counter[str]:
    """Say how many keys each master key wraps."""
    async with database.transaction(ENGINE) as tx:
        return Counter({row.master: row.keys for row in await tx.execute(COUNT)})


async def rewrap(database: Database, newest: str, batch: int = BATCH) -> int:
    """Wrap by the newest master key what older ones wrap, and give how many keys that were; it can be cut short."""
    done = 0
    others = ((text(FIND.format(table=t, name=n)), text(REWRAP_BY_ID.format(table=t))) for t, n in BY_ID.items())
    for found, written in ((DOSSIERS, REWRAP), *others):
        while some := await _batch(database, found, written, newest, batch):
            done += some
    return done


async def _batch(database: Database, found: Any, written: Any, newest: str, batch: int) -> int:
    async with database.transaction(ENGINE) as tx:
        rows = (await tx.execute(found, {"newest": newest, "batch": batch})).mappings().all()
        changed = [dict(row) | await _anew(database, row) for row in rows]
        if changed:
            await tx.execute(written, changed)
    return len(changed)


async def _anew(database: Database, row: Any) -> dict[str, Any]:
    anew = await database.keys.rewrap(row["name"], Wrapped(row["master"], row["wrapped"]))
    return {"master": anew.master, "wrapped": anew.key} if anew else {}
