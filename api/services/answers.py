"""What somebody fills in where a task asks for an answer, checked against the model that the task names."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from api.container import Container
from api.http.problems import field_errors
from api.schemas.tasks import ComparedAnswer
from api.services.filing import FormInvalid
from domain.agencies.answering import closes
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.tasks.model import COMPARE, Task


def checked_answer(dossier: Dossier, task: Task, said: dict[str, Any] | None, tools: Container) -> dict[str, Any]:
    """Read an answer as its task asks for it; nothing, where it asks for none.

    Raises:
        FormInvalid: a field is missing or impossible.
    """
    own = {model.__name__: model for model in tools.procedures[dossier.procedure].answers}
    if (model := own.get(task.answer) or tools.registry.answers.get(task.answer)) is None:
        return {}
    try:
        return model.model_validate(said or {}).model_dump(mode="json")
    except ValidationError as error:
        raise FormInvalid(field_errors(error.errors(include_input=False, include_context=False))) from None


def compared(task: Task, dossier: Dossier, events: Iterable[Event]) -> list[ComparedAnswer]:
    """What was entered and what the agency answered late, in their order, where a task is to compare them."""
    if task.kind != COMPARE:
        return []
    asked = {other.id for other in dossier.tasks.values() if other.asks and other.message == task.message}
    return [
        ComparedAnswer(by=event.actor.id, seq=event.seq, answer=event.act.personal.get("answer"))
        for event in events
        if any(closes(event, other) for other in asked)
        or (isinstance(event.act, acts.AnsweredLate) and event.act.task in asked)
    ]
