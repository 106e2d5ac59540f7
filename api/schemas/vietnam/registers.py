"""What a register took."""

from api.schemas.base import Coded, Moment, Schema
from domain.vietnam.petitions import Class


class KeptView(Schema):
    """Lines that were entered."""

    kind: str
    """Into which register."""
    lines: int
    """How many were sent."""
    added: int
    """How many said something new."""


class PetitionsView(Schema):
    """Petitions that a unit received in a period (metric 5.1): shown, and worth no points."""

    unit: Coded
    """Whose."""
    period: str
    """2026, 2026-Q3 or 2026-08."""
    as_of: Moment
    """When they were counted."""
    received: int
    """All of them that the register holds."""
    classes: dict[Class, int]
    """By what they are about."""
    repeated: int
    """Sent again after the answer."""
