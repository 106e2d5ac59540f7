"""Every "no" of the front door as problem+json (RFC 9457), in the reader's language, with a stable ``type``."""

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from domain.refusals import Conflict, Forbidden, Missing, Refusal, Unacceptable
from domain.words import Words
from infra.database import DatabaseDown
from infra.oidc import ProviderDown
from infra.press import PressDown
from infra.storage import StorageUnavailable

log = structlog.get_logger()

STATUS: Mapping[type[Refusal], int] = {Missing: 404, Forbidden: 403, Conflict: 409, Unacceptable: 422}
RETRY_AFTER = "5"
"""Seconds after which a caller may try again while a part of the house is down."""
OUTAGES = (DatabaseDown, ProviderDown, StorageUnavailable, PressDown)


class Unauthenticated(Refusal):
    """No token, or one that does not hold."""

    slug = "unauthenticated"


class TooLarge(Refusal):
    """More bytes than are taken."""

    slug = "too-large"


class Malformed(Refusal):
    """The request cannot be read at all."""

    slug = "malformed"


def locale_of(request: Request) -> str:
    """Give the reader's language: Vietnamese unless English is asked for first."""
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "vi"


def problem(request: Request, status: int, slug: str, words: Words, **more: Any) -> JSONResponse:
    """Make one problem document."""
    headers = more.pop("headers", None)
    body = {"type": f"urn:motcua:problem:{slug}", "title": words.in_(locale_of(request)), "status": status, **more}
    return JSONResponse(body, status_code=status, headers=headers, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Let every refusal and every outage leave as a problem document."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for outage in OUTAGES:
        app.add_exception_handler(outage, _outage)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)  # noqa: S101 - registered for it
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    headers = None
    if isinstance(error, Unauthenticated):
        status, headers = 401, {"WWW-Authenticate": "Bearer"}
    elif isinstance(error, TooLarge):
        status = 413
    more = {"errors": errors} if (errors := getattr(error, "errors", None)) else {}
    return problem(request, status, error.slug, Words(vi=error.vi, en=error.en), headers=headers, **more)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
    errors = field_errors(error.errors())
    if any(item["type"] == "json_invalid" for item in error.errors()):
        words = Words(vi="Nội dung gửi lên không phải JSON hợp lệ.", en="The body is not valid JSON.")
        return problem(request, 400, "malformed", words, errors=errors)
    words = Words(vi="Nội dung gửi lên chưa đúng.", en="The request does not have the right form.")
    return problem(request, 422, "invalid", words, errors=errors)


def field_errors(errors: Any) -> list[dict[str, str]]:
    """Name each field and what is wrong with it; never what was in it."""
    return [{"field": ".".join(str(part) for part in e["loc"]), "message": e["msg"]} for e in errors]


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    words = Words(vi="Không có địa chỉ hoặc phương thức này.", en=str(error.detail))
    slug = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "http")
    return problem(request, error.status_code, slug, words)


async def _outage(request: Request, error: Exception) -> JSONResponse:
    log.error("unavailable", part=type(error).__name__, why=str(error))
    words = Words(
        vi="Hệ thống tạm thời gián đoạn. Chưa có gì được ghi, vui lòng thử lại.",
        en="A part of the system is down. Nothing was written; please try again.",
    )
    return problem(request, 503, "unavailable", words, headers={"Retry-After": RETRY_AFTER})
