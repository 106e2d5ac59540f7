"""What the journal reads and locks, built from the tables: a dossier with its key, and its events."""

from sqlalchemy import Text, bindparam, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from infra.db.tables import (
    CounterRow,
    DayOffRow,
    DossierRow,
    EventRow,
    FilingRow,
    KeyRow,
    PaperRow,
    UploadRow,
    constant,
    one_of,
)
from infra.db.task_tables import TaskRow
from infra.db.wrapped_keys import key_beside

DOSSIERS = select(
    DossierRow.code, DossierRow.state, KeyRow.master, KeyRow.wrapped, KeyRow.destroyed_at, KeyRow.basis
).outerjoin_from(DossierRow, KeyRow, key_beside(DossierRow.code))

# With each state comes the number of the newest day off, so that whoever read it knows by which calendar to count.
NEWEST_DAY_OFF = select(func.coalesce(func.max(DayOffRow.number), constant(0))).scalar_subquery()
DOSSIER = DOSSIERS.add_columns(NEWEST_DAY_OFF.label("days_off"))
STATE = DOSSIER.where(DossierRow.code == bindparam("code"))
LOCK = STATE.with_for_update(of=DossierRow)
OF_TASK = DOSSIER.join(TaskRow, TaskRow.dossier == DossierRow.code).where(TaskRow.id == bindparam("task"))
LOCK_BY_TASK = OF_TASK.with_for_update(of=DossierRow)

DAYS_OFF = select(DayOffRow.day, DayOffRow.basis, DayOffRow.offices).order_by(DayOffRow.number)
DECREED = DAYS_OFF.add_columns(DayOffRow.decreed_at)

EVENT = select(EventRow.__table__, KeyRow.master, KeyRow.wrapped).outerjoin(KeyRow, key_beside(EventRow.dossier))
CHAIN = EVENT.where(EventRow.dossier == bindparam("code")).order_by(EventRow.seq)
EVENTS = CHAIN.where(EventRow.seq > bindparam("since"))

OPEN = insert(DossierRow).values(status=1, seq=0, head="", state=b"")

FILING = select(FilingRow.digest, FilingRow.dossier).where(
    FilingRow.subject == bindparam("subject"), FilingRow.key == bindparam("key")
)

COUNT = (
    insert(CounterRow)
    .values(value=1)
    .on_conflict_do_update(index_elements=[CounterRow.name], set_={"value": CounterRow.value + 1})
    .returning(CounterRow.value)
)

# What bore the same symbol was counted by its kind before: what is counted together goes on after all of it.
BEFORE = select(func.coalesce(func.max(CounterRow.value), constant(0))).where(CounterRow.name == one_of("before"))
BEFORE_IT = BEFORE.scalar_subquery()
COUNT_TOGETHER = (
    insert(CounterRow)
    .values(value=BEFORE_IT + 1)
    .on_conflict_do_update(
        index_elements=[CounterRow.name], set_={"value": func.greatest(CounterRow.value, BEFORE_IT) + 1}
    )
    .returning(CounterRow.value)
)
# A build that counts by kind goes on after it, should it come back.
KEEP_UP = insert(CounterRow)
KEEP_UP = KEEP_UP.on_conflict_do_update(
    index_elements=[CounterRow.name], set_={"value": func.greatest(CounterRow.value, KEEP_UP.excluded.value)}
)

OF_PARENT = exists().where(PaperRow.upload == UploadRow.id, PaperRow.dossier == bindparam("parent"))
NAMED = select(bindparam("code", type_=Text), UploadRow.id).where(
    UploadRow.sha256 == one_of("named"), or_(UploadRow.owner == bindparam("by"), OF_PARENT)
)
PAPERS = insert(PaperRow).from_select([PaperRow.dossier, PaperRow.upload], NAMED).on_conflict_do_nothing()
LINKED = (
    select(UploadRow.sha256)
    .join(PaperRow, PaperRow.upload == UploadRow.id)
    .where(PaperRow.dossier == bindparam("code"), UploadRow.sha256 == one_of("named"))
)
