"""Results as the register holds them, and until when each is proved: stamps are only ever added, the newest counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, func, select
from sqlalchemy.orm import aliased

from domain.base.refusals import Missing
from domain.dossier.acts import Actor
from domain.tasks.model import PROPOSED_RECALL
from infra.db.database import Database
from infra.db.tables import ArchiveStampRow, KeyRow, ResultRow, constant
from infra.db.task_tables import OPEN, TaskRow

NEWEST_FILE = (
    select(ArchiveStampRow.path)
    .where(ArchiveStampRow.number == ResultRow.number)
    .order_by(ArchiveStampRow.stamped_until.desc())
    .limit(constant(1))
    .scalar_subquery()
)
FIND = select(
    ResultRow.dossier,
    func.coalesce(NEWEST_FILE, ResultRow.path).label("path"),
    ResultRow.recalled_at,
    func.coalesce(ResultRow.replaced_by, constant("")).label("replaced_by"),
).where(ResultRow.number == bindparam("number"))

LATER = aliased(ArchiveStampRow)
IS_NEWEST = ~exists().where(LATER.number == ArchiveStampRow.number, LATER.stamped_until > ArchiveStampRow.stamped_until)
IS_STALE = and_(ArchiveStampRow.stamped_until <= bindparam("until"), IS_NEWEST)
# What was erased proves nothing to anybody any more.
OPENS_NO_MORE = exists().where(
    KeyRow.dossier == ArchiveStampRow.dossier,
    KeyRow.destroyed_at.is_not(None),
    ArchiveStampRow.path.startswith(case((KeyRow.purpose == constant("dossier"), "slips/"), else_="results/")),
)
STALE = select(ArchiveStampRow.number).where(IS_STALE, ~OPENS_NO_MORE, ArchiveStampRow.number > bindparam("after"))
STALE_ONES = STALE.order_by(ArchiveStampRow.number).limit(bindparam("limit"))
ISSUED = select(ResultRow.path).where(ResultRow.number == bindparam("number")).scalar_subquery().label("issued")
STAMPS = select(ArchiveStampRow.dossier, ArchiveStampRow.path, ArchiveStampRow.stamped_until, ISSUED)
OF_RESULT = STAMPS.where(ArchiveStampRow.number == bindparam("number"))
NEWEST = OF_RESULT.order_by(ArchiveStampRow.stamped_until.desc()).limit(1)


MOST = 200
PROPOSED = (
    select(
        TaskRow.id.label("task"),
        TaskRow.dossier,
        TaskRow.procedure,
        ResultRow.number.label("result"),
        TaskRow.opened_at,
    )
    .join(ResultRow, ResultRow.dossier == TaskRow.dossier)
    .where(
        TaskRow.agency == bindparam("at"),
        TaskRow.kind == constant(PROPOSED_RECALL),
        OPEN,
        ResultRow.recalled_at.is_(None),
        ~ResultRow.path.startswith("slips/"),
    )
    .order_by(TaskRow.opened_at, TaskRow.id)
    .limit(constant(MOST))
)


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
    row = (await database.execute(reader, FIND, {"number": number})).one_or_none()
    if row is None:
        raise Missing
    return Issued(*row)


async def proposed(database: Database, by: Actor) -> list[dict[str, Any]]:
    """Results of the reader's office whose recall is proposed and not decided on, the oldest first."""
    return [dict(row) for row in (await database.execute(by, PROPOSED, {"at": by.agency})).mappings()]
