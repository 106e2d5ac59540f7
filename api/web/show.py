"""How a page is made: a template, what it shows, in the reader's language, with who reads it at its head."""

from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from jinja2.ext import i18n

from api.container import container_of
from api.http.html import STAND_IN, UNLISTED, language_of
from api.http.page_owner import MARKED, WHOSE
from api.http.problems import CHOSEN
from api.web.assets import address
from domain.base.calendar import VIETNAM
from domain.base.words import Words
from infra.identity.oidc import Identity
from infra.runtime.languages import Languages, Spoken
from infra.runtime.packages import TEMPLATES

YEAR = 365 * 24 * 3600
WRONG = ("errors", "error", "wrong")
LOADERS = [
    FileSystemLoader(TEMPLATES),
    PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
]


def show(
    request: Request, template: str, who: Identity | None = None, status: int | None = None, **context: Any
) -> HTMLResponse:
    """Fill a template of ``templates/web``; whatever it is given is text and never becomes markup.

    A page that says what is wrong with what was sent (``errors``, ``error``, ``wrong``) is a 422 unless told otherwise.

    Every page knows: ``language``, ``who`` reads, ``path``, ``bound`` for a form's address, and ``context``. Filters:
    ``said`` (``Words``), ``day``, ``moment``, ``money``, ``number``, ``sentence`` (begins with a capital). Texts are
    written in English in ``_( )`` or ``{% trans %}`` and translated in ``locales/``.
    """
    language, headers = language_of(request), UNLISTED | context.pop("headers", {})
    tools, faulty = container_of(request), any(map(context.get, WRONG))
    filled = (
        _environment(language)
        .get_template(f"web/{template}.html")
        .render(
            {
                "language": language,
                "direction": language.direction,
                "languages": _switch(request, language),
                "readings": _readings(request.app.state.languages, language),
                "stand_in": STAND_IN.in_(language) if tools.settings.environment != "production" else "",
                "who": who,
                "of_a_clinic": who is not None and who.actor.agency in tools.offices.clinics,
                "path": request.url.path,
                "bound": _bound(request),
            }
            | context
        )
    )
    page = HTMLResponse(filled, status or (422 if faulty else 200), headers)
    if (chosen := request.query_params.get("lang")) in request.app.state.languages.codes:
        page.headers.append("set-cookie", f"{CHOSEN}={chosen}; Path=/; Max-Age={YEAR}")
    return page


def _bound(request: Request) -> str:
    """Say in a form's address whose page it is: of whoever logs in here before it is sent, nothing is sent."""
    marked = request.cookies.get(MARKED, "")
    return f"?{urlencode({WHOSE: marked})}" if marked else ""


def _switch(request: Request, language: str) -> list[dict[str, str]]:
    """Offer the other languages; what was sent is not sent again by a link."""
    if request.method != "GET":
        return []
    languages: Languages = request.app.state.languages
    here = {code: request.url.include_query_params(lang=code) for code in languages.codes if code != language}
    names = {code: str(languages[code].locale.display_name) for code in here}
    return [{"href": f"{url.path}?{url.query}", "code": code, "name": names[code]} for code, url in here.items()]


def _readings(languages: Languages, language: str) -> dict[str, str]:
    """How each other language says that one goes on in it."""
    said = {}
    for code in languages.codes:
        say = languages[code].says
        said[code] = say("Save and read in English")
    return {code: words for code, words in said.items() if code != language}


def _environment(language: Spoken) -> Environment:
    return _pages(language, language.translations)


@cache  # by its translations too: two languages of one code are alike as text
def _pages(language: Spoken, translations: NullTranslations) -> Environment:
    pages = Environment(
        loader=ChoiceLoader(LOADERS),
        autoescape=True,
        auto_reload=False,
        undefined=ChainableUndefined,  # what the design system's macros lean on
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[i18n],
    )
    pages.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    locale = language.locale
    pages.globals |= {"asset": address, "_": pages.globals["gettext"]}
    pages.filters |= {
        "said": lambda words: words.in_(language) if isinstance(words, Words) else words,
        "day": lambda value: format_date(_local(value), "dd/MM/yyyy", locale=locale) if value else "",
        "moment": lambda value: format_datetime(_local(value), "HH:mm, dd/MM/yyyy", locale=locale) if value else "",
        "sentence": lambda text: f"{text[:1].upper()}{text[1:]}",
        "number": lambda value: format_decimal(value, locale=locale),
        "money": lambda value: format_currency(value, "VND", locale=locale),
    }
    return pages


def _local(value: date | datetime) -> date | datetime:
    return value.astimezone(VIETNAM).replace(tzinfo=None) if isinstance(value, datetime) else value
