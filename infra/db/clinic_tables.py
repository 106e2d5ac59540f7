"""The table of receptions at clinics: who asked about whom, when, and what came of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from infra.db.tables import Base


class ClinicVisitRow(Base):
    """A reception for which the insurance was asked, once a visit of a facility."""

    __tablename__ = "clinic_visits"

    id: Mapped[str] = mapped_column(primary_key=True)
    facility: Mapped[str]
    visit: Mapped[str]
    """The facility's own number of it: nothing personal."""
    said: Mapped[str]
    """Whom it is about, as code before knew it; now the first of ``about`` says it."""
    about: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    """By blind index: the patient, then whoever brought them."""
    asked_by: Mapped[str]
    """Staff code."""
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column()
    """When the register is asked next; none once it answered."""
    tries: Mapped[int] = mapped_column(server_default="0")
    settled_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(server_default="")
    elsewhere: Mapped[bool] = mapped_column(server_default=sa.false())
    """Whether another facility received the same person within the hour."""
    receipt: Mapped[str] = mapped_column(server_default="")
    """What the register signed: digests of question and answer, and when."""
    sealed: Mapped[bytes]
    """Who it is, and what the register said of them."""
    master: Mapped[str]
    wrapped: Mapped[bytes]

    wish: Mapped[str] = mapped_column(server_default="")
    """What became of the patient's wish that the difference be looked into; empty: there is none."""
    wished_by: Mapped[str] = mapped_column(server_default="")
    """Staff code of who sent it."""
    wished_at: Mapped[datetime | None]
    wish_due_at: Mapped[datetime | None] = mapped_column()
    """When the register is asked next what it says; none once the wish is settled."""
    wish_tries: Mapped[int] = mapped_column(server_default="0")

    __table_args__ = (
        sa.UniqueConstraint("facility", "visit", name="uq_clinic_visits_facility_visit"),
        Index("ix_clinic_visits_due_at", "due_at", postgresql_where=due_at.is_not(None)),
        Index("ix_clinic_visits_wish_due_at", "wish_due_at", postgresql_where=wish_due_at.is_not(None)),
        Index("ix_clinic_visits_about", "about", postgresql_using="gin"),
        Index("ix_clinic_visits_asked_at", "asked_at"),
    )
