"""The table of what the programme's standing body issues: signed and sealed reports and notes of acceptance."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from infra.db.tables import Base


class ProgrammeDocumentRow(Base):
    """A document of the programme, from when its signatory asked for it."""

    __tablename__ = "programme_documents"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    about: Mapped[str]
    """The month, or the item and its evidence."""
    office: Mapped[str]
    made_by: Mapped[str]
    """Staff code of its signatory."""
    made_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    content: Mapped[dict[str, Any]]
    """What is printed."""
    signature: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What became of the officer's signature (``domain.signing.model.Signature``)."""
    declined: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Why nobody signs it, in both languages."""
    due_at: Mapped[datetime | None] = mapped_column(server_default=func.clock_timestamp())
    """When it is gone on with; none once it is sealed or declined."""
    year: Mapped[int | None]
    serial: Mapped[int | None]
    """Of its kind in that year at its office: given once it is signed."""
    issued_at: Mapped[datetime | None]
    number: Mapped[str | None]
    sha256: Mapped[str] = mapped_column(server_default="")
    stamped: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), server_default="{}")
    """Digests of the file with each further archive time stamp, in their order."""
    path: Mapped[str] = mapped_column(server_default="")
    """Of the newest file."""
    stamped_until: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("kind IN ('report', 'acceptance')", name="kind"),
        UniqueConstraint("office", "kind", "year", "serial", name="uq_programme_documents_serial"),
        UniqueConstraint("number", name="uq_programme_documents_number"),
        Index("ix_programme_documents_open", "kind", "about", unique=True, postgresql_where=due_at.is_not(None)),
        Index("ix_programme_documents_due_at", "due_at", postgresql_where=due_at.is_not(None)),
    )
