"""How long agencies took to answer, hour by hour."""

from datetime import datetime

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
