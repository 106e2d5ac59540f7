"""Bộ chỉ số đánh giá chất lượng phục vụ (Decision 766/QĐ-TTg): which counts its metrics are made of."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from domain.base.law import Frozen
from domain.province.counts import Counts, Share
from domain.province.scoring import Counted
from domain.statute.offices import Offices
from domain.vietnam.competence import Fees, Services
from domain.vietnam.receipts import Receipts

SHARES: dict[str, Share] = {
    "1.4": "synced",
    "2.1": "in_time",
    "3.3": "online_electronic",
    "3.6": "paid_online",
    "4.1": "sealed",
    "4.2": "digitised",
    "4.3": "reused",
    "4.4": "pushed",
    "4.5b": "known",
    "5.4": "content",
}
"""Metrics that are a share of dossiers: of these the missing ones can be named."""
OF_FACTS = (*SHARES, "3.2", "3.5b", "4.5a")
"""Metrics that facts of dossiers tell, also of a moment of the past; of what the portal knew then they say nothing."""

NOTHING: Mapping[str, Counted] = {}
type Offers = Mapping[str, frozenset[str]]
"""By the code of an office, the codes of the procedures that it decides on."""


def offers(offices: Offices, decided_at: Mapping[str, str]) -> Offers:
    """What each office decides on; ``decided_at`` says of each procedure where that is (``Form.decided_at``)."""
    communes = {one.code for one in offices.communes}

    def where(office: str) -> set[str]:
        head, dot, body = office.partition(".")
        return {office, dot + body} if head in communes else {office}

    codes = [one.code for one in offices.offices]
    return {code: frozenset(one for one, at in decided_at.items() if at in where(code)) for code in codes}


class Beside(Frozen):
    """What of a unit's index is not of its dossiers: what it offers, and what is kept of it in registers."""

    offered: frozenset[str]
    """Procedures that can be filed there on-line."""
    for_organisations: frozenset[str] = frozenset()
    """Procedures that are none of persons: the population register knows nobody of whom they are about."""
    alone: bool = False
    """Whether one procedure is asked about: what is a share of procedures then tells nothing."""
    receipts: Receipts | None = None
    services: Services | None = None
    fees: Fees | None = None
    copies: Counted | None = None
    """Units that gave a certified electronic copy, of those that may."""
    judged: Mapping[str, Counted] = NOTHING
    """Of publications and petitions (1.1 to 1.3, 5.2, 5.3)."""
    complained: Counted | None = None
    """Dossiers with a petition or a bad rating, of all received; not known where no petitions are kept."""


def counted(counts: Counts, beside: Beside) -> dict[str, Counted]:
    """What is known of its metrics, by id. Why each of the others is not known, ``index_words`` says."""
    online = counts.procedures_online & beside.offered
    return {
        **_there(counts, beside.receipts),
        **_registered(counts, beside),
        **beside.judged,
        "2.1": Counted.of(counts.in_time, counts.handled),
        "3.2": Counted.of(len(online), len(beside.offered)),
        "3.5b": Counted.of(len(counts.procedures_paid_online), len(counts.procedures_with_fee)),
        "3.6": Counted.of(counts.paid_online, counts.with_fee),
        "4.1": Counted.of(counts.sealed, counts.received),
        "4.2": Counted.of(counts.digitised, counts.received),
        "4.3": Counted.of(counts.reused, counts.received),
        "4.5b": Counted.of(counts.known, counts.received),
    }


def _there(counts: Counts, receipts: Receipts | None) -> dict[str, Counted]:
    """What hangs on the national portal; of receipts by other books than ours only a register tells."""
    if counts.synced is None or counts.pushed is None:
        return {}
    received = receipts or Receipts(many=Fraction(counts.received), source="own")
    synced = Counted(numerator=Fraction(counts.synced), denominator=received.many, source=received.source)
    # Those books may be older than ours: the portal does not know more than all of them.
    share = min(synced.ratio or Fraction(), Fraction(1))
    online = Counted(numerator=counts.online_electronic * share, denominator=Fraction(counts.received), worth=share)
    return {"1.4": synced, "3.3": online, "4.4": Counted.of(counts.pushed, counts.received)}


def _registered(counts: Counts, beside: Beside) -> dict[str, Counted]:
    """Of procedures and units, what one procedure alone does not tell."""
    found = dict[str, Counted]()
    if beside.copies:
        found["4.6"] = beside.copies
    if beside.complained:
        found["5.4"] = satisfied(Counted.of(counts.handled - counts.in_time, counts.handled), beside.complained)
    if beside.alone:
        return found
    persons = counts.procedures - beside.for_organisations
    found["4.5a"] = Counted.of(len(counts.procedures_known & persons), len(persons))
    if beside.services:
        found["3.1"] = beside.services.counted
    if beside.fees:
        found["3.5b/all"] = Counted.of(len(counts.procedures_paid_online), beside.fees.with_fee)
    if beside.fees and (synced := beside.fees.synced_of(counts)) is not None:
        found["3.5"] = Counted.of(synced, beside.fees.with_fee)
    return found


def satisfied(late: Counted, complained: Counted) -> Counted:
    """5.4: all less the share of the late and of those with a petition or a bad rating, in dossiers to be handled."""
    if late.ratio is None or complained.ratio is None:
        return Counted.of(0, 0)
    # A dossier may be both, and the late are of others than the received: together they may be more than all.
    content = max(1 - late.ratio - complained.ratio, Fraction())
    return Counted(numerator=content * late.denominator, denominator=late.denominator)


def offered_by(offices: Iterable[str], found: Offers) -> frozenset[str]:
    """What some offices decide on."""
    return frozenset[str]().union(*(found.get(office, frozenset()) for office in offices))
