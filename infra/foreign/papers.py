"""What a file does when it is opened: papers that act, hide a second file or swell without end are not taken.

Nothing is taken out of a file: that would break the signatures on it. Runs in a cell, and imports nothing that is
large; each look costs a share of a budget, so that whoever makes a file to keep us busy comes to its end soon.
"""

import re
import struct
import zlib
from array import array
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import batched
from zipfile import is_zipfile

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
ENCLOSED, LOCKED, SWOLLEN, TOO_WIDE, TOO_MANY_PAGES = "enclosed", "locked", "swollen", "wide", "pages"
"""What a file is refused for, beside the names in ``ACTIVE``."""
ACTIVE = ("JavaScript", "Launch", "SubmitForm", "ImportData", "RichMedia", "XFA")
"""Names by which a PDF does more than show pages."""
ENDS = rb"(?=[\s\0/\[\]<>()%])"


def _named(name: str) -> bytes:
    """A name of a PDF, each of whose letters may be written as ``#41``."""
    written = (f"{sign:02X}" for sign in name.encode())
    digits = ("".join(f"[{one}{one.lower()}]" if one.isalpha() else one for one in pair) for pair in written)
    return "".join(f"(?:{sign}|#{pair})" for sign, pair in zip(name, digits, strict=True)).encode()


ENCRYPTS = "Encrypt"
NAMES = (*ACTIVE, ENCRYPTS)
FIRST = rb"/(?=[#%s])" % "".join(name[0] for name in NAMES).encode()
"""Names are many: most are told from these by their first letter."""
ACTS = re.compile(FIRST + b"(?:" + b"|".join(b"(%s)" % _named(name) for name in NAMES) + b")" + ENDS)
END = b"endstream"
STREAM = re.compile(rb"stream\r?\n")
OBJECTS = re.compile(rb"\s*(?:%[^\r\n]*[\r\n]\s*)*\d+\s+\d+\s")
"""How packed objects begin: with a number and a place for each, whatever their dictionary says of them.

A comment ends with its line, and nowhere else: otherwise a handful of them can be read in millions of ways.
"""
PROGRAMS = re.compile(rb"MZ.{58}|\x7fELF|PK\x03\x04|#!/|\xca\xfe\xba\xbe|\xd0\xcf\x11\xe0|%PDF-|Rar!\x1a", re.DOTALL)
"""How programs begin, and files that may hold some."""
SIDE = re.compile(rb"/(?:Width|Height)\s+(\d{1,9})")
IN_LETTERS = re.compile(rb"[\s\0!-uz]{8,}+(?:~.*)?", re.DOTALL)
IN_HEX = re.compile(rb"[\s\0\dA-Fa-f]{8,}+(?:>.*)?", re.DOTALL)
BLANK = b" \t\r\n\f\v\0"
DIGITS = bytes(max(0, sign - 33) for sign in range(256))
"""Of ASCII85, by their letters."""
LOOK, LOOK_AT_LETTERS = 1000, 500
"""Bytes by which it is seen what a stream is: tables of a packer come before what they pack."""
COST = 2000
"""What a look counts for, in bytes read: a paper has some thousand streams at most."""
PIECE, MORSEL = 1000, 100
GROUPS = 5 * 10_000
"""Letters of ASCII85 that are read at once."""
DICTIONARY = 1000
"""Bytes before a stream in which a picture says how large it is."""
READ = 32 * 1024 * 1024
"""Bytes that may be read of a file's packed objects, and come out of them."""
PIXELS = {PNG: 50_000_000, JPEG: 120_000_000, PDF: 120_000_000}
"""Of one picture: what is read within a second. A3 at 400 dots an inch, and what the largest cameras make."""
LONGEST_SIDE = 30_000
PAGES = 200
"""Of one file."""
PNG_SIZE = struct.Struct(">II")
SIZE_OF_JPEG = struct.Struct(">HH")
SEGMENTS = 2000
"""Parts of a JPEG before its size; cameras write some twenty."""
STANDALONE = {0x01, *range(0xD0, 0xD9)}
"""Markers of a JPEG that nothing follows."""
FILL = re.compile(rb"\xff+")


class Trap(Exception):
    """The file does, hides or swells to what a paper must not; ``what`` says which."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def inspect(media_type: str, data: bytes) -> None:
    """Look into a file of a kind that is taken.

    Raises:
        Trap: says what is in it.
    """
    if is_zipfile(BytesIO(data)) or (media_type != PDF and b"%PDF-" in data[:2048] + data[-2048:]):
        raise Trap(ENCLOSED)
    if media_type == PDF:
        _pdf(data)
    else:
        _bounded(media_type, *(_png_size if media_type == PNG else _jpeg_size)(data))


def _bounded(media_type: str, width: int, height: int) -> None:
    if width * height > PIXELS[media_type] or max(width, height) > LONGEST_SIDE:
        raise Trap(TOO_WIDE)


class _Budget:
    """How much of a file may still be read."""

    def __init__(self) -> None:
        self.left = READ

    def take(self, many: int) -> None:
        self.left -= many
        if self.left < 0:
            raise Trap(SWOLLEN)


Way = Callable[[bytes, int, _Budget], Iterator[bytes]]
"""How a stream's bytes are written: gives them from a place on."""


def _pdf(data: bytes) -> None:
    """Look at every name in the open, and at those in packed objects, up to a measure."""
    _harmless(data)
    budget = _Budget()
    for found in STREAM.finditer(data):
        at = found.end()
        budget.take(COST)
        _picture(data[max(0, found.start() - DICTIONARY) : found.start()])
        beginning = data[at : at + LOOK].partition(END)[0]
        _stream(data, at, beginning, _plain, budget)
        for letters, way in ((IN_LETTERS, _from_a85), (IN_HEX, _from_hex)):
            if letters.fullmatch(beginning):
                budget.take(COST)
                _stream(data, at, b"".join(way(beginning[:LOOK_AT_LETTERS], 0, _Budget())), way, budget)


def _stream(data: bytes, at: int, beginning: bytes, way: Way, budget: _Budget) -> None:
    first = _inflated(_pieces(beginning, MORSEL), _Budget(), LOOK)
    if PROGRAMS.match(first or beginning):
        raise Trap(ENCLOSED)
    if first and OBJECTS.match(first):
        _harmless(_inflated(way(data, at, budget), budget))
    elif way is not _plain and OBJECTS.match(beginning):
        # Those that are neither packed nor in letters lie in the open, and were seen there.
        _harmless(b"".join(way(data, at, budget)))


def _harmless(names: bytes) -> None:
    if found := ACTS.search(names):
        name = NAMES[(found.lastindex or 1) - 1]
        raise Trap(LOCKED if name == ENCRYPTS else name)


def _picture(dictionary: bytes) -> None:
    across, down = (SIDE.match(dictionary, max(0, dictionary.rfind(name))) for name in (b"/Width", b"/Height"))
    if across and down:
        _bounded(PDF, int(across[1]), int(down[1]))


def _pieces(data: bytes, many: int, at: int = 0) -> Iterator[bytes]:
    return (data[place : place + many] for place in range(at, len(data), many))


def _plain(data: bytes, at: int, _: _Budget) -> Iterator[bytes]:
    return _pieces(data, PIECE, at)


def _letters(data: bytes, at: int, last: bytes, budget: _Budget) -> bytes:
    """What stands up to its last letter, without blanks; whatever is gone through counts."""
    end = data.find(END, at, at + budget.left + 1)
    letters = data[at : end if end >= 0 else at + budget.left + 1]
    budget.take(len(letters))
    return letters.partition(last)[0].translate(None, BLANK)


def _from_hex(data: bytes, at: int, budget: _Budget) -> Iterator[bytes]:
    letters = _letters(data, at, b">", budget)
    try:
        yield from _pieces(bytes.fromhex(letters[: len(letters) // 2 * 2].decode("ascii")), PIECE)
    except ValueError:
        return


def _from_a85(data: bytes, at: int, budget: _Budget) -> Iterator[bytes]:
    for letters in _pieces(_letters(data, at, b"~", budget), GROUPS):
        digits = letters.replace(b"z", b"!!!!!")
        budget.take(len(digits))
        missing = -len(digits) % 5
        values = (digits + b"u" * missing).translate(DIGITS)
        try:
            words = array("I", ((((a * 85 + b) * 85 + c) * 85 + d) * 85 + e for a, b, c, d, e in batched(values, 5)))
        except OverflowError:
            return
        words.byteswap()
        yield words.tobytes()[: -missing or None]


def _inflated(pieces: Iterator[bytes], budget: _Budget, most: int = READ) -> bytes:
    """What comes out of what is packed, as far as it can be read; nothing, where it is not packed."""
    packer, unpacked = zlib.decompressobj(), bytearray()
    try:
        for piece in pieces:
            budget.take(len(piece))
            unpacked += packer.decompress(piece, min(budget.left, most) + 1)
            if packer.eof or len(unpacked) >= most:
                break
    except zlib.error:
        pass
    budget.take(len(unpacked))
    return bytes(unpacked)


def _png_size(data: bytes) -> tuple[int, int]:
    width, height = PNG_SIZE.unpack_from(data.ljust(24, b"\0"), 16)
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    for _ in range(SEGMENTS):
        if not (fill := FILL.match(data, at)) or fill.end() + 8 > len(data):
            return 0, 0
        marker, at = data[fill.end()], fill.end() + 1
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = SIZE_OF_JPEG.unpack_from(data, at + 3)
            return width, height
        at += 0 if marker in STANDALONE else int.from_bytes(data[at : at + 2])
    raise Trap(SWOLLEN)
