"""Results and papers of one's own dossiers: to look at, to download, to have checked, to use again."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import RedirectResponse

from api.container import AnyCitizen, Citizen, Container, Known, Tools
from api.http.cursors import Cursor
from api.http.problems import Malformed, locale_of
from api.services.filing import MANDATE
from api.services.listing import listed
from api.services.remains import Remains, remains
from api.services.results import sealed_result
from api.web.show import show
from domain.base.refusals import Missing, Unacceptable
from domain.base.words import Words
from domain.dossier.eligibility import leads
from domain.dossier.state import Dossier
from domain.recall.model import Recall
from infra.documents.qr import qr_svg
from infra.files.drafts import Content
from infra.identity.oidc import Identity
from infra.reads.dossiers import Gone
from infra.verification.examiner import TooMuch
from workflows.engine.procedure import Procedure

if TYPE_CHECKING:
    from infra.verification.paper import Paper

router = APIRouter(include_in_schema=False)

AT_ONCE = 10
"""Dossiers on a page: of each the papers are read."""
MANDATE_PAPER = Words(vi="Giấy ủy quyền", en="Mandate")
ALTERNATIVE = Words(vi="Mã QR để người khác kiểm tra giấy tờ này", en="QR code by which others check this document")

Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
UploadId = Annotated[str, Path(max_length=64)]
Target = Annotated[str, Form(max_length=200)]


@dataclass
class Folder:
    """What lies in one dossier: its results, the newest first, and the papers that came with it."""

    code: str
    title: Words
    filed_at: datetime | None
    applicants: tuple[str, ...]
    results: list[tuple[str, Recall | None]] = field(default_factory=list)
    theirs: bool = False
    """Whether it is the reader's own matter, and not one that they filed with a mandate."""
    papers: list[dict[str, Any]] = field(default_factory=list)


@router.get("/me/documents")
async def documents(who: AnyCitizen, tools: Tools, request: Request, cursor: Cursor = "") -> Response:
    """Show the documents of the reader's own dossiers, dossier by dossier, the newest first."""
    dossiers, further = await listed(who, tools.journal.database, cursor, AT_ONCE)
    # One that only asks for the reader's consent has no papers of theirs.
    found = [await _left(one, who, tools) for one in dossiers]
    folders = [one for one in found if who.actor.id in one.applicants]
    digests = [paper["sha256"] for folder in folders if isinstance(folder, Folder) for paper in folder.papers]
    return show(
        request,
        "finding/documents",
        who,
        folders=[one for one in folders if isinstance(one, Remains) or one.results or one.papers],
        held=await tools.uploads.held(digests, who.actor),
        first=not cursor,
        next=further,
    )


async def _left(one: Dossier | Gone, who: Identity, tools: Container) -> Folder | Remains:
    return await (
        remains(one.code, who, tools.journal, tools.procedures) if isinstance(one, Gone) else _folder(one, who, tools)
    )


async def _folder(dossier: Dossier, who: Identity, tools: Container) -> Folder:
    procedure = tools.procedures[dossier.procedure]
    found, whose = _results(dossier), dossier.applicants
    folder = Folder(dossier.code, procedure.title, dossier.filed_at, whose, found, _theirs(dossier, who))
    titles = {paper.kind: paper.title for paper in procedure.papers} | {MANDATE: MANDATE_PAPER}
    for event in await tools.journal.events(dossier.code, who.actor):
        desk = tools.offices.office(event.actor.agency).body if event.actor.kind == "officer" else ""
        for paper in event.act.personal.get("documents", []):
            folder.papers.append(paper | {"title": titles.get(paper["kind"], ""), "desk": desk, "at": event.at})
    return folder


def _theirs(dossier: Dossier, who: Identity) -> bool:
    return who.actor.id == (dossier.owner or dossier.applicant)


def _results(dossier: Dossier) -> list[tuple[str, Recall | None]]:
    recalls = {recall.number: recall for recall in dossier.recalls}
    issued = [one for one in (dossier.result, *reversed(dossier.replaced)) if one and one.sha256]
    return [(one.number, recalls.get(one.number)) for one in issued]


@router.get("/dossiers/{code}/result")
async def result(code: str, who: Known, tools: Tools, request: Request) -> Response:
    """Show a result: what it is, that it holds, whether it counts, and the address at which others check it."""
    dossier = await tools.journal.dossier(code, who.actor)
    if not (results := _results(dossier)):
        raise Missing("Hồ sơ này chưa có kết quả.", "This dossier has no result yet.")
    (number, recall), *earlier = results
    procedure = tools.procedures[dossier.procedure]
    _, pdf = await sealed_result(number, who, tools.journal, tools.store, tools.looks)
    paper = await _examined(pdf, who, tools)
    return show(
        request,
        "finding/result",
        who,
        code=code,
        title=procedure.title,
        kind=procedure.result.title,
        office=tools.offices.office(dossier.competent).body,
        number=number,
        recall=recall,
        may_copy=not recall and who.actor.id in dossier.applicants,
        may_recall=not recall and leads(dossier, who.actor),
        earlier=earlier,
        paper=paper,
        qr=qr_svg(paper.code, ALTERNATIVE.in_(locale_of(request))) if paper and paper.code else "",
    )


