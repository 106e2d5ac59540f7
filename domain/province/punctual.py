"""Whether a dossier was settled in time, as the index of services counts it (metric 2.1)."""

from datetime import datetime

from domain.base.law import Status
from domain.province.facts import DossierFacts


def in_time(facts: DossierFacts, until: datetime) -> bool | None:
    """Whether it was in time by ``until``, the last moment of what is looked at; None where it has no date to keep.

    The clock ends with the result, or with the end where there is none; while the first supplement is waited for, on
    the day on which it was asked. Whoever asks twice is late.
    """
    if facts.accepted_at is None or facts.due_at is None:
        return None
    if facts.supplements > 1:
        return False
    waits = facts.stands_since if facts.status == Status.SUPPLEMENT_REQUESTED else None
    settled = facts.issued_at or facts.handed_over_at or facts.ended_at or waits or until
    return min(settled, until) <= facts.due_at
