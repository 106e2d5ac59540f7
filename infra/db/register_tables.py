"""The registers that a province keeps beside its dossiers: entries that are only ever added, and tell of no citizen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from infra.db.tables import Base


class RegisterEntryRow(Base):
    """An entry of a register (``domain.vietnam.programme.entries``)."""

    __tablename__ = "register_entries"

    number: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    register: Mapped[str]
    unit: Mapped[str]
    """Whose it is: a unit's code, or that of the province whose programme it is."""
    subject: Mapped[str]
    """What it is about; the newest entry of a subject stands for what it says now."""
    day: Mapped[date]
    """From which day on, or of which day, it speaks."""
    entered_at: Mapped[datetime]
    officer: Mapped[str]
    office: Mapped[str]
    document: Mapped[str]
    imported: Mapped[bool]
    key: Mapped[str | None]
    """By which an import that is repeated is known."""
    content: Mapped[dict[str, Any]]

    __table_args__ = (
        UniqueConstraint("register", "key", name="uq_register_entries_key"),
        Index("ix_register_entries_subject", "register", "subject", "number"),
        Index("ix_register_entries_day", "register", "day"),
    )
