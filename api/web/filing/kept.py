"""What somebody sent when their session had ended: it waits, sealed, until they are logged in again."""

from typing import Any
from urllib.parse import quote

from fastapi import Request, Response

from api.headers import COOKIE
from api.house import SESSION, House
from api.problems import read_by_people
from api.web.show import show

KEPT = "__Host-kept"
"""The cookie of who has something waiting."""
LONGEST = 64 * 1024
"""Characters that wait; whoever was logged in fills in no more on one page."""
PAPERS = "/papers"
"""Where files come in; an address of its own, as these are counted while they are read."""
TYPED = "application/x-www-form-urlencoded"


async def keep(request: Request, tools: House) -> Response | None:
    """Keep what was posted and show the way to the login; nothing where nobody had a session.

    A link, as no page may send a form on to another host.
    """
    if request.method != "POST" or not request.cookies.get(SESSION) or not read_by_people(request):
        return None
    path, query = request.url.path, request.query_params
    if path == PAPERS:
        return _ended(request, f"/drafts/{query.get('draft', '')}/papers")
    if not request.headers.get("content-type", "").startswith(TYPED):
        return None
    posted = {name: str(value) for name, value in (await request.form()).items()}
    if sum(len(name) + len(value) for name, value in posted.items()) > LONGEST:
        return None
    page = _ended(request, f"{path}?kept=true", kept=True)
    secret = await tools.sessions.begin(None, {"path": path, "posted": posted})
    page.headers.append("set-cookie", "; ".join([f"{KEPT}={secret}", "Path=/", *COOKIE]))
    return page


def _ended(request: Request, back: str, *, kept: bool = False) -> Response:
    return show(request, "filing/ended", None, 401, again=f"/login?next={quote(back)}", kept=kept)


async def waiting(request: Request, tools: House) -> dict[str, Any] | None:
    """Give what waits for this page."""
    session = await tools.sessions.find(request.cookies.get(KEPT, ""))
    if session is None or session.who or session.pending.get("path") != request.url.path:
        return None
    found: dict[str, Any] = session.pending["posted"]
    return found


async def taken(request: Request, answer: Response, tools: House) -> Response:
    """Forget what waited: it is kept in its place now."""
    if (secret := request.cookies.get(KEPT)) and (session := await tools.sessions.find(secret)) and not session.who:
        await tools.sessions.end(session)
        answer.delete_cookie(KEPT, path="/", secure=True, httponly=True)
    return answer
