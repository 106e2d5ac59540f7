"""Supplying what is missing: a paper for each thing that was asked for, others, and the form put right, all at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile

from api.container import Citizen, Container, Tools
from api.http.files import counted
from api.http.rates import Rates
from api.services import acting
from api.services.application import PaperIn
from api.web.fields import changed, disagree, read
from api.web.following.doing import asked_in, done, filled, page, refusal, still_open
from domain.base.refusals import Unacceptable
from domain.base.words import Words
from domain.dossier.acts import SupplementRequested
from domain.dossier.state import Dossier
from infra.identity.oidc import Identity

router = APIRouter(include_in_schema=False)

SENT = "/supplements"
"""Where the page's form goes: the dossier stands in it, since files are let in by the whole path."""
MOST = 20
"""Papers at a time."""
NOTHING = Words(
    vi="Ông/bà chưa gửi gì: hãy chọn tệp, hoặc sửa tờ khai.",
    en="You have sent nothing yet: choose a file, or correct the form.",
)
OTHER = "other"
Brought = tuple[str, str]
"""The place on the page, and the upload."""
Errors = dict[str, Words]


@dataclass(frozen=True)
class Wanted:
    """What was asked for and why, and as which kind of paper each thing counts."""

    items: tuple[str, ...]
    kinds: tuple[str, ...]
    reason: str

    def kind(self, place: str) -> str:
        """Say what kind a paper is that was put into a place of the page."""
        number = int(place) if place.isdecimal() else len(self.kinds)
        return self.kinds[number] if number < len(self.kinds) else OTHER


@router.get("/dossiers/{code}/supply")
async def supplying(code: str, who: Citizen, tools: Tools, request: Request) -> Response:
    """Show what is missing, and a place for each thing."""
    dossier = await tools.journal.dossier(code, who.actor)
    still_open(acting.asked(dossier, "supply", who))
    answers = await filled(dossier, who, tools)
    return await _page(request, dossier, who, tools, [], answers=answers, errors={}, corrects="")


@router.post(SENT)
async def supply(who: Citizen, tools: Tools, request: Request) -> Response:
    """Take in what was brought; nothing of it is lost while something is still wrong."""
    rates: Rates = request.app.state.rates
    rates.uploads.take(who.actor.id)
    posted = await counted(request, tools.uploads.limit).form(max_files=MOST, max_fields=2000)
    dossier = await tools.journal.dossier(str(posted.get("code", "")), who.actor)
    papers, errors = await _brought(posted, who, tools)
    parts, corrects = asked_in(dossier, tools), str(posted.get("corrects", ""))
    answers, wrong = read(parts, posted) if corrects == "yes" else (await filled(dossier, who, tools), {})
    if (more := changed(answers, parts, posted)) is not None:
        return await _page(request, dossier, who, tools, papers, answers=more, errors=errors, corrects=corrects)
    if corrects == "yes":
        errors |= wrong or disagree(tools.procedures[dossier.procedure].form, answers)
    elif not papers and not errors:
        errors = {f"paper-{OTHER}": NOTHING}
    if not errors:
        errors = await _sent(dossier, papers, answers if corrects == "yes" else None, who, tools)
    if not errors:
        return done(dossier.code, "supplied")
    return await _page(request, dossier, who, tools, papers, answers=answers, errors=errors, corrects=corrects)


async def _sent(
    dossier: Dossier, papers: list[Brought], form: dict[str, Any] | None, who: Identity, tools: Container
) -> Errors:
    wanted = await _wanted(dossier, who, tools)
    try:
        sent = [PaperIn(kind=wanted.kind(place), upload=number) for place, number in papers]
        await acting.supply(dossier.code, sent, form, who, tools)
    except Unacceptable as refused:
        return refusal(refused)
    return {}


async def _brought(posted: FormData, who: Identity, tools: Container) -> tuple[list[Brought], Errors]:
    """Place and upload of what was brought and not taken away again, and what is wrong with the rest."""
    gone = {str(name) for name in posted.getlist("drop")}
    kept = [str(one).partition(" ") for one in posted.getlist("kept")]
    papers, errors = [(place, number) for number, _, place in kept if number not in gone], {}
    for name, file in _files(posted):
        try:
            upload = await tools.uploads.keep(file.filename or "", await file.read(), who.actor)
            papers.append((name.removeprefix("paper-"), upload.id))
        except Unacceptable as refused:
            errors[name] = refused.words
    return papers[:MOST], errors


def _files(posted: FormData) -> Iterable[tuple[str, UploadFile]]:
    return (
        (name, file)
        for name, file in posted.multi_items()
        if name.startswith("paper-") and isinstance(file, UploadFile) and file.filename
    )


async def _wanted(dossier: Dossier, who: Identity, tools: Container) -> Wanted:
    events = await tools.journal.events(dossier.code, who.actor)
    asked = [event.act for event in events if isinstance(event.act, SupplementRequested)][-1]
    papers = tools.procedures[dossier.procedure].papers
    known = {title: paper.kind for paper in papers for title in (paper.title.vi, paper.title.en)}
    return Wanted(asked.items, tuple(known.get(item, item[:60]) for item in asked.items), asked.reason)


async def _page(
    request: Request, dossier: Dossier, who: Identity, tools: Container, papers: list[Brought], **context: Any
) -> Response:
    wanted = await _wanted(dossier, who, tools)
    found = await tools.uploads.own([number for _, number in papers], who.actor)
    brought = [(place, number, found[number].name) for place, number in papers]
    parts = asked_in(dossier, tools)
    context |= {"items": wanted.items, "reason": wanted.reason, "brought": brought, "parts": parts, "sent": SENT}
    return page(request, "supply", who, dossier, tools, **context)
