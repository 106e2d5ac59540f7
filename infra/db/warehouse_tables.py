"""The tables of the shared data warehouse: results by number, and each exchange of data about somebody."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from infra.db.tables import Base


class SharedResultRow(Base):
    """A result as others may use it (``domain.province.warehouse``): nothing of what it says."""

    __tablename__ = "warehouse_results"

    number: Mapped[str] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(server_default="")
    """The agency that put it here; empty: it is ours."""
    dossier: Mapped[str] = mapped_column(server_default="")
    """No foreign key: number and digest outlive the dossier."""
    seq: Mapped[int] = mapped_column(server_default="0")
    kind: Mapped[str]
    issuer: Mapped[str]
    owners: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    """Whose it is, by blind index."""
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    valid_until: Mapped[date | None]
    path: Mapped[str]
    """Of the file in the document store, or its address at its provider; empty where it is not here, or was erased."""
    sha256: Mapped[str]
    signature: Mapped[str]
    replaced_by: Mapped[str] = mapped_column(server_default="")
    recalled_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    entered_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    changed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    """When a consumer has to read it again."""

    __table_args__ = (
        CheckConstraint("signature IN ('sealed', 'stamped', 'declared', 'unknown')", name="signature"),
        Index("ix_warehouse_results_owners", "owners", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index("ix_warehouse_results_changed_at", "changed_at", "number"),
        Index("ix_warehouse_results_sha256", "sha256"),
        Index("ix_warehouse_results_dossier", "dossier"),
    )


class ExchangeRow(Base):
    """What somebody outside asked of data that the house shares, or brought to it. Rows are only ever inserted."""

    __tablename__ = "exchanges"

    number: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    consumer: Mapped[str]
    message: Mapped[str]
    """The consumer's own name of it: the same one asks the same thing again."""
    request: Mapped[str]
    """Digest of what was asked."""
    act: Mapped[str]
    dataset: Mapped[str]
    purpose: Mapped[str]
    basis: Mapped[str]
    fields: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    about: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    """The people, by blind index: they see the line."""
    results: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    """Numbers of the results that were told of."""
    refused: Mapped[str] = mapped_column(server_default="")
    """By what name it was refused; empty: it was answered."""

    __table_args__ = (
        CheckConstraint("act IN ('asked', 'listed', 'put', 'recalled', 'corrected', 'compared')", name="act"),
        Index("ix_exchanges_message", "consumer", "message"),
        Index("ix_exchanges_about", "about", postgresql_using="gin"),
        Index("ix_exchanges_results", "results", postgresql_using="gin"),
        Index("ix_exchanges_dataset", "dataset", "at"),
    )


class RecallTellingRow(Base):
    """What an agency is owed: that a result which it was given is recalled, or replaced."""

    __tablename__ = "recall_tellings"

    number: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    """In whose order it is told, and by which the agency knows a message again."""
    consumer: Mapped[str]
    result: Mapped[str]
    replaced_by: Mapped[str] = mapped_column(server_default="")
    recalled_at: Mapped[datetime | None]
    owed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    due_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    tries: Mapped[int] = mapped_column(server_default="0")
    why: Mapped[str] = mapped_column(server_default="")
    """Type of what kept it the last time."""
    taken_at: Mapped[datetime | None] = mapped_column()

    __table_args__ = (
        UniqueConstraint("consumer", "result", "replaced_by", name="uq_recall_tellings_said"),
        Index("ix_recall_tellings_open", "consumer", "number", postgresql_where=taken_at.is_(None)),
    )


class SharedPaperRow(Base):
    """A paper of a dossier as others may know of it (``domain.province.warehouse``): no person, and no file."""

    __tablename__ = "warehouse_papers"

    dossier: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    component: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str]
    added_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    __table_args__ = (
        CheckConstraint("level IN ('uploaded', 'digitised', 'reused')", name="level"),
        Index("ix_warehouse_papers_changed_at", "changed_at", "dossier", "sha256", "component"),
    )


class QualityDayRow(Base):
    """A measure of a data set's quality as it was counted on a day; one that has no meaning has no row."""

    __tablename__ = "quality_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    dataset: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    numerator: Mapped[int] = mapped_column(sa.BigInteger)
    denominator: Mapped[int] = mapped_column(sa.BigInteger)
    definition: Mapped[str]
    """With its version."""
    as_of: Mapped[datetime]
    """Up to when it was counted."""
