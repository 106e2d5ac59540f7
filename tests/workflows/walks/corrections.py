"""Forms as people put them right in a walk: any one thing that may be corrected, said otherwise."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from random import Random
from typing import Any

from pydantic import ValidationError

from api.services.corrections import changed
from workflows.engine.forms import Filing
from workflows.engine.procedure import Procedure

TRIES = 12
"""So many things are tried before a form stays as it is: most say what the filing fixed for good."""
Path = tuple[str | int, ...]


def put_right(
    procedure: type[Procedure[Any]], form: dict[str, Any], filing: Filing, chance: Random
) -> tuple[dict[str, Any], str]:
    """A form in which one thing is otherwise, and which; the same where nothing may be, and then ""."""
    before, places = procedure.form.model_validate(form), [*_places(form)]
    for path in (chance.choice(places) for _ in range(TRIES)):
        other = deepcopy(form)
        inside = other
        for step in path[:-1]:
            inside = inside[step]  # type: ignore[index] # a path leads through dictionaries and lists
        inside[path[-1]] = _otherwise(inside[path[-1]], chance)  # type: ignore[index]
        try:
            after = procedure.form.model_validate(other)
        except ValidationError:
            continue
        if after != before and not changed(before, after, filing) and not after.faults(filing):
            return other, ".".join(map(str, path))
    return form, ""


def _places(form: Any, at: Path = ()) -> Iterator[Path]:
    """Wherever a form says one thing."""
    inside = form.items() if isinstance(form, dict) else enumerate(form) if isinstance(form, list) else ()
    for name, value in inside:
        if isinstance(value, dict | list):
            yield from _places(value, (*at, name))
        elif value is not None:
            yield (*at, name)


def _otherwise(value: Any, chance: Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + chance.choice([-1, 1])
    try:
        return (date.fromisoformat(value) + timedelta(chance.choice([-1, 1]))).isoformat()
    except (TypeError, ValueError):
        return f"{value} {chance.choice(['Vi', 'Vỹ', 'An'])}"
