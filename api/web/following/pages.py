"""One's dossiers, and each as it stands; live where a browser can, plain where it cannot."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sse_starlette import EventSourceResponse

from api.container import SESSION, AnyCitizen, Container, Known, Tools
from api.http.cursors import Cursor
from api.services.listing import asking, listed
from api.services.remains import remains
from api.web.following.jobs import jobs
from api.web.following.live import Since, news
from api.web.following.status import Standing, shown, standing
from api.web.following.words import DONE
from api.web.show import show
from domain.base.refusals import Erased
from domain.base.words import Words
from domain.dossier.access_log import JOURNAL
from domain.dossier.state import Dossier
from infra.identity.oidc import Identity
from infra.journal.mandates import Over, over
from infra.reads.dossiers import Gone

Done = Annotated[str, Query(max_length=20)]

router = APIRouter(include_in_schema=False)


@router.get("/me")
async def mine(who: AnyCitizen, tools: Tools, request: Request, cursor: Cursor = "") -> Response:
    """List my dossiers, and before them what waits for me."""
    found, following = await listed(who, tools.journal.database, cursor)
    waiting = (
        []
        if cursor
        else [(shown(one, tools), _first(one, who, tools)) for one in await asking(who, tools.journal.database)]
    )
    items = [
        await remains(one.code, who, tools.journal, tools.procedures) if isinstance(one, Gone) else shown(one, tools)
        for one in found
    ]
    drafts = 0 if cursor else len(await tools.drafts.of(who.actor))
    ended = [] if cursor else [(one, _title(one, tools)) for one in await _ended(who, tools)]
    context: dict[str, Any] = {
        "items": items,
        "waiting": waiting,
        "drafts": drafts,
        "ended": ended,
        "following": following,
        "cursor": cursor,
    }
    return show(request, "following/mine", who, **context)


async def _ended(who: Identity, tools: Container) -> list[Over]:
    async with tools.journal.database.transaction(who.actor) as tx:
        return await over(tx)


def _title(one: Over, tools: Container) -> Words:
    return tools.procedures[one.procedure].title


def _first(dossier: Dossier, who: Identity, tools: Container) -> Any:
    return next((job for job in jobs(dossier, who.actor, tools.journal.clock(), tools.registry) if job.urgent), None)


@router.get("/dossiers/{code}")
async def dossier(code: str, who: Known, tools: Tools, request: Request, done: Done = "") -> Response:
    """Show where a dossier is, who has it, why it waits, until when, and what the reader can do."""
    try:
        stands = await standing(code, who.actor, tools)
    except Erased:
        return show(
            request, "following/erased", who, 410, gone=await remains(code, who, tools.journal, tools.procedures)
        )
    await tools.looks.note(code, who.actor, JOURNAL)
    live = f"/dossiers/{code}/live?since={stands.version}"
    return show(request, "following/dossier", who, stands=stands, live=live, done=DONE.get(done))


@router.get("/dossiers/{code}/live")
async def live(code: str, who: Known, tools: Tools, request: Request, since: Since = 0) -> EventSourceResponse:
    """Tell of each change as it comes; whether the reader may still see it is asked anew each time."""

    async def now() -> Standing | None:
        secret = request.cookies.get(SESSION, "")
        if secret and await tools.sessions.find(secret, seen=False) is None:
            return None
        return await standing(code, who.actor, tools)

    await tools.journal.dossier(code, who.actor)
    return EventSourceResponse(news(request, who, who.person, tools, code, since, now))
