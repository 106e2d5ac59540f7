"""What a file does when it is opened: papers that act, hide a second file or swell without end are not taken.

Nothing is taken out of a file: that would break the signatures on it. Whoever brought it is told to print it anew.
"""

import re
import struct
import zlib
from base64 import a85decode
from collections.abc import Callable
from io import BytesIO
from zipfile import is_zipfile

from domain.base.refusals import Unacceptable
from domain.base.words import Words

PDF = "application/pdf"
ACTIVE = {
    b"JavaScript": Words(vi="mã JavaScript", en="JavaScript"),
    b"Launch": Words(vi="lệnh mở chương trình", en="an order to start a program"),
    b"SubmitForm": Words(vi="lệnh gửi dữ liệu đi", en="an order to send data away"),
    b"ImportData": Words(vi="lệnh nạp dữ liệu", en="an order to load data"),
    b"RichMedia": Words(vi="nội dung chạy được", en="content that runs"),
    b"XFA": Words(vi="biểu mẫu XFA", en="an XFA form"),
}
"""Names by which a PDF does more than show pages."""
ACTS = re.compile(rb"/(" + b"|".join(ACTIVE) + rb")(?=[\s\0/\[\]<>()%])")
ENCRYPTED = re.compile(rb"/Encrypt(?=[\s\0/\[\]<>()%])")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"stream\r?\n")
OBJECTS = re.compile(rb"\s*(%[^\r\n]*\s+)*\d+\s+\d+\s")
"""How packed objects begin: with a number and a place for each, whatever their dictionary says of them."""
PROGRAMS = re.compile(rb"MZ.{58}|\x7fELF|PK\x03\x04|#!/|\xca\xfe\xba\xbe|\xd0\xcf\x11\xe0|%PDF-|Rar!\x1a", re.DOTALL)
"""How programs begin, and files that may hold some."""
LOOK = 1000
"""Bytes by which it is seen what a stream is; each look counts as so many unpacked."""
PIECE = 16 * 1024
UNPACKED = 32 * 1024 * 1024
"""Bytes that a file's packed objects may come to."""
PIXELS = 120_000_000
LONGEST_SIDE = 30_000
PNG_SIZE = struct.Struct(">II")
SIZE_OF_JPEG = struct.Struct(">HH")
STANDALONE = {0x01, *range(0xD0, 0xD9)}
"""Markers of a JPEG that nothing follows."""


class Harmful(Unacceptable):
    """The file does, hides or swells to what a paper must not."""

    slug = "file-harmful"

    def __init__(self, what: Words) -> None:
        super().__init__(
            "Tệp có {}: hãy in lại thành PDF hoặc chụp ảnh rồi tải lên.",
            "The file holds {}: print it to a PDF anew, or photograph it, and send that.",
            what,
        )


ENCLOSED = Words(vi="một tệp khác ghép bên trong", en="a second file inside")
LOCKED = Words(vi="mật khẩu hoặc mã hóa", en="a password or encryption")
SWOLLEN = Words(vi="phần nén phình quá lớn", en="something packed that swells without end")
TOO_WIDE = Words(vi="một hình quá lớn", en="a picture of too many pixels")


def inspect(media_type: str, data: bytes) -> None:
    """Look into a file of a kind that is taken.

    Raises:
        Harmful: says what is in it.
    """
    if is_zipfile(BytesIO(data)) or (media_type != PDF and b"%PDF-" in data[:2048] + data[-2048:]):
        raise Harmful(ENCLOSED)
    if media_type == PDF:
        _pdf(data)
        return
    width, height = _png_size(data) if media_type == "image/png" else _jpeg_size(data)
    if width * height > PIXELS or max(width, height) > LONGEST_SIDE:
        raise Harmful(TOO_WIDE)


def _pdf(data: bytes) -> None:
    """Look at every name in the open, and at those in packed objects, up to a measure."""
    names = _unescaped(data)
    _harmless(names)
    if ENCRYPTED.search(names):
        raise Harmful(LOCKED)
    room = UNPACKED
    for found in STREAM.finditer(data):
        stream = memoryview(data)[found.end() :]
        if (room := room - LOOK) < 0:
            raise Harmful(SWOLLEN)
        for written in (_bytes, _from_a85, _from_hex):
            beginning = _inflated(_decoded(stream[:LOOK], written), LOOK)
            if PROGRAMS.match(beginning):
                raise Harmful(ENCLOSED)
            if OBJECTS.match(beginning):
                objects = _inflated(_decoded(stream, written), room + 1)
                if (room := room - len(objects)) < 0:
                    raise Harmful(SWOLLEN)
                _harmless(_unescaped(objects))


def _harmless(names: bytes) -> None:
    if found := ACTS.search(names):
        raise Harmful(ACTIVE[found[1]])


def _unescaped(names: bytes) -> bytes:
    """Read the letters that a name may write as ``#41``."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), names)


def _bytes(stream: memoryview) -> memoryview:
    return stream


def _from_a85(letters: memoryview) -> memoryview:
    return memoryview(a85decode(_letters(letters)))


def _from_hex(letters: memoryview) -> memoryview:
    return memoryview(bytes.fromhex(_letters(letters).decode("ascii")))


def _letters(stream: memoryview) -> bytes:
    return bytes(stream).partition(b"endstream")[0].strip().rstrip(b"~>")


def _decoded(stream: memoryview, written: Callable[[memoryview], memoryview]) -> memoryview:
    """Read a stream's bytes as they stand, or as letters; what is not written in these, as nothing."""
    try:
        return written(stream)
    except ValueError:
        return memoryview(b"")


def _inflated(packed: memoryview, most: int) -> bytes:
    """What is packed, up to a length; what is not packed, as it is."""
    packer, unpacked = zlib.decompressobj(), bytearray()
    try:
        for at in range(0, len(packed), PIECE):
            unpacked += packer.decompress(packed[at : at + PIECE], most - len(unpacked))
            if packer.eof or len(unpacked) >= most:
                break
    except zlib.error:
        return bytes(unpacked or packed[:most])
    return bytes(unpacked)


def _png_size(data: bytes) -> tuple[int, int]:
    width, height = PNG_SIZE.unpack_from(data.ljust(24, b"\0"), 16)
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = SIZE_OF_JPEG.unpack_from(data, at + 5)
            return width, height
        at += 1 if marker == 0xFF else 2 if marker in STANDALONE else 2 + int.from_bytes(data[at + 2 : at + 4])
    return 0, 0
