"""The table of tasks, as the queues' migration makes it, and what its indexes are made for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, and_
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from infra.db.tables import Base, constant


class TaskRow(Base):
    """A task as queues list it; ``infra.journal.rows`` fills each column from the task, or else from its dossier."""

    __tablename__ = "tasks"

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.code"))
    kind: Mapped[str]
    role: Mapped[str]
    agency: Mapped[str]
    claimed_by: Mapped[str]
    delegated_by: Mapped[str] = mapped_column(server_default="")
    delegated_until: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """When it is due in the queue's order: the dossier's date, or its opening while none is fixed."""
    dated: Mapped[bool] = mapped_column(server_default="false")
    """Whether ``due_at`` is the law's date and its clock runs: then the task can be late."""
    closed_at: Mapped[datetime | None]
    procedure: Mapped[str] = mapped_column(server_default="")
    competent: Mapped[str] = mapped_column(server_default="")
    """The office that decides on the dossier."""

    __table_args__ = (Index("ix_tasks_dossier", "dossier"),)


WRITTEN = [column for column in TaskRow.__table__.c if column.name != "dossier"]
MOVING = ("claimed_by", "delegated_by", "delegated_until", "closed_at", "due_at", "dated")
"""Columns that are written again when an act or the dossier's date moves the task."""
OPEN = TaskRow.closed_at.is_(None)
CLAIMED = TaskRow.claimed_by != constant("")
DELEGATED = TaskRow.delegated_by != constant("")
AWAY = TaskRow.agency != TaskRow.competent
ORDER = (TaskRow.due_at, TaskRow.id)
LISTED = ("dossier", "kind", "procedure", "claimed_by", "delegated_until", "dated")


def _listed(
    name: str,
    by: Sequence[InstrumentedAttribute[str]],
    also: Sequence[str],
    *which: ColumnElement[bool] | InstrumentedAttribute[bool],
) -> None:
    """An index in the order of dates, with all that a list asks about."""
    known = {one.key for one in by}
    whole = [*also, *(listed for listed in LISTED if listed not in known)]
    Index(f"ix_tasks_{name}", *by, *ORDER, postgresql_where=and_(OPEN, *which), postgresql_include=whole)


_listed("queue", [TaskRow.agency, TaskRow.role], ["competent"])
_listed("dated", [TaskRow.agency, TaskRow.role], ["competent"], TaskRow.dated)
_listed("claimed", [TaskRow.claimed_by], ["agency", "role", "competent"], CLAIMED)
_listed("delegated", [TaskRow.delegated_by], ["agency", "role", "competent"], DELEGATED)
_listed("elsewhere", [TaskRow.competent], ["agency"], AWAY)
