"""What a register took."""

from api.schemas.base import Coded, Moment, Schema
from api.schemas.province.definitions import Defined
from domain.vietnam.petitions import Class


class KeptView(Schema):
    """Lines that were entered."""

    kind: str
    """Into which register."""
    lines: int
    """How many were sent."""
    added: int
    """How many said something new."""


class PetitionShare(Schema):
    """A share of petitions, as a metric of the index has it."""

    metric: str
    """5.2 or 5.3."""
    title: str
    """In the reader's language."""
    mark: str
    """How sure its definition is."""
    numerator: int | None
    """How many; null where the calendar does not tell which days were worked."""
    denominator: int | None
    """Of how many."""
    percent: float | None
    """Two decimals; null where there is nothing to count."""


class OpenPetitions(Schema):
    """Petitions to which something is still owed, of one age."""

    first_day: int
    """From so many days since they were received."""
    last_day: int | None
    """Up to so many; null of the oldest."""
    open: int
    """How many are open now, whenever they were received."""


class PetitionsView(Defined):
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
    shares: list[PetitionShare]
    """In time (5.2), and to people's satisfaction (5.3)."""
    open: list[OpenPetitions]
    """Still open, by age."""
