"""Which dossiers a period handled and which were settled in time, as the index of services counts it (metric 2.1)."""

from datetime import datetime

from domain.province.facts import DossierFacts


def in_time(facts: DossierFacts, until: datetime) -> bool | None:
    """Whether it was in time by ``until``, the last moment of what is looked at; None where it has no date to keep.

    The clock ends with the first result, or with the end where there is none; while it stands for its applicant, for a
    supplement or a fee, on the day on which that was asked. Whoever asks twice is late.
    """
    if facts.accepted_at is None or facts.appointed_at is None:
        return None
    if facts.supplements > 1:
        return False
    settled = facts.issued_at or facts.stands_since or facts.ended_at or until
    return min(settled, until) <= facts.appointed_at


def handled(facts: DossierFacts, begins: datetime, ends: datetime) -> bool:
    """Whether a period handled it: it was under way, or had its first result, or ended without one, in it.

    What comes after the result counts nowhere again: a benefit that is paid, a result that nobody collects, a recall.
    """
    settled = facts.issued_at or facts.ended_at
    return facts.accepted_at is not None and facts.accepted_at < ends and (settled is None or settled >= begins)
