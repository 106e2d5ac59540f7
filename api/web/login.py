"""Logging in and out by browser, here and elsewhere; where it goes on is kept here, so that no address leads away."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.container import SESSION, Container, Known, Tools
from api.http.devices import device_of
from api.http.headers import COOKIE
from api.http.page_owner import MARKED, mark
from api.http.problems import Unauthenticated, locale_of
from api.web.show import show
from domain.base.refusals import LoginTooOld
from infra.identity.oidc import Identity, TokenRefused
from infra.identity.sessions import name_of

router = APIRouter(include_in_schema=False)

LOGGING_IN = "__Host-login"
"""The cookie of who is on the way to the identity provider and back."""
HOME = "/"
BACK = "/login/done"
"""Where it ends for whoever has a page that waits in another window."""

JUST_NOW = timedelta(minutes=15)
"""How long after a login its person may end those elsewhere: whoever finds a browser open ends nobody's."""

Next = Annotated[str, Query(max_length=2000)]
Hint = Annotated[str, Query(max_length=60)]
Name = Annotated[str, Form(max_length=64)]


@router.get("/login")
async def log_in(
    tools: Tools,
    request: Request,
    next: Next = HOME,  # noqa: A002 - what people know it by
    again: bool = False,
    hint: Hint = "",
) -> Response:
    """Send to the identity provider; ``again`` asks it to look anew who sits there, ``hint`` says who is expected.

    Whom another site sends is asked first: a provider that still knows them would ask nothing.
    """
    if request.headers.get("sec-fetch-site") == "cross-site":
        return show(request, "log-in", to=f"{request.url.path}?{request.url.query}")
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
    device = device_of(request.headers.get("user-agent", ""))
    _hold(back, SESSION, await tools.sessions.begin(who, device=device))
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
        _refuse_old(session.who, tools)
        await tools.sessions.end_all(session.who)
    elif session:
        await tools.sessions.end(session)
    away = RedirectResponse(HOME, 303)
    for cookie in (SESSION, MARKED):
        away.delete_cookie(cookie, path="/", secure=True, httponly=True)
    return away


@router.get("/me/devices")
async def devices(request: Request, who: Known, tools: Tools, done: bool = False) -> Response:
    """Show where the reader is logged in, and let them end it there."""
    return show(
        request,
        "devices",
        who,
        devices=await tools.sessions.devices(who),
        here=name_of(request.cookies.get(SESSION, "")),
        fresh=_just_logged_in(who, tools),
        done=done,
    )


@router.post("/me/devices/end")
async def log_out_there(who: Known, tools: Tools, device: Name = "") -> Response:
    """End one session of the reader's, wherever it is."""
    _refuse_old(who, tools)
    await tools.sessions.end_one(who, device)
    return RedirectResponse("/me/devices?done=true", 303)


def _just_logged_in(who: Identity, tools: Container) -> bool:
    return tools.journal.clock().timestamp() - who.logged_in <= JUST_NOW.total_seconds()


def _refuse_old(who: Identity, tools: Container) -> None:
    if not _just_logged_in(who, tools):
        raise LoginTooOld(
            "Ông/bà đăng nhập đã lâu: hãy đăng nhập lại rồi đăng xuất các thiết bị khác.",
            "You logged in a while ago: log in again, then log out of your other devices.",
            max_age=str(int(JUST_NOW.total_seconds())),
        )


def _hold(answer: Response, name: str, value: str) -> None:
    answer.headers.append("set-cookie", "; ".join([f"{name}={value}", "Path=/", *COOKIE]))


def own(address: str) -> str:
    """An address of ours as it is; for any other, the first page."""
    plain = address.isascii() and address.isprintable() and "\\" not in address
    return address if plain and address.startswith("/") and not address.startswith("//") else HOME
