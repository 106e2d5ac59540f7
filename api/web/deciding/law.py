"""The law that applies to a dossier, in words: basis, term, what silence means; and how far its result is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.base.words import Words
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.dossier.story import moment
from domain.signing.acts import SignatureDeclined
from domain.signing.model import Signature
from domain.statute.versions import Laws, Rules
from domain.tasks.model import OPINION
from infra.facts.open_facts import Unconfirmed, in_words

SILENCE = {
    "confirm": Words(vi="coi như đồng ý với bản nháp", en="it is taken as agreement to the draft"),
    "supply": Words(vi="hồ sơ dừng giải quyết (mẫu 05)", en="the dossier is stopped (form 05)"),
    "pay": Words(vi="hồ sơ dừng giải quyết (mẫu 05)", en="the dossier is stopped (form 05)"),
    "verify_elsewhere": Words(vi="giải quyết tiếp, không chờ nữa", en="it goes on without the answer"),
    OPINION: Words(vi="giải quyết tiếp, ghi là không có ý kiến", en="it goes on without that opinion"),
    "posting": Words(vi="coi như không có ý kiến phản đối", en="it is taken that nobody objects"),
}
"""What the law makes of silence, by kind of task."""


@dataclass(frozen=True)
class Law:
    """What applies."""

    basis: str
    term: Words
    silence: tuple[Words, ...]
    unconfirmed: tuple[str, ...]
    """What of it nobody has confirmed, in Vietnamese."""


@dataclass(frozen=True)
class Step:
    """What becomes of a result: a step, and when it was done."""

    words: Words
    state: str
    """``done``, ``now``, ``failed`` or ``later``."""
    at: datetime | None = None
    why: Words | None = None


def law_of(dossier: Dossier, laws: Laws, unconfirmed: Unconfirmed) -> Law:
    """Say what applies to a dossier."""
    rules, basis = dossier.law, laws.basis_of(dossier.procedure, dossier.law.version)
    silence, open_ = (*_open(dossier), *_always(rules)), tuple(in_words(unconfirmed.of(rules.version)))
    return Law(basis, rules.term_of(dossier.case).words(), silence, open_)


def _open(dossier: Dossier) -> Iterator[Words]:
    for task in dossier.open_tasks:
        if task.lapses_at and (words := SILENCE.get(task.kind)):
            until = moment(task.lapses_at)
            yield Words(vi="Không trả lời đến {}: {}.", en="No answer until {}: {}.").format(until, words)


def _always(rules: Rules) -> Iterator[Words]:
    hours, days = int(rules.silence.total_seconds() // 3600), rules.supplement_wait.days
    yield Words(
        vi="Người nộp im lặng {} giờ sau khi nhận bản nháp: {}.",
        en="The applicant says nothing for {} hours after the draft: {}.",
    ).format(hours, SILENCE["confirm"])
    yield Words(
        vi="Người nộp không bổ sung trong {} ngày: {}.", en="The applicant does not supply it within {} days: {}."
    ).format(days, SILENCE["supply"])


APPROVED = Words(vi="Phê duyệt", en="Approved")
SIGNED = Words(vi="Ký số", en="Signed by the leader")
NUMBERED = Words(vi="Cấp số", en="Numbered by the clerk's book")
SEALED = Words(vi="Đóng dấu, ban hành", en="Sealed and issued")


def course_of(dossier: Dossier, events: Sequence[Event]) -> list[Step]:
    """Say how far an approved result is: signed, numbered, sealed; empty before it is approved."""
    if dossier.approved_at is None:
        return []
    signature = next(reversed(dossier.signatures.values()), None)
    result = dossier.result if dossier.result and not dossier.recalled else None
    sealed = bool(result and result.sha256)
    steps = [Step(APPROVED, "done", dossier.approved_at)]
    if signature is not None:
        steps.append(_signature(signature, events))
    settled = steps[-1].state == "done"
    steps.append(Step(NUMBERED, "done" if result else "now" if settled else "later"))
    steps.append(Step(SEALED, "done" if sealed else "now" if result else "later"))
    return steps


def _signature(signature: Signature, events: Sequence[Event]) -> Step:
    if signature.declined:
        said = [event.act.reason for event in events if isinstance(event.act, SignatureDeclined)]
        return Step(SIGNED, "failed", why=said[-1] if said else None)
    return Step(SIGNED, "done" if signature.signed_at else "now", signature.signed_at)
