"""Pages on which an officer decides many dossiers in one go."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from api.container import Container, Deciding, Officer, Tools
from api.http.html import language_of
from api.web.show import show
from domain.base.refusals import Missing
from domain.tasks.batch import DECISIONS, WITH_REASON
from infra.batches.batch_rows import Batch
from infra.identity.oidc import Identity

HERE = "/work/bulk"
router = APIRouter(prefix=HERE, include_in_schema=False)

Short = Annotated[str, Query(max_length=60)]


class Selection(BaseModel):
    """What was ticked."""

    procedure: str = ""
    kind: str = ""
    decision: str = ""
    reason: str = ""
    task: list[str] = []


class Ticked(BaseModel):
    """What of a batch is to be taken back."""

    whole: bool = False
    task: list[str] = []


@router.get("")
async def choose(who: Officer, tools: Tools, request: Request, procedure: Short = "", kind: Short = "") -> Response:
    """Show what can be decided together, and the office's batches; with procedure and kind the dossiers to tick."""
    if procedure or kind:
        return await _candidates(request, who, tools, Selection(procedure=procedure, kind=kind), {})
    groups = [
        group | {"title": tools.procedures[group["procedure"]].title, "waits": tools.registry.waits_for(group["kind"])}
        for group in map(dict, await tools.batches.groups(who.actor))
        if group["procedure"] in tools.procedures
    ]
    begun = await tools.batches.of_office(who.actor)
    names = await tools.officers.names(who.actor, [batch["officer"] for batch in begun])
    batches = [
        dict(batch)
        | {
            "by": names[batch["officer"]],
            "title": tools.procedures[batch["procedure"]].title,
            "words": DECISIONS[batch["decision"]],
        }
        for batch in begun
        if batch["procedure"] in tools.procedures
    ]
    return show(request, "bulk/start", who, groups=groups, batches=batches)


@router.post("")
async def preview(who: Deciding, tools: Tools, request: Request, form: Annotated[Selection, Form()]) -> Response:
    """Look at what was ticked, and go on to the page that says what each would become."""
    if errors := _errors(form, request):
        return await _candidates(request, who, tools, form, errors)
    batch = await tools.batches.begin(form.task, form.decision, form.reason, who.actor, who.name)
    return RedirectResponse(f"{HERE}/{batch.id}", 303)


@router.get("/{batch}")
async def batch(batch: str, who: Officer, tools: Tools, request: Request) -> Response:
    """Show a batch: what each dossier would become, when, and in the end what became of it."""
    return await _page(request, who, tools, await tools.batches.find(batch, who.actor))


@router.post("/{batch}/confirmation")
async def confirm(batch: str, who: Deciding, tools: Tools) -> Response:
    """Confirm it, or agree to it as the second person."""
    return RedirectResponse(f"{HERE}/{(await tools.batches.confirm(batch, who.actor)).id}", 303)


@router.post("/{batch}/withdrawal")
async def withdraw(
    batch: str, who: Deciding, tools: Tools, request: Request, form: Annotated[Ticked, Form()]
) -> Response:
    """Take it back, or what was ticked of it."""
    if not form.whole and not form.task:
        say = language_of(request).says
        errors = {"task": say("Tick the dossiers to take back.")}
        return await _page(request, who, tools, await tools.batches.find(batch, who.actor), errors)
    await tools.batches.withdraw(batch, who.actor, [] if form.whole else form.task)
    return RedirectResponse(f"{HERE}/{batch}", 303)


def _errors(form: Selection, request: Request) -> dict[str, str]:
    """Say what is still to be filled in, by field."""
    say, errors = language_of(request).says, dict[str, str]()
    if not form.decision:
        errors["decision"] = say("Choose what is decided.")
    if form.decision in WITH_REASON and not form.reason.strip():
        errors["reason"] = say("Write the reason: the law asks for one.")
    if not form.task:
        errors["task"] = say("Tick the dossiers that are decided.")
    return errors


async def _candidates(
    request: Request, who: Identity, tools: Container, form: Selection, errors: dict[str, str]
) -> Response:
    rules = tools.batches.rules
    if form.procedure not in tools.procedures or form.kind not in rules.kinds:
        raise Missing
    return show(
        request,
        "bulk/choose",
        who,
        title=tools.procedures[form.procedure].title,
        waits=tools.registry.waits_for(form.kind),
        tasks=await tools.batches.candidates(who.actor, form.procedure, form.kind),
        decisions={name: DECISIONS[name] for name in rules.decisions(form.kind)},
        rules={name: rules.rule(form.kind, name) for name in rules.decisions(form.kind)},
        most=rules.most,
        form=form,
        errors=errors,
    )


async def _page(
    request: Request, who: Identity, tools: Container, found: Batch, errors: dict[str, str] | None = None
) -> Response:
    title = tools.procedures[found.choice.procedure].title
    shown: dict[str, Any] = {
        "title": title,
        "batch": found,
        "decision": DECISIONS[found.choice.decision],
        "mine": found.officer == who.actor.id,
        "rule": tools.batches.rules.rule(found.choice.kind, found.choice.decision),
        "second": await tools.batches.may_be_second(found, who.actor),
        "names": await tools.officers.names(who.actor, [found.officer, found.second]),
        "theirs": who.actor.id in (found.officer, found.second),
        "undo": int(tools.batches.rules.undo.total_seconds() // 60),
        "errors": errors or {},
    }
    return show(request, "bulk/batch", who, **shown)
