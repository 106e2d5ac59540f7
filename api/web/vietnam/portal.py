"""What people filed on the national portal and is no dossier here yet, for operators: why, since when, what to do."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Tools
from api.web.operations import HERE, Acting, Operator
from api.web.show import show

router = APIRouter(prefix=f"{HERE}/portal", include_in_schema=False)


@router.get("")
async def filings(who: Operator, tools: Tools, request: Request, again: bool = False) -> Response:
    """Show what waits, what is held, and how many became dossiers."""
    found, many = await tools.province.portal_filings.open_ones(who.actor)
    titles = {code: declared.title for code, declared in tools.procedures.items()}
    return show(request, "operations/portal", who, filings=found, many=many, titles=titles, again=again)


@router.post("/retry")
async def retry(who: Acting, tools: Tools, filing: Annotated[str, Form(max_length=60)] = "") -> Response:
    """Have one filed again at once."""
    await tools.province.portal_filings.retry(filing, who.actor)
    return RedirectResponse(f"{HERE}/portal?again=true", 303)
