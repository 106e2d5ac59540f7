"""The tables that operators read and write, as their migration makes them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from infra.db.tables import Base


class AgencyStateRow(Base):
    """How an agency answered of late."""

    __tablename__ = "agency_states"

    agency: Mapped[str] = mapped_column(primary_key=True)
    answered_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    """Since when it gives no answer; none while it answers."""
    took_ms: Mapped[int] = mapped_column(server_default="0")
    """What it takes to answer, smoothed."""


class OperatorActRow(Base):
    """What an operator did. Rows are only ever inserted; of an agency the newest one counts."""

    __tablename__ = "operator_acts"

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    act: Mapped[str]
    about: Mapped[str]
    """An agency's name, or a dossier's code."""
    why: Mapped[str] = mapped_column(server_default="")
    operator: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("act IN ('pause', 'resume', 'retry', 'give')", name="act"),
        Index("ix_operator_acts_about", "about", "number"),
    )


class WorkerBuildRow(Base):
    """What a build of the code carries, as its workers say when they start and while they run."""

    __tablename__ = "worker_builds"

    build: Mapped[str] = mapped_column(primary_key=True)
    """Empty for code that names no build."""
    release: Mapped[str]
    engine: Mapped[str]
    """A digest of what every procedure shares."""
    carries: Mapped[dict[str, Any]]
    """By procedure, a digest of its code."""
    first_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """When a worker of it was heard of last."""
