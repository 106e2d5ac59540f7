"""What somebody filed for another and sees no longer: they are told why, since they know that it is there."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.refusals import Missing
from domain.dossier.acts import Actor
from domain.dossier.rules import mandate_ended
from infra.db.database import Database

MANDATES = func.mandates_over().table_valued("code", "procedure", "revoked_at", "until", name="mandates_over")
OVER = select(MANDATES)
OF_ONE = OVER.where(MANDATES.c.code == bindparam("code"))


@dataclass(frozen=True)
class Over:
    """A dossier that the reader filed by a mandate which was taken back, or whose last day has passed."""

    code: str
    procedure: str
    revoked_at: datetime | None
    until: date


async def over(database: Database, reader: Actor) -> list[Over]:
    """A reader's, the newest first."""
    return [Over(**row) for row in (await database.execute(reader, OVER)).mappings()]


async def not_shown(tx: AsyncConnection, where: dict[str, Any]) -> NoReturn:
    """Refuse what the transaction's reader may not see.

    Raises:
        MandateEnded: they filed it for its owner, and the mandate is over.
        Missing: there is no such dossier for them.
    """
    if (row := (await tx.execute(OF_ONE, {"code": where.get("code", "")})).one_or_none()) is None:
        raise Missing
    raise mandate_ended(row.revoked_at, row.until)
