"""The papers of a draft: brought one by one or several at once, replaced, left out; a register's are not asked for."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Container, Tools
from api.http.files import counted_files
from api.http.rates import Rates
from api.web.filing.own import Filer, Mine, Own, opened
from api.web.show import show
from domain.base.refusals import Missing, Refusal
from domain.base.words import Words
from infra.files.drafts import DraftChanged
from infra.identity.oidc import Identity
from workflows.engine.forms import Paper

router = APIRouter(include_in_schema=False)

PAPERS = "/papers"
"""Where files come in; an address of its own, as these are counted while they are read."""
AT_ONCE = 10
MOST = 20
CHOOSE = Words(
    vi="Ông/bà chưa chọn tệp: hãy chọn tệp hoặc chụp ảnh rồi gửi.",
    en="No file was chosen: choose one, or take a photo.",
)
FULL = Words(
    vi="Mỗi hồ sơ có nhiều nhất {} tệp: hãy bỏ bớt hoặc gộp các trang vào một tệp PDF.",
    en="A dossier has {} files at the most: leave some out, or put the pages into one PDF.",
).format(MOST)

DraftName = Annotated[str, Query(pattern="^[0-9a-f]{32}$")]
Kind = Annotated[str, Query(max_length=60)]
Replaced = Annotated[str, Query(max_length=64)]


@router.get("/drafts/{draft}/papers")
async def papers(own: Mine, request: Request) -> Response:
    """Show which papers are needed, and which are there."""
    if not own.papers:
        raise Missing
    return _page(request, own)


@router.post("/drafts/{draft}/papers")
async def go_on(own: Mine, request: Request) -> Response:
    """Leave a paper out again, or go on."""
    if not own.papers:
        raise Missing
    posted = await request.form()
    does, _, upload = str(posted.get("do", "next")).partition(":")
    if does == "remove":
        await own.keep(papers=[paper for paper in own.content.papers if paper["upload"] != upload])
        await own.let_go(upload)
        return RedirectResponse(own.at("papers"), 303)
    await own.keep(done=[*dict.fromkeys([*own.content.done, "papers"])])
    return RedirectResponse(own.beside("papers", 1), 303)


@router.post(PAPERS)
async def bring(
    draft: DraftName, kind: Kind, who: Filer, tools: Tools, request: Request, replaces: Replaced = ""
) -> Response:
    """Take files in as one of the papers; in the place of another, where they replace it."""
    own = await opened(draft, who, tools, request)
    if kind not in {paper.kind for paper in own.papers}:
        raise Missing
    rates: Rates = request.app.state.rates
    rates.uploads.take(who.actor.id)
    try:
        brought = await _brought(own, kind, request, tools)
    except Refusal as refusal:
        return _page(request, own, {kind: refusal.words})
    if not brought:
        return _page(request, own, {kind: CHOOSE})
    if not await added(draft, who, tools, request, brought, replaces):
        return _page(request, own, {kind: FULL})
    if replaces:
        await own.let_go(replaces)
    return RedirectResponse(f"{own.at('papers')}#{kind}", 303)


async def added(
    draft: str, who: Identity, tools: Container, request: Request, brought: list[dict[str, Any]], replaces: str = ""
) -> bool:
    """Add them to what is there by now, whatever came in while these were on their way; not, if it is full."""
    for last in (False, False, True):
        own = await opened(draft, who, tools, request)
        there = [paper for paper in own.content.papers if paper["upload"] != replaces] + brought
        if len(there) > MOST:
            return False
        try:
            await own.keep(papers=there)
        except DraftChanged:
            if last:
                raise
        else:
            break
    return True


async def _brought(own: Own, kind: str, request: Request, tools: Container) -> list[dict[str, Any]]:
    files = await counted_files(request, tools.uploads.limit, AT_ONCE)
    kept = [await tools.uploads.keep(file.filename or "", await file.read(), own.who.actor) for file in files]
    return [{"kind": kind, "upload": upload.id, "name": upload.name} for upload in kept]


def missing(own: Own) -> list[Paper]:
    """The papers that the law asks for, nobody holds, and are not there."""
    brought = {paper["kind"] for paper in own.content.papers}
    return [paper for paper in own.papers if own.needs(paper) and paper.kind not in brought]


def _page(request: Request, own: Own, errors: dict[str, Words] | None = None) -> Response:
    rows = [
        {
            "paper": paper,
            "needed": own.needs(paper),
            "known_by": own.tools.registry.agency(paper.known_by) if paper.known_by else None,
            "brought": [one for one in own.content.papers if one["kind"] == paper.kind],
        }
        for paper in own.papers
    ]
    limit = own.tools.uploads.limit // 1024**2
    more: dict[str, Any] = {"rows": rows, "errors": errors or {}, "limit": limit, "bring": PAPERS} | own.step("papers")
    return show(request, "filing/papers", own.who, own=own, **more)
