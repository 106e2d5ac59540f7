"""What happened to a dossier, as those read it whose matter it is: no codes, nobody's own words, no inner doings."""

from collections.abc import Iterable
from datetime import datetime

from domain.base.law import Frozen
from domain.base.words import Words, capital, joined, made
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.dossier.view import FEE_PAID_THERE, ROLES, SILENT
from domain.filing.acts import NotTaken
from domain.recall.acts import Recalled
from domain.registers.registry import Registry
from domain.signing.acts import SignatureDeclined
from domain.slips.words import of_slip
from domain.tasks.model import Task

WITHIN = (
    acts.TaskReleased,
    acts.TaskDelegated,
    acts.TaskTakenOver,
    acts.Restamped,
    acts.CallbackRefused,
    acts.Exported,
)
"""What officers and machines do among themselves."""
TAKEN_UP = Words(vi="Đã có người thụ lý", en="Somebody took it up")
DONE = Words(vi="Xong", en="Done")
ANSWERED = Words(vi="{agency} trả lời", en="{agency} answered")
NOTHING = Words(vi="{agency} không có thông tin", en="{agency} has nothing on it")
RECORDED = Words(vi="{agency} đã ghi nhận", en="{agency} recorded it")
WAITED = Words(vi="{agency} chưa trả lời, hồ sơ chờ", en="{agency} did not answer, so it waits")
LATE = Words(vi="{agency} trả lời sau", en="{agency} answered later")


class Line(Frozen):
    """One thing that happened."""

    at: datetime
    who: Words | None
    what: Words


def history(events: Iterable[Event], dossier: Dossier, registry: Registry) -> list[Line]:
    """Tell what happened, the newest first."""
    lines = [
        Line(at=event.at, who=_who(event), what=_what(event, dossier, registry))
        for event in events
        if not isinstance(event.act, WITHIN) and not of_slip(event.act)
    ]
    return lines[::-1]


def _who(event: Event) -> Words | None:
    if event.actor.kind == "officer" and event.actor.roles:
        return ROLES[event.actor.roles[0]]
    return None


def _what(event: Event, dossier: Dossier, registry: Registry) -> Words:
    act = event.act
    if isinstance(act, acts.Filed) and act.paid_there:
        return FEE_PAID_THERE.format(act.told)
    if isinstance(act, acts.TaskOpened):
        return registry.waits_for(act.kind)
    if isinstance(act, acts.TaskClaimed):
        return _of(TAKEN_UP, dossier.tasks[act.task], registry)
    if isinstance(act, acts.Done):
        task = dossier.tasks[act.task]
        kind = task.kind if task.kind in registry.waits else "by_hand"
        return registry.finished.get(kind) or _of(DONE, task, registry)
    if isinstance(act, acts.Lapsed):
        silence_agrees = dossier.tasks[act.task].kind == "confirm"
        return act.told if silence_agrees else _of(SILENT, dossier.tasks[act.task], registry)
    if isinstance(act, acts.Answered | acts.AnsweredLate | acts.AgencyWaited):
        return _said(act, registry)
    if isinstance(act, NotTaken | SignatureDeclined | Recalled):
        return _beside(act.told, act.reason)
    return act.told


def _of(words: Words, task: Task, registry: Registry) -> Words:
    return _beside(words, made(_within, registry.waits_for(task.kind)))


def _within(text: str) -> str:
    what = text.removeprefix("Chờ ")
    return what[:1].lower() + what[1:]


def _said(act: acts.Answered | acts.AnsweredLate | acts.AgencyWaited, registry: Registry) -> Words:
    agency = registry.agency(act.agency)
    words = WAITED
    if isinstance(act, acts.AnsweredLate):
        words = LATE
    elif isinstance(act, acts.Answered):
        told = act.look is not None and act.look.told
        words = NOTHING if not act.found else RECORDED if told else ANSWERED
    said = capital(words.format(agency=agency))
    about = registry.step(act.step)
    return _beside(said, about) if about else said


def _beside(words: Words, more: Words) -> Words:
    return joined(": ", (words, more))
