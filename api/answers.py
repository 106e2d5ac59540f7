"""What somebody fills in where a task asks for an answer, checked against the model that the task names."""

from typing import Any

from pydantic import ValidationError

from api.filing import FormInvalid
from api.house import House
from api.problems import field_errors
from domain.dossier import Dossier, Task
from domain.registers import ANSWERS, Answer


def checked_answer(dossier: Dossier, task: Task, said: dict[str, Any] | None, tools: House) -> dict[str, Any]:
    """Read an answer as its task asks for it; nothing, where it asks for none.

    Raises:
        FormInvalid: a field is missing or impossible.
    """
    models: dict[str, type[Answer]] = ANSWERS | {m.__name__: m for m in tools.procedures[dossier.procedure].answers}
    if (model := models.get(task.answer)) is None:
        return {}
    try:
        return model.model_validate(said or {}).model_dump(mode="json")
    except ValidationError as error:
        raise FormInvalid(field_errors(error.errors(include_input=False, include_context=False))) from None
