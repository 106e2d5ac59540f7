"""Pages that people read without an account: plain HTML, no script, in the reader's language."""

from datetime import date, datetime
from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from api.house import TEMPLATES
from api.languages import MIRRORED, SPOKEN
from api.problems import locale_of
from domain.calendar import VIETNAM
from domain.words import Words
from infra.html import templates

UNLISTED = {"X-Robots-Tag": "noindex", "Vary": "Accept, Accept-Language"}
"""No search engine keeps these pages; what else protects their reader, ``api/headers.py`` adds."""
STAND_IN = Words(vi="HỆ THỐNG THỬ NGHIỆM - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ", en="A TEST SYSTEM - NOTHING HERE HAS LEGAL FORCE")
NAMES = {"vi": "Tiếng Việt", "en": "English"}


def language_of(request: Request) -> str:
    """Give the language that the reader chose, else the one that the browser asks for."""
    if request.app.state.house.settings.environment != "production" and request.query_params.get("lang") == MIRRORED:
        return MIRRORED
    return locale_of(request)


def wants_json(request: Request) -> bool:
    """Whether a program asks: it says so."""
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def page(request: Request, template: str, say: dict[str, Words], status: int = 200, **context: Any) -> HTMLResponse:
    """Fill a template; whatever it is given is text and never becomes markup."""
    settings = request.app.state.house.settings
    language, headers = language_of(request), UNLISTED | context.pop("headers", {})
    other = next(code for code in SPOKEN if code != language)
    # What was sent is not sent again by a link: only a page that was fetched is offered in the other language.
    switch = {"href": f"?lang={other}", "code": other, "name": NAMES[other]} if request.method == "GET" else None
    filled = (
        _templates()
        .get_template(f"pages/{template}.html")
        .render(
            context
            | {
                "language": language,
                "other_language": switch,
                "say": {name: words.in_(language) for name, words in say.items()},
                "stand_in": STAND_IN.in_(language) if settings.environment != "production" else "",
            }
        )
    )
    return HTMLResponse(filled, status, headers)


def day(value: date) -> str:
    """``24/11/2026``, by Vietnam's clock."""
    return f"{value.astimezone(VIETNAM) if isinstance(value, datetime) else value:%d/%m/%Y}"


@cache
def _templates() -> Environment:
    pages = templates(TEMPLATES)
    pages.filters["day"] = day
    return pages
