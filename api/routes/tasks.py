"""An officer's queue and what they decide."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.answers import checked_answer, compared
from api.house import Deciding, House, Officer, Tools
from api.openapi import told
from api.pages import FIRST, PAGE, Cursor, following, position
from api.problems import locale_of
from api.queue import asked_by
from api.views import ROOT, event_view, moment, task_view
from domain import acts
from domain.dossier import Dossier
from domain.journal import Entry, form_of
from domain.law import Role
from domain.looks import ANSWERS, FORM, JOURNAL
from domain.refusals import Missing, Unacceptable
from infra import queues
from infra.oidc import Identity
from infra.queues import DOSSIER_OF

router = APIRouter(prefix=f"{ROOT}/tasks", tags=["tasks"], responses=told(401, 403, 422, 503))
acting = told(400, 404, 409, 410, 413)


class Decision(BaseModel):
    """What an officer decides about a task."""

    model_config = ConfigDict(extra="forbid")

    decision: str = Field(max_length=40)
    reason: str = Field(default="", max_length=2000)
    items: list[str] = Field(default=[], max_length=20)
    answer: dict[str, Any] | None = None
    until: AwareDatetime | None = None
    note: str = Field(default="", max_length=2000)


class Delegation(BaseModel):
    """To whom, and until when."""

    model_config = ConfigDict(extra="forbid")

    to: str = Field(min_length=1, max_length=60)
    """Staff code of the colleague."""
    until: AwareDatetime


class Takeover(BaseModel):
    """For whom, and why."""

    model_config = ConfigDict(extra="forbid")

    to: str = Field(default="", max_length=60)
    reason: str = Field(default="", max_length=2000)


@router.get("")
async def queue(
    who: Officer,
    tools: Tools,
    role: Role | None = None,
    state: Literal["open", "closed"] = "open",
    dossier: Annotated[str, Query(max_length=60)] = "",
    cursor: Cursor = "",
) -> dict[str, Any]:
    """List the tasks of the officer's agency and roles, the first due first; of one dossier if it is named."""
    due_at, last = position(cursor, FIRST)
    wanted = asked_by(who, tools, role=role, dossier=dossier, open=state == "open")
    async with tools.journal.database.transaction(who.actor) as tx:
        rows = await queues.page(tx, wanted, PAGE, due_at, last)
    items = [
        {
            "id": row.id,
            "dossier": row.dossier,
            "kind": row.kind,
            "role": row.role,
            "claimed": "mine" if row.holder(wanted.now) == who.actor.id else bool(row.claimed_by),
            "opened_at": moment(row.opened_at),
            "due_at": moment(row.due_at),
        }
        for row in rows
    ]
    return {"items": items, "next": following(len(rows), rows[-1].due_at, rows[-1].id) if rows else None}


@router.get("/{task}", responses=told(404, 410))
async def show(task: str, who: Officer, tools: Tools, request: Request) -> dict[str, Any]:
    """Show all that is needed to decide: form, papers, what the registers said, what happened."""
    dossier = await _dossier_of(task, who, tools)
    if task not in dossier.tasks or dossier.tasks[task].agency != who.actor.agency:
        raise Missing
    await tools.looks.note(dossier.code, who.actor, FORM, ANSWERS, JOURNAL)
    events = await tools.journal.events(dossier.code, who.actor)
    papers = [paper for e in events for paper in e.act.personal.get("documents", [])]
    said = {e.act.step: e.act.personal["answer"] for e in events if isinstance(e.act, acts.Answered)}
    return task_view(dossier.tasks[task], dossier, locale_of(request)) | {
        "form": form_of(events),
        "papers": papers,
        "registers": said,
        "compare": compared(dossier.tasks[task], dossier, events),
        "events": [event_view(event, locale_of(request)) for event in events],
    }


@router.post("/{task}/claim", responses=acting)
async def claim(task: str, who: Officer, tools: Tools, request: Request) -> dict[str, Any]:
    """Take a task, so that colleagues leave it."""
    return await _act(task, "", acts.TaskClaimed(task=task), who, tools, request)


