"""The decision screen: what there is to decide on one page, the decision, and once more before what is final."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Container, Officer, Tools
from api.http.headers import FRAMED, FRAMING
from api.http.problems import locale_of
from api.services.deciding import Opened, opened, seen
from api.web.deciding import acting
from api.web.deciding.choices import CLAIM, RELEASE, Choice, choice_of
from api.web.deciding.decision import Reading, typed
from api.web.deciding.screen import did, drafted, papers, shown, sketched
from api.web.deciding.words import Written, forget, keep, written
from api.web.show import show
from domain.base.refusals import LoginTooOld, Missing, Refusal
from domain.dossier import keys
from domain.dossier.access_log import FORM, PAPERS, RESULT
from domain.tasks.model import HAND_OVER
from infra.documents.orders import Draft, Unprintable
from infra.files.storage import NotStored
from infra.identity.oidc import Identity

router = APIRouter(include_in_schema=False)
Task = Annotated[str, Path(pattern=r"^[0-9a-f]{24}$")]
MEDIA = ("application/pdf", "image/png", "image/jpeg")


@router.get("/work/{task}")
async def screen(
    task: Task, who: Officer, tools: Tools, request: Request, done: str = "", again: bool = False
) -> Response:
    """Show one task with all that is needed to decide it."""
    found = await opened(task, who, tools.journal, tools.looks)
    said = await written(task, who, tools)
    page = await shown(found, who, tools, locale_of(request), said)
    login = f"/login?again=true&next={quote(f'/work/{task}')}" if again else ""
    done_words = choice_of(done).words if not login and did(done, found, who) else None
    return show(request, "deciding/task", who, done=done_words, login=login, headers=FRAMING, **page)


@router.post("/work/{task}")
async def decide(task: Task, who: Officer, tools: Tools, request: Request) -> Response:
    """Keep what was written, and do it; what is wrong or final is shown first."""
    found = await seen(task, who, tools.journal)
    said = Written(said=typed(await request.form()))
    if said.decision in (CLAIM, RELEASE):
        return await _held(task, said.decision, who, tools)
    if said.one("do"):
        acting.reshape(said, found, tools)
        return await _kept(task, said, who, tools)
    await keep(task, said, who, tools)
    try:
        if (choice := acting.chosen(said, found, who, tools)) is None or not acting.check(said, choice, found, tools):
            return await _kept(task, said, who, tools)
        await keep(task, said, who, tools)
        if choice.final:
            return _to(f"/work/{task}/sure")
        if choice.decision == HAND_OVER:
            # Whoever takes it signs for it: one page asks for that, wherever an officer comes from.
            return _to(f"/desk/tasks/{task}/hand-over")
        return await _done(found, choice, said, who, tools)
    except Refusal as refusal:
        return await _refused(task, said, refusal, who, tools)


@router.get("/work/{task}/sure")
async def sure(task: Task, who: Officer, tools: Tools, request: Request) -> Response:
    """Say what will happen, before what nobody takes back."""
    found = await opened(task, who, tools.journal, tools.looks)
    said = await written(task, who, tools)
    choice = next(
        (one for ways in acting.ways(found, who, tools) for one in ways if one.decision == said.decision), None
    )
    if choice is None or not choice.final or not acting.check(said, choice, found, tools):
        return _to(f"/work/{task}")
    reason = Reading(said, choice, found, tools).decision(None, tools.journal.clock()).reason
    page = await shown(found, who, tools, locale_of(request), said)
    return show(request, "deciding/sure", who, choice=choice, reason=reason, **page)


@router.post("/work/{task}/sure")
async def surely(task: Task, who: Officer, tools: Tools, request: Request) -> Response:
    """Do what was asked once more."""
    found = await seen(task, who, tools.journal)
    said = await written(task, who, tools)
    meant = (await request.form()).get("decide")
    try:
        choice = acting.chosen(said, found, who, tools)
        if choice is None or meant != choice.decision or not acting.check(said, choice, found, tools):
            return await _kept(task, said, who, tools)
        return await _done(found, choice, said, who, tools)
    except Refusal as refusal:
        return await _refused(task, said, refusal, who, tools)


@router.get("/work/{task}/papers/{sha256}")
async def paper(task: Task, sha256: str, who: Officer, tools: Tools) -> Response:
    """A paper to be looked at in its place on the page."""
    found = await seen(task, who, tools.journal)
    came = papers(found.dossier, await tools.journal.events(found.dossier.code, who.actor), tools)
    one = next((one for one in came if one["sha256"] == sha256 and one["media_type"] in MEDIA), None)
    if one is None:
        raise Missing("Hồ sơ không có giấy tờ này.", "The dossier has no such paper.")
    await tools.looks.note(found.dossier.code, who.actor, PAPERS)
    content = await tools.uploads.content(found.dossier.code, sha256, who.actor)
    return Response(content, media_type=one["media_type"], headers=FRAMED)


@router.get("/work/{task}/draft")
async def draft(task: Task, who: Officer, tools: Tools) -> Response:
    """The result as it lies drafted for its signature; before that a sketch of it, as far as the form says it."""
    found = await seen(task, who, tools.journal)
    code, step = found.dossier.code, drafted(found.dossier)
    await tools.looks.note(code, who.actor, RESULT if step else FORM)
    try:
        page = await (_draft(code, step, who, tools) if step else _sketch(found, who, tools))
    except (NotStored, Unprintable):
        raise Missing("Chưa có dự thảo kết quả.", "There is no draft of the result yet.") from None
    return Response(page, media_type="application/pdf", headers=FRAMED)


async def _draft(code: str, step: str, who: Identity, tools: Container) -> bytes:
    return Draft.load(await tools.store.get(f"results/{code}/{keys.file_name(step)}.draft", who.actor)).pdf


async def _sketch(found: Opened, who: Identity, tools: Container) -> bytes:
    events = await tools.journal.events(found.dossier.code, who.actor)
    if not (context := sketched(replace(found, events=events), tools)):
        raise Missing("Chưa có dự thảo kết quả.", "There is no draft of the result yet.")
    return await tools.press.render(tools.procedures[found.dossier.procedure].result.template, context)


async def _held(task: str, wish: str, who: Identity, tools: Container) -> Response:
    try:
        await acting.held(task, wish, who, tools)
    except Refusal as refusal:
        return await _refused(task, await written(task, who, tools), refusal, who, tools)
    return _to(f"/work/{task}")


async def _done(found: Opened, choice: Choice, said: Written, who: Identity, tools: Container) -> Response:
    await acting.act(said, choice, found, who, tools)
    await forget(found.task.id, who, tools)
    return _to(f"/work/{found.task.id}?done={choice.decision}")


async def _kept(task: str, said: Written, who: Identity, tools: Container) -> Response:
    await keep(task, said, who, tools)
    return _to(f"/work/{task}")


async def _refused(task: str, said: Written, refusal: Refusal, who: Identity, tools: Container) -> Response:
    """Keep what was written with why it was refused; a login that is too old is said beside it."""
    if isinstance(refusal, LoginTooOld):
        return _to(f"/work/{task}?again=true")
    return await _kept(task, said.refused(refusal), who, tools)


def _to(address: str) -> Response:
    return RedirectResponse(address, 303)
