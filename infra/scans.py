"""Pages of a scanned paper: turned as they were held, flat, of a bounded size, without what the camera noted of itself.

Runs in a process of the press, as what parses foreign pictures should.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from infra.orders import Unprintable

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


@dataclass(frozen=True)
class Leaf:
    """A page as it is printed."""

    jpeg: bytes
    wide: bool


def leaves(files: Sequence[bytes]) -> list[Leaf]:
    """Give the pages of files, in order.

    Raises:
        Unprintable: one is none of JPEG, PNG and PDF, cannot be read, or there are too many pages or pixels.
    """
    made: list[Leaf] = []
    try:
        for file in files:
            for picture in _pdf_pages(file) if file.startswith(b"%PDF-") else [_picture(file)]:
                made.append(_leaf(picture))
                if len(made) > MOST_PAGES:
                    raise Unprintable(f"a scan has more than {MOST_PAGES} pages")
    except (pdfium.PdfiumError, UnidentifiedImageError, OSError, ValueError) as fault:
        raise Unprintable(f"a scanned page cannot be read: {type(fault).__name__}") from None
    if not made:
        raise Unprintable("a scan has no page")
    return made


def _picture(data: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    if found.width * found.height > PIXELS:
        raise Unprintable("a scanned page has too many pixels")
    return ImageOps.exif_transpose(found)


def _pdf_pages(data: bytes) -> Iterator[Image.Image]:
    document = pdfium.PdfDocument(data)
    try:
        for page in document:
            longest = max(page.get_size())
            if longest <= 0:
                raise Unprintable("a scanned page has no size")
            yield page.render(scale=min(DOTS / POINTS, LONGEST_SIDE / longest)).to_pil()
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
