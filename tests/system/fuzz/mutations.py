"""Spoils what is valid, knowing how it is laid out: so what comes out reaches deeper than chance would."""

import base64
import json
import re
import zlib
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from asn1crypto import parser  # type: ignore[import-untyped]

Mutation = Callable[[bytes, Random], bytes]
Node = tuple[bytes, "bytes | list[Node]"]
"""A DER element: its identifier octets, and its content or what stands in it."""

MARKS = (
    b"\x00", b"\xff", b"\x80", b"%", b"|", b"<", b"\xe1\xbb\x87", b"\xed\xa0\x80", b"9" * 40, b"-1", b"{", b"[" * 200,
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 10**400, 1.5, "", "\x00", "\ud800", "ữ", "x" * 5000, [], {}, [[]], {"": None},
    [{"a": [1]}], "2026-02-30", "20261399", "00", "1e999", float("nan"), float("inf"),
)  # fmt: skip
NUMBER = re.compile(rb"\d+")
TOKENS = (
    b"/Type", b"/Root", b"/Prev", b"/Size", b"/ByteRange", b"/Contents", b"/Parent", b"/Kids", b"/Length", b"/AcroForm",
    b"/Fields", b"/V", b"/XRef", b"/ObjStm", b"obj", b"endobj", b"stream", b"endstream", b"startxref", b"trailer",
    b"<<", b">>", b"[", b"]", b"(", b"null", b" 0 R",
)  # fmt: skip


BEGINNINGS = (
    b"stream\n", b"endstream", b"1 0 ", b"% ", b"%\n", b"/#4a", b"#", b"~>", b"x\x9c", b"\0\0\0\xff\xff",
    b"\xff\xe0\0\2", b"/Width 9 /Height 9 ",
)  # fmt: skip
"""What a reader of papers begins something at."""


def bytewise(data: bytes, dice: Random) -> bytes:
    """Change, drop, repeat or put in bytes."""
    at, size = dice.randint(0, len(data)), dice.randint(1, 1 + min(40, len(data)))
    match dice.randrange(6):
        case 0:
            return data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
        case 1 if data:
            at = at % len(data)
            return data[:at] + bytes([data[at] ^ (1 << dice.randrange(8))]) + data[at + 1 :]
        case 2:
            return data[:at] + data[at + size :]
        case 3:
            return data[:at] + data[at : at + size] * dice.randint(2, 4) + data[at + size :]
        case 4:
            return data[:at]
    return data[:at] + dice.choice(MARKS) + data[at:]


def der(data: bytes, dice: Random) -> bytes:
    """Spoil one element of a tree and write the lengths of all others anew."""
    try:
        tree = _tree(data)
    except (ValueError, RecursionError):
        return bytewise(data, dice)
    lists = _lists(tree)
    place = dice.choice(lists)
    if not place:
        return bytewise(data, dice)
    at = dice.randrange(len(place))
    tag, content = place[at]
    match dice.randrange(6):
        case 0:
            del place[at]
        case 1:
            place.insert(dice.randrange(len(place) + 1), place[at])
        case 2:
            place[at] = deepcopy(dice.choice(dice.choice([each for each in lists if each])))
        case 3:
            place[at] = (bytes([tag[0] ^ (1 << dice.randrange(8))]) + tag[1:], content)
        case 4:
            place[at] = (tag, bytewise(_written(content), dice))
        case _:
            place[at] = (b"\x30", [place[at]])
    return _written(tree)


def _tree(data: bytes) -> list[Node]:
    nodes: list[Node] = []
    while data:
        _, method, _, header, content, trailer = parser.parse(data)
        size = 1
        if header[0] & 0x1F == 0x1F:
            size = next(at for at, octet in enumerate(header) if at and octet < 0x80) + 1
        nodes.append((header[:size], _tree(content) if method else content))
        data = data[len(header) + len(content) + len(trailer) :]
    return nodes


def _lists(nodes: list[Node]) -> list[list[Node]]:
    return [nodes, *(deeper for _, content in nodes if isinstance(content, list) for deeper in _lists(content))]


def _written(content: bytes | list[Node]) -> bytes:
    if isinstance(content, bytes):
        return content
    return b"".join(tag + _length(whole := _written(inside)) + whole for tag, inside in content)


