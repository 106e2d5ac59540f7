"""What is counted of the dossiers of some offices in a period."""

from collections.abc import Iterable
from functools import reduce
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator

from domain.base.law import Frozen

Share = Literal[
    "in_time",
    "paid_online",
    "sealed",
    "digitised",
    "reused",
    "known",
    "synced",
    "online_electronic",
    "pushed",
    "content",
]
"""A part of the dossiers that is told together with those that it lacks."""
Procedures = Annotated[frozenset[str], BeforeValidator(lambda found: found or ())]
"""Codes of procedures, so that those of several offices are told together; what finds none of them says null."""


class Counts(Frozen):
    """How many dossiers, or procedures with such dossiers; each of those received in the period unless it says else."""

    received: int
    handled: int
    """With a date to keep, under way or ended in the period (tiếp nhận và giải quyết trong kỳ)."""
    in_time: int
    """Of those, settled in time or still within their date."""
    online: int
    with_fee: int
    """That cost something by the law, whether it was asked for already or not."""
    paid_online: int
    sealed: int
    """Whose sealed result stands: every procedure returns a document (``Procedure.result``), so each is due one."""
    digitised: int
    """With papers here and, where it is issued, a sealed result."""
    reused: int
    """Of which a paper was taken over instead of brought anew, or a register answered in place of one."""
    online_electronic: int
    """Filed on-line, and with a sealed result where one was issued."""
    synced: int | None = None
    """Whose reception stands on the national portal; not known where none was ever told."""
    pushed: int | None = None
    """Whose sealed result stands there too, or of which a paper lay in its owner's store there."""
    known: int
    """Whose applicant was known by e-identity or card, or whose people the population register answered for."""
    rated: int
    disliked: int
    """Of the rated, those with one or two stars of five."""
    procedures: Procedures
    procedures_online: Procedures
    procedures_with_fee: Procedures
    procedures_paid_online: Procedures
    procedures_known: Procedures
    procedures_fee_synced: Procedures = frozenset()
    """Of those with a fee, the ones of which a dossier stands on the national portal."""

    def __add__(self, other: Self) -> Self:
        """The counts of both together, of different offices and the same period: no dossier is in both."""
        return type(self)(**{name: _together(mine, getattr(other, name)) for name, mine in self})

    @classmethod
    def added(cls, counts: Iterable[Self]) -> Self:
        """Those of one or several offices together."""
        return reduce(cls.__add__, counts)


def _together(mine: Any, others: Any) -> Any:
    if mine is None or others is None:
        return None
    return mine | others if isinstance(mine, frozenset) else mine + others
