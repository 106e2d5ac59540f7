"""How an act is judged: the one place that rules are entered into, and the moment by which they judge."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import singledispatch

from domain.base.calendar import Calendar, in_vietnam
from domain.base.refusals import MandateEnded, Missing, ReasonMissing
from domain.dossier.act import Act, Actor
from domain.dossier.state import Dossier
from domain.registers.registry import Registry
from domain.statute.versions import Laws


@dataclass(frozen=True)
class Moment:
    """When, by which calendar, under which laws and of whose procedures an act is judged."""

    at: datetime
    calendar: Calendar
    laws: Laws
    registry: Registry


@singledispatch
def judge(act: Act, _dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    """Judge the engine's own records: whoever is not the engine has no business writing them."""
    # An act whose rule was forgotten comes here or, on a task, to that of `TaskAct`: it is never just let through.
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
    """See that whoever acts for the owner still may; ``MandateEnded`` says since when they may not."""
    if not dossier.mandate_over(actor.id, at):
        return
    raise mandate_ended(dossier.mandate_revoked_at, dossier.mandate_until)


def mandate_ended(revoked_at: datetime | None, until: date | None) -> MandateEnded:
    """Say to whoever filed it since when they act no longer and see nothing more, and who does."""
    if revoked_at:
        return MandateEnded(
            "Chủ hồ sơ đã hủy bỏ việc ủy quyền cho ông/bà ngày {:%d/%m/%Y}: từ nay chủ hồ sơ tự theo dõi và thực hiện.",
            "The owner took back the mandate that they gave you on {:%d %B %Y}:"
            " they follow the dossier and act in it themselves.",
            in_vietnam(revoked_at),
        )
    return MandateEnded(
        "Việc ủy quyền cho ông/bà đã hết hạn ngày {:%d/%m/%Y}: chủ hồ sơ tự theo dõi và thực hiện.",
        "Your mandate ended on {:%d %B %Y}: the owner follows the dossier and acts in it.",
        until,
    )


def with_reason(reason: str) -> None:
    """See that a reason is given, or ``ReasonMissing``."""
    if not reason.strip():
        raise ReasonMissing("Phải nêu lý do theo quy định của pháp luật.", "Name the legal reason.")
