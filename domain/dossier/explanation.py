"""Why a dossier came out as it did: step by step, what was asked, what came back, who decided by which rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from domain.base.calendars import CalendarAt
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.apply import fold
from domain.dossier.journal import Event, canonical
from domain.dossier.state import Dossier
from domain.dossier.story import Told, length, moment, names_in, what, who
from domain.registers.registry import Registry


def why(
    code: str, events: Sequence[Event], offices: Mapping[str, str], calendar: CalendarAt, registry: Registry
) -> Iterator[Told]:
    """Each step that led to the result; payloads are told as far as they could be read."""
    dossier, names = Dossier(code=code), names_in(events)
    for event in events:
        # Before its effect: how long the task waited, and the date that is moved, are gone from the state afterwards.
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
    return Words(vi="{} [{}] → {}: {} (sau {})", en="{} [{}] → {}: {} (after {})").format(
        asked, choices, act.decided, said, took
    )


@_because.register
def _(act: acts.Filed, _event: Event, _dossier: Dossier, _under: Under) -> Words | None:
    rules, case = act.rules, f", {act.case}" if act.case else ""
    term = rules.term_of(act.case).words()
    return Words(
        vi="nộp {}{}; quy định {}: thời hạn {}; {} giấy tờ", en="filed {}{}; rules {}: term {}; {} documents"
    ).format(act.procedure, case, rules.version, term, len(act.documents))


@_because.register
def _(act: acts.Accepted, event: Event, dossier: Dossier, under: Under) -> Words | None:
    rules = act.rules or dossier.law
    term, days = rules.term_of(dossier.case), under.calendar(dossier.competent, event.at)
    counted = term.explain(event.at, days)
    return Words(vi="tiếp nhận theo quy định {}, lịch {}: {}", en="accepted under rules {}, calendar {}: {}").format(
        rules.version, days.id, counted
    )


@_because.register(acts.Supplied)
@_because.register(acts.MoneyIn)
def _(act: acts.Supplied | acts.MoneyIn, event: Event, dossier: Dossier, under: Under) -> Words | None:
    if not act.due_at or not dossier.due_at:
        return what(act, under.registry)
    start, days = dossier.pauses[-1].start, under.calendar(dossier.competent, event.at)
    stood, said = length(days.working_time(start, event.at)), what(act, under.registry)
    return Words(
        vi="{}; tạm dừng từ {}: {} giờ làm việc, hạn cũ {}", en="{}; stood since {}: {} of office time, was due {}"
    ).format(said, moment(start), stood, moment(dossier.due_at))


@_because.register
def _(act: acts.Answered, _event: Event, _dossier: Dossier, under: Under) -> Words | None:
    agency = under.registry.agency(act.agency)
    known = what(act.model_copy(update={"agency": ""}), under.registry)
    return Words(vi="hỏi {} ({}) → {}", en="asked {} ({}) → {}").format(agency, act.step, known)


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
    return Words(vi="{}, SHA-256 {}", en="{}, SHA-256 {}").format(said, act.sha256)


def _with_payload(reason: Words, act: acts.Act) -> Words:
    """Add what was filled in or answered; the form of a filing would be a page of its own."""
    told: Any = act.personal.get("answer")
    if told is None:
        return reason
    written = canonical(told).decode()
    return Words(vi="{} {}", en="{} {}").format(reason, written)
