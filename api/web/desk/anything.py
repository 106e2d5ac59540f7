"""The one box of a desk: whatever is scanned or typed into it is understood for what it is."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from api.http.request_log import CODE
from domain.vietnam.people.cards import Holder, read_qr
from domain.vietnam.people.citizen_number import CitizenNumber

SPACES = re.compile(r"[\s.\-]+")
DIGITS = re.compile(r"[0-9]{9,14}")
"""What looks like the number of a person; whether it can be one is asked next."""


class Chip(NamedTuple):
    """What a reader read off a card's chip, as JSON."""

    json: str


class Face(NamedTuple):
    """What the code on a card's face says."""

    holder: Holder


class Number(NamedTuple):
    """A citizen number that somebody typed."""

    number: CitizenNumber


class Code(NamedTuple):
    """A dossier, by its code or the code on its slip."""

    code: str


class Document(NamedTuple):
    """A document of ours, by the code on it."""

    token: str


class Sought(NamedTuple):
    """Words of a procedure's name."""

    words: str


Understood = Chip | Face | Number | Code | Document | Sought


def understand(text: str) -> Understood:
    """Say what was scanned or typed.

    Raises:
        CardUnreadable: it is meant as a card's code, and none.
        IdentityNumberError: it is meant as a person's number, and nobody can have it.
    """
    said = text.strip()
    if said.startswith("{"):
        return Chip(said)
    if "|" in said:
        return Face(read_qr(said))
    if found := CODE.search(said.upper()):
        return Code(found[0])
    if token := _token(said):
        return Document(token)
    if DIGITS.fullmatch(bare := SPACES.sub("", said)):
        return Number(CitizenNumber(bare))
    return Sought(said)


def _token(said: str) -> str:
    """What stands behind the address of the page that checks documents."""
    if "://" not in said:
        return ""
    before, found, token = urlsplit(said).path.casefold().rpartition("/verify/")
    return urlsplit(said).path[len(before) + len(found) :] if found and token else ""
