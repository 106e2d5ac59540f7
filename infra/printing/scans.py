"""Pages of a scanned paper: turned as they were held, flat, of a bounded size, without what the camera noted of itself.

Runs in a process of the press, as what parses foreign pictures should.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from infra.documents.orders import Unprintable

DOTS = 200
"""Per inch, of a page that comes as a PDF."""
LONGEST_SIDE = 3600
"""Pixels of a page: A4 at 300 dots per inch, and a little."""
QUALITY = 88
MOST_PAGES = 500
Image.MAX_IMAGE_PIXELS = None  # they are counted here
# WeasyPrint, which the press loads before, lets pictures pass that end in the middle: half a paper is none.
ImageFile.LOAD_TRUNCATED_IMAGES = False
PIXELS = 120_000_000
"""Of one picture before it is made smaller; more may be a trap."""
POINTS = 72
GLANCE = 420
"""Pixels of the longer side of a page as the desk sees it."""
TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
"""By degrees to the right; the library counts to the left."""
UNREADABLE = (pdfium.PdfiumError, UnidentifiedImageError, OSError, ValueError)


@dataclass(frozen=True)
class Leaf:
    """A page as it is printed."""

    jpeg: bytes
    wide: bool


@dataclass(frozen=True)
class Glance:
    """What a desk sees of a file before it is bound: its first page, small, and how many there are."""

    jpeg: bytes
    pages: int


def glance(file: bytes, turn: int = 0) -> Glance:
    """A file's first page as a small picture, turned right by so many degrees.

    Raises:
        Unprintable: it is none of JPEG, PNG and PDF, or cannot be read.
    """
    try:
        if file.startswith(b"%PDF-"):
            document = pdfium.PdfDocument(file)
            pages = len(document)
            document.close()
        else:
            pages = 1
        first = next(iter(_pictures(file, GLANCE)))
        first.thumbnail((GLANCE, GLANCE))
        return Glance(_leaf(_turned(first, turn)).jpeg, pages)
    except (*UNREADABLE, StopIteration) as fault:
        raise Unprintable(f"a scanned page cannot be read: {type(fault).__name__}") from None


def leaves(files: Sequence[bytes], turns: Sequence[int] = ()) -> list[Leaf]:
    """The pages of files, in order; ``turns`` says of each file by how many degrees it is turned right.

    Raises:
        Unprintable: one is none of JPEG, PNG and PDF, cannot be read, or there are too many pages or pixels.
    """
    made: list[Leaf] = []
    try:
        for file, turn in zip(files, turns or [0] * len(files), strict=True):
            for picture in _pictures(file):
                made.append(_leaf(_turned(picture, turn)))
                if len(made) > MOST_PAGES:
                    raise Unprintable(f"a scan has more than {MOST_PAGES} pages")
    except UNREADABLE as fault:
        raise Unprintable(f"a scanned page cannot be read: {type(fault).__name__}") from None
    if not made:
        raise Unprintable("a scan has no page")
    return made


def _pictures(file: bytes, side: int = LONGEST_SIDE) -> Iterator[Image.Image]:
    """The pages of a file, no more finely than their longer side needs."""
    if file.startswith(b"%PDF-"):
        yield from _pdf_pages(file, side)
    else:
        yield _picture(file, side)


def _turned(picture: Image.Image, turn: int) -> Image.Image:
    return picture.transpose(TURNS[turn]) if turn else picture


def _picture(data: bytes, side: int) -> Image.Image:
    found = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    if found.width * found.height > PIXELS:
        raise Unprintable("a scanned page has too many pixels")
    if side < LONGEST_SIDE:
        found.draft("RGB", (side, side))  # a JPEG is then read at a fraction of its size
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the renderer, in the same process, lets what is cut off pass
    found.load()
    return ImageOps.exif_transpose(found)


def _pdf_pages(data: bytes, side: int) -> Iterator[Image.Image]:
    document = pdfium.PdfDocument(data)
    try:
        for page in document:
            longest = max(page.get_size())
            if longest <= 0:
                raise Unprintable("a scanned page has no size")
            yield page.render(scale=min(DOTS / POINTS, side / longest)).to_pil()
    finally:
        document.close()


def _leaf(picture: Image.Image) -> Leaf:
    flat = picture.convert("RGBA")
    paper = Image.new("RGB", flat.size, "white")
    paper.paste(flat, mask=flat.getchannel("A"))
    paper.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = io.BytesIO()
    paper.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Leaf(written.getvalue(), paper.width > paper.height)
