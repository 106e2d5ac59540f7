"""What a request may bring: a bounded, plain JSON document whose texts read as they are stored."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from math import isinf
from typing import Any, NoReturn

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import HeadersTooLarge, Malformed, TooLarge, faulty, refused
from domain.base.refusals import Refusal, Unacceptable
from domain.base.text import composed, trick

HEADERS_LIMIT = 16 * 1024
"""Bytes of all headers together."""
DEPTH = 16
VALUES = 10_000
"""Objects, lists, texts and numbers in one document."""
LONGEST = 10_000
"""Characters of one text."""
HALVES = ("\ud800", "\udfff")
"""Half characters (surrogates): JSON can write them, UTF-8 cannot."""


class Tricked(Unacceptable):
    """A text would read otherwise than it is stored; ``errors`` names each field."""

    slug = "text-not-acceptable"

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__(
            "Nội dung có ký tự không được dùng: hãy gõ lại các ô được nêu.",
            "A text holds characters that are not taken: type the named fields again.",
        )
        self.errors = errors


class Bodies:
    """Reads a body before the application does, and stops the moment it is too large.

    Routes that take files count for themselves. What is signed is passed on as it came, or its signature would break.
    """

    def __init__(self, app: ASGIApp, limit: int, files: Collection[str], signed: Collection[str]) -> None:
        self._app = app
        self._limit = limit
        self._files = files
        self._signed = tuple(signed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            if sum(len(name) + len(value) for name, value in scope["headers"]) > HEADERS_LIMIT:
                raise HeadersTooLarge("Phần đầu yêu cầu quá lớn.", "Send fewer or shorter headers.")
            if scope["path"] not in self._files:
                receive = await self._read(scope, receive)
        except Refusal as refusal:
            await refused(Request(scope), refusal)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _read(self, scope: Scope, receive: Receive) -> Receive:
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > self._limit:
            raise _too_large()
        body, more = bytearray(), True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return _again(message, receive)
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._limit:
                raise _too_large()
        plain = checked(bytes(body), as_it_came=scope["path"].startswith(self._signed))
        return _again({"type": "http.request", "body": plain, "more_body": False}, receive)


def _too_large() -> TooLarge:
    return TooLarge("Nội dung quá lớn.", "The request is too large.")


def _again(first: Message, receive: Receive) -> Receive:
    """What was read already, then whatever comes."""
    waiting = [first]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again


def checked(body: bytes, *, as_it_came: bool = False) -> bytes:
    """A body with its texts composed; whatever is no JSON passes, for whoever reads it to refuse.

    Raises:
        Malformed: not what every reader of JSON reads alike, or too deep or too much of it.
        Tricked: a text holds what its reader does not see.
    """
    if not body:
        return body
    counted = _Counted()
    try:
        document = json.loads(body, object_pairs_hook=counted.members, parse_constant=_no_number)
    except RecursionError:
        raise _too_deep() from None
    except (ValueError, UnicodeDecodeError):
        return body
    found = _Found()
    plain = _plain(document, (), found, 0)
    if as_it_came:
        return body
    if found.unstorable:
        raise Malformed("Một ô có ký tự không lưu được.", "A text holds a character that no store can hold.")
    if found.tricks:
        raise Tricked(found.tricks)
    return body if plain == document else json.dumps(plain).encode()


@dataclass
class _Found:
    """What is wrong with the texts of a document."""

    tricks: list[dict[str, str]] = field(default_factory=list)
    unstorable: bool = False


class _Counted:
    """Counts what a document holds while it is read."""

    def __init__(self) -> None:
        self.values = 0

    def members(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self.values += len(pairs)
        members = dict(pairs)
        if len(members) < len(pairs):
            raise Malformed("Một tên xuất hiện hai lần.", "A name stands twice in one object: which one counts?")
        if self.values > VALUES:
            raise _too_much()
        return members


def _no_number(said: str) -> NoReturn:
    raise Malformed("{} không phải là số.", "{} is no number of JSON.", said)


def _too_deep() -> Malformed:
    return Malformed("Nội dung lồng quá sâu.", "The document nests deeper than {0}.", DEPTH)


def _too_much() -> Malformed:
    return Malformed("Nội dung có quá nhiều mục.", "The document holds more than {0} values.", VALUES)


def _plain(value: Any, place: tuple[str | int, ...], found: _Found, depth: int) -> Any:
    """Compose every text below, and note those that trick."""
    if depth > DEPTH:
        raise _too_deep()
    if isinstance(value, str):
        return _text(value, place, found)
    if isinstance(value, list):
        if len(value) > VALUES:
            raise _too_much()
        return [_plain(one, (*place, number), found, depth + 1) for number, one in enumerate(value)]
    if isinstance(value, dict):
        return {
            _text(name, (*place, name), found): _plain(one, (*place, name), found, depth + 1)
            for name, one in value.items()
        }
    if isinstance(value, float) and isinf(value):
        _no_number("Infinity")
    return value


def _text(text: str, place: tuple[str | int, ...], found: _Found) -> str:
    if len(text) > LONGEST:
        raise Malformed("Một ô quá dài.", "One text is longer than {0} characters.", LONGEST)
    if "\0" in text or any(HALVES[0] <= sign <= HALVES[1] for sign in text):
        found.unstorable = True
    text = composed(text)
    if words := trick(text):
        found.tricks.append(faulty(place, f"{words.vi} / {words.en}"))
    return text
