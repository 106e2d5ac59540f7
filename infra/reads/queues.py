"""Queues: the tasks of an officer, of their office's roles and of others, the first due first, and how many there are.

Each queue is a few ranges of an index, merged: a page costs the same however many tasks wait before and after it, and
counting reads the index alone and stops at ``MOST``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Self, cast

import sqlalchemy as sa
from sqlalchemy import Text, and_, bindparam, column, func, not_, or_, select, true, tuple_, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.calendar import VIETNAM
from domain.base.law import Role
from domain.dossier.acts import Actor
from infra.db.database import Database
from infra.db.tables import DossierRow, constant, one_of
from infra.db.task_tables import AWAY, CLAIMED, DELEGATED, OPEN, ORDER, TaskRow
from infra.identity.officers import Names
from infra.identity.officers import names as names_of
from infra.identity.oidc import Identity

MOST = 1000
"""Nobody counts on: "999+" says enough."""
FIRST = datetime(1, 1, 1, tzinfo=UTC)


class Box(StrEnum):
    """The parts of an officer's work."""

    MINE = "mine"
    UNIT = "unit"
    OTHERS = "others"
    TODAY = "today"
    LATE = "late"


ME: sa.BindParameter[str] = bindparam("me")
AGENCY: sa.BindParameter[str] = bindparam("agency")
NOW: sa.BindParameter[datetime] = bindparam("now")
TOMORROW: sa.BindParameter[datetime] = bindparam("tomorrow")
PAGE: sa.BindParameter[int] = bindparam("page")
MANY: sa.BindParameter[int] = bindparam("most")
ROLES = bindparam("roles", type_=ARRAY(Text))
OURS = func.unnest(ROLES).table_valued(column("role", Text)).render_derived(name="mine")
IN_ROLE = and_(TaskRow.agency == AGENCY, TaskRow.role == OURS.c.role)
HELD = and_(TaskRow.claimed_by == ME, CLAIMED, or_(TaskRow.delegated_until.is_(None), TaskRow.delegated_until > NOW))
GIVEN_BACK = and_(TaskRow.delegated_by == ME, DELEGATED, TaskRow.delegated_until <= NOW)
LENT = and_(TaskRow.delegated_by == ME, DELEGATED, TaskRow.delegated_until > NOW)
ELSEWHERE = and_(TaskRow.competent == AGENCY, AWAY)
HELD_BESIDE = and_(HELD, not_(and_(TaskRow.agency == AGENCY, TaskRow.role == one_of("roles"))))
"""Of a role or an office that is none of theirs."""
TODAY = and_(TaskRow.dated, TaskRow.due_at >= NOW, TaskRow.due_at < TOMORROW)
LATE = and_(TaskRow.dated, TaskRow.due_at < NOW)
RANGES: dict[Box, tuple[sa.ColumnElement[bool], ...]] = {
    Box.MINE: (HELD, GIVEN_BACK),
    Box.UNIT: (IN_ROLE, HELD_BESIDE),
    Box.OTHERS: (ELSEWHERE, and_(LENT, not_(ELSEWHERE))),
    Box.TODAY: (and_(IN_ROLE, TODAY), and_(HELD_BESIDE, TODAY)),
    Box.LATE: (and_(IN_ROLE, LATE), and_(HELD_BESIDE, LATE)),
}
"""What each is made of; no task is in two of them."""
BY_ROLE = (Box.UNIT, Box.TODAY, Box.LATE)
"""Of which the first range is asked for each role apart."""
HOLDERS = {"": true(), "free": TaskRow.claimed_by == constant(""), "taken": CLAIMED}


@dataclass(frozen=True)
class Asked:
    """Whose queue is read, and what of it."""

    me: str
    agency: str
    roles: tuple[str, ...]
    now: datetime
    tomorrow: datetime
    box: Box = Box.UNIT
    kind: str = ""
    procedures: tuple[str, ...] = ()
    holder: str = ""
    """``free`` or ``taken``; empty for both."""
    dossier: str = ""
    open: bool = True

    @classmethod
    def by(cls, who: Identity, now: datetime, role: Role | None = None, **what: Any) -> Self:
        """Ask for an officer's tasks, of one of their roles if it is named."""
        tomorrow = datetime.combine(now.astimezone(VIETNAM).date() + timedelta(days=1), time(), VIETNAM)
        roles = tuple(sorted(each.value for each in who.actor.roles if role in (None, each)))
        return cls(me=who.actor.id, agency=who.actor.agency, roles=roles, now=now, tomorrow=tomorrow, **what)


LISTED = [column for column in TaskRow.__table__.c if column.name != "closed_at"]
AFTER = tuple_(*ORDER) > tuple_(bindparam("due_at"), bindparam("id"))
"""Behind the place at which the last page ended."""


