"""How long the law keeps what a dossier holds (thời hạn bảo quản)."""

from collections.abc import Mapping
from datetime import date

from domain.base.law import Frozen

ANY = "*"
"""Stands for every procedure that has no entry of its own."""


class Retention(Frozen):
    """For how many years something is kept; without a number, for ever."""

    years: int | None = None

    def ends(self, since: date) -> date | None:
        """The first day on which it need not be kept any more."""
        if self.years is None:
            return None
        try:
            return since.replace(year=since.year + self.years)
        except ValueError:
            return date(since.year + self.years, 3, 1)

    def is_over(self, since: date, day: date) -> bool:
        """Whether it need not be kept on this day."""
        return (end := self.ends(since)) is not None and day >= end


class Kept(Frozen):
    """What the law says of the dossiers of one procedure."""

    dossier: Retention
    """Form, papers and journal."""
    result: Retention


class Retentions:
    """How long the dossiers of each procedure are kept."""

    def __init__(self, by_procedure: Mapping[str, Kept]) -> None:
        self._kept = by_procedure

    def of(self, procedure: str) -> Kept:
        """What holds for a procedure, else what holds for any."""
        return self._kept.get(procedure) or self._kept[ANY]
