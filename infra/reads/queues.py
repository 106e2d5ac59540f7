"""Queues: the tasks of an officer, of their office's roles and of others, the first due first, and how many there are.

Each queue is a few ranges of an index, merged: a page costs the same however many tasks wait before and after it, and
counting reads the index alone and stops at ``MOST``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import ForeignKey, Index, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from infra.db.tables import Base

MOST = 1000
"""Nobody counts on: "999+" says enough."""
FIRST = datetime(1, 1, 1, tzinfo=UTC)
LISTED = ("dossier", "kind", "procedure", "claimed_by", "delegated_until", "dated")


def _listed(name: str, by: Sequence[str], which: str, also: Sequence[str]) -> Index:
    """An index in the order of dates, with all that a list asks about."""
    whole = [*also, *(column for column in LISTED if column not in by)]
    where = text(f"closed_at IS NULL{which}")
    return Index(f"ix_tasks_{name}", *by, "due_at", "id", postgresql_where=where, postgresql_include=whole)


class TaskRow(Base):
    """A task as queues list it."""

    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.code"))
    kind: Mapped[str]
    role: Mapped[str]
    agency: Mapped[str]
    claimed_by: Mapped[str]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """When it is due in the queue's order: the dossier's date, or its opening while none is fixed."""
    closed_at: Mapped[datetime | None]
    procedure: Mapped[str] = mapped_column(server_default="")
    competent: Mapped[str] = mapped_column(server_default="")
    """The office that decides on the dossier."""
    dated: Mapped[bool] = mapped_column(server_default="false")
    """Whether ``due_at`` is the law's date and its clock runs: then the task can be late."""
    delegated_by: Mapped[str] = mapped_column(server_default="")
    delegated_until: Mapped[datetime | None]

    __table_args__ = (
        _listed("queue", ["agency", "role"], "", ["competent"]),
        _listed("dated", ["agency", "role"], " AND dated", ["competent"]),
        _listed("claimed", ["claimed_by"], " AND claimed_by <> ''", ["agency", "role", "competent"]),
        _listed("delegated", ["delegated_by"], " AND delegated_by <> ''", ["agency", "role", "competent"]),
        _listed("elsewhere", ["competent"], " AND agency <> competent", ["agency"]),
        Index("ix_tasks_dossier", "dossier"),
    )


class Box(StrEnum):
    """The parts of an officer's work."""

    MINE = "mine"
    UNIT = "unit"
    OTHERS = "others"
    TODAY = "today"
    LATE = "late"


OURS = "unnest(CAST(:roles AS text[])) AS mine (role) CROSS JOIN LATERAL"
IN_ROLE = "agency = :agency AND role = mine.role"
HELD = "claimed_by = :me AND claimed_by <> '' AND (delegated_until IS NULL OR delegated_until > :now)"
GIVEN_BACK = "delegated_by = :me AND delegated_by <> '' AND delegated_until <= :now"
LENT = "delegated_by = :me AND delegated_by <> '' AND delegated_until > :now"
ELSEWHERE = "competent = :agency AND agency <> competent"
OF_ANOTHER_ROLE = "NOT (agency = :agency AND role = ANY(CAST(:roles AS text[])))"
TODAY = "dated AND due_at >= :now AND due_at < :tomorrow"
LATE = "dated AND due_at < :now"
RANGES: dict[Box, tuple[tuple[str, str], ...]] = {
    Box.MINE: (("", HELD), ("", GIVEN_BACK)),
    Box.UNIT: ((OURS, IN_ROLE), ("", f"{HELD} AND {OF_ANOTHER_ROLE}")),
    Box.OTHERS: (("", ELSEWHERE), ("", f"{LENT} AND NOT ({ELSEWHERE})")),
    Box.TODAY: ((OURS, f"{IN_ROLE} AND {TODAY}"), ("", f"{HELD} AND {OF_ANOTHER_ROLE} AND {TODAY}")),
    Box.LATE: ((OURS, f"{IN_ROLE} AND {LATE}"), ("", f"{HELD} AND {OF_ANOTHER_ROLE} AND {LATE}")),
}
"""What each is made of: whether it is asked for each role apart, and which tasks; no task is in two of them."""
HOLDERS = {"": "", "free": " AND claimed_by = ''", "taken": " AND claimed_by <> ''"}


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


