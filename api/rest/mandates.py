"""An owner takes back the mandate by which somebody filed for them."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from api.container import Citizen, Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.schemas.dossiers import DossierView
from api.services import acting
from api.services.application import Contact
from api.services.views import ROOT, dossier_view

router = APIRouter(prefix=f"{ROOT}/dossiers", tags=["dossiers"], responses=told(400, 401, 403, 404, 409, 410, 422, 503))


class Revocation(BaseModel):
    """Why, if they want to say, and how the owner is told from now on."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(default="", max_length=500)
    contact: Contact = Contact()


@router.post("/{code}/mandate/revocation", responses=told(413))
async def revoke(code: str, body: Revocation, who: Citizen, tools: Tools, request: Request) -> DossierView:
    """Revoke the mandate, in this dossier and its branches: who filed it neither acts nor looks any longer."""
    dossier = await acting.revoke(code, body.reason, body.contact.model_dump(), who, tools)
    return dossier_view(dossier, tools, locale_of(request), who.actor)
