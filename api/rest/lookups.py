"""Who looked at whose data, at agencies or in the dossier: for whom it was about, and for who sees the dossier.

Of an officer who opened something office and role are told, not the name: whom the law lets know it asks the office.
"""

from fastapi import APIRouter, Request

from api.container import AnyCitizen, Known, Tools
from api.http.cursors import Cursor
from api.http.openapi import told
from api.http.problems import locale_of
from api.schemas.lookups import LookPage
from api.services.lookups import page_of
from api.services.views import ROOT
from domain.base.refusals import MandateEnded, Missing
from infra.reads.lookups import ABOUT_ME, OF_DOSSIER

router = APIRouter(prefix=ROOT, tags=["look-ups"], responses=told(401, 422, 503))


@router.get("/me/lookups", responses=told(400, 403))
async def about_me(who: AnyCitizen, tools: Tools, request: Request, cursor: Cursor = "") -> LookPage:
    """List who looked at the reader's data, in whatever dossier: which fields, why, on what basis; newest first."""
    return await page_of(ABOUT_ME, "", cursor, who.actor, tools, locale_of(request))


@router.get("/dossiers/{code}/lookups", responses=told(400, 404))
async def of_dossier(code: str, who: Known, tools: Tools, request: Request, cursor: Cursor = "") -> LookPage:
    """List what was looked up for a dossier and who opened it; who does not see it, the looks about themselves."""
    try:
        await tools.journal.dossier(code, who.actor)
    except (Missing, MandateEnded):
        page = await page_of(ABOUT_ME, code, cursor, who.actor, tools, locale_of(request))
        if not page.items:
            raise
        return page
    return await page_of(OF_DOSSIER, code, cursor, who.actor, tools, locale_of(request))
