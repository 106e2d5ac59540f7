"""What an office keeps: its register of dossiers (form 07)."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.container import Officer, Tools
from api.http.cursors import PAGE, Cursor, following, position
from api.http.openapi import file_of, told
from api.schemas.offices import RegisterPage
from api.services.office_register import BEGINNING, entry, may_read, period, printed
from api.services.views import ROOT
from infra.reads.office_register import Page, received

router = APIRouter(prefix=f"{ROOT}/offices", tags=["offices"], responses=told(401, 403, 404, 422, 503))

Office = Annotated[str, Path(max_length=20, description="Code of the office.")]
First = Annotated[date, Query(alias="from", description="First day of reception.")]
Last = Annotated[date, Query(alias="to", description="Last day of reception.")]


@router.get("/{office}/register")
async def register(
    office: Office, who: Officer, tools: Tools, first: First, last: Last, cursor: Cursor = ""
) -> RegisterPage:
    """List what the office received in a period, the first received first."""
    may_read(office, who)
    since, until = period(first, last)
    at, code = position(cursor, BEGINNING)
    found = await received(tools.journal.database, who.actor, Page(office, since, until, at, code, PAGE))
    items = [entry(dossier, filed, tools) for dossier, filed in found]
    accepted_at, newest = (found[-1][0].accepted_at, found[-1][0].code) if found else (None, "")
    return RegisterPage(items=items, next=following(len(found), accepted_at, newest) if accepted_at else None)


@router.get("/{office}/forms/07", response_class=Response, responses=file_of("application/pdf"))
async def register_on_paper(office: Office, who: Officer, tools: Tools, first: First, last: Last) -> Response:
    """Print the register of at most a month."""
    may_read(office, who)
    page = await printed(office, first, last, tools, who)
    headers = {"Content-Disposition": f'inline; filename="{office}-07-{first:%Y%m%d}-{last:%Y%m%d}.pdf"'}
    return Response(page, media_type="application/pdf", headers=headers)
