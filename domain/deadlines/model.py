"""A time in which a dossier's clock stood, as its state holds it."""

from datetime import datetime

from pydantic import BaseModel

from domain.base.words import Words

FEE_OPEN = Words(vi="chờ nộp phí, lệ phí", en="the fee to be paid")
NOTHING_MORE = Words(vi="", en="")


class Pause(BaseModel):
    """A time in which the clock stood, with its reason (form number; none for a fee)."""

    start: datetime
    form: str = ""
    end: datetime | None = None

    @property
    def reason(self) -> Words:
        """Why it stands, where no form says so."""
        return NOTHING_MORE if self.form else FEE_OPEN
