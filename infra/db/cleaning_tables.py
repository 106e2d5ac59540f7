"""The tables of data cleaning: what registers say otherwise, once each, and about whom they were compared."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from infra.db.tables import Base


class CorrectionRow(Base):
    """A difference at the office that keeps the register, however many dossiers and receptions show it."""

    __tablename__ = "corrections"

    id: Mapped[str] = mapped_column(primary_key=True)
    same: Mapped[str] = mapped_column(unique=True)
    """Keyed digest of person, register, field and both values."""
    person: Mapped[str]
    """By blind index."""
    register: Mapped[str]
    rule: Mapped[str]
    field: Mapped[str]
    office: Mapped[str]
    dossiers: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    """In which it was found."""
    receptions: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")
    """Rows of receptions at clinics in which it was found: they say nothing once those are forgotten."""
    found_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    state: Mapped[str] = mapped_column(server_default="open")
    verdict: Mapped[str] = mapped_column(server_default="")
    decided_by: Mapped[str] = mapped_column(server_default="")
    """Staff code."""
    decided_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column()
    """When the worker looks at it next: it is entered, and results are looked at that may rest on what was wrong."""
    tries: Mapped[int] = mapped_column(server_default="0")
    closed_at: Mapped[datetime | None]
    sealed: Mapped[bytes]
    """Who it is, both values, the paper and the ground of what was decided."""
    master: Mapped[str]
    wrapped: Mapped[bytes]

    __table_args__ = (
        CheckConstraint("state IN ('open', 'decided', 'closed')", name="state"),
        CheckConstraint("verdict IN ('', 'register', 'other', 'both', 'none')", name="verdict"),
        Index("ix_corrections_office", "office", "state", "found_at"),
        Index("ix_corrections_person", "person"),
        Index("ix_corrections_due_at", "due_at", postgresql_where=due_at.is_not(None)),
    )


class NightRow(Base):
    """A night in which dossiers were held against one another: how many, and what was found that was new."""

    __tablename__ = "cleaning_nights"

    day: Mapped[date] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    dossiers: Mapped[int] = mapped_column(server_default="0")
    found: Mapped[int] = mapped_column(server_default="0")


class NightOwedRow(Base):
    """A dossier that the next night has to look at."""

    __tablename__ = "cleaning_owed"

    dossier: Mapped[str] = mapped_column(primary_key=True)
    owed_on: Mapped[date]
    """From the night of this day on."""


class OldNumberRow(Base):
    """A nine-digit number of somebody, as the population register said it."""

    __tablename__ = "old_numbers"

    old: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    """Both by blind index."""

    __table_args__ = (Index("ix_old_numbers_person", "person"),)


class ComparedRow(Base):
    """Somebody about whom a register's answer was compared with something else."""

    __tablename__ = "compared_people"

    register: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    """By blind index."""
