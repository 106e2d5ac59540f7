"""What pages that people read have in common: their language, and that no search engine keeps them."""

from fastapi import Request

from api.http.problems import locale_of
from domain.base.words import Words
from infra.runtime.languages import MIRRORED, Spoken

UNLISTED = {"X-Robots-Tag": "noindex", "Vary": "Accept, Accept-Language"}
"""No search engine keeps these pages; what else protects their reader, ``api/http/headers.py`` adds."""
STAND_IN = Words(vi="HỆ THỐNG THỬ NGHIỆM - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ", en="A TEST SYSTEM - NOTHING HERE HAS LEGAL FORCE")


def language_of(request: Request) -> Spoken:
    """The language that the reader chose, else the one that the browser asks for."""
    if (
        request.app.state.container.settings.environment != "production"
        and request.query_params.get("lang") == MIRRORED
    ):
        return MIRRORED
    return locale_of(request)


def wants_json(request: Request) -> bool:
    """Whether a program asks: it says so."""
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted
