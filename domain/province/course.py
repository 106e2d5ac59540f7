"""How the facts of a dossier changed, so that a moment of the past is told as it stood: what is now says nothing of it.

It is one word a change, apart by blanks: a letter for what changed, the second of Unix time, and the value from then on
(``s1764550800:2``). What is nothing, none or false has no value; moments are microseconds of Unix time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from domain.base.refusals import Unacceptable

Kind = Literal["number", "some", "truth", "moment", "word"]
"""A number or a word is nothing where none is; ``some`` number is none."""
CHANGING: Mapping[str, tuple[str, Kind]] = {
    "s": ("status", "number"),
    "d": ("due_at", "moment"),
    "a": ("appointed_at", "moment"),
    "t": ("stands_since", "moment"),
    "n": ("supplements", "number"),
    "k": ("step", "word"),
    "w": ("waits_for", "word"),
    "h": ("has_fee", "truth"),
    "f": ("fee", "number"),
    "p": ("paid", "number"),
    "o": ("paid_online", "number"),
    "g": ("given_back", "number"),
    "i": ("unreconciled", "number"),
    "j": ("unreconciled_sum", "number"),
    "y": ("papers", "number"),
    "u": ("reused", "truth"),
    "e": ("from_store", "truth"),
    "x": ("answers", "number"),
    "v": ("population_asked", "truth"),
    "l": ("sealed", "truth"),
    "c": ("recalled", "truth"),
    "m": ("stars", "some"),
}
"""Letters and the facts that they stand for."""
MOMENTS = ("accepted_at", "issued_at", "handed_over_at", "ended_at", "first_asked_at")
"""Facts that are moments themselves: before them there was nothing."""
EPOCH = datetime.fromtimestamp(0, UTC)


class NotKept(Unacceptable):
    """Of a moment it is not known how some dossiers stood."""

    def __init__(self) -> None:
        super().__init__(
            "Không biết hồ sơ khi đó đứng ở bước nào, hạn nào: dữ liệu của một số hồ sơ chưa ghi thay đổi. "
            "Hãy chọn thời điểm sau này, hoặc xem số nhận, số trả ở trang tổng quan.",
            "How some dossiers stood then is not known: what is kept of them does not say how they changed. "
            "Ask for a later moment, or see on the overview what was received and settled.",
        )


@dataclass
class Course:
    """What is written of it, as the events are gone through."""

    written: list[str] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=dict)
    moments: tuple[datetime | None, ...] = ()
    steady_since: datetime | None = None
    """When the last of it was."""

    def note(self, at: datetime, facts: Mapping[str, Any]) -> None:
        """Note what an event changed."""
        if self.moments != (moments := tuple(facts[name] for name in MOMENTS)):
            self.moments, self.steady_since = moments, at
        for letter, (name, _) in CHANGING.items():
            value = _value(facts[name])
            if self.last.get(letter, "") != value:
                self.last[letter] = value
                self.written.append(f"{letter}{int(at.timestamp())}:{value}")
                self.steady_since = at


def _value(fact: Any) -> str:
    if isinstance(fact, datetime):
        return str((fact - EPOCH) // timedelta(microseconds=1))
    return str(int(fact) if isinstance(fact, bool) else fact) if fact else ""
