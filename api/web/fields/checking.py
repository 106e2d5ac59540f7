"""What is wrong with answers, in plain words: what happened with which question, and what to do."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from api.web.fields.questions import CITIZEN, Either, Many, Part, Question
from domain.base.text import trick
from domain.base.words import Words
from domain.vietnam.people.citizen_number import REASONS, CitizenNumber, IdentityNumberError

Errors = dict[str, Words]

EARLIEST, LATEST = 1850, 2150
PICTURES = {"So", "Sk", "Cs"}
"""Unicode's categories of what no certificate can print."""


def check(parts: Iterable[Part], answers: Any) -> Errors:
    """Say by the name of each question what is wrong with its answer."""
    known = answers if isinstance(answers, dict) else {}
    return {name: words for part in parts for name, words in _part(part, known.get(part.key, _unsaid(part)))}


def disagree(model: type[BaseModel], answers: Any) -> Errors:
    """Say what ``check`` cannot see: answers that are right one by one and not together; under "" what has no place."""
    try:
        model.model_validate(answers)
    except ValidationError as error:
        if any(item["type"] == "value_error" for item in error.errors()):
            return {"": CONTRADICT}
        return {".".join(str(part) for part in item["loc"]): MISFIT for item in error.errors()}
    return {}


CONTRADICT = Words(
    vi="Các câu trả lời mâu thuẫn với nhau: kiểm tra xem có ngày kết thúc nào trước ngày bắt đầu không.",
    en="Some answers contradict each other: see whether something ends before it begins.",
)
MISFIT = Words(vi="Có câu trả lời chưa đúng: hãy kiểm tra lại.", en="An answer is not right: look at it again.")


def _unsaid(part: Part) -> Any:
    return part.default if isinstance(part, Question) else [] if isinstance(part, Many) else {}


def _part(part: Part, answer: Any) -> Iterator[tuple[str, Words]]:
    if isinstance(part, Question):
        if wrong := _wrong(part, answer):
            yield part.name, wrong
    elif isinstance(part, Many):
        yield from _several(part, answer if isinstance(answer, list) else [])
    elif isinstance(part, Either):
        if kind := part.chosen(answer):
            yield from check(kind.parts, answer).items()
        elif answer is not None or not part.optional:
            yield part.which, _say(part.label, "Hãy chọn “{}”.", "Select “{}”.")
    elif part.optional and answer == {}:
        yield part.there, _say(part.label, "Hãy chọn có hoặc không cho “{}”.", "Say whether there is “{}”.")
    elif answer is not None or not part.optional:
        yield from check(part.parts, answer).items()


def _several(many: Many, answers: list[Any]) -> Iterator[tuple[str, Words]]:
    if len(answers) > many.most:
        yield many.name, _say(many.label, "“{}”: nhiều nhất {}.", "“{}”: {} at the most.", many.most)
    for index in range(max(len(answers), many.least)):
        yield from _part(many.at(index), answers[index] if index < len(answers) else {})


def _wrong(question: Question, answer: Any) -> Words | None:
    if answer is None or answer in ("", []):
        return _missing(question) if question.required else None
    match question.kind:
        case "date":
            return _day(question, answer)
        case "choice" | "yes_no":
            return None if answer in [choice.value for choice in question.choices] else _missing(question)
        case "number" | "money":
            return _number(question, answer)
        case "lines":
            return next((wrong for line in answer if (wrong := _text(question.label, line))), None)
        case "digits":
            return _digits(question, str(answer))
        case "place":
            return _somewhere(question, str(answer))
    return _text(question.label, str(answer)) or _length(question, str(answer))


def _missing(question: Question) -> Words:
    if question.kind in ("choice", "yes_no", "place"):
        return _say(question.label, "Hãy chọn “{}”.", "Select “{}”.")
    return _say(question.label, "Hãy nhập “{}”.", "Enter “{}”.")


def _day(question: Question, answer: Any) -> Words | None:
    try:
        year = date.fromisoformat(answer).year if isinstance(answer, str) else 0
    except ValueError:
        year = 0
    if EARLIEST <= year <= LATEST:
        return None
    if isinstance(answer, dict) and not all(answer.values()):
        return _say(
            question.label, "“{}”: hãy nhập đủ ngày, tháng và năm.", "“{}”: give the day, the month and the year."
        )
    return _say(
        question.label,
        "“{}”: không có ngày này. Nhập ngày, tháng và năm bốn chữ số, ví dụ 27 3 1990.",
        "“{}”: there is no such day. Give day, month and a year of four digits, for example 27 3 1990.",
    )


def _number(question: Question, answer: Any) -> Words | None:
    if isinstance(answer, bool) or not isinstance(answer, int):
        return _say(question.label, "“{}”: chỉ nhập chữ số.", "“{}”: use digits alone.")
    if question.least is not None and answer < question.least:
        return _say(question.label, "“{}”: ít nhất là {:.0f}.", "“{}”: at least {:.0f}.", question.least)
    if question.most is not None and answer > question.most:
        return _say(question.label, "“{}”: nhiều nhất là {:.0f}.", "“{}”: {:.0f} at the most.", question.most)
    return None


def _digits(question: Question, answer: str) -> Words | None:
    least, most = int(question.least or 0), int(question.most or 0)
    if not (answer.isascii() and answer.isdigit() and least <= len(answer) <= most):
        many = f"{least}" if least == most else f"{least}–{most}"
        return _say(question.label, "“{}” gồm {} chữ số: hãy nhập lại.", "“{}” has {} digits: type it again.", many)
    if question.pattern == CITIZEN:
        try:
            CitizenNumber(answer)
        except IdentityNumberError as error:
            return _say(
                question.label,
                "“{}”: {}. Xem lại trên thẻ căn cước.",
                "“{}”: {}. Look at the identity card.",
                REASONS[error.flaw],
            )
    return None


def _somewhere(question: Question, answer: str) -> Words | None:
    known = answer in [choice.value for choice in question.choices]
    if known or (re.fullmatch(r"[0-9]{5}", answer) and re.fullmatch(question.pattern, answer)):
        return None
    return _say(
        question.label,
        "“{}”: chọn một tên trong danh sách hoặc nhập mã.",
        "“{}”: choose a name from the list, or give its code.",
    )


def _text(label: Words, text: str) -> Words | None:
    if found := trick(text):
        return _say(label, "“{}” có {}: hãy gõ lại.", "“{}” holds {}: type it again.", found)
    if any(unicodedata.category(sign) in PICTURES and ord(sign) > 0x2000 for sign in text):
        return _say(
            label,
            "“{}” có hình hoặc biểu tượng không in được trên giấy tờ: hãy bỏ đi.",
            "“{}” holds a picture that no paper can print: leave it out.",
        )
    return None


def _length(question: Question, text: str) -> Words | None:
    if question.most is not None and len(text) > question.most:
        return _say(
            question.label,
            "“{}” dài {} ký tự, nhiều nhất là {}: hãy viết ngắn hơn.",
            "“{}” has {} characters, {} at the most: make it shorter.",
            len(text),
            question.most,
        )
    if question.least is not None and len(text) < question.least:
        return _say(
            question.label,
            "“{}” cần ít nhất {} ký tự: hãy viết đầy đủ hơn.",
            "“{}” needs {} characters at least: say more.",
            question.least,
        )
    if question.pattern and not re.search(question.pattern, text):
        return _say(
            question.label, "“{}” chưa đúng cách viết: hãy xem lại.", "“{}” is not written as it must be: look again."
        )
    return None


def _say(label: Words, vi: str, en: str, *of: object) -> Words:
    return Words(vi=vi, en=en).format(label, *of)
