"""Answers as people read them again: a row of label and value for each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.numbers import format_decimal

from api.web.fields.questions import DATE, Many, Part, Question
from domain.choices import words_of
from domain.words import Words


@dataclass(frozen=True)
class Row:
    """One answer."""

    name: str
    label: Words
    value: Words
    of: Words | None = None
    """Of which thing of several, or of whom."""


def said(parts: Iterable[Part], answers: Any) -> list[Row]:
    """Give a row for each question; what was not answered is empty."""
    return list(_rows(parts, answers, None))


def _rows(parts: Iterable[Part], answers: Any, of: Words | None) -> Iterator[Row]:
    known = answers if isinstance(answers, dict) else {}
    for part in parts:
        answer = known.get(part.key)
        if isinstance(part, Question):
            answer = part.default if part.key not in known else answer
            yield Row(part.name, part.label, value(part, answer), of)
        elif isinstance(part, Many):
            yield from _several(part, answer if isinstance(answer, list) else [])
        elif part.optional and not answer:
            yield Row(part.name, part.label, words_of("no") if answer is None and part.key in known else plain(""), of)
        else:
            yield from _rows(part.parts, answer, part.label)


def _several(many: Many, answers: list[Any]) -> Iterator[Row]:
    if not answers:
        yield Row(many.name, many.label, words_of("no") if not many.least else plain(""))
    for index, answer in enumerate(answers, start=1):
        of = Words(vi=f"{many.label.vi} – {index}", en=f"{many.label.en} – {index}")
        yield from _rows(many.at(index - 1).parts, answer, of)


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


def plain(text: str) -> Words:
    """What reads alike in every language."""
    return Words(vi=text, en=text)


def _day(answer: str) -> str:
    try:
        return f"{date.fromisoformat(answer):%d/%m/%Y}"
    except ValueError:
        return answer
