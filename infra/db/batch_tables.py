"""The tables of batches, as their migration makes them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, and_, func
from sqlalchemy.orm import Mapped, mapped_column

from infra.db.tables import Base, constant


class BatchRow(Base):
    """Tasks of one kind and procedure that an officer decides in one go."""

    __tablename__ = "batches"

    id: Mapped[str] = mapped_column(primary_key=True)
    agency: Mapped[str]
    officer: Mapped[str]
    procedure: Mapped[str]
    kind: Mapped[str]
    decision: Mapped[str]
    state: Mapped[str]
    needs_second: Mapped[bool]
    second: Mapped[str] = mapped_column(server_default="")
    """Staff code of whoever agreed to it too."""
    began_at: Mapped[datetime] = mapped_column(server_default=func.now())
    due_at: Mapped[datetime | None]
    """From when on it is decided: until then nothing of it is recorded."""
    master: Mapped[str]
    wrapped: Mapped[bytes]
    sealed: Mapped[bytes]
    """The officer as they were when they confirmed it, their name and their words."""

    __table_args__ = (
        CheckConstraint("state IN ('drafted', 'second', 'confirmed', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'confirmed') = (due_at IS NOT NULL)", name="due"),
        Index("ix_batches_agency", "agency", "began_at"),
    )


class BatchItemRow(Base):
    """One of its tasks, and what became of it."""

    __tablename__ = "batch_items"

    batch: Mapped[str] = mapped_column(ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True)
    task: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    agency: Mapped[str]
    dossier: Mapped[str]
    state: Mapped[str]
    slug: Mapped[str] = mapped_column(server_default="")
    vi: Mapped[str] = mapped_column(server_default="")
    en: Mapped[str] = mapped_column(server_default="")
    """Why it was left out or refused; what it becomes, before."""
    due_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'decided', 'refused', 'left_out', 'withdrawn')", name="state"),
    )


WAITING = BatchItemRow.state == constant("waiting")
Index("ix_batch_items_due_at", BatchItemRow.due_at, postgresql_where=and_(WAITING, BatchItemRow.due_at.is_not(None)))
