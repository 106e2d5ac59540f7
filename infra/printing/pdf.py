"""The printed page: HTML templates become PDF/A-3a and PDF/UA-1, with no network and with every Vietnamese letter.

``NotRenderable``
├── ``Incomplete``        the context lacks or garbles something that the template prints
├── ``TooLong``           it does not fit the pages that its kind may have (``<body data-pages="1">``)
└── ``ForbiddenResource`` the page asks for something outside the templates and the fonts
"""

import io
import json
import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pdfboss_fonts
from jinja2 import TemplateNotFound, UndefinedError
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from infra.printing.fields import attachment, finish
from infra.printing.sketch import SKETCH, sketching
from infra.printing.vocabulary import environment, iso

FONTS = Path(pdfboss_fonts.font_dir()).resolve()
VARIANT, LABELS = "pdf/a-3a", "results/labels.html"
FACES = (
    ("Regular", "normal", "normal"),
    ("Bold", "bold", "normal"),
    ("Italic", "normal", "italic"),
    ("BoldItalic", "bold", "italic"),
)

# Its warnings quote the page, and the page is personal.
logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
logging.getLogger("fontTools").setLevel(logging.ERROR)


class NotRenderable(Exception):
    """This template with this context will never make a page; trying again does not help."""


class Incomplete(NotRenderable):
    """A printed field has no value, or one that may not be printed there."""


class TooLong(NotRenderable):
    """Even set tightly, the document needs more pages than it may have."""


class ForbiddenResource(NotRenderable):
    """A page reached for something that is neither a template's file nor a font."""


def house_fetcher(*folders: Path) -> Callable[[str], URLFetcherResponse]:
    """Opens fonts and the templates' own files; everything else stops the document."""

    def fetch(url: str) -> URLFetcherResponse:
        parts = urlsplit(url)
        path = Path(url2pathname(parts.path)).resolve()
        if parts.scheme != "file" or parts.netloc or not any(path.is_relative_to(folder) for folder in folders):
            raise FatalURLFetchingError(f"refused to fetch a {parts.scheme} address")
        return URLFetcherResponse(url, path.read_bytes())

    return fetch


class Renderer:
    """Templates, fonts and style sheet, loaded once for as long as a process lives."""

    def __init__(self, *folders: Path) -> None:
        home = folders[0].resolve()
        self._fetcher = house_fetcher(home, FONTS)
        self._fonts = FontConfiguration()
        self._base = home.as_uri() + "/"
        self._pages = environment(*folders)
        self._sketches = sketching(self._pages)
        self._style = [self._css(_font_faces()), self._css(self._pages.get_template("results/decree30.css").render())]
        self._tight = self._css(self._pages.get_template("results/tight.css").render())

    def render(
        self,
        template: str,
        context: Mapping[str, object],
        data: Mapping[str, object] | None = None,
        leaves: Sequence[bytes] = (),
    ) -> bytes:
        """Fill the template and print it; ``data`` travel in the file, for machines; ``leaves`` are JPEG pictures.

        Raises:
            Incomplete: a field is missing or cannot be printed.
            TooLong: the values do not fit the pages this document may have.
            ForbiddenResource: the page asks for something from elsewhere.
        """
        written = [] if data is None else [json.dumps(data, ensure_ascii=False, default=_plain)]
        carried = [attachment(one, self._fetcher) for one in written]
        printed = io.BytesIO()
        try:
            page = self._fit(self._html(template, context, leaves), template)
            page.write_pdf(printed, finisher=finish, pdf_variant=VARIANT, attachments=carried)
        except FatalURLFetchingError as fault:
            raise ForbiddenResource(template) from fault
        return printed.getvalue()

    def labels(self, context: Mapping[str, object]) -> bytes:
        """Print what is put into a finished page, each label on a page of its own size.

        Raises:
            Incomplete: a field is missing or cannot be printed.
            TooLong: a label does not fit its place.
        """
        printed = io.BytesIO()
        self._fit(self._html(LABELS, context), LABELS, None).write_pdf(printed)
        return printed.getvalue()

    def _html(self, template: str, context: Mapping[str, object], leaves: Sequence[bytes] = ()) -> HTML:
        def fetch(url: str) -> URLFetcherResponse:
            kind, _, place = url.partition(":")
            if kind == "leaf" and place.isdecimal() and int(place) < len(leaves):
                return URLFetcherResponse(url, leaves[int(place)], {"Content-Type": "image/jpeg"})
            return self._fetcher(url)

        return HTML(string=self._fill(template, context), base_url=self._base, url_fetcher=fetch)

    def _fit(self, page: HTML, template: str, variant: str | None = VARIANT) -> Document:
        limit = page.etree_element.find("body").get("data-pages")
        document = self._lay_out(page, variant)
        if limit and len(document.pages) > int(limit):
            document = self._lay_out(page, variant, self._tight)
        if limit and len(document.pages) > int(limit):
            raise TooLong(f"{template}: {len(document.pages)} pages where {limit} may be")
        return document

    def _lay_out(self, page: HTML, variant: str | None, *more: CSS) -> Document:
        return page.render(stylesheets=[*self._style, *more], font_config=self._fonts, pdf_variant=variant)

    def _fill(self, template: str, context: Mapping[str, object]) -> str:
        pages = self._sketches if SKETCH in context else self._pages
        try:
            return pages.get_template(template).render(context)
        except (UndefinedError, TemplateNotFound, ValueError, TypeError, AttributeError) as fault:
            raise Incomplete(f"{_at(fault) or template}: {fault}") from fault

    def _css(self, text: str) -> CSS:
        return CSS(string=text, base_url=self._base, url_fetcher=self._fetcher, font_config=self._fonts)


def _at(fault: BaseException) -> str:
    """Where in which template it failed: Jinja's own traces name the template's lines."""
    lines = ((frame.filename, frame.lineno) for frame in traceback.extract_tb(fault.__traceback__))
    found = [f"{Path(file).name}:{line}" for file, line in lines if file.endswith(".html")]
    return found[-1] if found else ""


def _plain(value: object) -> str:
    """A day or a time as JSON says it."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a document's data")


def _font_faces() -> str:
    return "".join(
        f"@font-face {{ font-family: Tinos; font-weight: {weight}; font-style: {style};"
        f" src: url({(FONTS / f'Tinos-{name}.ttf').as_uri()}) }}"
        for name, weight, style in FACES
    )
