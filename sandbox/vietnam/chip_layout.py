"""What is written on a stand-in's identity card: the data groups of its chip (ICAO 9303-10) and the QR on its face."""

import io
from dataclasses import dataclass
from datetime import date
from functools import cache

from asn1crypto import core  # type: ignore[import-untyped]

from sandbox.people.names import unaccented

DETAILS = (
    (1, "number"), (2, "full_name"), (3, "born"), (4, "sex"), (5, "nationality"), (6, "ethnicity"), (7, "religion"),
    (8, "place_of_origin"), (9, "residence"), (10, "marks"), (11, "issued"), (12, "expires"),
    (13, "parents"), (14, "spouse"), (16, "old_number"),
)  # fmt: skip
"""Viet Nam's own data group by field number. No public standard tells it; so it was read off cards by others."""
FOR_LIFE, NEVER = "Không thời hạn", "991231"
WEIGHTS = (7, 3, 1)
FACE_TYPE, FACE_FORMAT = b"\x00\x08", b"\x01\x01"
WIDTH, HEIGHT = 96, 128


@dataclass(frozen=True, slots=True)
class Card:
    """All that is written on one card."""

    number: str
    full_name: str
    born: date
    female: bool
    nationality: str
    residence: str
    place_of_origin: str
    issued: date
    expires: date | None
    parents: tuple[str, ...] = ()
    spouse: str = ""
    old_number: str = ""
    ethnicity: str = "Kinh"
    religion: str = "Không"
    marks: str = "Nốt ruồi cách 2 cm trước cánh mũi trái"

    @property
    def sex(self) -> str:
        return "Nữ" if self.female else "Nam"


def mrz(card: Card, spoilt: bool = False) -> str:
    """TD1, three lines of thirty; `spoilt` has one check digit wrong."""
    document, born = card.number[3:], f"{card.born:%y%m%d}"
    expires = f"{card.expires:%y%m%d}" if card.expires else NEVER
    first = f"IDVNM{document}{check_digit(document)}{card.number}<<"
    first += check_digit(first[15:])
    second = f"{born}{check_digit(born)}{'F' if card.female else 'M'}{expires}{check_digit(expires)}VNM<<<<<<<<<<<"
    whole = check_digit(first[5:] + second[:7] + second[8:15] + second[18:])
    family, _, rest = latin(card.full_name).partition(" ")
    name = f"{family}<<{rest.replace(' ', '<')}"[:30].ljust(30, "<")
    return first + second + (str((int(whole) + 1) % 10) if spoilt else whole) + name


def check_digit(said: str) -> str:
    """Weights 7, 3, 1, modulo ten; a letter counts from ten on, a filler nothing."""
    return str(sum((0 if sign == "<" else int(sign, 36)) * WEIGHTS[at % 3] for at, sign in enumerate(said)) % 10)


def latin(name: str) -> str:
    """Capitals without diacritics."""
    return unaccented(name).upper()


def qr(card: Card) -> str:
    """The seven fields of the card's face."""
    fields = (
        card.number, card.old_number, card.full_name, f"{card.born:%d%m%Y}", card.sex, card.residence,
        f"{card.issued:%d%m%Y}",
    )  # fmt: skip
    return "|".join(fields)


def tlv(tag: bytes, *content: bytes) -> bytes:
    """Tag, length, content (DER)."""
    whole = b"".join(content)
    size = len(whole)
    if size < 0x80:
        return tag + bytes([size]) + whole
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return tag + bytes([0x80 + len(length)]) + length + whole


def dg1(card: Card, spoilt: bool = False) -> bytes:
    """The machine-readable zone."""
    return tlv(b"\x61", tlv(b"\x5f\x1f", mrz(card, spoilt).encode()))


def dg2(card: Card) -> bytes:
    """A face (ISO/IEC 19794-5) in its container; the same person always has the same one."""
    image = face(card.number)
    block = (32 + len(image)).to_bytes(4) + bytes(16)
    about = b"\x01\x00" + WIDTH.to_bytes(2) + HEIGHT.to_bytes(2) + bytes(6)
    record = b"FAC\x00010\x00" + (46 + len(image)).to_bytes(4) + b"\x00\x01" + block + about + image
    header = tlv(b"\xa1", tlv(b"\x87", FACE_FORMAT), tlv(b"\x88", FACE_TYPE))
    template = tlv(b"\x7f\x60", header, tlv(b"\x5f\x2e", record))
    return tlv(b"\x75", tlv(b"\x7f\x61", tlv(b"\x02", b"\x01"), template))


def dg13(card: Card) -> bytes:
    """Viet Nam's own data."""
    return tlv(b"\x6d", tlv(b"\x30", *(_field(at, _values(card, name)) for at, name in DETAILS)))


def _values(card: Card, name: str) -> tuple[str, ...]:
    value = getattr(card, name)
    if name in ("born", "issued", "expires"):
        return (f"{value:%d/%m/%Y}" if value else FOR_LIFE,)
    return value if isinstance(value, tuple) else (value,)


def _field(at: int, values: tuple[str, ...]) -> bytes:
    texts = [bytes((core.PrintableString if value.isascii() else core.UTF8String)(value).dump()) for value in values]
    # Two names in one field, the parents', stand each in a sequence of its own.
    return tlv(b"\x30", core.Integer(at).dump(), *(tlv(b"\x30", text) for text in texts) if len(texts) > 1 else texts)


@cache
def face(number: str) -> bytes:
    """A drawn face that nobody has, with the words that it is none (JPEG)."""
    # Loading the image library takes a tenth of a second: the sandbox starts without.
    from PIL import Image, ImageDraw

    lot = int(number[-6:])
    image = Image.new("RGB", (WIDTH, HEIGHT), (200 + lot % 40, 210, 220))
    draw = ImageDraw.Draw(image)
    draw.ellipse((22, 20, 74, 92), fill=(224 - lot % 60, 180, 150))
    for eye in (38, 58):
        draw.ellipse((eye - 3, 48, eye + 3, 54), fill="black")
    draw.arc((36, 58, 60, 62 + lot % 20), 0, 180, fill="black", width=2)
    draw.text((20, 110), "STAND-IN", fill="black")
    held = io.BytesIO()
    image.save(held, "JPEG", quality=60)
    return held.getvalue()