async def _examined(pdf: bytes, who: Identity, tools: Container) -> "Paper | None":
    """Judge the result as anybody's check does; one that takes too much to look at is shown unproved."""
    try:
        return await tools.examiner.examine(pdf, who.actor.id)
    except TooMuch:
        return None


@router.post("/dossiers/{code}/result/copy")
async def copy(code: str, who: Citizen, tools: Tools) -> Response:
    """Keep a copy of the result as the reader's own paper, to be used in another application."""
    dossier = await tools.journal.dossier(code, who.actor)
    if who.actor.id not in dossier.applicants or not (results := _results(dossier)):
        raise Missing
    number, recall = results[0]
    if recall:
        raise Unacceptable(
            "Kết quả này đã bị thu hồi, không còn giá trị nên không dùng cho hồ sơ khác được.",
            "This result was recalled and no longer counts, so it is of no use in another application.",
        )
    _, pdf = await sealed_result(number, who, tools.journal, tools.store, tools.looks)
    # It is our own: nobody has to look into it, and it may have more pages than a file of strangers.
    kept = await tools.uploads.enter(f"{number}.pdf", "application/pdf", pdf, who.actor.id, who.actor)
    return RedirectResponse(f"/me/documents/{kept.id}/use", 303)


@router.post("/dossiers/{code}/documents/{sha256}/copy")
async def keep(code: str, sha256: Digest, who: Citizen, tools: Tools) -> Response:
    """Keep a paper of the reader's own dossier, which a counter may have scanned, to be used in another application."""
    if not _theirs(await tools.journal.dossier(code, who.actor), who):
        raise Missing
    held = (await tools.uploads.held([sha256], who.actor)).get(sha256)
    kept = held or (await tools.uploads.copied(code, sha256, who.actor)).id
    return RedirectResponse(f"/me/documents/{kept}/use", 303)


@router.get("/me/documents/{upload}/use")
async def choose(upload: UploadId, who: Citizen, tools: Tools, request: Request) -> Response:
    """Ask for which application a paper is to be used, and as what."""
    paper = (await tools.uploads.own([upload], who.actor))[upload]
    drafts = await tools.drafts.of(who.actor)
    begun = [(f"draft:{d.id}", tools.procedures[d.procedure], d.changed_at) for d in drafts]
    new = [(f"new:{code}", procedure, None) for code, procedure in tools.procedures.items()]
    return show(
        request,
        "finding/use",
        who,
        paper=paper,
        begun=[place for one in begun for place in _places(*one)],
        new=[place for one in new if one[1].organisations or not who.organisation for place in _places(*one)],
    )


def _places(name: str, procedure: type[Procedure[Any]], changed: datetime | None) -> list[dict[str, Any]]:
    """Every paper that a procedure wants brought, as something to choose."""
    asked = [paper for paper in procedure.papers if not paper.known_by]
    return [
        {"value": f"{name}:{one.kind}", "title": procedure.title, "as": one.title, "changed": changed} for one in asked
    ]


@router.post("/me/documents/{upload}/use")
async def use(upload: UploadId, who: Citizen, tools: Tools, target: Target = "") -> Response:
    """Hand a paper to a draft, one that was begun or a new one, and go on there."""
    paper = (await tools.uploads.own([upload], who.actor))[upload]
    how, name, kind = (*target.split(":"), "", "")[:3]
    if how not in ("draft", "new"):
        raise Malformed("Hãy chọn hồ sơ cần dùng giấy tờ này.", "Choose the application that you need it for.")
    handed = {"kind": kind, "upload": upload, "name": paper.name}
    if how == "draft":
        draft = await tools.drafts.find(name, who.actor)
        _asks(draft.procedure, kind, tools)
        if handed not in draft.content.papers:
            content = draft.content.model_copy(update={"papers": [*draft.content.papers, handed]})
            await tools.drafts.keep(name, who.actor, content)
    else:
        _asks(name, kind, tools)
        name = await tools.drafts.begin(name, who.actor, Content(papers=[handed]))
    return RedirectResponse(f"/drafts/{name}/papers", 303)


def _asks(code: str, kind: str, tools: Container) -> None:
    """See that there is such a procedure and that it wants such a paper brought; else ``Missing``."""
    procedure = tools.procedures.get(code)
    if procedure is None or not any(paper.kind == kind and not paper.known_by for paper in procedure.papers):
        raise Missing("Thủ tục này không cần giấy tờ đó.", "This procedure does not ask for such a paper.")
