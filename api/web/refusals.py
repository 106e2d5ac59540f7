"""Every "no" as a page: what happened, what is safe, what to do; the same words as the API's problem documents."""

from typing import Any, cast
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from api.web.show import show
from domain.base.words import Words

FAULTY = {"no-period": "period", "not-yet": "at", "no-such-unit": "unit", "out-of-reach": "unit"}
"""By a refusal, what was asked for that there is none of."""
WRITTEN = {
    "unit": Words(vi="Nhập mã đơn vị, không quá 20 ký tự.", en="Enter the code of the unit, 20 characters at most."),
    "programme": Words(vi="Nhập mã tỉnh, không quá 20 ký tự.", en="Enter the province's code, 20 characters at most."),
    "period": Words(
        vi="Kỳ báo cáo viết là 2026, 2026-Q3 hoặc 2026-08.", en="A period is written 2026, 2026-Q3 or 2026-08."
    ),
    "at": Words(
        vi="Ngày viết là 2026-08-31, thời điểm viết là 2026-08-31T08:00.",
        en="A day is written 2026-08-31, a moment 2026-08-31T08:00.",
    ),
}
"""What figures are asked for by in words, and how each is written; other choices come from lists."""
NO_CHOICE = Words(
    vi="Trang này không có lựa chọn đó. Xem lại trang và chọn trong danh sách.",
    en="This page has no such choice. Show the page again and choose from its lists.",
)
LOG_IN_AGAIN = {"unauthenticated", "identity-level-too-low", "login-too-old", "not-representative", "wrong-role"}
"""Refusals of who somebody is, not of what they do."""


def problem_page(request: Request, status: int, slug: str, words: Words, more: dict[str, Any]) -> Response:
    """Say on a page what a problem document says; whoever must log in first and lost nothing by it is sent there.

    A route that has something better to show than the refusal leaves it in ``request.state.instead``.
    """
    if (instead := getattr(request.state, "instead", None)) is not None:
        return cast("Response", instead)
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if status == 401 and request.method == "GET" and not path.startswith("/login"):
        return RedirectResponse(f"/login?next={quote(path)}", 303)
    back = path if request.method == "GET" and not path.startswith("/login") else "/"
    again = f"/login?again=true&next={quote(back)}" if slug in LOG_IN_AGAIN else ""
    errors = more.get("errors", [])
    said = {"title": words, "errors": errors, "again": again, "slug": slug}
    said |= _to_correct(request, _mistyped(request, slug, words, errors))
    return show(request, "problem", None, status, unknown_reader=True, **said)


def _mistyped(request: Request, slug: str, words: Words, errors: list[dict[str, str]]) -> dict[str, Words]:
    """What is wrong with what a page was asked for, by its name in the address; nothing, where that is not what is."""
    if request.method != "GET":
        return {}
    if name := FAULTY.get(slug):
        asked = request.query_params
        # A province is a unit whose code has a name of its own where its programme is asked for.
        of_programme = name == "unit" and "unit" not in asked and "programme" in asked
        return {"programme" if of_programme else name: words}
    places = [error["field"].partition(".") for error in errors]
    if slug != "invalid" or any(place != "query" for place, _, _ in places):
        return {}
    return {name: WRITTEN.get(name, NO_CHOICE) for _, _, name in places}


def _to_correct(request: Request, wrong: dict[str, Words]) -> dict[str, Any]:
    """The form in which it is put right: all that was typed stands in it, but for choices that there are not."""
    typed = request.query_params
    written = {name: typed.get(name, "") for name in WRITTEN if name in typed or name in wrong}
    if not wrong or not written:
        return {}
    beside = {name: value for name, value in typed.items() if name not in WRITTEN and name not in wrong}
    return {"wrong": wrong, "written": written, "beside": beside}
