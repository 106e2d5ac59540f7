"""Opinions of other offices: until when they may answer, the task by which they do, and what came of each question."""

from collections.abc import Iterable
from datetime import datetime
from typing import get_args

from domain.base.law import Frozen
from domain.base.words import Words
from domain.dossier import keys
from domain.dossier.acts import OpinionAsked, OpinionGiven, TaskAct, TaskOpened
from domain.dossier.journal import Entry, Event, task_id
from domain.opinions.acts import Opinion
from domain.tasks.model import OPINION

OPINIONS: dict[str, Words] = {
    "opinion_agrees": Words(vi="Đồng ý", en="Agrees"),
    "opinion_objects": Words(vi="Không đồng ý", en="Does not agree"),
    "opinion_differs": Words(vi="Có ý kiến khác", en="Has another opinion"),
    "opinion_not_ours": Words(vi="Không thuộc thẩm quyền trả lời", en="It is not theirs to answer"),
}
GIVEN: tuple[str, ...] = get_args(Opinion)
SAYS_ENOUGH = "opinion_agrees"
"""What needs no words of one's own beside it."""


class OpinionRules(Frozen):
    """How many working days another office has to answer."""

    days: int
    """Where whoever asks names no day."""
    most: int


class Asking(Frozen):
    """A question to another office, and what became of it."""

    office: str
    question: str
    asked: Event
    until: datetime
    task: str = ""
    """By which it is answered, once that is opened."""
    answered: Event | None = None
    """None while it waits, and where nobody answered in time or the dossier ended first."""
    silent: bool = False
    """Whether the time passed without an answer."""

    @property
    def opinion(self) -> str:
        """What that office thinks, as its decision is called."""
        return self.answered.act.opinion if self.answered and isinstance(self.answered.act, OpinionGiven) else ""

    @property
    def text(self) -> str:
        """The same in its own words."""
        return str(self.answered.act.personal.get("text", "")) if self.answered else ""


def asking(code: str, step: str, act: OpinionAsked) -> Entry:
    """The task of the office that is asked; ``step`` is that of the task of whoever asks.

    It is opened with the question, so that the office has it while the engine is down.
    """
    key = keys.opinion(step)
    opened = TaskOpened(
        task=task_id(code, key),
        kind=OPINION,
        role=act.role,
        agency=act.office,
        decisions=GIVEN,
        about=act.task,
        lapses_at=act.until,
    )
    return Entry(key=key, act=opened)


def askings(events: Iterable[Event]) -> list[Asking]:
    """Every question to another office, the first first."""
    found: dict[str, Asking] = {}
    of: dict[str, str] = {}
    for event in events:
        act = event.act
        if isinstance(act, OpinionAsked):
            question = str(act.personal.get("text", ""))
            found[act.task] = Asking(office=act.office, question=question, asked=event, until=act.until)
        elif isinstance(act, TaskOpened) and act.kind == OPINION:
            # The question stands before its task in the journal, as it opened it: it is found.
            of[act.task] = act.about
            found[act.about] = found[act.about].model_copy(update={"task": act.task})
        elif isinstance(act, TaskAct) and act.closes and (about := of.get(act.task)):
            given = {"answered": event} if isinstance(act, OpinionGiven) else {"silent": True}
            found[about] = found[about].model_copy(update=given)
    return list(found.values())
