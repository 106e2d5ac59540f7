"""How what is printed reads: dates, sums, bodies, numbers and codes as the law writes them, in Vietnamese."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from jinja2 import Environment

from domain.base.words import dong
from infra.documents.qr import qr_svg
from infra.printing.html import templates

VIETNAM_TIME = timezone(timedelta(hours=7))
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def environment(*folders: Path) -> Environment:
    """The templates' vocabulary: how dates, numbers, bodies and codes look on paper. The first folder has its way."""
    pages = templates(*folders)
    pages.filters |= {
        "day": day,
        "day_in_words": day_in_words,
        "moment": moment,
        "short": short,
        "iso": iso,
        "personal_number": personal_number,
        "letterhead": letterhead,
        "dong": dong,
        "month": month,
        "qr": qr_svg,
    }
    return pages


def block(pages: Environment, template: str, name: str, context: Mapping[str, Any]) -> str:
    """Give one block of a template as markup, without the paper around it; what it is given is text."""
    found = pages.get_template(template)
    return "".join(found.blocks[name](found.new_context(dict(context))))


def month(value: date | str) -> str:
    """``11 năm 2026``, with a zero as days have it."""
    return day(value).partition("tháng ")[2]


def day(value: date | str) -> str:
    """``ngày 24 tháng 11 năm 2026``; days below 10 and the first two months take a zero, so that none can be added."""
    value = _local(value)
    month = f"{value.month:02}" if value.month < 3 else value.month
    return f"ngày {value.day:02} tháng {month} năm {value.year}"


def day_in_words(value: date | str) -> str:
    """``ngày hai mươi tư tháng mười một năm hai nghìn không trăm hai mươi sáu``."""
    value = _local(value)
    month = "tư" if value.month == 4 else _tens(value.month)
    return f"ngày {_tens(value.day)} tháng {month} năm {_thousands(value.year)}"


def moment(value: datetime) -> str:
    """``09 giờ 05 phút, ngày 24 tháng 11 năm 2026``, by Vietnam's clock."""
    value = _aware(value)
    return f"{value:%H} giờ {value:%M} phút, {day(value)}"


def short(value: datetime) -> str:
    """``09:05 24/11/2026``, by Vietnam's clock, where room is scarce."""
    return f"{_aware(value):%H:%M %d/%m/%Y}"


def iso(value: datetime) -> str:
    """``2026-11-24T09:05:00+07:00``, as the time of signing is written."""
    return _aware(value).isoformat(timespec="seconds")


def personal_number(value: str) -> str:
    """The 12-digit number, and nothing that only looks like one."""
    if not re.fullmatch(r"[0-9]{12}", value):
        raise ValueError("a personal number has 12 digits")
    return value


def letterhead(body: str) -> tuple[str, ...]:
    """Split ``Ủy ban nhân dân phường X`` after the kind of body, as it stands over a document's number."""
    found = re.match(r"((?:ủy|uỷ) ban nhân dân) +(.+)", body, re.IGNORECASE)
    return tuple(part.upper() for part in (found.groups() if found else (body,)))


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time without its zone cannot be printed")
    return value.astimezone(VIETNAM_TIME)


def _local(value: date | str) -> date:
    if isinstance(value, str):  # a result travels as JSON
        return date.fromisoformat(value)
    return _aware(value) if isinstance(value, datetime) else value


def _tens(number: int) -> str:
    tens, unit = divmod(number, 10)
    if not tens:
        return DIGITS[unit]
    head = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    special = {0: "", 5: "lăm"} | ({1: "mốt", 4: "tư"} if tens > 1 else {})
    return f"{head} {special.get(unit, DIGITS[unit])}".strip()


def _thousands(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    hundreds, rest = divmod(rest, 100)
    words = [f"{DIGITS[thousands]} nghìn"]
    if hundreds or rest:
        words.append(f"{DIGITS[hundreds]} trăm")
    if rest:
        words.append(_tens(rest) if rest > 9 else f"linh {DIGITS[rest]}")
    return " ".join(words)
