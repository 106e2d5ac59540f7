"""An officer's queue and what they decide."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, Field

from api.container import Container, Deciding, Officer, Tools
from api.http.cursors import FIRST, PAGE, Cursor, following, position
from api.http.openapi import told
from api.http.problems import locale_of
from api.schemas.base import Sent
from api.schemas.dossiers import FilledForm
from api.schemas.tasks import PaperView, QueuedTask, State, TaskInFull, TaskPage, TaskView
from api.services.consulting import opinions_view
from api.services.deciding import Decision, decided, opened
from api.services.views import ROOT, compared, event_view, task_view, wrong_data_view
from domain.base.law import Role
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, form_of
from domain.recall.proposed import laid_before
from infra.identity.oidc import Identity
from infra.reads import queues
from infra.reads.queues import Asked

router = APIRouter(prefix=f"{ROOT}/tasks", tags=["tasks"], responses=told(401, 403, 422, 503))
acting = told(400, 404, 409, 410, 413)


class Delegation(Sent):
    """To whom, and until when."""

    to: str = Field(min_length=1, max_length=60)
    """Staff code of the colleague."""
    until: AwareDatetime
    lends_on: bool = False
    """Whether the colleague may lend it on, for no longer than they have it."""


class Takeover(Sent):
    """For whom, and why."""

    to: str = Field(default="", max_length=60)
    reason: str = Field(default="", max_length=2000)


@router.get("")
async def queue(
    who: Officer,
    tools: Tools,
    role: Role | None = None,
    state: State = "open",
    dossier: Annotated[str, Query(max_length=60)] = "",
    cursor: Cursor = "",
) -> TaskPage:
    """List the tasks of the officer's agency and roles, the first due first; of one dossier if it is named."""
    due_at, last = position(cursor, FIRST)
    wanted = Asked.by(who, tools.journal.clock(), role=role, dossier=dossier, open=state == "open")
    rows = await queues.listed(tools.journal.database, who.actor, wanted, PAGE, due_at, last)
    items = [
        QueuedTask(
            claimed="mine" if queues.holder(row, wanted.now) == who.actor.id else bool(row.claimed_by),
            **{name: getattr(row, name) for name in QueuedTask.model_fields if name != "claimed"},
        )
        for row in rows
    ]
    return TaskPage(items=items, next=following(len(rows), rows[-1].due_at, rows[-1].id) if rows else None)


@router.get("/{task}", responses=told(404, 410))
async def show(task: str, who: Officer, tools: Tools, request: Request) -> TaskInFull:
    """Show all that is needed to decide: form, papers, what the registers said, what happened."""
    found = await opened(task, who, tools.journal, tools.looks)
    dossier, events = found.dossier, found.events
    return TaskInFull(
        **vars(task_view(found.task, dossier, locale_of(request))),
        form=FilledForm(form_of(events)),
        papers=[PaperView(**paper) for e in events for paper in e.act.personal.get("documents", [])],
        registers={e.act.step: e.act.personal["answer"] for e in events if isinstance(e.act, acts.Answered)},
        compare=compared(found.task, dossier, events),
        opinions=opinions_view(events, tools.offices, locale_of(request)),
        wrong_data=[wrong_data_view(one, locale_of(request)) for one in laid_before(events, task)],
        events=[event_view(event, tools.registry, locale_of(request), who.actor) for event in events],
    )


@router.post("/{task}/claim", responses=acting)
async def claim(task: str, who: Officer, tools: Tools, request: Request) -> TaskView:
    """Take a task, so that colleagues leave it."""
    return await _act(task, acts.TaskClaimed(task=task), who, tools, request)


@router.post("/{task}/release", responses=acting)
async def release(task: str, who: Officer, tools: Tools, request: Request) -> TaskView:
    """A task back."""
    return await _act(task, acts.TaskReleased(task=task), who, tools, request)


@router.post("/{task}/delegate", responses=acting)
async def delegate(task: str, body: Delegation, who: Deciding, tools: Tools, request: Request) -> TaskView:
    """Let a colleague do a task in one's place, until a day; lent on, it stays within the loan that it comes from."""
    lent = acts.TaskDelegated(task=task, to=body.to, until=body.until, lends_on=body.lends_on)
    return await _act(task, lent, who, tools, request)


@router.post("/{task}/takeover", responses=acting)
async def take_over(task: str, body: Takeover, who: Deciding, tools: Tools, request: Request) -> TaskView:
    """Take a task from a colleague who is absent: a superior's right."""
    return await _act(task, acts.TaskTakenOver(task=task, to=body.to, reason=body.reason), who, tools, request)


@router.post("/{task}/decision", responses=acting)
async def decide(task: str, body: Decision, who: Deciding, tools: Tools, request: Request) -> TaskView:
    """Decide a task; deciding the same again answers the same."""
    dossier = await decided(task, body, who, tools)
    request.state.dossier = dossier.code
    return task_view(dossier.tasks[task], dossier, locale_of(request))


async def _act(task: str, act: acts.AnyAct, who: Identity, tools: Container, request: Request) -> TaskView:
    dossier = await tools.journal.act_on_task(task, Entry(key=keys.EACH_TIME, act=act), who.actor)
    request.state.dossier = dossier.code
    return task_view(dossier.tasks[task], dossier, locale_of(request))
