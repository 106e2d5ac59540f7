"""What an office has to do: who has how much of it, what is late or nearly so, and who is out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, bindparam, case, func, not_, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.law import Role
from domain.deadlines.lateness import RUNNING
from domain.dossier.acts import Actor
from infra.db.database import Database
from infra.db.tables import DossierRow, OfficerOutRow, constant, one_of
from infra.db.task_tables import CLAIMED, OPEN, ORDER, TaskRow
from infra.identity.officers import Names, names
from infra.identity.staff import out_at
from infra.reads import queues
from infra.reads.queues import AFTER, AGENCY, LATE, LISTED, NOW, PAGE, TODAY, TOMORROW, Asked

# A delegation that is over has given the task back. What applicants do, or superiors are told, is nobody's load.
OFFICER = case((TaskRow.delegated_until <= NOW, TaskRow.delegated_by), else_=TaskRow.claimed_by)
OF_OFFICERS = (
    OPEN,
    TaskRow.agency == AGENCY,
    TaskRow.kind != constant("late"),
    TaskRow.role != constant(Role.APPLICANT),
)
LOAD = (
    select(
        OFFICER,
        TaskRow.kind,
        func.count().filter(LATE),
        func.count().filter(TODAY),
        func.count().filter(or_(not_(TaskRow.dated), TaskRow.due_at >= TOMORROW)),
    )
    .where(*OF_OFFICERS)
    .group_by(OFFICER, TaskRow.kind)
)
OUT = out_at(NOW, OfficerOutRow.officer == one_of("officers"))
NEARLY = (
    select(DossierRow.code, DossierRow.due_at)
    .where(
        DossierRow.competent == AGENCY,
        DossierRow.status.in_(map(constant, RUNNING)),
        DossierRow.due_at <= bindparam("until"),
        tuple_(DossierRow.due_at, DossierRow.code) > tuple_(bindparam("due_at"), bindparam("code")),
    )
    .order_by(DossierRow.due_at, DossierRow.code)
    .limit(PAGE)
)
HELD = (
    select(TaskRow.id)
    .where(OPEN, TaskRow.claimed_by == bindparam("officer"), CLAIMED, TaskRow.agency == AGENCY)
    .order_by(*ORDER)
    .limit(PAGE)
)
KIND = bindparam("kind", type_=Text)
TO_MOVE = (
    select(*LISTED).where(*OF_OFFICERS, KIND.in_([constant(""), TaskRow.kind]), AFTER).order_by(*ORDER).limit(PAGE)
)


@dataclass(frozen=True)
class Load:
    """How many tasks of a kind an officer has, or nobody yet."""

    officer: str
    kind: str
    late: int
    today: int
    later: int


@dataclass(frozen=True)
class Away:
    """An officer who does not act now."""

    officer: str
    ended: bool
    until: datetime | None


async def load(tx: AsyncConnection, asked: Asked) -> list[Load]:
    """What each officer has of each kind."""
    return [Load(*row) for row in await tx.execute(LOAD, vars(asked))]


async def named(database: Database, reader: Actor, asked: Asked) -> tuple[list[Load], Names]:
    """The same, and how these officers are called."""
    async with database.transaction(reader) as tx:
        loads = await load(tx, asked)
        return loads, await names(tx, {one.officer for one in loads})


async def unit(
    database: Database, reader: Actor, asked: Asked, until: datetime, size: int, due_at: datetime, after: str
) -> tuple[list[Load], dict[str, Away], list[tuple[str, datetime]]]:
    """At one moment: what each officer has, who of them is out, and a page of what is late or due by then.

    Of the dossiers whose clock runs, code and date.
    """
    values = vars(asked) | {"until": until, "page": size, "due_at": due_at, "code": after}
    async with database.transaction(reader) as tx:
        loads = await load(tx, asked)
        out = await tx.execute(OUT, {"officers": list({one.officer for one in loads}), "now": asked.now})
        away = {row.officer: Away(row.officer, row.state == "ended", row.until) for row in out}
        return loads, away, [(row.code, row.due_at) for row in await tx.execute(NEARLY, values)]


async def held(database: Database, superior: Actor, officer: str, size: int) -> list[str]:
    """Name the open tasks that an officer has at a superior's office."""
    values = {"officer": officer, "agency": superior.agency, "page": size}
    return list((await database.execute(superior, HELD, values)).scalars())


async def open_tasks(
    database: Database, reader: Actor, asked: Asked, size: int, due_at: datetime, after: str
) -> tuple[Sequence[TaskRow], Names]:
    """An office's open tasks, all or of one kind, whoever has them, the first due first, and who they are."""
    values = {"agency": asked.agency, "kind": asked.kind, "due_at": due_at, "id": after, "page": size}
    async with database.transaction(reader) as tx:
        rows = queues.as_tasks(await tx.execute(TO_MOVE, values))
        return rows, await names(tx, [queues.holder(row, asked.now) for row in rows])
