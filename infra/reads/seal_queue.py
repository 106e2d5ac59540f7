"""Which results of an office wait on their way to the seal, and since when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from pydantic import TypeAdapter
from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.refusals import Missing
from domain.base.words import Words
from domain.dossier.acts import Actor, AnyAct
from domain.dossier.journal import joined
from domain.signing.sealing import TOLD, Awaited, Step, awaited
from infra.db.database import Database
from infra.db.tables import IS_RUNNING, ArchiveStampRow, DossierRow, EventRow, is_act
from infra.db.task_tables import TaskRow
from infra.reads.results import IS_STALE

ACT: TypeAdapter[AnyAct] = TypeAdapter(AnyAct)
MOST = 20_000
"""Acts that are read at once, of what is under way at one office: far more than wait for their seal."""

OF_OFFICE = DossierRow.competent == bindparam("office")
TRAILS = (
    select(DossierRow.code, DossierRow.procedure, DossierRow.due_at, EventRow.at, EventRow.act)
    .join(EventRow, and_(EventRow.dossier == DossierRow.code, is_act(*TOLD)))
    .where(OF_OFFICE, IS_RUNNING)
    .order_by(DossierRow.code, EventRow.seq)
    .limit(MOST)
)
STALE = (
    select(DossierRow.code, DossierRow.procedure, ArchiveStampRow.number, ArchiveStampRow.stamped_until)
    .join(DossierRow, DossierRow.code == ArchiveStampRow.dossier)
    .where(OF_OFFICE, IS_STALE)
    .order_by(ArchiveStampRow.stamped_until, ArchiveStampRow.number)
    .limit(1000)
)
UNDER_WAY = (DossierRow.code == bindparam("of"), OF_OFFICE, IS_RUNNING)
WAKE = update(DossierRow).where(*UNDER_WAY).values(engine_due=func.now(), sweeps=0).returning(DossierRow.code)
APPROVALS = select(TaskRow.id).where(
    TaskRow.dossier == bindparam("code"), TaskRow.kind == "approve", TaskRow.closed_at.is_(None)
)
ENDS_SOON = Words(
    vi="Dấu thời gian lưu trữ sắp hết hạn, hệ thống tự gia hạn mỗi ngày",
    en="Its archive time stamp ends soon; it is renewed by itself, tried once a day",
)
ENDED = Words(
    vi="Dấu thời gian lưu trữ đã hết hạn mà chưa gia hạn được: báo người vận hành",
    en="Its archive time stamp has ended and could not be renewed: tell the operator",
)


@dataclass(frozen=True)
class Waiting:
    """A result on its way to the seal."""

    code: str
    procedure: str
    due_at: datetime | None
    awaited: Awaited


async def waiting(tx: AsyncConnection, office: str, now: datetime, before: timedelta) -> list[Waiting]:
    """What an office's results wait for, whichever has waited longest first; stamps that end within ``before``."""
    found = []
    rows = (await tx.execute(TRAILS, {"office": office})).all()
    for (code, procedure, due_at), trail in groupby(rows, lambda row: (row.code, row.procedure, row.due_at)):
        if stands := awaited((row.at, ACT.validate_python(joined(row.act, None))) for row in trail):
            found.append(Waiting(code, procedure, due_at, stands))
    for row in await tx.execute(STALE, {"office": office, "until": now + before}):
        why = ENDED if row.stamped_until <= now else ENDS_SOON
        stands = Awaited(step=Step.STAMP, since=row.stamped_until - before, why=why, number=row.number)
        found.append(Waiting(row.code, row.procedure, row.stamped_until, stands))
    return sorted(found, key=lambda one: (one.awaited.since, one.code))


async def approval(tx: AsyncConnection, code: str) -> str:
    """The open task by which a result is approved anew; empty where there is none."""
    return (await tx.execute(APPROVALS, {"code": code})).scalar() or ""


async def wake(database: Database, officer: Actor, code: str, office: str) -> None:
    """Have the engine take a dossier of this office up at once.

    Raises:
        Missing: none of that code is under way there.
    """
    woken = (await database.execute(officer, WAKE, {"of": code, "office": office})).one_or_none()
    if woken is None:
        raise Missing("Không có hồ sơ đang xử lý với mã này.", "No dossier of this code is under way.")
