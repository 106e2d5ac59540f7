"""Following without an account: by a dossier's code, and a one-time code that goes to its contact.

Who merely has the code, or the slip that bears it, hears the same whether there is such a dossier or not.
"""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from sse_starlette import EventSourceResponse

from api.container import Container, Perhaps, Tools
from api.http.headers import COOKIE
from api.http.request_log import CODE
from api.services.streaming import Stay
from api.web.following.live import Since, news
from api.web.following.status import Standing, standing
from api.web.show import show
from domain.base.refusals import Missing, NotInService, Refusal
from domain.base.words import Words
from domain.dossier.act import Actor
from infra.identity.oidc import Identity

router = APIRouter(include_in_schema=False)

FOLLOWS = "__Host-follows"
"""The cookie of who follows a dossier without an account."""
FOR = timedelta(minutes=30)
NO_CODE = Words(
    vi="Mã hồ sơ chưa đúng. Mã in trên giấy tiếp nhận, ví dụ 000.01.00.H31-261117-0001.",
    en="This is no dossier's code. It stands on the receipt, for example 000.01.00.H31-261117-0001.",
)
WRONG = Words(
    vi="Mã không đúng, đã hết hạn hoặc đã dùng. Hãy nhập lại, hoặc yêu cầu mã mới.",
    en="The code is wrong, has ended or was used. Type it again, or ask for a new one.",
)

Typed = Annotated[str, Form(max_length=60)]
Asked = Annotated[str, Query(max_length=60)]


@router.get("/track")
async def asking(request: Request, who: Perhaps, code: Asked = "") -> Response:
    """Ask which dossier is to be followed."""
    typed = code.strip().upper()
    if CODE.fullmatch(typed):
        return RedirectResponse(f"/track/{typed}", 303)
    errors = {"code": NO_CODE} if typed else {}
    return show(request, "following/track", who, errors=errors, typed=code)


@router.get("/TRACK/{code}")
@router.get("/track/{code}")
async def track(code: str, tools: Tools, request: Request, who: Perhaps, sent: bool = False) -> Response:
    """Show how a dossier stands to who has proved that its mail reaches them; to others, how they can.

    Who is logged in and may see it is led to its own page. Of any other code they hear the same, whatever it is.
    """
    _written(code)
    if who and await _theirs(code, who, tools):
        return RedirectResponse(f"/dossiers/{code}", 303)
    if (reader := await _reader(code, tools, request)) is None:
        return show(request, "following/prove", who, code=code, sent=sent, errors={})
    stands = await standing(code, reader, tools, follows=True)
    live = f"/track/{code}/live?since={stands.version}"
    return show(request, "following/tracked", who, stands=stands, live=live)


@router.get("/track/{code}/live")
async def live(code: str, tools: Tools, request: Request, since: Since = 0) -> EventSourceResponse:
    """Tell of each change as it comes, for as long as they may follow it."""

    async def now() -> Standing | None:
        reader = await _reader(code, tools, request)
        return await standing(code, reader, tools, follows=True) if reader else None

    reader, secret = await _reader(code, tools, request), request.cookies.get(FOLLOWS, "")
    if reader is None or (session := await tools.sessions.find(secret, seen=False)) is None:
        raise Missing
    stay = Stay.of_session(session, secret, tools.sessions)
    return EventSourceResponse(news(request, None, reader.id, stay, tools, code, since, now))


@router.post("/track/{code}/code")
async def send(code: str, tools: Tools) -> Response:
    """Send a one-time code to the dossier's contact, if there are such; the answer is the same in any case."""
    _written(code)
    await tools.one_time_codes.ask(code)
    return RedirectResponse(f"/track/{code}?sent=true", 303)


@router.post("/track/{code}")
async def prove(code: str, tools: Tools, request: Request, who: Perhaps, digits: Typed = "") -> Response:
    """Let in who has the right digits, for half an hour, to look."""
    _written(code)
    reader = await tools.one_time_codes.tried(code, "".join(digits.split()))
    if reader is None:
        return show(request, "following/prove", who, code=code, sent=True, errors={"digits": WRONG})
    secret = await tools.sessions.begin(None, {"follows": code, "person": reader.id}, FOR)
    away = RedirectResponse(f"/track/{code}", 303)
    away.headers.append("set-cookie", "; ".join([f"{FOLLOWS}={secret}", "Path=/", *COOKIE]))
    return away


async def _reader(code: str, tools: Container, request: Request) -> Actor | None:
    """Give as whom somebody reads who has proved it: as whose contact it was proved by."""
    session = await tools.sessions.find(request.cookies.get(FOLLOWS, ""), seen=False)
    if session is None or session.pending.get("follows") != code:
        return None
    reader = Actor(kind="citizen", id=session.pending["person"])
    try:
        await tools.journal.dossier(code, reader)
    except Refusal:
        return None
    return reader


async def _theirs(code: str, who: Identity, tools: Container) -> bool:
    """Whether the dossier's own page has something to tell who is logged in."""
    try:
        await tools.journal.dossier(code, who.actor)
    except (Missing, NotInService):
        return False
    except Refusal:
        return True
    return True


def _written(code: str) -> None:
    if not CODE.fullmatch(code):
        raise Missing
