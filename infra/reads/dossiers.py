"""Dossiers as whoever sees them finds them: in lists, by a task, by what was filed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Text, bindparam, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from domain.base.law import Role
from domain.base.refusals import Erased, Missing
from domain.dossier.acts import Actor
from domain.dossier.state import Dossier
from domain.tasks.model import PAY
from infra.db.database import Database
from infra.db.tables import DossierRow, constant
from infra.db.task_tables import OPEN, TaskRow
from infra.journal.encryption import key_of, open_state
from infra.journal.statements import DOSSIERS, FILING
from infra.reads.queues import PAGE

LAST = datetime(9999, 12, 31, tzinfo=UTC)
SEEN = (
    DOSSIERS.add_columns(DossierRow.filed_at)
    .where(DossierRow.seen_by.contains(bindparam("seen_by", type_=ARRAY(Text))))
    .limit(PAGE)
)
LIST = SEEN.where(
    tuple_(DossierRow.filed_at, DossierRow.code) < tuple_(bindparam("filed_at"), bindparam("code"))
).order_by(DossierRow.filed_at.desc(), DossierRow.code.desc())
ASKS = or_(TaskRow.role == constant(Role.APPLICANT), TaskRow.kind == constant(PAY))
ASKING = SEEN.where(select(TaskRow.id).where(TaskRow.dossier == DossierRow.code, OPEN, ASKS).exists()).order_by(
    DossierRow.filed_at.desc()
)
OF_TASK = select(TaskRow.dossier).where(TaskRow.id == bindparam("task"))


@dataclass(frozen=True)
class Gone:
    """A dossier that was erased."""

    code: str
    erased: Erased


class Listed(NamedTuple):
    """A dossier of a list, and when it was filed."""

    dossier: Dossier | Gone
    filed_at: datetime


async def newest(
    database: Database, reader: Actor, seen_by: Sequence[str], size: int, before: datetime = LAST, code: str = ""
) -> list[Listed]:
    """The dossiers that all of these see, filed before a moment."""
    after = {"seen_by": seen_by, "filed_at": before, "code": code, "page": size}
    rows = (await database.execute(reader, LIST, after)).all()
    return [Listed(await _opened(row, database), row.filed_at) for row in rows]


async def asking(database: Database, person: Actor, size: int) -> list[Dossier]:
    """A person's dossiers in which something is open that applicants do."""
    rows = (await database.execute(person, ASKING, {"seen_by": [person.id], "page": size})).all()
    return [one for row in rows if isinstance(one := await _opened(row, database), Dossier)]


async def of_task(database: Database, reader: Actor, task: str) -> str:
    """The code of a task's dossier.

    Raises:
        Missing: the reader sees no such task.
    """
    code = (await database.execute(reader, OF_TASK, {"task": task})).scalar_one_or_none()
    if code is None:
        raise Missing
    return code


async def filed_under(database: Database, person: Actor, key: str) -> str:
    """The code of the dossier that a person filed under this key, or nothing."""
    row: Any = (await database.execute(person, FILING, {"subject": person.id, "key": key})).one_or_none()
    return str(row.dossier) if row else ""


async def _opened(row: Any, database: Database) -> Dossier | Gone:
    try:
        key = await key_of(database.keys, row)
    except Erased as erased:
        return Gone(row.code, erased)
    return open_state(key, row.code, row.state)
