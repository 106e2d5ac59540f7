"""What a register took."""

from api.schemas.base import Schema


class KeptView(Schema):
    """Lines that were entered."""

    kind: str
    """Into which register."""
    lines: int
    """How many were sent."""
    added: int
    """How many said something new."""
