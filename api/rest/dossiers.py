"""Filing, following, and what an applicant does with a dossier."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import Field, model_validator
from sse_starlette import EventSourceResponse

from api.container import Citizen, Container, Deciding, Known, Staying, Tools, sufficient
from api.http.cursors import Cursor
from api.http.openapi import file_of, stream_of, told
from api.http.problems import Malformed, locale_of
from api.schemas.base import Sent
from api.schemas.dossiers import DossierInFull, DossierPage, DossierView, FiledView, FilledForm
from api.schemas.journal import EventView
from api.services import acting as acting_on
from api.services.application import Application, Contact, PaperIn
from api.services.deciding import stopped
from api.services.filing import Intake
from api.services.forms import on_paper
from api.services.listing import listed, shown
from api.services.lookups import take_back
from api.services.province.expecting import ExpectedView, expected
from api.services.streaming import STREAM, STREAMED, happenings, heard_up_to
from api.services.views import ROOT, dossier_view, event_view, filed_view, in_full
from domain.base.refusals import Missing
from domain.dossier.access_log import FORM, JOURNAL, PAPERS, SLIP
from domain.dossier.acts import Withdrawn
from domain.dossier.journal import form_of
from domain.dossier.state import Dossier
from domain.slips.model import FormNumber
from infra.foreign.naming import ALLOWED
from infra.identity.oidc import Identity

router = APIRouter(prefix=f"{ROOT}/dossiers", tags=["dossiers"], responses=told(401, 404, 410, 422, 503))
acting = told(400, 403, 409, 413)
NEWEST_SEQ = 2**62
IdempotencyKey = Annotated[str | None, Header(max_length=200)]
Since = Annotated[int, Query(ge=0, le=NEWEST_SEQ)]


class Supplement(Sent):
    """What was missing: papers, the form as it should be, or both."""

    documents: list[PaperIn] = Field(default=[], max_length=20)
    form: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _brings_something(self) -> Self:
        if not self.documents and self.form is None:
            raise ValueError("bring papers, or the form as it should be")
        return self


class Confirmation(Sent):
    """The applicant's word on the draft: agreed, or the form as it should be."""

    form: dict[str, Any] | None = None


class Answered(Sent):
    """What somebody says to what is asked of them."""

    kind: str = Field(max_length=60)
    decision: str = Field(max_length=40)
    reason: str = Field(default="", max_length=2000)
    answer: dict[str, Any] | None = None


class Withdrawal(Sent):
    """Why the applicant takes it back; they need not say."""

    reason: str = Field(default="", max_length=500)


class Stop(Sent):
    """Why a dossier is not gone on with."""

    reason: str = Field(default="", max_length=2000)


class Revocation(Sent):
    """Why a mandate is taken back, if the owner wants to say, and how they are told from now on."""

    reason: str = Field(default="", max_length=500)
    contact: Contact = Contact()


class Rating(Sent):
    """The applicant's judgement."""

    stars: int = Field(ge=1, le=5)
    comment: str = Field(default="", max_length=1000)


@router.post("", status_code=201, responses=acting)
async def file(
    body: Application, who: Known, tools: Tools, request: Request, idempotency_key: IdempotencyKey = None
) -> FiledView:
    """File an application, once per Idempotency-Key."""
    if not idempotency_key:
        raise Malformed("Thiếu Idempotency-Key.", "Send an Idempotency-Key header, a new value for each filing.")
    event, code = await Intake(tools, sufficient(who, tools)).once(body, idempotency_key)
    request.state.dossier = code
    return filed_view(code, event, locale_of(request))


@router.get("")
async def mine(who: Known, tools: Tools, request: Request, cursor: Cursor = "") -> DossierPage:
    """List the dossiers that the reader may see, the newest first."""
    found, following = await listed(who, tools.journal.database, cursor)
    return DossierPage(items=[shown(one, tools, locale_of(request), who.actor) for one in found], next=following)


@router.get("/{code}")
async def show(code: str, who: Known, tools: Tools, request: Request) -> DossierInFull:
    """Show where a dossier is, who has it, why it waits, until when, and what the applicant can do."""
    return await in_full(code, who, tools, locale_of(request))


@router.get("/{code}/events", response_model=list[EventView], responses=stream_of(STREAM, STREAMED))
async def history(
    code: str, who: Known, stay: Staying, tools: Tools, request: Request, since: Since = 0
) -> list[EventView] | EventSourceResponse:
    """Tell what happened, in order; with ``Accept: text/event-stream`` also what happens from now on."""
    await tools.journal.dossier(code, who.actor)
    await tools.looks.note(code, who.actor, JOURNAL)
    if STREAM in request.headers.get("accept", ""):
        since = heard_up_to(request.headers.get("last-event-id", ""), since)
        live, rests = request.app.state.rates.live, tools.settings.session_idle
        locale = locale_of(request)
        told = happenings(code, since, who, stay, locale, tools.journal, tools.listener, live, rests)
        return EventSourceResponse(told)
    events = await tools.journal.events(code, who.actor, since)
    return [event_view(event, tools.registry, locale_of(request), who.actor) for event in events]


