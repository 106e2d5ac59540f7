"""The tables of what stands on the national portal: how far each dossier is told there, and where the lists differ."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, and_, func
from sqlalchemy.orm import Mapped, mapped_column

from infra.db.tables import Base, constant


class PortalSyncRow(Base):
    """How far a destination knows a dossier. Of what was sent only the digest is kept: it tells of people."""

    __tablename__ = "portal_syncs"

    destination: Mapped[str] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(primary_key=True)
    """No foreign key: what the portal knows of a dossier outlives it here where retention ends."""
    state: Mapped[str]
    seq: Mapped[int]
    """The newest event that it is to know."""
    confirmed_seq: Mapped[int] = mapped_column(server_default="0")
    """The newest that it has said it knows."""
    confirmed_until: Mapped[datetime | None]
    """When that happened, by the journal: what came before is known there too."""
    payload_sha256: Mapped[str] = mapped_column(server_default="")
    message: Mapped[str] = mapped_column(server_default="")
    """What it said the last time, without numbers of people."""
    why: Mapped[str] = mapped_column(server_default="")
    """Type of what kept it the last time."""
    tries: Mapped[int] = mapped_column(server_default="0")
    owed_since: Mapped[datetime]
    next_at: Mapped[datetime | None] = mapped_column()
    """When it is tried next; none where it is confirmed, or was given up."""
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("state IN ('owed', 'sent', 'confirmed', 'refused', 'given_up')", name="state"),
        Index("ix_portal_syncs_next_at", "next_at", postgresql_where=next_at.is_not(None)),
        Index("ix_portal_syncs_changed_at", "state", "changed_at"),
    )


class PortalFilingRow(Base):
    """A filing that somebody made on the portal: sealed until it is a dossier here, or for as long as it cannot be."""

    __tablename__ = "portal_filings"

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    """The portal's, by which alone it is told apart there."""
    asks: Mapped[str] = mapped_column(server_default="file")
    """What for: to file, to supply what was asked for, to withdraw."""
    procedure: Mapped[str]
    said: Mapped[str]
    """Keyed digest of what it says: the same message once more is known by it."""
    state: Mapped[str] = mapped_column()
    why: Mapped[str] = mapped_column(server_default="")
    """What keeps it, as programs tell it."""
    message: Mapped[str] = mapped_column(server_default="")
    """The same in words, without numbers of people."""
    dossier: Mapped[str] = mapped_column(server_default="")
    """What became of it here. No foreign key: it says that the code was taken, also when the dossier is gone."""
    tries: Mapped[int] = mapped_column(server_default="0")
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())
    due_at: Mapped[datetime | None] = mapped_column()
    """When it is tried next, or its sender told; none where it was filed, they were told, or an operator has to act."""
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    taken_at: Mapped[datetime | None]
    """When the portal took it off its list, because it lies here."""
    declined_at: Mapped[datetime | None]
    declined_by: Mapped[str] = mapped_column(server_default="")
    """Staff code of the operator; nobody's where the house declined it by itself."""
    answered_at: Mapped[datetime | None]
    """When whoever sent it was told that it was declined."""
    master: Mapped[str]
    sealed: Mapped[bytes | None]
    wrapped: Mapped[bytes | None]
    """Its key; gone once it is filed, for what it said is the dossier's then, or some time after it was declined."""

    __table_args__ = (
        CheckConstraint("state IN ('received', 'filed', 'held', 'declined')", name="state"),
        UniqueConstraint("code", "said", name="uq_portal_filings_code_said"),
        Index(
            "uq_portal_filings_filed",
            "code",
            unique=True,
            postgresql_where=and_(state == constant("filed"), asks == constant("file")),
        ),
        CheckConstraint("asks IN ('file', 'supply', 'withdraw')", name="asks"),
        Index("ix_portal_filings_due_at", "due_at", postgresql_where=due_at.is_not(None)),
        Index("ix_portal_filings_changed_at", "changed_at", "id"),
        Index("ix_portal_filings_dossier", "dossier"),
    )


class PortalPaperRow(Base):
    """A file of such a filing, sealed under the filing's key."""

    __tablename__ = "portal_papers"

    filing: Mapped[str] = mapped_column(ForeignKey("portal_filings.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]


class PortalDifferenceRow(Base):
    """Where the portal's list of procedures and ours differ, as it was looked at last."""

    __tablename__ = "portal_differences"

    procedure: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str]
    ours: Mapped[str]
    theirs: Mapped[str]
    since: Mapped[datetime] = mapped_column(server_default=func.now())


class PublicationTaskRow(Base):
    """Something about a procedure's publication to be put right, on the portal or here; closed once it is no more."""

    __tablename__ = "publication_tasks"

    number: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    procedure: Mapped[str]
    what: Mapped[str]
    ours: Mapped[str]
    theirs: Mapped[str]
    found_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column()

    __table_args__ = (
        Index("uq_publication_tasks_open", "procedure", "what", unique=True, postgresql_where=closed_at.is_(None)),
    )