def _length(content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([size])
    octets = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([0x80 + len(octets)]) + octets


def fields(between: bytes) -> Mutation:
    """Spoil fields that a sign separates: drop, repeat, swap, empty, or change one."""

    def spoilt(data: bytes, dice: Random) -> bytes:
        parts = data.split(between)
        one, other = dice.randrange(len(parts)), dice.randrange(len(parts))
        match dice.randrange(5):
            case 0:
                del parts[one]
            case 1:
                parts.insert(other, parts[one])
            case 2:
                parts[one], parts[other] = parts[other], parts[one]
            case 3:
                parts[one] = dice.choice((b"", b" ", b"0", *MARKS))
            case _:
                parts[one] = bytewise(parts[one], dice)
        return between.join(parts)

    return spoilt


def odd_json(value: Any, dice: Random) -> Any:
    """Put something odd in the place of a value, or leave it out."""
    if isinstance(value, dict) and value and dice.random() < 0.9:
        name = dice.choice(sorted(value))
        rest = {key: item for key, item in value.items() if key != name}
        match dice.randrange(5):
            case 0:
                return rest
            case 1:
                return value | {dice.choice(("", "x", "\x00", "MaThongDiep")): dice.choice(ODD)}
        return rest | {name: odd_json(value[name], dice)}
    if isinstance(value, list) and value and dice.random() < 0.7:
        at = dice.randrange(len(value))
        return [*value[:at], odd_json(value[at], dice), *value[at : at + dice.randrange(2)], *value[at + 1 :]]
    return dice.choice(ODD)


def json_of(seal: Callable[[Any], Any] = lambda said: said) -> Mutation:
    """Spoil a JSON document's values; ``seal`` signs what came out, so that it is read and not just refused."""

    def spoilt(data: bytes, dice: Random) -> bytes:
        try:
            said = odd_json(json.loads(data), dice)
        except (ValueError, RecursionError):
            return bytewise(data, dice)
        return json.dumps(seal(said) if dice.random() < 0.8 else said).encode()

    return spoilt


def token_of(sign: Callable[[Any, Any], bytes]) -> Mutation:
    """Spoil head or claims of a token (JWS), signed again or not."""

    def spoilt(data: bytes, dice: Random) -> bytes:
        parts = data.split(b".")
        if len(parts) != 3 or dice.random() < 0.2:
            return fields(b".")(data, dice)
        try:
            head, claims = (json.loads(base64.urlsafe_b64decode(part + b"==")) for part in parts[:2])
        except (ValueError, RecursionError):
            return bytewise(data, dice)
        if dice.random() < 0.3:
            head = odd_json(head, dice)
        else:
            claims = odd_json(claims, dice)
        if dice.random() < 0.7:
            return sign(head, claims)
        written = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (head, claims)]
        return b".".join((*written, parts[2]))

    return spoilt


def pdf(data: bytes, dice: Random) -> bytes:
    """Change a number or a name of a PDF, or put one in."""
    match dice.randrange(3):
        case 0 if numbers := list(NUMBER.finditer(data)):
            number = dice.choice(numbers)
            said = dice.choice(
                (b"0", b"-1", b"1", b"999999999999", str(int(number[0][:18]) + dice.choice((-1, 1))).encode())
            )
            return data[: number.start()] + said + data[number.end() :]
        case 1:
            token, other = dice.choice(TOKENS), dice.choice(TOKENS)
            at = data.find(token, dice.randint(0, len(data)))
            return data if at < 0 else data[:at] + other + data[at + len(token) :]
    at = dice.randint(0, len(data))
    return data[:at] + dice.choice(TOKENS) + data[at:]


def packed(data: bytes, dice: Random) -> bytes:
    """Repeat, pack or write in letters a piece of a file, or put in what begins something: so it costs to read."""
    at, size = dice.randint(0, len(data)), dice.choice((1, 4, 20, 200))
    piece = data[at : at + size]
    match dice.randrange(5):
        case 0:
            return data[:at] + piece * dice.choice((2, 20, 500)) + data[at + size :]
        case 1:
            return (
                data[:at] + b"stream\n" + zlib.compress(piece * dice.choice((1, 50)), dice.choice((0, 9))) + data[at:]
            )
        case 2:
            letters = dice.choice((base64.a85encode, base64.b16encode))(dice.choice((piece, zlib.compress(piece))))
            return data[:at] + b"stream\n" + letters + data[at:]
        case 3:
            return data[:at] + dice.choice(BEGINNINGS) * dice.choice((1, 30)) + data[at:]
    return pdf(data, dice)


def spoil(data: bytes, dice: Random, layout: Mutation) -> bytes:
    """Spoil once or a few times, mostly as the layout has it."""
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        data = (layout if dice.random() < 0.8 else bytewise)(data, dice)
    return data
