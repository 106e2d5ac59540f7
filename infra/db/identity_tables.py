"""The tables of who comes: officers by name, sessions, and codes by which somebody follows a dossier."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, SmallInteger, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from infra.db.tables import Base


class OfficerRow(Base):
    """An officer as they were at their last login."""

    __tablename__ = "officers"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Staff code."""
    agency: Mapped[str]
    agencies: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Every office for which they came: each keeps their name beside what they did there."""
    name: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    logged_in_at: Mapped[datetime]

    __table_args__ = (Index("ix_officers_agency", "agency"), Index("ix_officers_name", "name"))


class SessionRow(Base):
    """A browser that somebody logged in with; who that is lies sealed."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of what the browser holds: who reads the table comes in nowhere."""
    owner: Mapped[str]
    began_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ends_at: Mapped[datetime]
    master: Mapped[str]
    wrapped: Mapped[bytes]
    sealed: Mapped[bytes]

    __table_args__ = (Index("ix_sessions_owner", "owner"), Index("ix_sessions_ends_at", "ends_at"))


class OneTimeCodeRow(Base):
    """The code that a dossier's contact was sent last."""

    __tablename__ = "one_time_codes"

    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.code"), primary_key=True)
    asked_at: Mapped[datetime]
    since: Mapped[datetime]
    """When the day began in which they are counted."""
    asked: Mapped[int] = mapped_column(SmallInteger)
    digest: Mapped[str] = mapped_column(server_default="")
    """Empty until one was sent, and again once it was used."""
    ends_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(SmallInteger, server_default="0")
