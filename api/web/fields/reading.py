"""What was typed becomes answers: where it cannot be read it is kept as it was typed, and nothing is lost."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from api.web.fields.checking import Errors, check
from api.web.fields.questions import DATE, NEITHER, Either, Group, Many, Part, Question
from domain.base.text import composed, unaccented

Answers = dict[str, Any]
Posted = Mapping[str, Any]

GROUPED = re.compile(r"\d{1,3}([., ]\d{3})+")
INDEX = re.compile(r"(\d{1,3})[.-]")
KINDS = ("xa", "phuong", "dac khu", "tinh", "thanh pho")
"""What places are, as ``plainly`` writes it: people leave it out."""


def read(
    parts: Iterable[Part], posted: Posted, before: Answers | None = None, locked: Iterable[str] = ()
) -> tuple[Answers, Errors]:
    """The answers to some parts as they were posted, in the place of those before, and what is wrong with them.

    What is ``locked``, by the names of its questions, stays as it was.
    """
    asked, kept = tuple(parts), before or {}
    answers = kept | {part.key: _part(part, posted) for part in asked}
    for name in locked:
        _put(answers, name, answer_at(kept, name))
    return answers, check(asked, answers)


def answer_at(answers: Any, name: str) -> Any:
    """The answer to one question."""
    for key in name.split("."):
        answers = answers.get(key) if isinstance(answers, dict) else None
    return answers


def _put(answers: Answers, name: str, answer: Any) -> None:
    *way, last = name.split(".")
    for key in way:
        answers = answers[key] if isinstance(answers.get(key), dict) else answers.setdefault(key, {})
    answers[last] = answer


def changed(answers: Answers, parts: Iterable[Part], posted: Posted) -> Answers | None:
    """The answers with one of several things more or less, where a button asked for that; else nothing."""
    does, _, name = str(posted.get("do", "")).partition(":")
    return _changed(answers, parts, does, name) if does in ("add", "remove") else None


def _changed(answers: Answers, parts: Iterable[Part], does: str, name: str) -> Answers | None:
    part = next((part for part in parts if f"{name}.".startswith(f"{part.name}.")), None)
    if part is None or isinstance(part, Question):
        return None
    there = answers.get(part.key)
    now: Any = None
    if isinstance(part, Many):
        several = list(there) if isinstance(there, list) else []
        now = _fewer_or_more(several, part, does, name)
    elif isinstance(there, dict):
        now = _changed(there, _inside(part, there), does, name)
    return None if now is None else answers | {part.key: now}


def _fewer_or_more(several: list[Any], part: Many, does: str, name: str) -> list[Any] | None:
    if name == part.name:
        return [*several, {}] if does == "add" and len(several) < part.most else several
    index, _, further = name.removeprefix(f"{part.name}.").partition(".")
    place = int(index) if index.isdecimal() else -1
    if not further:
        return [one for number, one in enumerate(several) if does == "add" or number != place]
    there = several[place] if 0 <= place < len(several) else None
    inner = _changed(there, _inside(part.at(place), there), does, name) if isinstance(there, dict) else None
    return None if inner is None else [*several[:place], inner, *several[place + 1 :]]


def _inside(part: Group | Either, answer: Answers) -> Iterable[Part]:
    if isinstance(part, Group):
        return part.parts
    kind = part.chosen(answer)
    return kind.parts if kind else ()


def _part(part: Part, posted: Posted) -> Any:
    if isinstance(part, Question):
        return _answer(part, posted)
    if isinstance(part, Many):
        return _several(part, posted)
    if isinstance(part, Either):
        return _either(part, posted)
    if part.optional and (said := posted.get(part.there)) != "yes":
        return None if said == "no" else {}
    return {inner.key: _part(inner, posted) for inner in part.parts}


def _either(part: Either, posted: Posted) -> Any:
    said = posted.get(part.which)
    kind = next((kind for kind in part.kinds if kind.choice.typed == said), None)
    if kind is None:
        return None if part.optional and said == NEITHER else {}
    tag = {} if kind.tag is None else {kind.mark: kind.tag}
    return tag | {inner.key: _part(inner, posted) for inner in kind.parts}


def _several(many: Many, posted: Posted) -> list[Any]:
    start = f"{many.name}."
    found = (INDEX.match(name, len(start)) for name in posted if name.startswith(start))
    indices = sorted({int(index[1]) for index in found if index})[: many.most]
    return [_part(many.at(index), posted) for index in indices]


def _answer(question: Question, posted: Posted) -> Any:
    if question.kind == "date":
        return _day(question, posted)
    typed = composed(str(posted.get(question.name, ""))).replace("\r\n", "\n").strip()
    if question.kind == "lines":
        return [line.strip() for line in typed.split("\n") if line.strip()]
    if question.kind in ("choice", "yes_no"):
        chosen = [choice.value for choice in question.choices if choice.typed == typed]
        return chosen[0] if chosen else None
    if not typed:
        return question.default if question.default is None or question.default == "" else ""
    if question.kind == "place":
        return _place(question, typed)
    if question.kind == "digits":
        return re.sub(r"[\s.\-]", "", typed)
    return _number(typed) if question.kind in ("number", "money") else typed


def _day(question: Question, posted: Posted) -> Any:
    typed = {part: str(posted.get(f"{question.name}-{part}", "")).strip()[:20] for part in DATE}
    if not any(typed.values()):
        return None
    if len(typed["year"]) == 4 and all(one.isascii() and one.isdigit() for one in typed.values()):
        with suppress(ValueError):
            return date(int(typed["year"]), int(typed["month"]), int(typed["day"])).isoformat()
    return typed


def _number(typed: str) -> Any:
    plain = re.sub(r"[., ]", "", typed) if GROUPED.fullmatch(typed) else typed
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 16 else typed


def _place(question: Question, typed: str) -> str:
    """The code of the place that is meant: by its code, or its name in whatever spelling, if only one has it."""
    plain = plainly(typed)
    names = [(choice.value, plainly(choice.words.vi)) for choice in question.choices]
    meant = {plain, *(f"{kind} {plain}" for kind in KINDS)}
    # Xã Tiên Hưng has three neighbours whose names end like its own: its own name comes first.
    found = [code for code, name in names if code == plain or name in meant] or [
        code for code, name in names if name.endswith(f" {plain}")
    ]
    return str(found[0]) if len(found) == 1 else typed


def plainly(text: str) -> str:
    """Write a text as people search for it: without accents, capitals and double spaces."""
    return " ".join(unaccented(text.casefold()).split())
