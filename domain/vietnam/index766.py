"""Bộ chỉ số đánh giá chất lượng phục vụ (Decision 766/QĐ-TTg): which counts its metrics are made of."""

from collections.abc import Mapping
from fractions import Fraction

from domain.province.counts import Counts, Share
from domain.province.scoring import Counted

SHARES: dict[str, Share] = {
    "2.1": "in_time",
    "3.6": "paid_online",
    "4.1": "sealed",
    "4.2": "digitised",
    "4.3": "reused",
    "4.5b": "known",
}
"""Metrics that are a share of dossiers: of these the missing ones can be named."""

NOTHING: Mapping[str, Counted] = {}


def counted(counts: Counts, offered: int, kept: Mapping[str, Counted] = NOTHING) -> dict[str, Counted]:
    """What is known of its metrics, by id; ``offered`` is how many services can be filed on-line.

    ``kept`` is what registers add that are kept beside the dossiers: publication (1.1 to 1.3), petitions and what hangs
    on them (5.2 to 5.4). Fees on the national portal (3.5) are not here: dossiers know which were synchronised, and
    nobody says of how many on the national database; what the law's data here holds is a part of those. Nor is what
    the portal knows, where it was never told of a dossier. Why each is not known, ``index_words`` says.
    """
    return _there(counts) | {
        **kept,
        "2.1": Counted.of(counts.in_time, counts.handled),
        "3.2": Counted.of(counts.procedures_online, offered),
        "3.5b": Counted.of(counts.procedures_paid_online, counts.procedures_with_fee),
        "3.6": Counted.of(counts.paid_online, counts.with_fee),
        "4.1": Counted.of(counts.sealed, counts.issued),
        "4.2": Counted.of(counts.digitised, counts.received),
        "4.3": Counted.of(counts.reused, counts.received),
        "4.5a": Counted.of(counts.procedures_known, counts.procedures),
        "4.5b": Counted.of(counts.known, counts.received),
    }


def _there(counts: Counts) -> dict[str, Counted]:
    """What hangs on the national portal. Of receipts by its own books we know none: ours stand for them in 1.4."""
    if counts.synced is None or counts.pushed is None:
        return {}
    share = Counted.of(counts.synced, counts.received).ratio or Fraction()
    online = Counted(numerator=counts.online_electronic * share, denominator=Fraction(counts.received))
    return {
        "1.4": Counted.of(counts.synced, counts.received),
        "3.3": online,
        "4.4": Counted.of(counts.pushed, counts.received),
    }


def satisfied(late: Counted, complained: Counted) -> Counted:
    """5.4: all less the share of the late and of those with a petition or a bad rating."""
    if late.ratio is None or complained.ratio is None:
        return Counted.of(0, 0)
    return Counted(numerator=1 - late.ratio - complained.ratio, denominator=Counted.of(1, 1).denominator)
