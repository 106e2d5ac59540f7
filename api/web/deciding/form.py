"""The form as its officer reads it: in words, each field beside what the registers say of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from api.container import Container
from api.web.deciding.heard import Heard
from api.web.fields import questions, said
from domain.base.words import Words
from domain.dossier.journal import Event, form_of
from domain.dossier.state import Dossier
from domain.registers.compare import Part, Path, about, at, compared

DETAILS = Words(vi="Nội dung đề nghị", en="What is applied for")


@dataclass(frozen=True)
class Word:
    """What a register says of a field."""

    source: Words
    value: Words
    agrees: bool


@dataclass
class Line:
    """A field of the form, and what the registers say of it."""

    label: Words
    value: Words
    words: list[Word] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether any of them says otherwise."""
        return any(not word.agrees for word in self.words)


@dataclass(frozen=True)
class Section:
    """The fields about one person or thing."""

    label: Words
    lines: Sequence[Line]

    @property
    def compared(self) -> bool:
        """Whether a register spoke of it."""
        return any(line.words for line in self.lines)


def sections(dossier: Dossier, events: Iterable[Event], heard: Iterable[Heard], tools: Container) -> list[Section]:
    """The form as it stands now, with what was heard beside it."""
    if not (form := form_of(events)):
        return []
    parts = questions(tools.procedures[dossier.procedure].form, tools.offices)
    rows = [row for row in said(parts, form) if row.value.vi]
    lines = {row.place: Line(row.label, row.value) for row in rows}
    for one in heard:
        _lay_beside(lines, form, one, parts, tools)
    return [
        Section(of or DETAILS, [lines[row.place] for row in group])
        for of, group in ((of, list(group)) for of, group in groupby(rows, key=lambda row: row.of))
    ]


def differences(found: Iterable[Section]) -> int:
    """Count the fields in which a register says otherwise."""
    return sum(line.differs for section in found for line in section.lines)


def _lay_beside(lines: dict[str, Line], form: Part, heard: Heard, parts: Any, tools: Container) -> None:
    if not heard.answer:
        return
    numbers = [str(part["number"]) for part in _people(form)]
    people = frozenset(number for number in numbers if tools.index.of(number) in heard.people)
    if (path := about(form, heard.answer, heard.step, people)) is None:
        return
    words = {row.place: row.value for row in said(parts, _with(form, path, heard.answer))}
    for one in compared(at(form, path), heard.answer):
        if line := lines.get(name := ".".join((*path, one.name))):
            line.words.append(Word(heard.agency, words[name], one.agrees))
            heard.beside = True
    heard.of = next((row.of for row in said(parts, form) if row.place.startswith(".".join((*path, "")))), None)


def _people(part: Any) -> Iterable[Part]:
    if isinstance(part, list):
        for one in part:
            yield from _people(one)
    elif isinstance(part, dict):
        if part.get("number"):
            yield part
        for one in part.values():
            yield from _people(one)


def _with(form: Any, path: Path, answer: Part) -> Any:
    """The form as it were if the register had filled that part in."""
    if not path:
        return {**form, **{name: value for name, value in answer.items() if name in form}}
    if isinstance(form, list):
        return [_with(one, path[1:], answer) if str(n) == path[0] else one for n, one in enumerate(form)]
    return {**form, path[0]: _with(form[path[0]], path[1:], answer)}
