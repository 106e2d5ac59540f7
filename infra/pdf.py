"""The printed page: HTML templates become PDF/A-3a and PDF/UA-1, with no network and with every Vietnamese letter.

``NotRenderable``
├── ``Incomplete``        the context lacks or garbles something that the template prints
├── ``TooLong``           it does not fit the pages that its kind may have (``<body data-pages="1">``)
└── ``ForbiddenResource`` the page asks for something outside the templates and the fonts
"""

import io
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pdfboss_fonts
from jinja2 import Environment, TemplateNotFound, UndefinedError
from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from infra.fields import attachment, finish
from infra.html import templates
from infra.qr import qr_svg
from infra.sketch import SKETCH, sketching

FONTS = Path(pdfboss_fonts.font_dir()).resolve()
VARIANT, LABELS = "pdf/a-3a", "results/labels.html"
VIETNAM_TIME = timezone(timedelta(hours=7))
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
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

    def __init__(self, home: Path, packages: Sequence[Path] = ()) -> None:
        home = home.resolve()
        self._fetcher = house_fetcher(home, FONTS)
        self._fonts = FontConfiguration()
        self._base = home.as_uri() + "/"
        self._pages = environment(home, *packages)
        self._sketches = sketching(self._pages)
        self._style = [self._css(_font_faces()), self._css((home / "results" / "decree30.css").read_text())]
        self._tight = self._css((home / "results" / "tight.css").read_text())

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
        carried = [self._carried(data)] if data is not None else []
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

    def _carried(self, data: Mapping[str, object]) -> Attachment:
        return attachment(json.dumps(data, ensure_ascii=False, default=_plain), self._fetcher)

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
            raise Incomplete(f"{template}: {fault}") from fault

    def _css(self, text: str) -> CSS:
        return CSS(string=text, base_url=self._base, url_fetcher=self._fetcher, font_config=self._fonts)


def environment(*folders: Path) -> Environment:
    """The templates' vocabulary: how dates, numbers, bodies and codes look on paper. The first folder has its way."""
    pages = templates(*folders)
    pages.filters |= {
        "day": day,
        "day_in_words": day_in_words,
        "moment": moment,
        "short": short,
        "iso": iso,
        "personal_number": personal_number,
        "letterhead": letterhead,
        "dong": dong,
        "month": month,
        "qr": qr_svg,
    }
    return pages


def dong(amount: int) -> str:
    """``540.000 đồng``."""
    return f"{amount:,} đồng".replace(",", ".")


def month(value: date | str) -> str:
    """``11 năm 2026``, with a zero as days have it."""
    return day(value).partition("tháng ")[2]


def day(value: date | str) -> str:
    """``ngày 24 tháng 11 năm 2026``; days below 10 and the first two months take a zero, so that none can be added."""
    value = _local(value)
    month = f"{value.month:02}" if value.month < 3 else value.month
    return f"ngày {value.day:02} tháng {month} năm {value.year}"


def day_in_words(value: date | str) -> str:
    """``ngày hai mươi tư tháng mười một năm hai nghìn không trăm hai mươi sáu``."""
    value = _local(value)
    month = "tư" if value.month == 4 else _tens(value.month)
    return f"ngày {_tens(value.day)} tháng {month} năm {_thousands(value.year)}"


def moment(value: datetime) -> str:
    """``09 giờ 05 phút, ngày 24 tháng 11 năm 2026``, by Vietnam's clock."""
    value = _aware(value)
    return f"{value:%H} giờ {value:%M} phút, {day(value)}"


def short(value: datetime) -> str:
    """``09:05 24/11/2026``, by Vietnam's clock, where room is scarce."""
    return f"{_aware(value):%H:%M %d/%m/%Y}"


def iso(value: datetime) -> str:
    """``2026-11-24T09:05:00+07:00``, as the time of signing is written."""
    return _aware(value).isoformat(timespec="seconds")


def personal_number(value: str) -> str:
    """The 12-digit number, and nothing that only looks like one."""
    if not re.fullmatch(r"[0-9]{12}", value):
        raise ValueError("a personal number has 12 digits")
    return value


def letterhead(body: str) -> tuple[str, ...]:
    """Split ``Ủy ban nhân dân phường X`` after the kind of body, as it stands over a document's number."""
    found = re.match(r"((?:ủy|uỷ) ban nhân dân) +(.+)", body, re.IGNORECASE)
    return tuple(part.upper() for part in (found.groups() if found else (body,)))


def _plain(value: object) -> str:
    """A day or a time as JSON says it."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a document's data")


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time without its zone cannot be printed")
    return value.astimezone(VIETNAM_TIME)


def _local(value: date | str) -> date:
    if isinstance(value, str):  # a result travels as JSON
        return date.fromisoformat(value)
    return _aware(value) if isinstance(value, datetime) else value


def _tens(number: int) -> str:
    tens, unit = divmod(number, 10)
    if not tens:
        return DIGITS[unit]
    head = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    special = {0: "", 5: "lăm"} | ({1: "mốt", 4: "tư"} if tens > 1 else {})
    return f"{head} {special.get(unit, DIGITS[unit])}".strip()


def _thousands(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    hundreds, rest = divmod(rest, 100)
    words = [f"{DIGITS[thousands]} nghìn"]
    if hundreds or rest:
        words.append(f"{DIGITS[hundreds]} trăm")
    if rest:
        words.append(_tens(rest) if rest > 9 else f"linh {DIGITS[rest]}")
    return " ".join(words)


def _font_faces() -> str:
    return "".join(
        f"@font-face {{ font-family: Tinos; font-weight: {weight}; font-style: {style};"
        f" src: url({(FONTS / f'Tinos-{name}.ttf').as_uri()}) }}"
        for name, weight, style in FACES
    )
