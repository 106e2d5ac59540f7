"""Identity cards at the counter: the chip proves its holder, the QR code only fills the form in."""

from fastapi import APIRouter, Request, Response

from api.container import DeskOfficer, Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.schemas.cards import CardRead
from api.services import cards
from api.services.cards import CardIn
from api.services.views import ROOT

router = APIRouter(prefix=f"{ROOT}/cards", tags=["cards"], responses=told(401, 422, 503))


@router.post("", responses=told(400, 403, 409, 413))
async def read(body: CardIn, who: DeskOfficer, tools: Tools, request: Request, response: Response) -> CardRead:
    """Read a card: the holder's data to fill a form in, and from a chip the proof for the filing."""
    response.headers["Cache-Control"] = "private, no-store"
    return cards.read(body, who, tools.card_trust, tools.card_proofs, tools.journal.clock(), locale_of(request))
