"""How long agencies took to answer, hour by hour and day by day."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from infra.db.tables import Base


class AnswerTimeRow(Base):
    """Questions to an agency within an hour that took as long as a class says (``domain.registers.answer_times``)."""

    __tablename__ = "answer_times"

    agency: Mapped[str] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """The class."""
    answered: Mapped[int]
    failed: Mapped[int]

    __table_args__ = (Index("ix_answer_times_hour", "hour"),)


class AnswerDayRow(Base):
    """The same within a whole day of Vietnam: the sum of its hours in each class, which stays once they go."""

    __tablename__ = "answer_days"

    agency: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """The class."""
    answered: Mapped[int]
    failed: Mapped[int]
