"""The machine-readable zone of an identity card: TD1, three lines of thirty (ICAO 9303-5).

The document number stands in the first line; behind it, as optional data, the twelve digits of the citizen number.
"""

import re
from datetime import date

from domain.base.law import Frozen
from domain.vietnam.people.citizen_number import CitizenNumber

LINE = 30
SHAPE = re.compile(r"[A-Z0-9<]{90}")
WEIGHTS = (7, 3, 1)
NEVER = ("991231", "<<<<<<")
"""How a card for life says that it never expires."""
VIETNAM = "VNM"


class MrzFault(ValueError):
    """The zone is none: of another shape, or a check digit is wrong; says which, never what stands there."""


class Mrz(Frozen):
    """What the zone says."""

    document: str
    number: CitizenNumber
    born: date
    sex: str
    expires: date | None
    """None on a card for life."""
    name: str
    """Latin capitals without diacritics, cut off where it is longer than its line."""


def read_mrz(text: str) -> Mrz:
    """Read the three lines, with or without line ends; ``MrzFault`` names what is wrong with them."""
    zone = "".join(text.split())
    if not SHAPE.fullmatch(zone):
        raise MrzFault("it is not three lines of thirty characters")
    first, second, third = (zone[at : at + LINE] for at in (0, LINE, 2 * LINE))
    checked = {
        "document number": (first[5:14], first[14]),
        "date of birth": (second[:6], second[6]),
        "date of expiry": (second[8:14], second[14]),
        "whole": (first[5:] + second[:7] + second[8:15] + second[18:29], second[29]),
    }
    for what, (said, digit) in checked.items():
        if check_digit(said) != digit:
            raise MrzFault(f"the check digit of the {what} is wrong")
    if first[2:5] != VIETNAM:
        raise MrzFault("it is no card of Viet Nam")
    try:
        return _read(first, second, third)
    except ValueError:
        raise MrzFault("it holds a number or a date that cannot be") from None


def _read(first: str, second: str, third: str) -> Mrz:
    number = CitizenNumber(first[15:27])
    century = number.birth_year // 100 * 100
    return Mrz(
        document=first[5:14].rstrip("<"),
        number=number,
        born=_date(second[:6], century),
        sex=second[7],
        expires=None if second[8:14] in NEVER else _date(second[8:14], 2000),
        name=" ".join(third.replace("<", " ").split()),
    )


def check_digit(said: str) -> str:
    """The check digit of a field: weights 7, 3, 1, modulo ten (ICAO 9303-3, 4.9)."""
    return str(sum(_value(sign) * WEIGHTS[place % 3] for place, sign in enumerate(said)) % 10)


def _value(sign: str) -> int:
    return 0 if sign == "<" else int(sign, 36)


def _date(said: str, century: int) -> date:
    if not said.isdigit():
        raise ValueError(said)
    return date(century + int(said[:2]), int(said[2:4]), int(said[4:]))