def _ranges(box: Box, most: sa.BindParameter[int], *filters: sa.ColumnElement[bool]) -> sa.Subquery:
    """Merge the first of each range: no range is read further than the page can need."""
    one = select(*ORDER, TaskRow.kind, TaskRow.procedure).where(*filters).order_by(*ORDER).limit(most)
    first, second = (one.where(which) for which in RANGES[box])
    if box in BY_ROLE:
        each = first.lateral("each")
        first = select(each).select_from(OURS.join(each, true()))
    return union_all(first, second).subquery("merged")


@cache
def _page(
    box: Box, holder: str, *, is_open: bool, kind: bool, procedures: bool, dossier: bool
) -> sa.Select[*tuple[Any, ...]]:
    filters = [OPEN if is_open else not_(OPEN), AFTER, HOLDERS[holder]]
    filters += [TaskRow.kind == bindparam("kind")] * kind
    filters += [TaskRow.procedure == one_of("procedures")] * procedures
    filters += [TaskRow.dossier == bindparam("dossier")] * dossier
    merged = _ranges(box, PAGE, *filters).c
    page = (
        select(merged.id, merged.due_at)
        .order_by(merged.due_at, merged.id)
        .limit(PAGE)
        .cte("page")
        .prefix_with("MATERIALIZED")
    )
    return select(*LISTED).select_from(page.join(TaskRow, page.c.id == TaskRow.id)).order_by(page.c.due_at, page.c.id)


def _count(box: Box) -> sa.Label[int]:
    counted = select(_ranges(box, MANY, OPEN).c.id).limit(MANY).subquery("counted")
    return select(func.count()).select_from(counted).scalar_subquery().label(box.value)


COUNTS = select(*map(_count, Box))
FIRST_OF_OFFICE = _ranges(Box.UNIT, MANY, OPEN).c
CHOICES = select(FIRST_OF_OFFICE.kind, FIRST_OF_OFFICE.procedure).distinct()
FOUND = (
    select(DossierRow.code)
    .where(DossierRow.seen_by.contains(bindparam("people", type_=ARRAY(Text))))
    .order_by(DossierRow.filed_at.desc(), DossierRow.code)
    .limit(PAGE)
)


async def found(database: Database, reader: Actor, person: str, size: int) -> list[str]:
    """The codes of a person's dossiers that the reader may see, by blind index, the newest first."""
    return list((await database.execute(reader, FOUND, {"people": [person], "page": size})).scalars())


async def listed(
    database: Database, reader: Actor, asked: Asked, size: int, due_at: datetime = FIRST, after: str = ""
) -> Sequence[TaskRow]:
    """The tasks of a queue after a place in it, by themselves."""
    async with database.transaction(reader) as tx:
        return await page(tx, asked, size, due_at, after)


async def work(
    database: Database, reader: Actor, asked: Asked, size: int, due_at: datetime, after: str
) -> tuple[Sequence[TaskRow], dict[Box, int], list[tuple[str, str]], Names]:
    """At one moment: the same, how many tasks are in each queue, what there is to choose from, who has what."""
    async with database.transaction(reader) as tx:
        rows = await page(tx, asked, size, due_at, after)
        counted, offered = await counts(tx, asked), await choices(tx, asked)
        return rows, counted, offered, await names_of(tx, [holder(row, asked.now) for row in rows])


async def page(
    tx: AsyncConnection, asked: Asked, size: int, due_at: datetime = FIRST, after: str = ""
) -> Sequence[TaskRow]:
    """The tasks of a queue after a place in it."""
    shape = {name: bool(getattr(asked, name)) for name in ("kind", "procedures", "dossier")}
    values = vars(asked) | {"procedures": list(asked.procedures), "roles": list(asked.roles)}
    rows = await tx.execute(
        _page(asked.box, asked.holder, is_open=asked.open, **shape),
        values | {"due_at": due_at, "id": after, "page": size},
    )
    return as_tasks(rows)


def as_tasks(rows: sa.Result[Any]) -> Sequence[TaskRow]:
    """Rows of ``LISTED``, each read by the names of the table's columns."""
    return cast("Sequence[TaskRow]", rows.all())


def holder(task: TaskRow, at: datetime) -> str:
    """Who has it at a moment: a delegation that is over gives it back."""
    return task.delegated_by if task.delegated_until and at >= task.delegated_until else task.claimed_by


async def counts(tx: AsyncConnection, asked: Asked) -> dict[Box, int]:
    """Count each queue, up to ``MOST``."""
    values = vars(asked) | {"roles": list(asked.roles), "most": MOST}
    return {Box(name): number for name, number in (await tx.execute(COUNTS, values)).mappings().one().items()}


async def choices(tx: AsyncConnection, asked: Asked) -> list[tuple[str, str]]:
    """The kinds and procedures of the first tasks of the office, to choose from."""
    values = vars(asked) | {"roles": list(asked.roles), "most": MOST}
    return [(row.kind, row.procedure) for row in await tx.execute(CHOICES, values)]
