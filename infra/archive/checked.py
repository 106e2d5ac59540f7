"""What came out of verifying an archive."""

from dataclasses import dataclass, field
from typing import Any

from domain.base.words import Words
from domain.transparency.archive import PERSONAL, Manifest


@dataclass(frozen=True)
class Fault:
    """What does not hold, and of which part."""

    part: str
    what: Words


@dataclass
class Checked:
    """What came out: it holds exactly when there is no fault. What could not be looked at is said beside it."""

    manifest: Manifest
    parts: dict[str, bytes]
    """Those that could be read, before encryption, by path."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Everything follows from a published head."""
        return not self.faults

    @property
    def opened(self) -> bool:
        """Whether what tells about people could be read."""
        return PERSONAL in self.parts

    def fault(self, part: str, vi: str, en: str, *of: object) -> None:
        """Add what does not hold."""
        self.faults.append(Fault(part, Words(vi=vi, en=en).format(*of)))

    def note(self, vi: str, en: str, *of: object) -> None:
        """Add what could not be looked at."""
        self.notes.append(Words(vi=vi, en=en).format(*of))
