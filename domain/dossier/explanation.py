"""Why a dossier came out as it did: step by step, what was asked, what came back, who decided by which rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.apply import fold
from domain.dossier.journal import Event, canonical
from domain.dossier.rejudge import CalendarAt
from domain.dossier.state import Dossier
from domain.dossier.story import Told, length, moment, names_in, what, who
from domain.registers.registry import Registry


def why(
    code: str, events: Sequence[Event], offices: Mapping[str, str], calendar: CalendarAt, registry: Registry
) -> Iterator[Told]:
    """Give each step that led to the result; payloads are told as far as they could be read."""
    dossier, names = Dossier(code=code), names_in(events)
    for event in events:
        reason = _because(event.act, event, dossier, Under(calendar, registry))
        fold(dossier, event)
        if reason is not None:
            yield Told(at=event.at, who=who(event, names, offices, registry), what=_with_payload(reason, event.act))


@dataclass(frozen=True)
class Under:
    """By which calendar time was counted, and what the procedures declare."""

    calendar: CalendarAt
    registry: Registry


@singledispatch
def _because(act: acts.Act, _event: Event, dossier: Dossier, under: Under) -> Words | None:
    """Say what an act decided; acts that decide nothing have no part in it."""
    if isinstance(act, acts.ENDINGS):
        return what(act, under.registry)
    if not isinstance(act, acts.TaskAct) or not act.closes or act.task not in dossier.tasks:
        return None
    task, said = dossier.tasks[act.task], what(act, under.registry)
    asked, choices = under.registry.waits_for(task.kind), ", ".join(task.decisions)
    took = length(_event.at - task.opened_at)
    return Words(
        vi=f"{asked.vi} [{choices}] → {act.decided}: {said.vi} (sau {took.vi})",
        en=f"{asked.en} [{choices}] → {act.decided}: {said.en} (after {took.en})",
    )


@_because.register
def _(act: acts.Filed, _event: Event, _dossier: Dossier, _under: Under) -> Words | None:
    rules, case = act.rules, f", {act.case}" if act.case else ""
    term = rules.term_of(act.case).words()
    return Words(
        vi=f"nộp {act.procedure}{case}; quy định {rules.version}: thời hạn {term.vi}; {len(act.documents)} giấy tờ",
        en=f"filed {act.procedure}{case}; rules {rules.version}: term {term.en}; {len(act.documents)} documents",
    )


@_because.register
def _(act: acts.Accepted, event: Event, dossier: Dossier, under: Under) -> Words | None:
    rules = act.rules or dossier.law
    term, days = rules.term_of(dossier.case), under.calendar(dossier.competent, event.at)
    counted = term.explain(event.at, days)
    return Words(
        vi=f"tiếp nhận theo quy định {rules.version}, lịch {days.id}: {counted.vi}",
        en=f"accepted under rules {rules.version}, calendar {days.id}: {counted.en}",
    )


@_because.register(acts.Supplied)
@_because.register(acts.MoneyIn)
def _(act: acts.Supplied | acts.MoneyIn, event: Event, dossier: Dossier, under: Under) -> Words | None:
    if not act.due_at or not dossier.due_at:
        return what(act, under.registry)
    start, days = dossier.pauses[-1].start, under.calendar(dossier.competent, event.at)
    stood, said = length(days.working_time(start, event.at)), what(act, under.registry)
    return Words(
        vi=f"{said.vi}; tạm dừng từ {moment(start)}: {stood.vi} giờ làm việc, hạn cũ {moment(dossier.due_at)}",
        en=f"{said.en}; stood since {moment(start)}: {stood.en} of office time, was due {moment(dossier.due_at)}",
    )


@_because.register
def _(act: acts.Answered, _event: Event, _dossier: Dossier, under: Under) -> Words | None:
    agency = under.registry.agency(act.agency)
    known = what(act.model_copy(update={"agency": ""}), under.registry)
    return Words(vi=f"hỏi {agency.vi} ({act.step}) → {known.vi}", en=f"asked {agency.en} ({act.step}) → {known.en}")


@_because.register(acts.CaseChanged)
@_because.register(acts.Redated)
@_because.register(acts.Numbered)
@_because.register(acts.BranchOpened)
@_because.register(acts.BranchEnded)
@_because.register(acts.AnsweredLate)
@_because.register(acts.Recalled)
def _(act: acts.Act, _event: Event, _dossier: Dossier, under: Under) -> Words | None:
    return what(act, under.registry)


@_because.register
def _(act: acts.Issued, _event: Event, _dossier: Dossier, under: Under) -> Words | None:
    said = what(act, under.registry)
    return Words(vi=f"{said.vi}, SHA-256 {act.sha256}", en=f"{said.en}, SHA-256 {act.sha256}")


def _with_payload(reason: Words, act: acts.Act) -> Words:
    """Add what was filled in or answered; the form of a filing would be a page of its own."""
    told: Any = act.personal.get("answer")
    if told is None:
        return reason
    written = canonical(told).decode()
    return Words(vi=f"{reason.vi} {written}", en=f"{reason.en} {written}")
