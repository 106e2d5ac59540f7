"""What waits at a one-stop desk: the tasks of its officers, and what people agree to at its counter."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, func, or_, select

from domain.base.law import Role
from domain.dossier.acts import Actor
from domain.tasks.model import CONSENT
from infra.db.database import Database
from infra.db.tables import DossierRow, constant
from infra.db.task_tables import OPEN, ORDER, TaskRow
from infra.identity.officers import Names, names
from infra.reads.queues import AFTER, AGENCY, PAGE

OURS = or_(TaskRow.role == constant(Role.RECEIVING_OFFICER), TaskRow.kind == constant(CONSENT))
QUEUE = (
    select(
        TaskRow.id,
        TaskRow.dossier,
        TaskRow.kind,
        TaskRow.claimed_by,
        TaskRow.opened_at,
        TaskRow.due_at,
        DossierRow.procedure,
        DossierRow.due_at.is_not(None).label("dated"),
    )
    .join(DossierRow, DossierRow.code == TaskRow.dossier)
    .where(TaskRow.agency == AGENCY, OURS, OPEN, AFTER)
    .where(bindparam("kind", type_=Text).in_([constant(""), TaskRow.kind]))
    .order_by(*ORDER)
    .limit(PAGE)
)
COUNTS = (
    select(TaskRow.kind, func.count().label("many"))
    .where(TaskRow.agency == AGENCY, OURS, OPEN)
    .group_by(TaskRow.kind)
    .order_by(TaskRow.kind)
)


async def waiting(
    database: Database, reader: Actor, kind: str, size: int, due_at: datetime, after: str
) -> tuple[Sequence[Any], Sequence[Any], Names]:
    """What waits, all or of one kind, the first due first, after a place in it; how much of each kind; who has it."""
    asked = {"agency": reader.agency, "kind": kind, "page": size, "due_at": due_at, "id": after}
    async with database.transaction(reader) as tx:
        rows = (await tx.execute(QUEUE, asked)).all()
        kinds = (await tx.execute(COUNTS, {"agency": reader.agency})).all()
        return rows, kinds, await names(tx, [row.claimed_by for row in rows])
