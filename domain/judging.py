"""How an act is judged: the one place that rules are entered into, and the moment by which they judge."""

from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch

from domain.acts import Act, Actor
from domain.calendar import Calendar
from domain.dossier import Dossier
from domain.refusals import MandateEnded, Missing
from domain.versions import Laws


@dataclass(frozen=True)
class Moment:
    """When, by which calendar and under which laws an act is judged."""

    at: datetime
    calendar: Calendar
    laws: Laws


@singledispatch
def judge(act: Act, _dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    """Judge the engine's own records: whoever is not the engine has no business writing them."""
    if actor.kind != "engine":
        raise Missing
    return act


def only_applicant(dossier: Dossier, actor: Actor, at: datetime) -> None:
    """See that they filed it or that it is theirs.

    Raises:
        Missing: neither.
        MandateEnded: they filed it for its owner, and may no longer act for them.
    """
    if not actor.applies or actor.id not in dossier.applicants:
        raise Missing
    within_mandate(dossier, actor, at)


def within_mandate(dossier: Dossier, actor: Actor, at: datetime) -> None:
    """See that whoever acts for the owner still may.

    Raises:
        MandateEnded: they may not, since when.
    """
    if not dossier.mandate_over(actor.id, at):
        return
    if dossier.mandate_revoked_at:
        raise MandateEnded(
            "Chủ hồ sơ đã hủy bỏ ủy quyền và phải tự thực hiện.", "The owner revoked your mandate: they have to do it."
        )
    raise MandateEnded(
        f"Giấy ủy quyền hết hạn ngày {dossier.mandate_until:%d/%m/%Y}: chủ hồ sơ phải tự thực hiện.",
        f"Your mandate ended on {dossier.mandate_until:%d %B %Y}: the owner has to do it.",
    )
