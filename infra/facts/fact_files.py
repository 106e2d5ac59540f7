"""How a file of the law's data is read: where ours lie, how sure an entry is, and what is said of one that is wrong."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

import domain

FACTS = Path(domain.__file__).parent / "vietnam" / "facts"

Mark = Literal["F", "K", "D", "plan"]
"""Found in a source, known but unconfirmed, derived, or announced by nobody yet."""


class FactsWrong(ValueError):
    """A file of the law's data cannot be used: names the file, the place in it and what is wrong there."""


def read[M: BaseModel](model: type[M], path: Path) -> M:
    """Read a file of the law's data.

    Raises:
        FactsWrong: it is not JSON, or not of this shape.
    """
    try:
        return model.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise FactsWrong(f"{path}: {place + ': ' if place else ''}{first['msg']}") from error
