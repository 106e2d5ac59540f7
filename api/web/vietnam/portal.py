"""The national portal, for operators: what people filed that is no dossier yet, and how procedures stand there."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Tools
from api.web.operations import HERE, Acting, Operator
from api.web.show import show
from domain.base.words import Words
from domain.vietnam.publications import Part

MOST = 200
"""So many publications are listed."""
PART_WORDS: dict[Part, Words] = {
    "name": Words(vi="tên thủ tục", en="name"),
    "steps": Words(vi="trình tự thực hiện", en="steps"),
    "ways": Words(vi="cách thức thực hiện", en="ways to file"),
    "papers": Words(vi="thành phần, số lượng hồ sơ", en="papers and their number"),
    "term": Words(vi="thời hạn giải quyết", en="term"),
    "subjects": Words(vi="đối tượng thực hiện", en="who may file"),
    "agency": Words(vi="cơ quan thực hiện", en="agency"),
}
"""What each published procedure has (Decree 63/2010, Article 8)."""
router = APIRouter(prefix=f"{HERE}/portal", include_in_schema=False)


@router.get("")
async def filings(
    who: Operator, tools: Tools, request: Request, again: bool = False, declined: bool = False
) -> Response:
    """Show what waits, what is held, and how many became dossiers."""
    found, many = await tools.province.portal_filings.open_ones(who.actor)
    tasks = await tools.province.publication_tasks.told("open", 0, MOST, who.actor)
    compared = await tools.province.publication_tasks.compared(who.actor)
    titles = {code: declared.title for code, declared in tools.procedures.items()}
    told: dict[str, Any] = {
        "filings": found,
        "many": many,
        "titles": titles,
        "again": again,
        "declined": declined,
        "tasks": tasks,
        "parts": PART_WORDS,
    }
    return show(request, "operations/portal", who, compared=compared, **told)


@router.post("/retry")
async def retry(who: Acting, tools: Tools, filing: Annotated[str, Form(max_length=60)] = "") -> Response:
    """Have one filed again at once, or the portal told again."""
    await tools.province.portal_filings.retry(filing, who.actor)
    return RedirectResponse(f"{HERE}/portal?again=true", 303)


@router.post("/decline")
async def decline(
    who: Acting,
    tools: Tools,
    filing: Annotated[str, Form(max_length=60)] = "",
    why: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Decline one for the cause that was read."""
    await tools.province.portal_filings.decline(filing, why, who.actor)
    return RedirectResponse(f"{HERE}/portal?declined=true", 303)
