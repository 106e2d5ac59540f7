"""What is counted of the dossiers of some offices in a period."""

from typing import Literal

from domain.base.law import Frozen

Share = Literal["in_time", "paid_online", "sealed", "digitised", "reused", "known"]
"""A part of the dossiers that is told together with those that it lacks."""


class Counts(Frozen):
    """How many dossiers, or procedures with such dossiers; each of those received in the period unless it says else."""

    received: int
    handled: int
    """With a date to keep, under way or ended in the period (tiếp nhận và giải quyết trong kỳ)."""
    in_time: int
    """Of those, settled in time or still within their date."""
    online: int
    with_fee: int
    paid_online: int
    issued: int
    sealed: int
    """Of the issued, those whose sealed result stands."""
    digitised: int
    """With papers here and, where it is issued, a sealed result."""
    reused: int
    """For which a register answered in place of a paper."""
    online_electronic: int
    """Filed on-line, and with a sealed result where one was issued."""
    synced: int | None = None
    """Whose reception stands on the national portal; not known where none was ever told."""
    pushed: int | None = None
    """Of those with a sealed result, whose result stands there too."""
    known: int
    """Whose applicant was known by e-identity or card, or whose people the population register answered for."""
    rated: int
    disliked: int
    """Of the rated, those with one or two stars of five."""
    procedures: int
    procedures_online: int
    procedures_with_fee: int
    procedures_paid_online: int
    procedures_known: int
