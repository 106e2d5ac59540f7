"""Who stands at the counter: how it is known, what of theirs is here, and what is begun for them."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from api.container import Container
from api.http.problems import locale_of
from api.schemas.dossiers import DossierView, ErasedDossier
from api.services.listing import shown
from api.web.desk.front import DESK, PERSON
from api.web.desk.visitor import ADVICE, KNOWN, AtDesk, Desk, Standing
from api.web.filing.mandate import LONGEST, SHORTEST, Mandate, owner_of
from api.web.filing.own import Own, begun
from api.web.show import show
from api.web.typed import typed
from domain.base.refusals import Missing
from domain.base.words import Words
from domain.vietnam.people.cards import latin
from infra.files.drafts import Content
from infra.reads.dossiers import newest

router = APIRouter(include_in_schema=False)

MOST = 30
"""Dossiers of one person that a counter lists, the newest first."""
NAME = "name"
NO_NAME = Words(
    vi="Nhập họ tên đầy đủ, như trên giấy tờ của người đứng tại quầy.",
    en="Enter the full name, as the paper of who stands here has it.",
)


class Wishes(Mandate):
    """What an officer begins for somebody, as it was typed."""

    serving: str = Field(max_length=40)
    procedure: str = Field(default="", max_length=40)


class Mistaken(Exception):
    """Something typed cannot be so; ``errors`` says what, by field."""

    def __init__(self, errors: dict[str, Words]) -> None:
        super().__init__(*errors)
        self.errors = errors


@router.get("/desk/person")
async def person(request: Request, desk: AtDesk, procedure: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Show who stands here; where nobody does, the box."""
    if desk.person is None:
        return RedirectResponse(DESK, 303)
    return await _page(request, desk, desk.person, {"procedure": procedure})


@router.post("/desk/person")
async def named(
    request: Request,
    desk: AtDesk,
    serving: Annotated[str, Form(max_length=40)] = "",
    name: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """Take the name of who was typed in by their number."""
    who, said = desk.serving(serving), " ".join(typed(name, NAME).split())
    if not SHORTEST <= len(said) <= LONGEST:
        return await _page(request, desk, who, {}, {NAME: NO_NAME})
    if who.how == "typed":
        await desk.take(who.model_copy(update={"name": said}))
    return RedirectResponse(PERSON, 303)


@router.post("/desk/drafts")
async def begin(request: Request, desk: AtDesk, wishes: Annotated[Wishes, Form()]) -> Response:
    """Begin an application for who stands here; it goes on like a citizen's own."""
    who = desk.serving(wishes.serving)
    try:
        content = _content(who, wishes, desk.tools)
    except Mistaken as mistaken:
        return await _page(request, desk, who, wishes.model_dump(), mistaken.errors)
    draft = await desk.tools.drafts.begin(wishes.procedure, desk.actor, content)
    return await _resumed(desk, draft)


@router.post("/desk/drafts/{draft}")
async def go_on(draft: str, desk: AtDesk, serving: Annotated[str, Form(max_length=40)] = "") -> Response:
    """Go on with what was begun for who stands here; a newer reading of their chip takes the place of an older one."""
    who = desk.serving(serving)
    found = await desk.tools.drafts.find(draft, desk.actor)
    if found.content.applicant.get("number") != who.number:
        raise Missing("Không có bản nháp này của người đang đứng tại quầy.", "Who stands here has no such draft.")
    if who.card and who.card != found.content.card:
        known = {"card": who.card, "applicant": {"number": who.number, "name": who.name}}
        await desk.tools.drafts.keep(draft, desk.actor, found.content.model_copy(update=known))
    return await _resumed(desk, draft)


async def _resumed(desk: Desk, draft: str) -> Response:
    own = Own(desk.tools, desk.who, await desk.tools.drafts.find(draft, desk.actor))
    return RedirectResponse(own.resumed, 303)


def _content(who: Standing, wishes: Wishes, tools: Container) -> Content:
    """Begin the application; ``Mistaken`` says what is wrong with the procedure, or with whoever is acted for."""
    errors: dict[str, Words] = {}
    if not who.name:
        errors[NAME] = NO_NAME
    if wishes.procedure not in tools.procedures:
        errors["procedure"] = Words(vi="Chọn thủ tục cần làm.", en="Select the procedure.")
    owner = owner_of(wishes, errors) if wishes.for_another else {}
    if errors:
        raise Mistaken(errors)
    known = {"number": who.number, "name": who.name}
    form = begun(tools.procedures[wishes.procedure], owner or known)
    return Content(applicant=known, card=who.card, owner=owner, form=form)


async def _page(
    request: Request, desk: Desk, who: Standing, wishes: dict[str, Any], errors: dict[str, Words] | None = None
) -> Response:
    tools, locale = desk.tools, locale_of(request)
    drafts = [
        draft for draft in await tools.drafts.of(desk.actor) if draft.content.applicant.get("number") == who.number
    ]
    procedures = sorted(tools.procedures.values(), key=lambda one: latin(one.title.in_(locale)))
    return show(
        request,
        "desk/person",
        desk.who,
        person=who,
        known=KNOWN[who.how],
        advice=ADVICE[who.how],
        wishes=wishes,
        errors=errors or {},
        procedures=procedures,
        drafts=[{"draft": draft, "title": tools.procedures[draft.procedure].title} for draft in drafts],
        dossiers=await _theirs(desk, who, locale),
        ended=bool(who.until and who.until < tools.journal.clock()),
    )


async def _theirs(desk: Desk, who: Standing, locale: str) -> list[DossierView | ErasedDossier]:
    both = [desk.tools.index.of(who.number), desk.actor.agency]
    rows = await newest(desk.tools.journal.database, desk.actor, both, MOST)
    return [shown(row.dossier, desk.tools, locale, desk.actor) for row in rows]
