"""Handing work out: taking a task, giving it back, lending it to a colleague until a day, moving it away from one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from api.container import Container, Deciding, Officer, Tools
from api.services.deciding import dossier_of
from api.web.colleagues import Meant, field_of, found, offered
from api.web.login import own
from api.web.notices import LOST
from api.web.show import show
from api.web.work import HERE, title_of
from domain.base.calendar import in_vietnam
from domain.base.refusals import Conflict, Missing, Unacceptable
from domain.base.words import Words
from domain.dossier import acts, keys
from domain.dossier.eligibility import SUPERIORS, borrows, may_lend
from domain.dossier.journal import Entry
from domain.dossier.state import Dossier
from domain.tasks.model import Task
from infra.identity.oidc import Identity
from infra.journal.journal import Journal

router = APIRouter(include_in_schema=False)

DAYS = 15
"""Working days for which a task is lent at most: whoever is away for longer gives it back."""
Back = Annotated[str, Form(max_length=2000)]
NO_COLLEAGUE = Words(
    vi="Chọn đồng nghiệp, hoặc nhập mã cán bộ của họ.", en="Choose a colleague, or type their staff code."
)
NO_DAY = Words(vi="Chọn ngày hết ủy quyền.", en="Choose the day on which the delegation ends.")
NO_REASON = Words(vi="Nhập lý do điều chuyển.", en="Enter why the task is moved.")


class Handed(BaseModel):
    """What was filled in to hand a task on; who is meant is chosen by name or typed as a staff code."""

    to: str = Field(default="", max_length=60)
    code: str = Field(default="", max_length=60)
    sure: str = Field(default="", max_length=60)
    """The code of which they say that it is right."""
    until: str = Field(default="", max_length=10)
    lends_on: bool = False
    reason: str = Field(default="", max_length=2000)
    back: str = Field(default=HERE, max_length=2000)

    @property
    def meant(self) -> Meant:
        """Whom they mean."""
        return Meant.of(self.to.strip(), self.code.strip(), self.sure)


NOTHING = Handed()


@router.post("/work/{task}/claim")
async def claim(task: str, who: Officer, tools: Tools, back: Back = HERE) -> Response:
    """Take a task, so that colleagues leave it."""
    return await _act("claimed", acts.TaskClaimed(task=task), who, tools, back)


@router.post("/work/{task}/release")
async def release(task: str, who: Officer, tools: Tools, back: Back = HERE) -> Response:
    """A task back."""
    return await _act("released", acts.TaskReleased(task=task), who, tools, back)


@router.get("/work/{task}/hand")
async def hand(
    task: str, request: Request, who: Officer, tools: Tools, back: Annotated[str, Query(max_length=2000)] = HERE
) -> Response:
    """Ask to whom a task goes, and until when or why."""
    return await _asked(task, request, who, tools, back)


@router.post("/work/{task}/delegate")
async def delegate(
    task: str, request: Request, who: Deciding, tools: Tools, form: Annotated[Handed, Form()]
) -> Response:
    """Let a colleague do a task in one's place, until the end of a day."""
    dossier, asked = await _of(task, who, tools)
    days = _lent_for(asked, dossier, who, tools.journal)
    day = next((one for one in days if form.until == f"{one:%Y-%m-%d}"), None)
    wrong = ({} if form.meant.code else {"to": NO_COLLEAGUE}) | ({} if day else {"until": NO_DAY})
    if day and not wrong:
        try:
            to = await found(form.meant, asked, who, tools, lends=True)
            lent = acts.TaskDelegated(task=task, to=to, until=day, lends_on=form.lends_on)
            return await _act("delegated", lent, who, tools, form.back)
        except Unacceptable as refused:
            wrong = {field_of(refused, "to") or "to": refused.words}
    return await _asked(task, request, who, tools, form.back, wrong, lent=form)


@router.post("/work/{task}/takeover")
async def take_over(
    task: str, request: Request, who: Deciding, tools: Tools, form: Annotated[Handed, Form()]
) -> Response:
    """Take a task from whoever has it, for another or for all: a superior's right."""
    _, asked = await _of(task, who, tools)
    wrong = {} if form.reason.strip() else {"reason": NO_REASON}
    if not wrong:
        try:
            to = await found(form.meant, asked, who, tools, lends=False)
            act = acts.TaskTakenOver(task=task, to=to, reason=form.reason.strip())
            return await _act("moved", act, who, tools, form.back)
        except Unacceptable as refused:
            wrong = {field_of(refused, "next") or "next": refused.words}
    return await _asked(task, request, who, tools, form.back, wrong, moved=form)


async def _act(done: str, act: acts.AnyAct, who: Identity, tools: Container, back: str) -> Response:
    """Do it, and go back to the row: what became of it is said there, of a colleague who was faster too."""
    task = str(getattr(act, "task", ""))
    try:
        await tools.journal.act_on_task(task, Entry(key=keys.EACH_TIME, act=act), who.actor)
    except Conflict:
        done = LOST
    return RedirectResponse(returning(back, done, task), 303)


def returning(back: str, done: str, task: str) -> str:
    """The address to go back to, with what was done there and with nothing of what was done before."""
    parts = urlsplit(own(back))
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in ("done", "task")]
    return f"{parts.path}?{urlencode([*kept, ('done', done), ('task', task)])}"


async def _asked(
    task: str,
    request: Request,
    who: Identity,
    tools: Container,
    back: str,
    wrong: Mapping[str, Words] = {},
    *,
    lent: Handed = NOTHING,
    moved: Handed = NOTHING,
) -> Response:
    """Show what can be done with a task, what was filled in so far and what is wrong with it."""
    dossier, asked = await _of(task, who, tools)
    now = tools.journal.clock()
    holder = asked.holder(now)
    return show(
        request,
        "work/hand",
        who,
        task=asked,
        dossier=dossier,
        procedure=title_of(dossier.procedure, tools),
        todo=tools.registry.waits_for(asked.kind),
        holder=holder,
        names=await tools.officers.names(who.actor, [holder]),
        colleagues=await offered(asked, who, tools),
        days=_lent_for(asked, dossier, who, tools.journal),
        back=own(back),
        lent=lent,
        moved=moved,
        wrong=wrong,
        superior=bool(SUPERIORS & set(who.actor.roles)),
        lends=holder in ("", who.actor.id) and may_lend(dossier, asked, who.actor.id, now),
        borrowed=borrows(dossier, asked, who.actor.id, now),
    )


async def _of(task: str, who: Identity, tools: Container) -> tuple[Dossier, Task]:
    dossier = await dossier_of(task, who, tools.journal)
    found = dossier.tasks.get(task)
    if found is None or not found.open or found.agency != who.actor.agency:
        raise Missing("Không còn việc này.", "There is no such task any more.")
    return dossier, found


def _lent_for(task: Task, dossier: Dossier, who: Identity, journal: Journal) -> list[datetime]:
    """The days until which it may be lent; by who borrowed it, those of their own loan."""
    days = working_days(dossier, journal)
    if (until := task.delegated_until) and borrows(dossier, task, who.actor.id, journal.clock()):
        return [day for day in days if day <= until]
    return days


def working_days(dossier: Dossier, journal: Journal) -> list[datetime]:
    """When its office closes on each of the next working days, as far as its calendar is known."""
    calendar, now = journal.calendar_of(dossier), journal.clock()
    day, days = in_vietnam(now).date(), list[datetime]()
    while len(days) < DAYS and calendar.covers(day):
        if calendar.is_working_day(day) and calendar.closing(day) > now:
            days.append(calendar.closing(day))
        day = day.fromordinal(day.toordinal() + 1)
    return days
