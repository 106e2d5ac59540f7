"""Says what is wrong in a file of the law's data: the file, the line, the place, and what to write instead."""

import difflib
import json
from collections.abc import Iterator, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined] # the standard library exports it, its stubs do not
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ValidationError

from domain.base.holding import models_in

Place = tuple[str | int, ...]
Mark = Literal["F", "K", "D", "plan"]
"""Found in a source, known but unconfirmed, derived, or announced by nobody yet."""
OF_A_MARK = ("basis", "mark")
CHOICES = {
    "when": "1 as it is accepted, 2 where the procedure says collect(), 4 before the result is handed over",
    "mark": "F where a source says so, K until somebody confirms it, D derived, plan announced",
}
"""What the codes of a key mean."""
NEEDED = {
    "basis": "name the law that says so",
    "mark": f"write {CHOICES['mark']}",
    "code": "write the procedure's, as its class has it",
    "valid_from": "write the first day on which it holds: 2025-07-01",
    "province": 'write the province\'s code: "33"',
}
"""What to write where a key is missing."""


class FactsWrong(ValueError):
    """A file of the law's data cannot be used: names the file, the place in it and what is wrong there."""


class WrongThere(ValueError):
    """Something is wrong at a place inside of an entry."""

    def __init__(self, place: Place, what: str) -> None:
        super().__init__(what)
        self.place = place


def refuse_unknown(model: type[BaseModel], entry: Any, place: Place = ()) -> None:
    """See that nobody wrote a key that is none, and so means nothing.

    Raises:
        WrongThere: names it, and the one that was meant.
    """
    for name, value in entry.items():
        if name not in model.model_fields:
            raise WrongThere((*place, name), no_key(name, model.model_fields))
        for inside in models_in(model.model_fields[name].annotation):
            named = isinstance(value, dict) and not value.keys() & inside.model_fields.keys()
            for at, many in value.items() if named else [(None, value)]:
                below = (*place, name) if at is None else (*place, name, at)
                for one, where in _each(many, below):
                    if isinstance(one, dict):
                        refuse_unknown(inside, one, where)


def refuse_missing(entry: dict[str, Any], *names: str, place: Place = ()) -> None:
    """See that an entry has what every one has.

    Raises:
        WrongThere: names what it has not, and what to write there.
    """
    for name in names:
        if name not in entry:
            raise WrongThere(place, f"{name} is missing: {NEEDED[name]}")


def refuse_misspelt_marks(entry: dict[str, Any], place: Place) -> None:
    """See that what is said of a figure, a term, a fee or an Article is said under its name.

    Raises:
        WrongThere: a mark is none; a key nearly is one; or an Article is not said.
    """
    if "mark" in entry and entry["mark"] not in get_args(Mark):
        raise WrongThere((*place, "mark"), f"{entry['mark']} is none of its codes: {CHOICES['mark']}")
    for name in entry:
        near = difflib.get_close_matches(name, ("value", *OF_A_MARK), 1, 0.8)
        if near and near[0] != name:
            raise WrongThere((*place, name), no_key(name, near))
    if entry.keys() == {"mark"}:
        refuse_missing(entry, "basis", place=place)


def no_key(name: str, known: Sequence[str] | Any) -> str:
    """That a key is none, and which was meant."""
    near = difflib.get_close_matches(name, list(known), 1)
    return f"{name} is no key here" + (f": {near[0]} is meant" if near else f": write one of {', '.join(known)}")


def told(path: Path, error: ValidationError) -> FactsWrong:
    """What is wrong in a file, for whoever wrote it."""
    errors = error.errors(include_url=False)
    missing = [str(one["loc"][-1]) for one in errors if one["type"] == "missing"]
    # Whoever misspells a key lacks another: the misspelling is what is wrong.
    first = next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])
    place, what = first["loc"], first["msg"]
    name = place[-1] if place else ""
    fault = first.get("ctx", {}).get("error")
    if first["type"] == "extra_forbidden":
        what = no_key(str(name), missing) if missing else f"{name} is no key here: leave it out"
    elif first["type"] == "missing" and name in NEEDED:
        what = f"{what}: {NEEDED[str(name)]}"
    elif first["type"] in ("enum", "literal_error") and name in CHOICES:
        what = f"{first['input']!r} is none of its codes: {CHOICES[str(name)]}"
    elif isinstance(fault, ValueError):
        place, what = (*place, *getattr(fault, "place", ())), str(fault)
    text = path.read_text(encoding="utf-8")
    lines = {} if first["type"] == "json_invalid" else dict(_lines(text))
    at = _known(place, lines)
    # What JSON itself is not, its reader names with the line.
    line = f":{lines[at]}" if lines else ""
    shown = ".".join(map(str, at if first["type"] != "missing" else (*at, name)))
    return FactsWrong(f"{path}{line}: {_entry(text, at)}{shown + ': ' if shown else ''}{what}")


def _each(many: Any, place: Place) -> Iterator[tuple[Any, Place]]:
    if isinstance(many, list):
        yield from ((one, (*place, number)) for number, one in enumerate(many))
    else:
        yield many, place


def _entry(text: str, place: Place) -> str:
    """Of which procedure an entry is, since nobody counts versions."""
    match place:
        case ("versions", int() as number, *_):
            code = json.loads(text)["versions"][number].get("code")
            return f"{code}, " if code else ""
    return ""


def _known(place: Place, lines: dict[Place, int]) -> Place:
    """A place as the file has it: a model may have parts that the file writes as one."""
    known: Place = ()
    for part in place:
        known = (*known, part) if (*known, part) in lines else known
    return known


def _lines(text: str) -> Iterator[tuple[Place, int]]:
    """The line of each place of a JSON text."""
    found: list[tuple[Place, int]] = []

    def after(at: int, *marks: str) -> int:
        while text[at].isspace() or text[at] in marks:
            at += 1
        return at

    def value(at: int, place: Place) -> int:
        at = after(at)
        found.append((place, text.count("\n", 0, at) + 1))
        if text[at] not in "{[":
            return int(json.JSONDecoder().raw_decode(text, at)[1])
        number, opened, at = 0, text[at], after(at + 1)
        while text[at] not in "}]":
            name: str | int = number
            if opened == "{":
                name, at = scanstring(text, at + 1, True)
                at = after(at, ":")
            at, number = after(value(at, (*place, name)), ","), number + 1
        return at + 1

    value(0, ())
    yield from found
