"""One's dossiers, and each as it stands; live where a browser can, plain where it cannot."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sse_starlette import EventSourceResponse

from api.container import AnyCitizen, Container, Known, Staying, Tools
from api.http.cursors import Cursor
from api.services.listing import asking, listed
from api.services.remains import Remains, remains
from api.web.following.doing import DONE
from api.web.following.jobs import jobs
from api.web.following.live import Since, news
from api.web.following.status import Shown, Standing, shown, standing
from api.web.show import show
from domain.base.refusals import Erased
from domain.dossier.access_log import JOURNAL
from domain.dossier.state import Dossier
from infra.identity.oidc import Identity
from infra.journal.mandates import over
from infra.reads.dossiers import Gone

Done = Annotated[str, Query(max_length=20)]

router = APIRouter(include_in_schema=False)


@router.get("/me")
async def mine(who: AnyCitizen, tools: Tools, request: Request, cursor: Cursor = "") -> Response:
    """List my dossiers, and before them what waits for me."""
    database = tools.journal.database
    found, following = await listed(who, database, cursor)
    waiting = [] if cursor else await asking(who, database)
    ended = [] if cursor else await over(database, who.actor)
    context: dict[str, Any] = {
        "items": [await _item(one, who, tools) for one in found],
        "waiting": [(shown(one, tools), _first(one, who, tools)) for one in waiting],
        "drafts": 0 if cursor else len(await tools.drafts.of(who.actor)),
        "ended": [(one, tools.procedures[one.procedure].title) for one in ended],
        "following": following,
        "cursor": cursor,
    }
    return show(request, "following/mine", who, **context)


async def _item(one: Dossier | Gone, who: Identity, tools: Container) -> Remains | Shown:
    if isinstance(one, Gone):
        return await remains(one.code, who, tools.journal, tools.procedures)
    return shown(one, tools)


def _first(dossier: Dossier, who: Identity, tools: Container) -> Any:
    return next((job for job in jobs(dossier, who.actor, tools.journal.clock(), tools.registry) if job.urgent), None)


@router.get("/dossiers/{code}")
async def dossier(code: str, who: Known, tools: Tools, request: Request, done: Done = "") -> Response:
    """Show where a dossier is, who has it, why it waits, until when, and what the reader can do."""
    try:
        stands = await standing(code, who.actor, tools)
    except Erased:
        gone = await remains(code, who, tools.journal, tools.procedures)
        return show(request, "following/erased", who, 410, gone=gone)
    await tools.looks.note(code, who.actor, JOURNAL)
    live = f"/dossiers/{code}/live?since={stands.version}"
    return show(request, "following/dossier", who, stands=stands, live=live, done=DONE.get(done))


@router.get("/dossiers/{code}/live")
async def live(
    code: str, who: Known, stay: Staying, tools: Tools, request: Request, since: Since = 0
) -> EventSourceResponse:
    """Tell of each change as it comes; whether the reader may still see it is asked anew each time."""

    async def now() -> Standing | None:
        return await standing(code, who.actor, tools)

    await tools.journal.dossier(code, who.actor)
    return EventSourceResponse(news(request, who, who.person, stay, tools, code, since, now))
