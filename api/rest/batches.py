"""Many tasks decided in one go: chosen, looked at, confirmed, and taken back as long as that is possible."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from api.container import Deciding, Officer, Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.schemas.base import Sent
from api.schemas.batches import BatchItem, BatchLinks, BatchView
from api.services.views import ROOT
from infra.batches.batch_rows import Batch

router = APIRouter(prefix=f"{ROOT}/batches", tags=["tasks"], responses=told(401, 403, 422, 503))
acting = told(400, 404, 409, 413)

TaskId = Annotated[str, Field(max_length=60)]


class Chosen(Sent):
    """Which tasks, and what is decided of each."""

    tasks: list[TaskId] = Field(min_length=1, max_length=500)
    decision: str = Field(max_length=40)
    reason: str = Field(default="", max_length=2000)


class TakenBack(Sent):
    """Which tasks of a batch; all of them, where none is named."""

    tasks: list[TaskId] = Field(default=[], max_length=500)


@router.post("", status_code=201, responses=acting)
async def begin(body: Chosen, who: Deciding, tools: Tools, request: Request) -> BatchView:
    """Say what each would become, and which may not be decided with the others; nothing is decided yet."""
    batch = await tools.batches.begin(body.tasks, body.decision, body.reason, who.actor, who.name)
    return _view(batch, locale_of(request))


@router.get("/{batch}", responses=told(404))
async def show(batch: str, who: Officer, tools: Tools, request: Request) -> BatchView:
    """Show a batch of the officer's office, and what became of each dossier in it."""
    return _view(await tools.batches.find(batch, who.actor), locale_of(request))


@router.post("/{batch}/confirmation", responses=acting)
async def confirm(batch: str, who: Deciding, tools: Tools, request: Request) -> BatchView:
    """Confirm what one chose, or as the second person agree to it; it is decided from `due_at` on."""
    return _view(await tools.batches.confirm(batch, who.actor), locale_of(request))


@router.post("/{batch}/withdrawal", responses=acting)
async def withdraw(batch: str, body: TakenBack, who: Deciding, tools: Tools, request: Request) -> BatchView:
    """Take a batch back, or some of it: whatever is not decided yet."""
    return _view(await tools.batches.withdraw(batch, who.actor, body.tasks), locale_of(request))


def _view(batch: Batch, locale: str) -> BatchView:
    here = f"{ROOT}/batches/{batch.id}"
    return BatchView(
        id=batch.id,
        procedure=batch.choice.procedure,
        kind=batch.choice.kind,
        decision=batch.choice.decision,
        reason=batch.choice.reason,
        state="done" if batch.done and batch.state == "confirmed" else batch.state,
        needs_second=batch.needs_second,
        due_at=batch.due_at,
        items=[
            BatchItem(
                task=item.task,
                dossier=item.dossier,
                state=item.state,
                words=item.words.in_(locale),
                problem=f"urn:motcua:problem:{item.slug}" if item.slug else None,
                settled_at=item.settled_at,
            )
            for item in batch.items
        ],
        links=BatchLinks(self=here, confirmation=f"{here}/confirmation", withdrawal=f"{here}/withdrawal"),
    )