@router.post("/{task}/release", responses=acting)
async def release(task: str, who: Officer, tools: Tools, request: Request) -> dict[str, Any]:
    """Give a task back."""
    return await _act(task, "", acts.TaskReleased(task=task), who, tools, request)


@router.post("/{task}/delegate", responses=acting)
async def delegate(task: str, body: Delegation, who: Deciding, tools: Tools, request: Request) -> dict[str, Any]:
    """Let a colleague do a task in one's place, until a day."""
    return await _act(task, "", acts.TaskDelegated(task=task, to=body.to, until=body.until), who, tools, request)


@router.post("/{task}/takeover", responses=acting)
async def take_over(task: str, body: Takeover, who: Deciding, tools: Tools, request: Request) -> dict[str, Any]:
    """Take a task from a colleague who is absent: a superior's right."""
    return await _act(task, "", acts.TaskTakenOver(task=task, to=body.to, reason=body.reason), who, tools, request)


@router.post("/{task}/decision", responses=acting)
async def decide(task: str, body: Decision, who: Deciding, tools: Tools, request: Request) -> dict[str, Any]:
    """Decide a task; deciding the same again answers the same."""
    act = await _decided(task, body, who, tools)
    key = f"{task}/{body.decision}/{who.actor.id}"
    if isinstance(act, acts.Consented | acts.Objected):
        # These can be said again: for another reason, or of a form that was corrected since.
        asked = (await _dossier_of(task, who, tools)).tasks[task]
        key += f"/{asked.anew}/{tools.index.of(body.reason)[:16]}"
    return await _act(task, key, act, who, tools, request)


async def _act(task: str, key: str, act: acts.AnyAct, who: Identity, tools: House, request: Request) -> dict[str, Any]:
    dossier = await tools.journal.act_on_task(task, Entry(key=key, act=act), who.actor)
    request.state.dossier = dossier.code
    return task_view(dossier.tasks[task], dossier, locale_of(request))


async def _decided(task: str, body: Decision, who: Identity, tools: House) -> acts.AnyAct:
    signed = {"name": who.name}
    match body.decision:
        case "accept":
            return acts.Accepted(task=task, personal=signed)
        case "request_supplement":
            return acts.SupplementRequested(task=task, items=tuple(body.items), reason=body.reason, personal=signed)
        case "apologise":
            if body.until is None:
                raise Unacceptable("Phải nêu ngày hẹn lại.", "Name the new date.")
            return acts.Apologised(task=task, reason=body.reason, due_at=body.until, personal=signed)
        case "propose_supplement":
            return acts.SupplementProposed(task=task, items=tuple(body.items), reason=body.reason, personal=signed)
        case "consent":
            return acts.Consented(task=task)
        case "object":
            return acts.Objected(task=task, reason=body.reason)
        case "not_accept":
            return acts.NotAccepted(task=task, reason=body.reason, personal=signed)
        case "approve":
            return acts.Approved(task=task, personal=signed)
        case "refuse":
            return acts.Refused(task=task, reason=body.reason, personal=signed)
        case "hand_over":
            return acts.HandedOver(task=task)
        case "pay":
            return acts.MoneyIn(task=task, transaction=f"cash/{task}", method="cash")
        case "give_back":
            return acts.MoneyBack(task=task, transaction=f"cash/{task}")
        case "answer":
            answer = await _answer(task, body, who, tools)
            return acts.Done(task=task, decision="answer", personal={"answer": answer, "note": body.note})
        case other:
            return acts.Done(task=task, decision=other, personal={"note": body.note} if body.note else {})


async def _answer(task: str, body: Decision, who: Identity, tools: House) -> dict[str, Any]:
    dossier = await _dossier_of(task, who, tools)
    asked = dossier.tasks.get(task)
    if asked is None or asked.agency != who.actor.agency:
        raise Missing
    return checked_answer(dossier, asked, body.answer, tools)


async def _dossier_of(task: str, who: Identity, tools: House) -> Dossier:
    async with tools.journal.database.transaction(who.actor) as tx:
        code = (await tx.execute(DOSSIER_OF, {"id": task})).scalar_one_or_none()
    if code is None:
        raise Missing
    return await tools.journal.dossier(code, who.actor)
