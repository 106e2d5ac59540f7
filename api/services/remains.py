"""What remains of a dossier whose data were erased: that it was filed, its results' numbers, when and by which rule."""

from dataclasses import dataclass
from datetime import datetime

from domain.base.refusals import Missing
from domain.base.words import Words
from domain.dossier.acts import Act, DataErased, Filed
from domain.dossier.journal import Event
from domain.recall.acts import Recalled
from domain.results.acts import Issued
from infra.identity.oidc import Identity
from infra.journal.journal import Journal
from workflows.catalogue import Procedures

TERM = Words(vi="Thời hạn lưu giữ theo quy định đã hết.", en="The time for which the law keeps it was over.")
ORDER = Words(
    vi="Xóa trước khi hết thời hạn lưu giữ, theo {order}.",
    en="It was erased before the law's time was over, by order: {order}.",
)


@dataclass(frozen=True)
class Remains:
    """An erased dossier as its reader is told of it; names of people are not among it."""

    code: str
    title: Words
    filed_at: datetime
    erased_at: datetime
    basis: str
    why: Words
    results: tuple[tuple[str, bool], ...]
    """The number of each that was issued, the newest first, and whether it was recalled."""
    kept: bool
    """Whether the results' files are still here: the law keeps them longer than the dossier."""
    applicants: tuple[str, ...]


async def remains(code: str, who: Identity, journal: Journal, procedures: Procedures) -> Remains:
    """Read what is public of an erased dossier's journal; ``Missing``, where this reader may not see it."""
    events = await journal.events(code, who.actor)
    filed, filed_at = _first(events, Filed)
    end, erased_at = _first(events, DataErased)
    recalled = {event.act.number for event in events if isinstance(event.act, Recalled)}
    issued = [event.act.number for event in reversed(events) if isinstance(event.act, Issued)]
    ordered = ORDER.format(order=end.order)
    return Remains(
        code=code,
        title=procedures[filed.procedure].title,
        filed_at=filed_at,
        erased_at=erased_at,
        basis=end.basis,
        why=ordered if end.order else TERM,
        results=tuple((number, number in recalled) for number in issued),
        kept=not end.with_result,
        applicants=(filed.applicant, filed.owner),
    )


def _first[A: Act](events: list[Event], kind: type[A]) -> tuple[A, datetime]:
    """The first act of a kind, and when it was, or ``Missing``."""
    found = next(((event.act, event.at) for event in events if isinstance(event.act, kind)), None)
    if found is None:
        raise Missing
    return found
