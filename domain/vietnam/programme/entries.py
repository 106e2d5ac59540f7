"""An entry of a register that a province keeps: who entered what, when, by which document; nothing is ever changed."""

from collections.abc import Iterable
from datetime import date, datetime

from domain.base.law import Frozen


class Entry[Content](Frozen):
    """An entry as the register holds it."""

    number: int
    unit: str
    subject: str
    day: date
    """From which day on, or of which day, it speaks. Only an import speaks of days before it was entered."""
    entered_at: datetime
    officer: str
    office: str
    document: str
    imported: bool
    content: Content


class NewEntry[Content](Frozen):
    """An entry that is to be added."""

    unit: str
    subject: str
    day: date
    document: str
    content: Content
    imported: bool = False
    key: str | None = None


def in_force[Content](entries: Iterable[Entry[Content]], day: date) -> list[Entry[Content]]:
    """What was entered of a day and before it, in the order in which it came to hold."""
    return sorted((one for one in entries if one.day <= day), key=lambda one: (one.day, one.number))
