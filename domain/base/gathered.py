"""Takes what one model says under the names of another's fields, so that nobody writes them down a second time."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel


def gathered(model: type[BaseModel], said: Sequence[BaseModel], more: Mapping[str, Any]) -> dict[str, Any]:
    """By the name of each field what says it: ``more``, else the first of ``said`` that has such a field."""
    first = {name: value for one in reversed(said) for name, value in one}
    return {name: value for name, value in first.items() if name in model.model_fields} | dict(more)
