"""A figure as it was shown once, kept for ever with what it was counted from: it is never counted anew."""

from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

from pydantic import TypeAdapter

from domain.base.law import Frozen
from domain.base.words import Words
from domain.province.counts import Counts
from domain.province.definitions import ON_TIME, ONLINE, PAID_ONLINE, SATISFIED, Definition

Shown = Literal["on_time", "online", "paid_online", "satisfied"]
type Part = Callable[[Counts], tuple[int, int]]
FIGURES: dict[Shown, tuple[Definition, Part]] = {
    "on_time": (ON_TIME, lambda counts: (counts.in_time, counts.handled)),
    "online": (ONLINE, lambda counts: (counts.online, counts.received)),
    "paid_online": (PAID_ONLINE, lambda counts: (counts.paid_online, counts.with_fee)),
    "satisfied": (SATISFIED, lambda counts: (counts.rated - counts.disliked, counts.rated)),
}
"""What is told of a period: how it is defined, and how many of how many it is."""


class OfOffice(Frozen):
    """A line of its table."""

    office: str
    title: str
    numerator: int
    denominator: int


class KeptFigure(Frozen):
    """All that was shown, in words that hold whatever is renamed or defined anew."""

    figure: Shown
    definition: str
    """With its version."""
    title: Words
    how: Words
    mark: Literal["F", "K", "D"]
    unit: str
    unit_title: str
    period: str
    day: date
    """Of the tree of units by which it was counted."""
    as_of: datetime
    numerator: int
    denominator: int
    table: tuple[OfOffice, ...]
    """Of each office that had any; all of them together are the figure."""

    @property
    def id(self) -> str:
        """The same figure, kept twice, has one address."""
        return sha256(self.model_dump_json(exclude={"title", "how"}).encode()).hexdigest()[:32]


KEPT_FIGURE: TypeAdapter[KeptFigure] = TypeAdapter(KeptFigure)
