"""The page of alarms: what is open, who has seen it, and what they said."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Container, Deciding, Officer, Tools
from api.looking import Look
from api.services.province import alarms
from api.services.province.centre import Looking
from api.web.province.figures import HERE
from api.web.show import show
from domain.base.refusals import Conflict, Unacceptable
from domain.base.words import Words
from infra.identity.oidc import Identity

NO_WORDS = Words(vi="Ghi việc đã làm hoặc sẽ làm.", en="Say what is done about it.")
Said = Annotated[str, Form(max_length=500)]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
router = APIRouter(prefix=f"{HERE}/alarms", include_in_schema=False)


@router.get("")
async def listed(who: Officer, look: Look, tools: Tools, request: Request) -> Response:
    """Show the alarms of a unit."""
    return await _page(who, look, tools, request, "", "", None)


@router.post("/{one}/acknowledge")
async def acknowledge(one: Id, who: Deciding, look: Look, tools: Tools, request: Request, said: Said = "") -> Response:
    """Note that the reader has seen one."""
    try:
        if not said.strip():
            raise Unacceptable.saying(NO_WORDS)
        await alarms.acknowledge(look, one, said, tools.province, tools.registry, tools.officers)
    except (Unacceptable, Conflict) as refused:
        return await _page(who, look, tools, request, one, said, refused.words)
    return RedirectResponse(f"{HERE}/alarms?unit={look.unit}", 303)


async def _page(
    who: Identity, look: Looking, tools: Container, request: Request, one: str, said: str, wrong: Words | None
) -> Response:
    told = await alarms.alarms(look, tools.province, tools.registry, tools.officers)
    return show(
        request,
        "figures/alarms",
        who,
        look=look,
        told=told,
        open=[alarm for alarm in told.items if alarm.ended_at is None],
        over=[alarm for alarm in told.items if alarm.ended_at],
        one=one,
        said=said,
        wrong=wrong,
    )
