"""Every "no" as a page: what happened, what is safe, what to do; the same words as the API's problem documents."""

from typing import Any, cast
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from api.web.show import show
from domain.base.words import Words

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
    said = {"title": words, "errors": more.get("errors", []), "again": again, "slug": slug}
    return show(request, "problem", None, status, unknown_reader=True, **said)
