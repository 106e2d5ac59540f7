"""Every "no" of the front door as problem+json (RFC 9457), in the reader's language, with a stable ``type``."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from api.http.headers import protect
from api.http.languages import preferred
from api.schemas.problems import Problem
from domain.base.calendar import CalendarEnds
from domain.base.refusals import Conflict, Erased, Forbidden, Missing, Refusal, StepUp, TakenBack, Unacceptable
from domain.base.words import Words
from infra.crypto.keys import MasterKeyUnknown
from infra.db.database import DatabaseDown
from infra.documents.orders import PressDown
from infra.files.digitising import DigitisingDown
from infra.files.storage import StorageUnavailable
from infra.files.uploads import ScannerDown
from infra.id_cards.card_trust import CardTrustUnusable
from infra.identity.oidc import ProviderDown
from infra.payments.gateway import GatewayError
from infra.runtime import telemetry
from infra.runtime.confined import CellsBusy, CellsDown
from infra.runtime.languages import Languages, Spoken
from infra.runtime.rates import TooMany

log = structlog.get_logger()

RETRY_AFTER = "5"
"""Seconds after which a caller may try again while a part of the house is down."""
OUTAGES = (
    CalendarEnds, CardTrustUnusable, CellsBusy, CellsDown, DatabaseDown, DigitisingDown, GatewayError, MasterKeyUnknown,
    PressDown, ProviderDown, ScannerDown, StorageUnavailable,
)  # fmt: skip
UNSTORABLE = ("22021", "22P05")
"""What PostgreSQL says to a character that no text of it can hold: U+0000."""
FIELD_NAME = re.compile(r"(?!\d{9})[A-Za-z0-9_-]{1,40}")
NO_SUCH = {
    404: ("not-found", Words(vi="Không có địa chỉ hoặc phương thức này.", en="Not Found")),
    405: ("method-not-allowed", Words(vi="Không có địa chỉ hoặc phương thức này.", en="Method Not Allowed")),
}
CHOSEN = "__Host-lang"
"""The cookie of who chose a language."""
UNREADABLE = Words(vi="Không đọc được nội dung gửi lên.", en="The request cannot be read.")


class Unauthenticated(Refusal):
    """No token, or one that does not hold."""


class TooLarge(Refusal):
    """More bytes than are taken."""


class HeadersTooLarge(Refusal):
    """More bytes of headers than are taken."""


class Malformed(Refusal):
    """The request cannot be read at all."""


STATUS: Mapping[type[Refusal], int] = {
    Unauthenticated: 401,
    Missing: 404,
    Erased: 410,
    TakenBack: 410,
    Forbidden: 403,
    Conflict: 409,
    TooLarge: 413,
    Unacceptable: 422,
    TooMany: 429,
    HeadersTooLarge: 431,
}


def locale_of(request: Request) -> Spoken:
    """The reader's language: the one they chose, now or before, else the one that the browser asks for."""
    languages: Languages = request.app.state.languages
    for chosen in (request.query_params.get("lang"), request.cookies.get(CHOSEN)):
        if chosen in languages.codes:
            return languages[chosen]
    return languages[preferred(request.headers.get("accept-language", ""), languages.codes)]


def problem(request: Request, status: int, slug: str, words: Words, **more: Any) -> Response:
    """Make one problem document; on a page, a page that says the same."""
    headers = more.pop("headers", None)
    if read_by_people(request):
        page: Response = request.app.state.problem_page(request, status, slug, words, more)
        page.headers.update({name: value for name, value in (headers or {}).items() if name != "WWW-Authenticate"})
        return page
    body = Problem(type=f"urn:motcua:problem:{slug}", title=words.in_(locale_of(request)), status=status, **more)
    return Response(body.model_dump_json(), status_code=status, headers=headers, media_type="application/problem+json")


def read_by_people(request: Request) -> bool:
    """Whether a page is read here, not an answer of the API."""
    path, accepted = request.url.path, request.headers.get("accept", "")
    return "text/html" in accepted and not path.startswith(("/api/", "/codec/", "/.well-known/"))


def install(app: FastAPI) -> None:
    """Let every refusal and every outage leave as a problem document."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _unstorable)
    app.add_exception_handler(Exception, _broken)
    for outage in OUTAGES:
        app.add_exception_handler(outage, _outage)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101 - registered for it
    return refused(request, error)


def refused(request: Request, error: Refusal) -> Response:
    """Say a refusal as a problem document."""
    telemetry.refused(error)
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    more = {"errors": errors} if (errors := getattr(error, "errors", None)) else {}
    if isinstance(error, StepUp):
        more["step_up"] = error.asks
    return problem(request, status, error.slug, error.words, headers=_headers(error), **more)


def _headers(error: Refusal) -> dict[str, str]:
    if isinstance(error, Unauthenticated):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, StepUp):
        asks = "".join(f', {name}="{value}"' for name, value in error.asks.items())
        return {"WWW-Authenticate": f'Bearer error="insufficient_user_authentication"{asks}'}
    return {"Retry-After": str(error.after)} if isinstance(error, TooMany) else {}


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    errors = field_errors(error.errors())
    if any(item["type"] == "json_invalid" for item in error.errors()):
        words = Words(vi="Nội dung gửi lên không phải JSON hợp lệ.", en="The body is not valid JSON.")
        return problem(request, 400, "malformed", words, errors=errors)
    words = Words(vi="Nội dung gửi lên chưa đúng.", en="The request does not have the right form.")
    return problem(request, 422, "invalid", words, errors=errors)


def field_errors(errors: Any) -> list[dict[str, str]]:
    """Name each field and what is wrong with it; never what was in it, nor a name that we did not give it."""
    return [faulty(e["loc"], e["msg"]) for e in errors]


def faulty(place: Iterable[str | int], what: str) -> dict[str, str]:
    """Say what is wrong with the field at a place."""
    return {"field": ".".join(_field(part) for part in place), "message": what}


def _field(part: str | int) -> str:
    return str(part) if FIELD_NAME.fullmatch(str(part)) else "?"


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    if error.status_code in NO_SUCH:
        return problem(request, error.status_code, *NO_SUCH[error.status_code], headers=error.headers)
    if error.status_code == 413:
        return problem(request, 413, TooLarge.slug, Words(vi="Nội dung quá lớn.", en="The request is too large."))
    return problem(request, error.status_code, "malformed", UNREADABLE)


async def _unstorable(request: Request, error: Exception) -> Response:
    if getattr(getattr(error, "orig", None), "sqlstate", "") not in UNSTORABLE:
        raise error
    return problem(request, 400, "malformed", UNREADABLE)


async def _broken(request: Request, _error: Exception) -> Response:
    words = Words(
        vi="Lỗi hệ thống. Vui lòng xem lại hồ sơ trước khi thử lại.",
        en="Something broke on our side. Look at the dossier before you try again.",
    )
    # Starlette answers this one outside of every middleware.
    answer = problem(request, 500, "internal", words)
    protect(answer.headers, https=request.app.state.https)
    return answer


async def _outage(request: Request, error: Exception) -> Response:
    log.error("unavailable", part=type(error).__name__, why=str(error))
    words = Words(
        vi="Hệ thống tạm thời gián đoạn, vui lòng thử lại. Việc đã được ghi sẽ không ghi hai lần.",
        en="A part of the system is down, please try again. What was recorded is not recorded twice.",
    )
    return problem(request, 503, "unavailable", words, headers={"Retry-After": RETRY_AFTER})
