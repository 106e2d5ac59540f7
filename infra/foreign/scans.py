"""Pages of a paper: turned as they were held, flat, of a bounded size, without what the camera noted of itself.

Runs in a cell, as what parses foreign pictures should.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from PIL import Image, ImageFile, ImageOps

from infra.foreign.papers import LONGEST_SIDE, PIXELS

DOTS = 200
"""Per inch, of a page that comes as a PDF."""
LARGEST = 3600
"""Pixels of a page's longer side: A4 at 300 dots per inch, and a little."""
QUALITY = 88
Image.MAX_IMAGE_PIXELS = None  # they are counted here
ImageFile.LOAD_TRUNCATED_IMAGES = False  # half a paper is none
POINTS = 72
MOST_PIXELS = max(PIXELS.values())
"""Of whatever kind: papers that are filed were let in by the bounds of their day."""
GLANCE = 420
"""Pixels of the longer side of a page as the desk sees it."""
TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
"""By degrees to the right; the library counts to the left."""


class Unreadable(Exception):
    """A page cannot be read."""


@dataclass(frozen=True)
class Drawn:
    """A page as it is printed."""

    jpeg: bytes
    wide: bool


def ready() -> None:
    """Load the readers of pictures."""
    Image.preinit()


def pages_of(file: bytes, pictures: int = 0) -> int:
    """How many pages a PDF has, as far as it says; none, where it cannot be read."""
    if not file.startswith(b"%PDF-"):
        return pictures
    try:
        document = pdfium.PdfDocument(file)
    except pdfium.PdfiumError:
        return 0
    try:
        return len(document)
    finally:
        document.close()


def glance(file: bytes, turn: int = 0) -> bytes:
    """A file's first page as a small picture (JPEG), turned right by so many degrees.

    Raises:
        Unreadable: it is none of JPEG, PNG and PDF, or cannot be read.
    """
    for leaf in leaves(file, turn, kept=False):
        return leaf.jpeg
    raise Unreadable("it has no page")


def leaves(file: bytes, turn: int = 0, first: int = 0, *, kept: bool = True) -> Iterator[Drawn]:
    """The pages of a file from one on; as small as a glance, where they are only to be seen.

    Raises:
        Unreadable: it is none of JPEG, PNG and PDF, cannot be read, or has too many pixels.
    """
    side = LARGEST if kept else GLANCE
    try:
        for picture in _pdf_pages(file, side, first) if file.startswith(b"%PDF-") else _pictures(file, side, first):
            yield _leaf(picture.transpose(TURNS[turn]) if turn else picture, side)
    except (Unreadable, MemoryError):
        raise
    except Exception as fault:  # whatever a library trips over in what somebody made to be read badly
        raise Unreadable(type(fault).__name__) from None


def _pictures(data: bytes, side: int, first: int) -> Iterator[Image.Image]:
    if first:
        return
    found = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    if found.width * found.height > MOST_PIXELS or max(found.size) > LONGEST_SIDE:
        raise Unreadable("it has too many pixels")
    found.draft("RGB", (side, side))  # a JPEG is then read at a fraction of its size, if it is much larger
    found.load()
    ImageOps.exif_transpose(found, in_place=True)
    yield found


def _pdf_pages(data: bytes, side: int, first: int) -> Iterator[Image.Image]:
    document = pdfium.PdfDocument(data)
    try:
        for place in range(first, len(document)):
            page = document[place]
            longest = max(page.get_size())
            if longest <= 0:
                raise Unreadable("it has no size")
            yield page.render(scale=min(DOTS / POINTS, side / longest)).to_pil()
            page.close()
    finally:
        document.close()


def _leaf(picture: Image.Image, side: int) -> Drawn:
    opaque = picture.mode in ("RGB", "L", "CMYK") and "transparency" not in picture.info
    flat = picture if opaque or picture.mode == "RGBA" else picture.convert("RGBA")
    flat.thumbnail((side, side))
    if flat.mode == "RGBA":
        paper = Image.new("RGB", flat.size, "white")
        paper.paste(flat, mask=flat.getchannel("A"))
        flat = paper
    written = io.BytesIO()
    flat.info = {}  # a comment of the camera's would be written again
    flat.convert("RGB").save(written, "JPEG", quality=QUALITY, optimize=True)
    return Drawn(written.getvalue(), flat.width > flat.height)
