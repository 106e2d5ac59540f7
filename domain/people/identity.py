"""How it was known who an applicant is."""

from datetime import datetime
from typing import Literal

from domain.base.law import Frozen


class ChipRead(Frozen):
    """Xác thực bằng chip: the officer who files read the applicant's identity card, and its chip held."""

    how: Literal["chip"] = "chip"
    sod: str
    """SHA-256 of what the State signed on the chip; the card itself shows which it was."""
    at: datetime