@router.get("/{code}/expected")
async def usually_done(code: str, who: Known, tools: Tools) -> ExpectedView:
    """Say by when nine of ten such dossiers of the office were done; the law's date holds."""
    dossier = await tools.journal.dossier(code, who.actor)
    found = expected(dossier, tools.province.promises, tools.journal.clock())
    of_office = found.of_office if found else False
    return ExpectedView(by=found.by if found else None, of_office=of_office, due_at=dossier.due_at)


@router.get("/{code}/documents/{sha256}", response_class=Response, responses=file_of("application/pdf", "image/*"))
async def document(code: str, sha256: str, who: Known, tools: Tools) -> Response:
    """A paper that came with the dossier."""
    dossier = await tools.journal.dossier(code, who.actor)
    if who.citizen and who.actor.id not in dossier.applicants:
        raise Missing("Hồ sơ không có giấy tờ này.", "The dossier has no such paper.")
    events = await tools.journal.events(code, who.actor)
    papers = [paper for event in events for paper in event.act.personal.get("documents", [])]
    found = next((paper for paper in papers if paper["sha256"] == sha256), None)
    if found is None:
        raise Missing("Hồ sơ không có giấy tờ này.", "The dossier has no such paper.")
    await tools.looks.note(code, who.actor, PAPERS)
    named = sha256[:16] + next(iter(ALLOWED.get(found["media_type"], ())), "")
    headers = {"Content-Disposition": f'attachment; filename="{named}"'}
    found_bytes = await tools.uploads.content(code, sha256, who.actor)
    return Response(found_bytes, media_type=found["media_type"], headers=headers)


@router.get("/{code}/forms/{form}", response_class=Response, responses=file_of("application/pdf"))
async def form(code: str, form: FormNumber, who: Known, tools: Tools) -> Response:
    """A slip: 01 receipt, 02 what to supply, 03 not accepted, 04 apology, 05 stopped, 06 control slip."""
    dossier = await tools.journal.dossier(code, who.actor)
    page = await on_paper(form, dossier, await tools.journal.events(code, who.actor), who.actor, tools)
    await tools.looks.note(code, who.actor, SLIP)
    headers = {"Content-Disposition": f'inline; filename="{code}-{form}.pdf"'}
    return Response(page, media_type="application/pdf", headers=headers)


@router.post("/{code}/supplements", responses=acting)
async def supply(code: str, body: Supplement, who: Citizen, tools: Tools, request: Request) -> DossierView:
    """Supply what was asked for: papers, or the form as it should be."""
    return _shown(await acting_on.supply(code, body.documents, body.form, who, tools), who, tools, request)


@router.post("/{code}/confirmation", responses=acting)
async def confirm(code: str, body: Confirmation, who: Citizen, tools: Tools, request: Request) -> DossierView:
    """Agree to the draft, or send the form as it should be."""
    return _shown(await acting_on.confirm(code, body.form, who, tools), who, tools, request)


@router.post("/{code}/answers", responses=acting)
async def answer(code: str, body: Answered, who: Citizen, tools: Tools, request: Request) -> DossierView:
    """Say what is asked of the reader: a consent, a commitment, a report."""
    said = await acting_on.answer(code, body.kind, body.decision, who, tools, body.reason, body.answer)
    return _shown(said, who, tools, request)


@router.get("/{code}/form")
async def filled(code: str, who: Known, tools: Tools) -> FilledForm:
    """Show the form as it stands: to who filed it, who must agree to it, and who works on it."""
    if not (form := form_of(await tools.journal.events(code, who.actor))):
        raise Missing
    await tools.looks.note(code, who.actor, FORM)
    return FilledForm(dict(form))


@router.post("/{code}/withdrawal", responses=acting)
async def withdraw(code: str, body: Withdrawal, who: Citizen, tools: Tools, request: Request) -> DossierView:
    """Take the dossier back, as long as there is no result."""
    return _shown(await acting_on.do(code, Withdrawn(reason=body.reason), who, tools), who, tools, request)


@router.post("/{code}/consents/{query}/withdrawal", responses=acting)
async def withdraw_consent(code: str, query: str, who: Citizen, tools: Tools, request: Request) -> DossierView:
    """Take back the consent to a kind of look-up: from now on nothing is looked up on it in this dossier."""
    return _shown(await take_back(code, query, who, tools.journal), who, tools, request)


@router.post("/{code}/stop", responses=acting)
async def stop(code: str, body: Stop, who: Deciding, tools: Tools, request: Request) -> DossierView:
    """Stop a dossier before its result is approved, with form 05: the right of the deciding office's leader."""
    return _shown(await stopped(code, body.reason, who, tools.journal, tools.index), who, tools, request)


@router.post("/{code}/rating", responses=acting)
async def rate(code: str, body: Rating, who: Citizen, tools: Tools, request: Request) -> DossierView:
    """Judge the service, once."""
    return _shown(await acting_on.rate(code, body.stars, body.comment, who, tools), who, tools, request)


@router.post("/{code}/mandate/revocation", responses=acting)
async def revoke(code: str, body: Revocation, who: Citizen, tools: Tools, request: Request) -> DossierView:
    """Revoke the mandate, in this dossier and its branches: who filed it neither acts nor looks any longer."""
    dossier = await acting_on.revoke(code, body.reason, body.contact.model_dump(), who, tools)
    return _shown(dossier, who, tools, request)


def _shown(dossier: Dossier, who: Identity, tools: Container, request: Request) -> DossierView:
    return dossier_view(dossier, tools, locale_of(request), who.actor)
