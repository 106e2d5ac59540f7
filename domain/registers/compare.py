"""What a register says beside what a form says: of the same person, field by field, without hiding any difference."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.base.law import Frozen
from domain.base.text import plain_name
from domain.dossier.keys import name_of

Part = Mapping[str, Any]
Path = tuple[str, ...]
NUMBER = "number"


class Compared(Frozen):
    """A field that both tell of."""

    name: str
    said: Any
    """By the register."""
    agrees: bool


def parts(form: Part, path: Path = ()) -> Iterator[tuple[Path, Part]]:
    """The form and every part of it that has fields of its own, with where it stands."""
    yield path, form
    for name, value in form.items():
        if isinstance(value, Mapping):
            yield from parts(value, (*path, name))
        elif isinstance(value, list):
            for place, one in enumerate(value):
                if isinstance(one, Mapping):
                    yield from parts(one, (*path, name, str(place)))


def about(form: Part, answer: Part, step: str, people: frozenset[str] = frozenset()) -> Path | None:
    """Say which part of a form an answer is about: who has its number, else what bears the look-up's name.

    ``people`` are the numbers of those whom the look-up was about.
    """
    found = list(parts(form))
    told = {str(answer[NUMBER])} if answer.get(NUMBER) else people
    holders = [path for path, part in found if part.get(NUMBER) and str(part[NUMBER]) in told]
    if len(holders) == 1:
        return holders[0]
    named = [path for path, _ in found if path and path[-1] == name_of(step)]
    return named[0] if len(named) == 1 and (not holders or named[0] in holders) else None


def at(form: Part, path: Path) -> Part:
    """The part of a form that stands there."""
    return dict(parts(form))[path]


def compared(part: Part, answer: Part) -> list[Compared]:
    """Compare the fields that both have; the number, by which they were found, is none of them."""
    both = [name for name in part if name in answer and name != NUMBER and answer[name] not in (None, "", [])]
    return [Compared(name=name, said=answer[name], agrees=alike(part[name], answer[name])) for name in both]


def alike(declared: Any, said: Any) -> bool:
    """Whether two values say the same: capitals and spaces do not tell them apart."""
    if isinstance(declared, str) and isinstance(said, str):
        return plain_name(declared) == plain_name(said)
    return bool(declared == said)
