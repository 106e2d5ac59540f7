"""A batch as its rows hold it, and the statements that read and write them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Boolean, Text, and_, bindparam, case, func, insert, or_, select, true, update

from domain.base.words import Words
from domain.dossier.acts import Actor
from domain.tasks.batch import Choice
from infra.crypto.keys import DataKey, Keyring, Wrapped
from infra.db.batch_tables import WAITING, BatchItemRow, BatchRow
from infra.db.tables import DossierRow, constant, one_of
from infra.db.task_tables import OPEN, ORDER, TaskRow

BATCHES = 20_261_130
"""Any number of our own: it tells these advisory locks from others of the same words."""
AGENCY, ME, BATCH = (bindparam(name, type_=Text) for name in ("agency", "me", "which"))
TASKS = select(TaskRow.id, TaskRow.dossier, TaskRow.kind, TaskRow.procedure).where(
    TaskRow.id == one_of("ids"), TaskRow.agency == AGENCY
)
THEIRS = (TaskRow.agency == AGENCY, TaskRow.role == one_of("roles"), OPEN, TaskRow.claimed_by.in_([constant(""), ME]))
GROUPS = (
    select(TaskRow.procedure, TaskRow.kind, func.count().label("many"))
    .where(*THEIRS, TaskRow.kind == one_of("kinds"))
    .group_by(TaskRow.procedure, TaskRow.kind)
    .order_by(TaskRow.procedure, TaskRow.kind)
)
CANDIDATES = (
    select(TaskRow.id, TaskRow.dossier, DossierRow.filed_at, TaskRow.due_at)
    .join(DossierRow, DossierRow.code == TaskRow.dossier)
    .where(*THEIRS, TaskRow.kind == bindparam("kind"), TaskRow.procedure == bindparam("procedure"))
    .order_by(*ORDER)
    .limit(bindparam("most"))
)
BEGIN = insert(BatchRow).values(state="drafted")
ADD = insert(BatchItemRow)
FIND = select(BatchRow).where(BatchRow.id == BATCH)
LOCK = FIND.with_for_update()
ITEMS = select(BatchItemRow).where(BatchItemRow.batch == BATCH).order_by(BatchItemRow.position)
COUNTS = (
    select(
        func.count().label("chosen"),
        func.count().filter(BatchItemRow.state == constant("decided")).label("decided"),
        func.count().filter(WAITING).label("waiting"),
    )
    .where(BatchItemRow.batch == BatchRow.id)
    .lateral("counts")
)
DONE = and_(BatchRow.state == constant("confirmed"), COUNTS.c.waiting == constant(0))
LIST = (
    select(
        BatchRow.id,
        BatchRow.procedure,
        BatchRow.kind,
        BatchRow.decision,
        BatchRow.officer,
        (BatchRow.officer == ME).label("mine"),
        BatchRow.began_at,
        BatchRow.due_at,
        case((DONE, constant("done")), else_=BatchRow.state).label("state"),
        COUNTS,
    )
    .join(COUNTS, true())
    .where(BatchRow.state != constant("drafted"))
    .order_by(BatchRow.began_at.desc())
    .limit(bindparam("page"))
)
ALONE = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("what", type_=Text), constant(BATCHES))))
"""Held by whoever confirms a decision for an office until that is committed: two counts never miss one another."""
RUNNING = (
    select(func.coalesce(func.sum(COUNTS.c.waiting + COUNTS.c.decided), constant(0)))
    .select_from(BatchRow)
    .join(COUNTS, true())
    .where(
        COUNTS.c.waiting > constant(0),
        BatchRow.officer == bindparam("officer"),
        BatchRow.kind == bindparam("kind"),
        BatchRow.decision == bindparam("decision"),
        BatchRow.state == constant("confirmed"),
        BatchRow.second == constant(""),
    )
)
CHANGE = update(BatchRow).where(BatchRow.id == BATCH)
DUE = update(BatchItemRow).where(BatchItemRow.batch == BATCH, WAITING)
CHANGE_ITEM = update(BatchItemRow).where(BatchItemRow.batch == BATCH, BatchItemRow.task == bindparam("one"))
LEAVE_OUT = CHANGE_ITEM.values(state="left_out")
TAKE_BACK = (
    update(BatchItemRow)
    .where(
        BatchItemRow.batch == BATCH,
        WAITING,
        or_(bindparam("whole", type_=Boolean), BatchItemRow.task == one_of("tasks")),
    )
    .values(state="withdrawn", settled_at=func.clock_timestamp())
    .returning(BatchItemRow.task)
)


class Content(BaseModel):
    """What lies sealed."""

    choice: Choice
    actor: Actor
    """As they were when they confirmed it."""


class Item(BaseModel):
    """One task of a batch."""

    task: str
    dossier: str
    state: str
    slug: str
    words: Words
    """What it would become, or why it was left out or refused."""
    settled_at: datetime | None


class Batch(BaseModel):
    """What an officer wants decided in one go, and how far that is."""

    id: str
    officer: str
    choice: Choice
    state: str
    needs_second: bool
    second: str
    began_at: datetime
    due_at: datetime | None
    items: list[Item]

    def count(self, state: str) -> int:
        """Say how many of its tasks stand so."""
        return sum(item.state == state for item in self.items)

    @property
    def done(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.state == "withdrawn" or (self.state == "confirmed" and not self.count("waiting"))


async def content_of(keys: Keyring, row: Any) -> Content:
    """Open what a batch's row seals."""
    key = await key_of(keys, row)
    return Content.model_validate_json(key.open(row.sealed, row.id))


async def key_of(keys: Keyring, row: Any) -> DataKey:
    """Open the key that lies in a batch's row."""
    return await keys.open(named(row.id), Wrapped(row.master, row.wrapped))


def named(batch: str) -> str:
    """The name of a batch's key."""
    return f"batch/{batch}"
