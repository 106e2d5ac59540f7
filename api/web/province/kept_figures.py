"""The page of a figure that is kept, at an address that holds; and that which everybody reads of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Container, Deciding, Officer, Perhaps, Tools
from api.http.problems import locale_of
from api.looking import Look
from api.services.province import kept_figures
from api.services.province.centre import Looking
from api.services.province.kept_figures import OpenFigures
from api.web.province.figures import HERE
from api.web.show import show
from domain.base.refusals import Conflict, TakenBack, Unacceptable
from domain.base.words import Words
from infra.identity.oidc import Identity

OPEN = "/open-figures/kept"
FOR_A_WHILE = {"Cache-Control": "public, max-age=300", "Vary": "Accept, Accept-Language, Cookie"}
"""For whoever is not logged in: what is taken back is read no longer than so many seconds."""
One = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
router = APIRouter(include_in_schema=False)


@router.post(f"{HERE}/kept")
async def keep(
    look: Look,
    tools: Tools,
    figure: Annotated[str, Form(max_length=40)],
    period: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Keep a figure as it is told at this moment."""
    one = await kept_figures.keep(figure, look, period, tools.programme)
    return RedirectResponse(f"{HERE}/kept/{one}", 303)


@router.get(f"{HERE}/kept")
async def listed(who: Officer, look: Look, tools: Tools, request: Request) -> Response:
    """Show the figures that a unit keeps."""
    return show(request, "figures/kept_list", who, told=await kept_figures.listed(look, tools.programme))


@router.get(f"{HERE}/kept/{{one}}")
async def kept(one: One, who: Officer, look: Look, tools: Tools, request: Request) -> Response:
    """Show it as it was, and how it stands today."""
    return await _page(one, who, look, tools, request)


@router.post(f"{HERE}/kept/{{one}}/publication")
async def publish(one: One, who: Deciding, look: Look, tools: Tools, request: Request) -> Response:
    """Let everybody read it."""
    try:
        await kept_figures.publish(one, look, tools.programme)
    except Unacceptable as refused:
        return await _page(one, who, look, tools, request, refused.words)
    return RedirectResponse(f"{HERE}/kept/{one}", 303)


@router.post(f"{HERE}/kept/{{one}}/withdrawal")
async def take_back(
    one: One,
    who: Deciding,
    look: Look,
    tools: Tools,
    request: Request,
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Let nobody else read it any more."""
    try:
        await kept_figures.take_back(one, reason, look, tools.programme)
    except (Unacceptable, Conflict) as refused:
        return await _page(one, who, look, tools, request, refused.words, reason)
    return RedirectResponse(f"{HERE}/kept/{one}", 303)


async def _page(
    one: str,
    who: Identity,
    look: Looking,
    tools: Container,
    request: Request,
    wrong: Words | None = None,
    reason: str = "",
) -> Response:
    told, public = await kept_figures.show_kept(one, look, tools.programme), tools.settings.public_url
    context: dict[str, Any] = {"address": f"{public}{HERE}/kept/{one}", "public": f"{public}{OPEN}/{one}"}
    return show(request, "figures/kept", who, told=told, wrong=wrong, reason=reason, **context)


@router.get(f"{OPEN}/{{one}}")
async def opened(one: One, who: Perhaps, tools: Tools, request: Request) -> Response:
    """Show everybody what was published; of what was taken back, by whom and why."""
    of = OpenFigures(tools.programme, locale_of(request))
    try:
        told = await of.show(one)
    except TakenBack as gone:
        return show(request, "figures/taken_back", who, 410, words=gone.words)
    address = f"{tools.settings.public_url}{OPEN}/{one}"
    return show(request, "figures/open_kept", who, told=told, address=address, headers={} if who else FOR_A_WHILE)
