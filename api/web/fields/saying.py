"""Answers as people read them again: a row of label and value for each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.numbers import format_decimal

from api.web.fields.questions import DATE, Either, Group, Many, Part, Question
from domain.base.words import Words, plain
from domain.vietnam.labels import words_of

KIND = Words(vi="Loại", en="Kind")


@dataclass(frozen=True)
class Row:
    """One answer."""

    name: str
    label: Words
    value: Words
    of: Words | None = None
    """Of which thing of several, or of whom."""
    place: str = ""
    """Where it stands in the form: as its name, which inside of a kind also says which."""


def said(parts: Iterable[Part], answers: Any) -> list[Row]:
    """A row for each question; what was not answered is empty."""
    return list(_rows(parts, answers, None))


def _rows(parts: Iterable[Part], answers: Any, of: Words | None, at: str = "") -> Iterator[Row]:
    known = answers if isinstance(answers, dict) else {}
    for part in parts:
        answer, place = known.get(part.key), f"{at}{part.key}"
        if isinstance(part, Question):
            answer = part.default if part.key not in known else answer
            yield Row(part.name, part.label, value(part, answer), of, place)
        elif isinstance(part, Many):
            yield from _several(part, answer if isinstance(answer, list) else [], place)
        elif isinstance(part, Either):
            yield from _either(part, answer, part.label, place, unsaid=part.key not in known)
        elif part.optional and not answer:
            there = words_of("no") if answer is None and part.key in known else plain("")
            yield Row(part.name, part.label, there, of, place)
        else:
            yield from _rows(part.parts, answer, part.label, f"{place}.")


def _either(part: Either, answer: Any, of: Words, at: str, *, unsaid: bool = False) -> Iterator[Row]:
    """Say which it is, and of that kind everything."""
    kind = part.chosen(answer)
    none = words_of("no") if answer is None and part.optional and not unsaid else plain("")
    label = part.label if of == part.label else KIND
    yield Row(part.which, label, kind.choice.words if kind else none, of, at)
    yield from _rows(kind.parts if kind else (), answer, of, f"{at}.")


def _several(many: Many, answers: list[Any], at: str) -> Iterator[Row]:
    if not answers:
        yield Row(many.name, many.label, words_of("no") if not many.least else plain(""), place=at)
    for index, answer in enumerate(answers):
        of = Words(vi="{} – {}", en="{} – {}").format(many.label, index + 1)
        item, place = many.at(index), f"{at}.{index}"
        if isinstance(item, Group):
            yield from _rows(item.parts, answer, of, f"{place}.")
        else:
            yield from _either(item, answer, of, place)


def value(question: Question, answer: Any) -> Words:
    """Say an answer; what could not be read as it was typed."""
    if answer is None or answer == "":
        return plain("")
    for choice in question.choices:
        if choice.chosen(answer):
            return choice.words
    if isinstance(answer, list):
        return plain("\n".join(str(line) for line in answer))
    if isinstance(answer, dict):
        return plain("/".join(str(answer.get(part, "")) for part in DATE))
    if question.kind == "date":
        return plain(_day(str(answer)))
    if question.kind in ("money", "number") and isinstance(answer, int):
        return Words(vi=format_decimal(answer, locale="vi"), en=format_decimal(answer, locale="en"))
    return plain(str(answer))


def _day(answer: str) -> str:
    try:
        return f"{date.fromisoformat(answer):%d/%m/%Y}"
    except ValueError:
        return answer
