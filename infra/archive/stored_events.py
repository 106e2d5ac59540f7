"""A dossier's stored events, as an archive takes them."""

from typing import Any

from domain.base.refusals import Missing
from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.db.tables import DayOffRow
from infra.journal.encryption import opened
from infra.journal.statements import CHAIN, DAYS_OFF

DECREED = DAYS_OFF.add_columns(DayOffRow.decreed_at)


async def rows_of(database: Database, code: str) -> list[dict[str, Any]]:
    """The events as the chain hashes them, payloads in the open.

    Raises:
        Missing: there is no such dossier.
    """
    async with database.transaction(ENGINE) as tx:
        rows = (await tx.execute(CHAIN, {"code": code})).mappings().all()
    if not rows:
        raise Missing
    return await opened(database.keys, rows)


async def days_off(database: Database) -> list[dict[str, Any]]:
    """The days off that were decreed after the calendars were written, and when each was."""
    async with database.transaction(ENGINE) as tx:
        return [dict(row) for row in (await tx.execute(DECREED)).mappings()]
