"""Files made to keep us busy: each kind as large as is wanted, in bytes, pages or pixels."""

import base64
import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from PIL import Image

MEGABYTE = 1024 * 1024
HEAD, FOOT = b"%PDF-1.7\n", b"\n%%EOF\n"
OBJECT = b"7 0 obj<</Length 20>>\nstream\n%s\nendstream endobj\n"
SWELLING = zlib.compress(b"1 0 " + bytes(100_000))
NUMBERS = 10**9 + 7


def filled(size: int, one: bytes) -> bytes:
    """A PDF with so many bytes of the same."""
    return HEAD + one * (size // len(one)) + FOOT


def in_letters(size: int) -> bytes:
    """Objects that are hard to pack, packed, and written in letters."""
    numbers = b" ".join(b"%d" % (place * 7919 % NUMBERS) for place in range(size // 13))
    return HEAD + b"stream\n" + base64.a85encode(zlib.compress(b"1 0 " + numbers, 0)) + b"~>endstream" + FOOT


def saved(made: pikepdf.Pdf) -> bytes:
    """Write it."""
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def of_pages(many: int) -> bytes:
    """A PDF of so many pages."""
    made = pikepdf.new()
    for _ in range(many):
        made.add_blank_page()
    return saved(made)


def painted(times: int) -> bytes:
    """A large page that is painted over so many times."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(3000, 3000))
    made.pages[0].Contents = pikepdf.Stream(made, b"0 0 3000 3000 re f " * times)
    return saved(made)


def nested(depth: int) -> bytes:
    """A page whose tree of pages is so deep."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    objects += [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (place + 3) for place in range(depth)]
    objects += [b"<</Type/Page/MediaBox[0 0 9 9]/Parent %d 0 R>>" % (depth + 1)]
    body, places = bytearray(HEAD), []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d" % (len(objects) + 1, len(body))
    return bytes(body) + head + table + tail + FOOT


def picture(pixels: int) -> bytes:
    """A PNG of so many pixels, in few bytes."""
    side = int(pixels**0.5)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + 3 * side)) for _ in range(side)) + packer.flush()

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", size) + part(b"IDAT", rows) + part(b"IEND", b"")


def scanned_again(times: int) -> bytes:
    """A photograph whose last pass over all its blocks comes so many times."""
    written = io.BytesIO()
    Image.new("RGB", (4000, 3000), "white").save(written, "JPEG", progressive=True)
    whole = written.getvalue()
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * times + b"\xff\xd9"


@dataclass(frozen=True)
class Kind:
    """A way to make one; ``size`` is that of the largest, a fourth of it that of the smallest."""

    made: Callable[[int], bytes]
    size: int
    name: str = "a.pdf"

    def times(self, times: int) -> bytes:
        """One, two or four times the smallest."""
        return self.made(self.size * times // 4)


LARGE = 9 * MEGABYTE
HOSTILE = {
    "streams repeated": Kind(lambda size: filled(size, OBJECT % b"abcdefghijklmnop qrs"), LARGE),
    "streams without end": Kind(lambda size: filled(size, b"stream\n"), LARGE),
    "numbers without end": Kind(lambda size: filled(size, b"stream\n1 0 "), LARGE),
    "streams of digits": Kind(lambda size: filled(size, b"stream\n31203020"), LARGE),
    "small packed objects": Kind(lambda size: filled(size, b"stream\n" + zlib.compress(b"1 0 2 ")), LARGE),
    "objects that unpack": Kind(lambda size: filled(size, OBJECT % SWELLING), LARGE),
    "objects in letters": Kind(in_letters, LARGE),
    "blocks without content": Kind(
        lambda size: filled(size, b"stream\nx\x9c\x00\x04\x00\xfb\xff1 0 " + b"\0\0\0\xff\xff" * 20), LARGE
    ),
    "comments before objects": Kind(lambda size: HEAD + OBJECT % zlib.compress(b"% " * size) + FOOT, 480),
    "names in letters": Kind(lambda size: filled(size, b"/#4A#61vaScrip"), LARGE),
    "slashes": Kind(lambda size: filled(size, b"/"), LARGE),
    "brackets in brackets": Kind(lambda size: HEAD + b"1 0 obj " + b"[" * size + FOOT, LARGE),
    "trees in trees": Kind(nested, 100_000),
    "five hundred pages": Kind(of_pages, 500),
    "a page painted over": Kind(painted, 800_000),
    "a giant picture": Kind(picture, 49_000_000, "a.png"),
    "a photograph of many passes": Kind(scanned_again, 400, "a.jpg"),
    "a photograph of many parts": Kind(
        lambda size: b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + b"\xff\xe1\0\2" * (size // 4), LARGE, "a.jpg"
    ),
}
