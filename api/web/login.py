"""Logging in and out by browser; where it goes on is kept here, so that no address leads anywhere else."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.container import SESSION, Known, Tools
from api.http.headers import COOKIE
from api.http.page_owner import MARKED, mark
from api.http.problems import Unauthenticated, locale_of
from api.web.show import show
from infra.identity.oidc import TokenRefused

router = APIRouter(include_in_schema=False)

LOGGING_IN = "__Host-login"
"""The cookie of who is on the way to the identity provider and back."""
HOME = "/"
BACK = "/login/done"
"""Where it ends for whoever has a page that waits in another window."""

Next = Annotated[str, Query(max_length=2000)]
Hint = Annotated[str, Query(max_length=60)]


@router.get("/login")
async def log_in(
    tools: Tools,
    request: Request,
    next: Next = HOME,  # noqa: A002 - what people know it by
    again: bool = False,
    hint: Hint = "",
) -> Response:
    """Send to the identity provider; ``again`` asks it to look anew who sits there, ``hint`` says who is expected."""
    wishes = {"ui_locales": locale_of(request)} | ({"login_hint": hint} if hint else {})
    if again:
        wishes |= {"prompt": "login", "max_age": "0", "acr_values": tools.settings.oidc_acr_values}
    question = await tools.login.ask(**wishes)
    secret = await tools.sessions.begin(None, question.kept | {"next": own(next)})
    away = RedirectResponse(question.address, 303)
    _hold(away, LOGGING_IN, secret)
    return away


@router.get("/login/return")
async def logged_in(tools: Tools, request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    """Take what the identity provider says, and go on where it began."""
    before = await tools.sessions.find(request.cookies.get(LOGGING_IN, ""))
    if before is None or before.who or before.pending.get("state") != state or not state:
        raise Unauthenticated(
            "Lần đăng nhập này đã quá lâu hoặc bắt đầu ở trình duyệt khác: hãy đăng nhập lại.",
            "This login took too long, or began in another browser: log in again.",
        )
    await tools.sessions.end(before)
    if error or not code:
        raise Unauthenticated("Ông/bà chưa đăng nhập xong.", "You did not finish logging in.")
    try:
        who = await tools.login.answered(before.pending, code)
    except TokenRefused as refused:
        raise Unauthenticated("Đăng nhập không thành công: hãy thử lại.", "The login failed: try again.") from refused
    if earlier := await tools.sessions.find(request.cookies.get(SESSION, "")):
        await tools.sessions.end(earlier)
    back = RedirectResponse(own(before.pending["next"]), 303)
    _hold(back, SESSION, await tools.sessions.begin(who))
    _hold(back, MARKED, mark(who, tools.index))
    back.delete_cookie(LOGGING_IN, path="/", secure=True, httponly=True)
    return back


@router.get(BACK)
async def done(request: Request, who: Known) -> Response:
    """Lead back to the window that waits."""
    return show(request, "logged-in", who)


@router.post("/logout")
async def log_out(tools: Tools, request: Request, everywhere: bool = False) -> Response:
    """End the session, or every session of this person; also of who is refused everything else."""
    session = await tools.sessions.find(request.cookies.get(SESSION, ""))
    if session and session.who and everywhere:
        await tools.sessions.end_all(session.who)
    elif session:
        await tools.sessions.end(session)
    away = RedirectResponse(HOME, 303)
    for cookie in (SESSION, MARKED):
        away.delete_cookie(cookie, path="/", secure=True, httponly=True)
    return away


def _hold(answer: Response, name: str, value: str) -> None:
    answer.headers.append("set-cookie", "; ".join([f"{name}={value}", "Path=/", *COOKIE]))


def own(address: str) -> str:
    """An address of ours as it is; for any other, the first page."""
    plain = address.isascii() and address.isprintable() and "\\" not in address
    return address if plain and address.startswith("/") and not address.startswith("//") else HOME
