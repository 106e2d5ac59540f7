"""Results as the register holds them, for those who may see their dossiers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from domain.base.refusals import Missing
from domain.dossier.acts import Actor
from infra.db.database import Database
from infra.db.tables import ArchiveStampRow, ResultRow, constant

NEWEST = (
    select(ArchiveStampRow.path)
    .where(ArchiveStampRow.number == ResultRow.number)
    .order_by(ArchiveStampRow.stamped_until.desc())
    .limit(constant(1))
    .scalar_subquery()
)
FIND = select(
    ResultRow.dossier,
    func.coalesce(NEWEST, ResultRow.path).label("path"),
    ResultRow.recalled_at,
    func.coalesce(ResultRow.replaced_by, constant("")).label("replaced_by"),
).where(ResultRow.number == bindparam("number"))


@dataclass(frozen=True)
class Issued:
    """A result that was issued: of which dossier, where its file lies as it was stamped last, whether it counts."""

    dossier: str
    path: str
    recalled_at: datetime | None
    replaced_by: str


async def issued(database: Database, reader: Actor, number: str) -> Issued:
    """The result of this number.

    Raises:
        Missing: there is none that this reader may see.
    """
    async with database.transaction(reader) as tx:
        row = (await tx.execute(FIND, {"number": number})).one_or_none()
    if row is None:
        raise Missing
    return Issued(*row)
