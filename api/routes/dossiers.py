"""Filing, following, and what an applicant does with a dossier."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text

from api.filing import Application, Intake, PaperIn, applicant_of, checked_form, checked_papers
from api.house import Citizen, Known, Tools, sufficient
from api.problems import Malformed, locale_of
from api.views import dossier_view, event_view, filed_view
from domain import acts
from domain.calendar import VIETNAM
from domain.dossier import Dossier, Task
from domain.journal import Entry, canonical
from domain.law import Role
from domain.refusals import Conflict, Unacceptable

router = APIRouter(prefix="/dossiers", tags=["dossiers"])

LIST = text("SELECT code FROM dossiers ORDER BY filed_at DESC, code LIMIT 50")

IdempotencyKey = Annotated[str | None, Header(max_length=200)]


class NotAsked(Conflict):
    """Nothing of the kind is asked of the applicant now."""

    slug = "not-asked"


class Supplement(BaseModel):
    """What was missing."""

    model_config = ConfigDict(extra="forbid")

    documents: list[PaperIn] = Field(min_length=1)


class Confirmation(BaseModel):
    """The applicant's word on the draft: agreed, or the form as it should be."""

    model_config = ConfigDict(extra="forbid")

    form: dict[str, Any] | None = None


class Withdrawal(BaseModel):
    """Why the applicant takes it back; they need not say."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(default="", max_length=500)


class Rating(BaseModel):
    """The applicant's judgement."""

    model_config = ConfigDict(extra="forbid")

    stars: int = Field(ge=1, le=5)
    comment: str = Field(default="", max_length=1000)


@router.post("", status_code=201)
async def file(
    body: Application, who: Known, tools: Tools, request: Request, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """File an application, once per Idempotency-Key."""
    if not idempotency_key:
        raise Malformed("Thiếu Idempotency-Key.", "Send an Idempotency-Key header, a new value for each filing.")
    intake = Intake(tools, sufficient(who))
    act, prefix = await intake.filed(body)
    sent = canonical(body.model_dump(mode="json"))
    event, code = await tools.journal.file(prefix, act, who.actor, idempotency_key, sent)
    return filed_view(code, event, locale_of(request))


@router.get("")
async def mine(who: Known, tools: Tools, request: Request) -> list[dict[str, Any]]:
    """List the newest dossiers that the reader may see."""
    async with tools.journal.database.transaction(who.actor) as tx:
        codes = list((await tx.execute(LIST)).scalars())
    return [dossier_view(await tools.journal.dossier(code, who.actor), tools, locale_of(request)) for code in codes]


@router.get("/{code}")
async def show(code: str, who: Known, tools: Tools, request: Request) -> dict[str, Any]:
    """Show where a dossier is, who has it, why it waits, until when, and what the applicant can do."""
    return dossier_view(await tools.journal.dossier(code, who.actor), tools, locale_of(request))


@router.get("/{code}/events")
async def history(code: str, who: Known, tools: Tools, request: Request, since: int = 0) -> list[dict[str, Any]]:
    """Tell what happened, in order."""
    await tools.journal.dossier(code, who.actor)
    return [event_view(e, locale_of(request)) for e in await tools.journal.events(code, who.actor, since)]


@router.get("/{code}/documents/{sha256}")
async def document(code: str, sha256: str, who: Known, tools: Tools) -> Response:
    """Give a paper that came with the dossier."""
    dossier = await tools.journal.dossier(code, who.actor)
    if sha256 not in dossier.documents:
        raise NotAsked("Hồ sơ không có giấy tờ này.", "The dossier has no such paper.")
    return Response(await tools.uploads.content(sha256), media_type="application/octet-stream")


@router.post("/{code}/supplements")
async def supply(code: str, body: Supplement, who: Citizen, tools: Tools, request: Request) -> dict[str, Any]:
    """Supply what was asked for."""
    task = _asked(await tools.journal.dossier(code, who.actor), "supply")
    papers = await checked_papers(body.documents, who, tools)
    act = acts.Supplied(
        task=task.id,
        documents=tuple(paper["sha256"] for paper in papers),
        personal={"documents": papers},
    )
    return await _act(code, f"{task.step}/supply", act, who, tools, request)


@router.post("/{code}/confirmation")
async def confirm(code: str, body: Confirmation, who: Citizen, tools: Tools, request: Request) -> dict[str, Any]:
    """Agree to the draft, or send the form as it should be."""
    dossier = await tools.journal.dossier(code, who.actor)
    task = _asked(dossier, "confirm")
    act: acts.AnyAct = acts.Confirmed(task=task.id)
    if body.form is not None:
        act = acts.Corrected(task=task.id, personal={"form": await _correction(dossier, body.form, who.number, tools)})
    return await _act(code, f"{task.step}/{act.type}", act, who, tools, request)


@router.post("/{code}/withdrawal")
async def withdraw(code: str, body: Withdrawal, who: Citizen, tools: Tools, request: Request) -> dict[str, Any]:
    """Take the dossier back, as long as there is no result."""
    return await _act(code, "withdrawn", acts.Withdrawn(reason=body.reason), who, tools, request)


@router.post("/{code}/rating")
async def rate(code: str, body: Rating, who: Citizen, tools: Tools, request: Request) -> dict[str, Any]:
    """Judge the service, once."""
    comment = {"comment": body.comment} if body.comment else {}
    return await _act(code, "", acts.Rated(stars=body.stars, personal=comment), who, tools, request)


async def _act(code: str, key: str, act: acts.AnyAct, who: Citizen, tools: Tools, request: Request) -> dict[str, Any]:
    dossier = await tools.journal.act(code, Entry(key=key, act=act), who.actor)
    return dossier_view(dossier, tools, locale_of(request))


def _asked(dossier: Dossier, kind: str) -> Task:
    """Give the open task that asks this of the applicant."""
    task = next((t for t in dossier.open_tasks if t.kind == kind and t.role == Role.APPLICANT), None)
    if task is None:
        raise NotAsked("Hiện không có yêu cầu này.", "Nothing of the kind is asked of you now.")
    return task


async def _correction(dossier: Dossier, form: dict[str, Any], applicant: str, tools: Tools) -> dict[str, Any]:
    """Check a corrected form; it may correct what was written, not make another application of it."""
    procedure = tools.procedures[dossier.procedure]
    filed_at = dossier.filed_at or datetime.now(VIETNAM)
    corrected = checked_form(procedure, form, applicant_of(applicant, filed_at.astimezone(VIETNAM).date()))
    parties = tuple(tools.index.of(number) for number in corrected.parties)
    if corrected.competent != dossier.competent or parties != dossier.parties:
        raise Unacceptable(
            "Thay đổi cha, mẹ hoặc nơi đăng ký phải nộp hồ sơ mới.",
            "Other parents or another commune make another application: withdraw this one and file anew.",
        )
    return corrected.model_dump(mode="json")