@dataclass(frozen=True)
class Queued:
    """A task in a queue."""

    id: str
    dossier: str
    kind: str
    role: str
    agency: str
    claimed_by: str
    delegated_by: str
    delegated_until: datetime | None
    opened_at: datetime
    due_at: datetime
    dated: bool
    procedure: str
    competent: str

    def holder(self, at: datetime) -> str:
        """Who has it at a moment: a delegation that is over gives it back."""
        return self.delegated_by if self.delegated_until and at >= self.delegated_until else self.claimed_by


COLUMNS = ", ".join(f"tasks.{name}" for name in Queued.__annotations__)


def _ranges(box: Box, filters: str, most: str) -> str:
    """Merge the first of each range: no range is read further than the page can need."""
    one = "SELECT id, due_at, kind, procedure FROM tasks WHERE {which}{filters} ORDER BY due_at, id LIMIT {most}"
    parts = []
    for roles, which in RANGES[box]:
        part = one.format(which=which, filters=filters, most=most)
        parts.append(f"(SELECT each.* FROM {roles} ({part}) AS each)" if roles else f"({part})")  # noqa: S608 - our own words
    return " UNION ALL ".join(parts)


@cache
def _page(box: Box, holder: str, *, open: bool, kind: bool, procedures: bool, dossier: bool) -> TextClause:  # noqa: A002
    filters = " AND closed_at IS NULL" if open else " AND closed_at IS NOT NULL"
    filters += " AND (due_at, id) > (:due_at, :id)" + HOLDERS[holder]
    filters += " AND kind = :kind" if kind else ""
    filters += " AND procedure = ANY(:procedures)" if procedures else ""
    filters += " AND dossier = :dossier" if dossier else ""
    return text(
        f"WITH page AS MATERIALIZED (SELECT id, due_at FROM ({_ranges(box, filters, ':page')}) AS merged"  # noqa: S608
        f" ORDER BY due_at, id LIMIT :page)"
        f" SELECT {COLUMNS} FROM page JOIN tasks USING (id) ORDER BY page.due_at, id"
    )


def _count(box: Box) -> str:
    ranges = _ranges(box, " AND closed_at IS NULL", ":most")
    return f"(SELECT count(*) FROM (SELECT 1 FROM ({ranges}) AS merged LIMIT :most) AS counted) AS {box}"  # noqa: S608


COUNTS = text("SELECT " + ", ".join(_count(box) for box in Box))
CHOICES = text(
    f"SELECT DISTINCT kind, procedure FROM ({_ranges(Box.UNIT, ' AND closed_at IS NULL', ':most')}) AS merged"  # noqa: S608
)
FOUND = text("""
SELECT code FROM dossiers WHERE seen_by @> ARRAY[CAST(:person AS text)] ORDER BY filed_at DESC, code LIMIT :page
""")


async def found(tx: AsyncConnection, person: str, size: int) -> list[str]:
    """Give the codes of a person's dossiers that the reader may see, by blind index, the newest first."""
    return list((await tx.execute(FOUND, {"person": person, "page": size})).scalars())


async def page(tx: AsyncConnection, asked: Asked, size: int, due_at: datetime = FIRST, after: str = "") -> list[Queued]:
    """Give the tasks of a queue after a place in it."""
    shape = {name: bool(getattr(asked, name)) for name in ("open", "kind", "procedures", "dossier")}
    values = vars(asked) | {"procedures": list(asked.procedures), "roles": list(asked.roles)}
    rows = await tx.execute(
        _page(asked.box, asked.holder, **shape), values | {"due_at": due_at, "id": after, "page": size}
    )
    return [Queued(*row) for row in rows]


async def counts(tx: AsyncConnection, asked: Asked) -> dict[Box, int]:
    """Count each queue, up to ``MOST``."""
    values = vars(asked) | {"roles": list(asked.roles), "most": MOST}
    return {Box(name): number for name, number in (await tx.execute(COUNTS, values)).mappings().one().items()}


async def choices(tx: AsyncConnection, asked: Asked) -> list[tuple[str, str]]:
    """Give the kinds and procedures of the first tasks of the office, to choose from."""
    values = vars(asked) | {"roles": list(asked.roles), "most": MOST}
    return [(row.kind, row.procedure) for row in await tx.execute(CHOICES, values)]
