"""How every stand-in answers: problems, refusals, and a page that says what it is."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

BODY = "sandbox.body"


class Refused(Exception):
    """The service won't do it; the answer says why."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer


def problem(status: int, slug: str, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> JSONResponse:
    """An RFC 9457 problem."""
    content = {"type": f"urn:motcua-sandbox:{slug}", "title": slug, "status": status, "detail": detail, **more}
    return JSONResponse(content, status, headers, "application/problem+json")


def nobody() -> JSONResponse:
    """The register knows no such entry."""
    return problem(404, "not-found", "Không tìm thấy dữ liệu phù hợp.")


def body(request: Request) -> dict[str, Any]:
    """The JSON object that was sent, parsed once by the middleware."""
    sent = request.scope.get(BODY)
    if not isinstance(sent, dict):
        raise Refused(problem(400, "not-a-json-object", "The body must be a JSON object."))
    return sent


async def form(request: Request) -> dict[str, str]:
    """The fields of a form that was sent."""
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace")))


def require(sent: Mapping[str, Any], fields: Iterable[str]) -> None:
    """Refuses a message that leaves out what the law or the protocol demands."""
    missing = [name for name in fields if sent.get(name) in (None, "", {})]
    if missing:
        raise Refused(
            problem(400, "missing-fields", f"Thiếu thông tin bắt buộc: {', '.join(missing)}", missing=missing)
        )


def refuse(status: int, slug: str, detail: str) -> Refused:
    """A refusal to raise."""
    return Refused(problem(status, slug, detail))


def page(title: str, inner: str, status: int = 200) -> HTMLResponse:
    """A plain page that says it is a stand-in; `inner` is HTML, already escaped."""
    return HTMLResponse(
        f"<!doctype html><html lang=vi><meta charset=utf-8><title>{escape(title)}</title>"
        "<meta name=viewport content='width=device-width'>"
        "<style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        ".standin{background:#fff3cd;border:2px solid #856404;padding:.5rem 1rem}"
        "td,th{text-align:left;padding:.25rem 1rem .25rem 0;vertical-align:top}pre{white-space:pre-wrap}</style>"
        "<p class=standin role=note><strong>Hệ thống giả lập để phát triển và kiểm thử (stand-in).</strong> "
        "Không phải hệ thống thật của Nhà nước; dữ liệu do máy sinh ra.</p>"
        f"<h1>{escape(title)}</h1>{inner}</html>",
        status,
    )
