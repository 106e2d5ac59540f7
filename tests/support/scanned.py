"""Papers as a counter's scanner gives them."""

import io

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
RED, BLUE, WHITE = (200, 30, 30), (30, 30, 200), (255, 255, 255)
TURNED = 6
"""EXIF: the camera was held upright, so the picture has to be turned by 90° to the right."""


def page(colour: Colour, size: tuple[int, int] = (620, 877), kind: str = "JPEG", turned: int = 1) -> bytes:
    """A page whose upper half has a colour."""
    picture = Image.new("RGB", size, WHITE)
    ImageDraw.Draw(picture).rectangle((0, 0, size[0], size[1] // 2), fill=colour)
    exif = Image.Exif()
    exif[0x0112] = turned
    written = io.BytesIO()
    picture.save(written, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return written.getvalue()


def document(*colours: Colour) -> bytes:
    """A PDF of such pages."""
    first, *others = [Image.open(io.BytesIO(page(colour))) for colour in colours]
    written = io.BytesIO()
    first.save(written, "PDF", save_all=True, append_images=others)
    return written.getvalue()
