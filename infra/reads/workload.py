"""What an office has to do: who has how much of it, what is late or nearly so, and who is out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, bindparam, case, func, not_, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.law import Role
from domain.deadlines.lateness import RUNNING
from infra.db.tables import DossierRow, OfficerOutRow, constant, one_of
from infra.db.task_tables import CLAIMED, OPEN, ORDER, TaskRow
from infra.identity.staff import out_at
from infra.reads.queues import AFTER, AGENCY, FIRST, LATE, LISTED, NOW, PAGE, TODAY, TOMORROW, Asked, as_tasks

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
        DossierRow.due_at < bindparam("until"),
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


async def out(tx: AsyncConnection, officers: Iterable[str], now: datetime) -> dict[str, Away]:
    """Say who of these is out."""
    rows = await tx.execute(OUT, {"officers": list(officers), "now": now})
    return {row.officer: Away(row.officer, row.state == "ended", row.until) for row in rows}


async def nearly_late(
    tx: AsyncConnection, asked: Asked, until: datetime, size: int, due_at: datetime = FIRST, after: str = ""
) -> list[tuple[str, datetime]]:
    """The dossiers whose clock runs and whose date has passed or will have until then, with their dates."""
    values = vars(asked) | {"until": until, "page": size, "due_at": due_at, "code": after}
    return [(row.code, row.due_at) for row in await tx.execute(NEARLY, values)]


async def held(tx: AsyncConnection, officer: str, agency: str, size: int) -> list[str]:
    """Name the open tasks that an officer has at an office."""
    rows = await tx.execute(HELD, {"officer": officer, "agency": agency, "page": size})
    return list(rows.scalars())


async def open_tasks(
    tx: AsyncConnection, asked: Asked, size: int, due_at: datetime = FIRST, after: str = ""
) -> Sequence[TaskRow]:
    """An office's open tasks, all or of one kind, whoever has them, the first due first."""
    values = {"agency": asked.agency, "kind": asked.kind, "due_at": due_at, "id": after, "page": size}
    return as_tasks(await tx.execute(TO_MOVE, values))
