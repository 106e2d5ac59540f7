"""The page of a figure that is kept, at an address that holds."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Officer, Tools
from api.looking import Look
from api.services.province import kept_figures
from api.web.province.figures import HERE
from api.web.show import show
from domain.province.kept_figures import Shown
from domain.province.periods import Period

router = APIRouter(prefix=f"{HERE}/kept", include_in_schema=False)


@router.post("")
async def keep(
    look: Look, tools: Tools, figure: Annotated[Shown, Form()], period: Annotated[str, Form(max_length=8)]
) -> Response:
    """Keep a figure as it is told at this moment."""
    one = await kept_figures.keep(figure, look, Period.read(period), tools.programme)
    return RedirectResponse(f"{HERE}/kept/{one}", 303)


@router.get("/{one}")
async def kept(
    one: Annotated[str, Path(pattern="^[0-9a-f]{32}$")], who: Officer, look: Look, tools: Tools, request: Request
) -> Response:
    """Show it as it was, and how it differs today."""
    told = await kept_figures.show_kept(one, look, tools.programme)
    return show(request, "figures/kept", who, told=told, address=f"{tools.settings.public_url}{HERE}/kept/{one}")
