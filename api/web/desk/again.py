"""What a desk sealed for who stands here before: used in their new application, so that nobody scans it twice."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Container, Tools
from api.services.filing import MANDATE
from api.web.desk.person import MOST
from api.web.desk.scan import DraftId, Scanning, kinds_of
from api.web.desk.visitor import Standing, Whoever
from api.web.filing.own import BY_MANDATE, Own
from api.web.filing.papers import FULL, added
from api.web.show import show
from domain.base.refusals import Missing
from domain.base.words import Words, plain
from domain.dossier.access_log import PAPERS
from domain.dossier.state import Dossier
from infra.files.drafts import Draft
from infra.identity.oidc import Identity
from infra.reads.dossiers import Gone, newest

router = APIRouter(include_in_schema=False)

NO_PAPER = Words(vi="Chọn giấy tờ cần dùng lại.", en="Select the paper that is to be used again.")
NO_KIND = Words(vi="Chọn đây là giấy tờ gì.", en="Select which paper this is.")


@dataclass(frozen=True)
class Scan:
    """A paper that a counter bound and sealed: of which dossier, by which desk, taken in when."""

    code: str
    sha256: str
    name: str
    title: Words
    procedure: Words
    desk: str
    at: datetime

    @property
    def value(self) -> str:
        """What a browser sends for it."""
        return f"{self.code} {self.sha256}"


@router.get("/desk/again")
async def scans(request: Request, who: Scanning, tools: Tools, person: Whoever, draft: DraftId = "") -> Response:
    """Show what was scanned for the applicant before."""
    found = await _draft(draft, who, tools)
    return _page(request, who, tools, found, await _scans(found, who, tools), {}, person=person)


@router.post("/desk/again")
async def use(
    request: Request,
    who: Scanning,
    tools: Tools,
    draft: DraftId = "",
    paper: Annotated[str, Form(max_length=120)] = "",
    kind: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Take one of them into the application; nobody scans or seals it a second time."""
    found = await _draft(draft, who, tools)
    before = await _scans(found, who, tools)
    scan = next((one for one in before if one.value == paper), None)
    errors = {} if scan else {"paper": NO_PAPER}
    if kind not in dict(kinds_of(found, tools)):
        errors["kind"] = NO_KIND
    if scan is None or errors:
        return _page(request, who, tools, found, before, errors, paper=paper, kind=kind)
    kept = await tools.uploads.copied(scan.code, scan.sha256, who.actor)
    brought = [{"kind": kind, "upload": kept.id, "name": kept.name}]
    if not await added(draft, who, tools, request, brought):
        return _page(request, who, tools, found, before, {"paper": FULL}, paper=paper, kind=kind)
    return RedirectResponse(f"/drafts/{draft}/papers#{kind}", 303)


async def _draft(draft: str, who: Identity, tools: Container) -> Draft:
    """The application of somebody's own, or ``Missing``: a mandate does not open its owner's earlier dossiers."""
    found = await tools.drafts.find(draft, who.actor)
    if found.content.owner or not found.content.applicant:
        raise Missing
    return found


async def _scans(draft: Draft, who: Identity, tools: Container) -> list[Scan]:
    """What desks sealed for the applicant, in matters of their own that this office sees, the newest first."""
    person = tools.index.of(draft.content.applicant["number"])
    rows = await newest(tools.journal.database, who.actor, [person, who.actor.agency], MOST)
    found: dict[str, Scan] = {}
    for dossier, _ in rows:
        if not isinstance(dossier, Gone) and person == (dossier.owner or dossier.applicant):
            for scan in await _of(dossier, who, tools):
                found[scan.sha256] = scan  # by who scanned it first
    return list(found.values())


async def _of(dossier: Dossier, who: Identity, tools: Container) -> list[Scan]:
    procedure = tools.procedures[dossier.procedure]
    titles = {MANDATE: BY_MANDATE.title} | {paper.kind: paper.title for paper in procedure.papers}
    scans = [
        Scan(
            dossier.code,
            paper["sha256"],
            paper["name"],
            titles.get(paper["kind"], plain(paper["name"])),
            procedure.title,
            tools.offices.office(actor.agency).body,
            event.at,
        )
        for event in await tools.journal.events(dossier.code, who.actor)
        if (actor := event.actor).kind == "officer"
        for paper in event.act.personal.get("documents", [])
        if paper.get("digitised")
    ]
    if scans:
        await tools.looks.note(dossier.code, who.actor, PAPERS)
    return scans


def _page(
    request: Request,
    who: Identity,
    tools: Container,
    draft: Draft,
    before: list[Scan],
    errors: dict[str, Words],
    *,
    person: Standing | None = None,
    paper: str = "",
    kind: str = "",
) -> Response:
    return show(
        request,
        "desk/again",
        who,
        person=person,
        draft=draft,
        onward=Own(tools, who, draft).at("papers"),
        procedure=tools.procedures[draft.procedure].title,
        scans=before,
        kinds=kinds_of(draft, tools),
        chosen={"paper": paper, "kind": kind},
        errors=errors,
    )
