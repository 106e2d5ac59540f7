"""What was heard about a dossier: from registers, from officers in their place, and what came late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from api.container import Container
from api.services.views import compared
from api.web.fields import Row, questions, said
from domain.base.words import Words, plain
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.dossier.view import ROLES
from domain.tasks.model import Task
from domain.tasks.words import BY_HAND


@dataclass
class Heard:
    """An answer: who gave it, to what, when."""

    agency: Words
    purpose: str
    """In Vietnamese, as the agency was told."""
    at: datetime
    step: str
    answer: dict[str, Any] | None
    """None where nothing was known."""
    rows: Sequence[Row] = ()
    people: tuple[str, ...] = ()
    """Blind indices of those whom it was about."""
    beside: bool = False
    """Whether it is shown beside the form, field by field."""
    of: Words | None = None
    """The part of the form that it is about."""


@dataclass(frozen=True)
class Differing:
    """A field of what an officer entered, and of what the agency said later."""

    label: Words
    entered: Words
    came: Words

    @property
    def differs(self) -> bool:
        """Whether they say different things."""
        return self.entered != self.came


def all_heard(dossier: Dossier, events: Iterable[Event], tools: Container) -> list[Heard]:
    """Every answer, the first first."""
    return [one for event in events if (one := _heard(event, dossier, tools))]


def _heard(event: Event, dossier: Dossier, tools: Container) -> Heard | None:
    act = event.act
    if isinstance(act, acts.Answered) and "kind" in act.personal:
        query, answer = tools.registry.queries.get(act.personal["kind"]), act.personal.get("answer")
        rows = _rows(query.answer, answer, tools) if query else []
        agency = tools.registry.agency(act.agency)
        people = act.look.about if act.look else ()
        return Heard(agency, query.purpose if query else "", event.at, act.step, answer, rows, people)
    if isinstance(act, acts.Done) and act.decision == "answer":
        task, answer = dossier.tasks[act.task], act.personal.get("answer")
        who = ROLES[event.actor.roles[0]] if event.actor.roles else tools.registry.agencies.get(event.actor.id, BY_HAND)
        rows = _rows(tools.answer_of(dossier.procedure, task.answer), answer, tools)
        return Heard(
            who, tools.registry.waits_for(task.kind).vi.removeprefix("Chờ ").capitalize(), event.at, "", answer, rows
        )
    return None


def side_by_side(task: Task, dossier: Dossier, events: Sequence[Event], tools: Container) -> list[Differing]:
    """Lay what was entered beside what the agency answered late, where a task is to compare them."""
    both = [one.answer for one in compared(task, dossier, events)]
    asked = next((one for one in dossier.tasks.values() if one.asks and one.message == task.message), None)
    if len(both) < 2 or asked is None or (model := tools.answer_of(dossier.procedure, asked.answer)) is None:
        return []
    entered, came = ({row.name: row for row in said(questions(model, tools.offices), one)} for one in both[:2])
    nothing = Words(vi="", en="")
    return [
        Differing(
            (entered.get(name) or came[name]).label,
            entered[name].value if name in entered else nothing,
            came[name].value if name in came else nothing,
        )
        for name in dict.fromkeys((*entered, *came))
    ]


def _rows(model: type[BaseModel] | None, answer: Any, tools: Container) -> list[Row]:
    if model is None or not answer:
        return []
    rows = [row for row in said(questions(model, tools.offices), answer) if row.value.vi]
    return [replace(row, value=_office(row.value, tools)) if row.name.endswith("commune") else row for row in rows]


def _office(code: Words, tools: Container) -> Words:
    """Name a commune; one of another province keeps its code."""
    title = next((office.title for office in tools.offices.offices if office.code == code.vi), code.vi)
    return plain(title)
