"""What an office has to do: who has how much of it, what is late or nearly so, and who is out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from infra.reads.queues import COLUMNS, FIRST, Asked, Queued

# A delegation that is over has given the task back. What applicants do, or superiors are told, is nobody's load.
LOAD = text("""
SELECT CASE WHEN delegated_until <= :now THEN delegated_by ELSE claimed_by END AS officer, kind,
       count(*) FILTER (WHERE dated AND due_at < :now) AS late,
       count(*) FILTER (WHERE dated AND due_at >= :now AND due_at < :tomorrow) AS today,
       count(*) FILTER (WHERE NOT dated OR due_at >= :tomorrow) AS later
FROM tasks WHERE closed_at IS NULL AND agency = :agency AND kind <> 'late' AND role <> 'applicant' GROUP BY 1, 2
""")
OUT = text("""
SELECT officer, state, until FROM (
    SELECT DISTINCT ON (officer) officer, state, until FROM officers_out WHERE officer = ANY(:officers)
    ORDER BY officer, number DESC
) AS newest WHERE state = 'ended' OR until > :now
""")
NEARLY = text("""
SELECT code, due_at FROM dossiers
WHERE competent = :agency AND status IN (2, 4) AND due_at < :until AND (due_at, code) > (:due_at, :code)
ORDER BY due_at, code LIMIT :page
""")
HELD = text("""
SELECT id FROM tasks WHERE closed_at IS NULL AND claimed_by = :officer AND claimed_by <> '' AND agency = :agency
ORDER BY due_at, id LIMIT :page
""")
TO_MOVE = text(f"""
SELECT {COLUMNS} FROM tasks
WHERE closed_at IS NULL AND agency = :agency AND kind <> 'late' AND role <> 'applicant'
      AND (:kind = '' OR kind = :kind) AND (due_at, id) > (:due_at, :id)
ORDER BY due_at, id LIMIT :page
""")  # noqa: S608 - our own words


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
    """Give what each officer has of each kind."""
    return [Load(*row) for row in await tx.execute(LOAD, vars(asked))]


async def out(tx: AsyncConnection, officers: Iterable[str], now: datetime) -> dict[str, Away]:
    """Say who of these is out."""
    rows = await tx.execute(OUT, {"officers": list(officers), "now": now})
    return {row.officer: Away(row.officer, row.state == "ended", row.until) for row in rows}


async def nearly_late(
    tx: AsyncConnection, asked: Asked, until: datetime, size: int, due_at: datetime = FIRST, after: str = ""
) -> list[tuple[str, datetime]]:
    """Give the dossiers whose clock runs and whose date has passed or will have until then, with their dates."""
    values = vars(asked) | {"until": until, "page": size, "due_at": due_at, "code": after}
    return [(row.code, row.due_at) for row in await tx.execute(NEARLY, values)]


async def held(tx: AsyncConnection, officer: str, agency: str, size: int) -> list[str]:
    """Name the open tasks that an officer has at an office."""
    rows = await tx.execute(HELD, {"officer": officer, "agency": agency, "page": size})
    return list(rows.scalars())


async def open_tasks(
    tx: AsyncConnection, asked: Asked, size: int, due_at: datetime = FIRST, after: str = ""
) -> list[Queued]:
    """Give an office's open tasks, all or of one kind, whoever has them, the first due first."""
    values = {"agency": asked.agency, "kind": asked.kind, "due_at": due_at, "id": after, "page": size}
    return [Queued(*row) for row in await tx.execute(TO_MOVE, values)]
