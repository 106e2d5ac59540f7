"""Identity cards at the counter: the chip proves its holder, the QR code only fills the form in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.container import Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.schemas.cards import CardRead
from api.services import cards
from api.services.cards import CardIn, only_desks
from api.services.views import ROOT
from infra.identity.oidc import Identity

router = APIRouter(prefix=f"{ROOT}/cards", tags=["cards"], responses=told(401, 422, 503))


@router.post("", responses=told(400, 403, 409, 413))
async def read(
    body: CardIn, who: Annotated[Identity, Depends(only_desks)], tools: Tools, request: Request, response: Response
) -> CardRead:
    """Read a card: the holder's data to fill a form in, and from a chip the proof for the filing."""
    response.headers["Cache-Control"] = "private, no-store"
    return cards.read(body, who, tools, locale_of(request))
