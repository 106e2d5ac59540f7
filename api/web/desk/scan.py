"""Scanning at a counter: pages come in, are put in order, turned and taken out, and become one sealed paper."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from api.container import Container, Tools
from api.http.files import MOST, desk, scanned, too_large
from api.services.filing import MANDATE
from api.web.desk.visitor import Standing, Whoever
from api.web.filing.own import BY_MANDATE, Own
from api.web.show import show
from domain.base.refusals import Missing
from domain.base.words import Words, joined
from infra.documents.orders import Unprintable
from infra.files.digitising import Digitiser, Illegible
from infra.files.drafts import Draft, DraftChanged
from infra.files.uploads import Infected
from infra.foreign.harm import Harmful, Oversized
from infra.foreign.naming import Disguised
from infra.identity.oidc import Identity
from workflows.engine.forms import assumed

router = APIRouter(include_in_schema=False)

Scanning = Annotated[Identity, Depends(desk)]
DraftId = Annotated[str, Query(max_length=64)]
RIGHT = 90
NO_FILE = Words(vi="Chọn ít nhất một trang đã quét.", en="Choose at least one page that was scanned.")
NO_PAGE = Words(vi="Chưa có trang nào để ghép.", en="There is no page to bind yet.")
NO_KIND = Words(vi="Chọn đây là giấy tờ gì.", en="Select which paper this is.")
TOO_MANY = Words(
    vi="Một giấy tờ có nhiều nhất {} tệp: hãy ghép và ký số trước, rồi quét tiếp.",
    en="One paper has up to {} files: bind these first, then scan on.",
).format(MOST)


@router.get("/desk/scan")
async def pages(request: Request, who: Scanning, tools: Tools, person: Whoever, draft: DraftId = "") -> Response:
    """Show the pages in their order, as they will be bound."""
    return _page(request, who, tools, await tools.drafts.find(draft, who.actor), person=person)


@router.post("/desk/scan")
async def add(
    request: Request,
    who: Scanning,
    tools: Tools,
    files: Annotated[list[UploadFile], Depends(scanned)],
    draft: DraftId = "",
) -> Response:
    """Put pages behind those that are there; of several one that cannot be taken is named, and the others stay."""
    found = await tools.drafts.find(draft, who.actor)
    if not files:
        return _page(request, who, tools, found, {"file": NO_FILE})
    if len(found.content.scan) + len(files) > MOST:
        return _page(request, who, tools, found, {"file": TOO_MANY})
    kept, refused = await _kept(files, who, tools)
    content = found.content.model_copy(update={"scan": found.content.scan + kept})
    content = await tools.drafts.keep(draft, who.actor, content)
    if refused:
        return _page(request, who, tools, found.model_copy(update={"content": content}), {"file": refused})
    return _back(draft, "pages")


async def _kept(files: list[UploadFile], who: Identity, tools: Container) -> tuple[list[dict[str, Any]], Words | None]:
    kept: list[dict[str, Any]] = []
    refused: list[Words] = []
    for place, file in enumerate(files, 1):
        data = await file.read()
        if len(data) > tools.uploads.limit:
            raise too_large(tools.uploads.limit)
        try:
            upload = await tools.uploads.keep(file.filename or "", data, who.actor)
            await tools.reader.legible([data], who.actor.id)
        except (Disguised, Harmful, Infected, Oversized) as no:
            refused.append(Words(vi="Tệp thứ {}: {}", en="File {}: {}").format(place, no.words))
        except Unprintable:
            refused.append(
                Words(
                    vi="Tệp thứ {}: không đọc được, hãy quét lại trang này.",
                    en="File {} cannot be read: scan this page again.",
                ).format(place)
            )
        else:
            kept.append({"upload": upload.id, "name": upload.name, "turn": 0})
    if not refused:
        return kept, None
    return kept, joined(" ", refused)


@router.post("/desk/scan/pages")
async def arrange(
    who: Scanning,
    tools: Tools,
    draft: DraftId = "",
    move: Annotated[str, Form(pattern=r"^(up|down|turn|remove) [0-9a-f]{32}$")] = "",
) -> Response:
    """Move a page up or down, turn it right, or take it out."""
    found = await tools.drafts.find(draft, who.actor)
    how, _, page = move.partition(" ")
    content = found.content.model_copy(update={"scan": arranged(found.content.scan, how, page)})
    await tools.drafts.keep(draft, who.actor, content)
    if how == "remove":
        await tools.uploads.discard(await tools.drafts.let_go({page}, who.actor))
    return RedirectResponse(f"/desk/scan?draft={found.id}#{page if how != 'remove' else 'pages'}", 303)


def arranged(scan: list[dict[str, Any]], how: str, page: str) -> list[dict[str, Any]]:
    """The pages in their new order; ``Missing``, where there is no such page any more."""
    pages = [dict(one) for one in scan]
    at = next((place for place, one in enumerate(pages) if one["upload"] == page), None)
    if at is None:
        raise Missing("Trang này không còn trong bản quét.", "This page is no longer part of the scan.")
    if how == "turn":
        pages[at]["turn"] = (pages[at]["turn"] + RIGHT) % 360
    elif how == "remove":
        del pages[at]
    else:
        to = max(0, min(len(pages) - 1, at + (1 if how == "down" else -1)))
        pages.insert(to, pages.pop(at))
    return pages


@router.get("/desk/scan/pages/{page}")
async def glance(page: str, who: Scanning, tools: Tools, draft: DraftId = "") -> Response:
    """A page as it stands, small."""
    found = await tools.drafts.find(draft, who.actor)
    one = next((one for one in found.content.scan if one["upload"] == page), None)
    if one is None:
        raise Missing("Trang này không còn trong bản quét.", "This page is no longer part of the scan.")
    try:
        seen = await tools.reader.glance(await tools.uploads.lying(page, who.actor), who.actor.id, one["turn"])
    except Unprintable as fault:
        raise Missing("Không đọc được trang này.", "This page cannot be read.") from fault
    return Response(seen.jpeg, media_type="image/jpeg")


@router.post("/desk/scan/bound")
async def bind(
    request: Request, who: Scanning, tools: Tools, draft: DraftId = "", kind: Annotated[str, Form(max_length=60)] = ""
) -> Response:
    """Bind and seal the pages: they are a paper of the application then."""
    found = await tools.drafts.find(draft, who.actor)
    content = found.content
    errors: dict[str, Words] = {}
    if not content.scan:
        errors["file"] = NO_PAGE
    if kind not in [one for one, _ in kinds_of(found, tools)]:
        errors["kind"] = NO_KIND
    if errors:
        return _page(request, who, tools, found, errors, kind=kind)
    digitiser = Digitiser(tools.uploads, tools.reader, tools.engine, tools.settings.task_queue)
    turns = [page["turn"] for page in content.scan]
    try:
        upload = await digitiser.bind([page["upload"] for page in content.scan], who.actor, turns)
    except Illegible as no:
        # The pages went with it: the desk scans them anew.
        await tools.drafts.keep(draft, who.actor, content.model_copy(update={"scan": []}))
        return _page(request, who, tools, await tools.drafts.find(draft, who.actor), {"file": no.words})
    bound = [page["upload"] for page in content.scan]
    await _attach(draft, who, tools, bound, {"kind": kind, "upload": upload.id, "name": upload.name})
    return _back(draft, "bound", kind)


async def _attach(draft: str, who: Identity, tools: Container, bound: list[str], paper: dict[str, Any]) -> None:
    """Put a paper into the draft, whatever was changed in it while it was sealed: the pages are gone."""
    for last in (False, False, True):
        content = (await tools.drafts.find(draft, who.actor)).content
        rest = [page for page in content.scan if page["upload"] not in bound]
        if len(rest) == len(content.scan):
            return  # a second press of the button was faster
        try:
            changed = content.model_copy(update={"papers": [*content.papers, paper], "scan": rest})
            await tools.drafts.keep(draft, who.actor, changed)
        except DraftChanged:
            if last:
                raise
        else:
            return


def _back(draft: str, done: str, kind: str = "") -> Response:
    return RedirectResponse(f"/desk/scan?draft={draft}&done={done}" + (f"&kind={kind}" if kind else ""), 303)


def kinds_of(draft: Draft, tools: Container) -> list[tuple[str, Words]]:
    """The papers that this application may have; of whoever acts for another, the mandate first."""
    mandate = [(MANDATE, BY_MANDATE.title)] if draft.content.owner else []
    procedure = tools.procedures[draft.procedure]
    said = assumed(procedure.form, draft.content.form)
    asked = (paper for paper in procedure.papers if not paper.when or paper.may_be_brought(said))
    return mandate + [(paper.kind, paper.title) for paper in asked]


def _page(
    request: Request,
    who: Identity,
    tools: Container,
    draft: Draft,
    errors: dict[str, Words] | None = None,
    kind: str = "",
    person: Standing | None = None,
) -> Response:
    kinds = kinds_of(draft, tools)
    titles = dict(kinds)
    return show(
        request,
        "desk/scan",
        who,
        person=person,
        draft=draft,
        onward=Own(tools, who, draft).resumed,
        procedure=tools.procedures[draft.procedure].title,
        kinds=kinds,
        kind=kind or request.query_params.get("kind", ""),
        pages=draft.content.scan,
        papers=[{"title": titles.get(paper["kind"], paper["kind"]), **paper} for paper in draft.content.papers],
        errors=errors or {},
        done=request.query_params.get("done", ""),
        most=MOST,
    )
