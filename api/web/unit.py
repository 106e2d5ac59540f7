"""A superior's view of their office: who has how much, what is late or nearly so and why, and who is out."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Container, Deciding, Officer, Tools
from api.http.cursors import FIRST, PAGE, Cursor, following, position
from api.http.problems import locale_of
from api.services.deciding import dossier_of
from api.web.assigning import working_days
from api.web.charts import Charts
from api.web.notices import notice
from api.web.show import show
from api.web.work import Code, row_of, title_of
from domain.base.calendar import in_vietnam
from domain.base.refusals import Conflict, Missing, Unacceptable, WrongRole
from domain.base.words import Words
from domain.deadlines.dueness import dueness, near_until
from domain.deadlines.lateness import spent
from domain.dossier import acts, keys
from domain.dossier.eligibility import SUPERIORS
from domain.dossier.journal import Entry
from domain.dossier.state import Dossier
from domain.dossier.view import describe
from domain.tasks.model import LATE, Task
from infra.identity.oidc import Identity
from infra.printing.charts import bars
from infra.reads import workload
from infra.reads.queues import Asked
from infra.reads.workload import Load

HERE = "/unit"
SHOWN = 20
"""Late dossiers on a page: each is opened to say why."""
MOVED_AT_ONCE = 200
"""Tasks of an absent colleague that go back in one go; who has more does it again."""
NO_REASON = Words(vi="Nêu lý do.", en="Say why.")
NO_DAY = Words(vi="Chọn ngày hẹn lại.", en="Choose the new date.")
NOBODY = Words(vi="Chưa ai nhận", en="Nobody yet")
PARTS = (Words(vi="Trễ hạn", en="Late"), Words(vi="Hạn hôm nay", en="Due today"), Words(vi="Hạn sau", en="Due later"))
ALL_TASKS = Words(vi="Mọi việc đang mở của cơ quan", en="All open tasks of the office")
TASKS = Words(vi="Số việc", en="Tasks")
Said = Annotated[str, Form(max_length=2000)]


def only_superiors(who: Officer) -> Identity:
    """Let in heads and leaders."""
    if not SUPERIORS & set(who.actor.roles):
        raise WrongRole("Trang này dành cho lãnh đạo.", "This page is for heads and leaders.")
    return who


Superior = Annotated[Identity, Depends(only_superiors)]
router = APIRouter(include_in_schema=False, dependencies=[Depends(only_superiors)])
charts = Charts()


@router.get(HERE)
async def unit(
    request: Request,
    who: Superior,
    tools: Tools,
    cursor: Cursor = "",
    done: str = "",
    task: Code = "",
    moved: int = 0,
    left: int = 0,
) -> Response:
    """Show the office's load, what is late or will be, and who is out."""
    asked = Asked.by(who, tools.journal.clock())
    due_at, after = position(cursor, FIRST)
    until = near_until(asked.now, tools.journal.calendar_at(who.actor.agency))
    found = await workload.unit(tools.journal.database, who.actor, asked, until, SHOWN, due_at, after)
    loads, away, late = found
    dossiers = [await tools.journal.dossier(code, who.actor) for code, _ in late]
    rows = [_late(dossier, who, tools) for dossier in dossiers]
    names = await tools.officers.names(who.actor, {one.officer for one in loads}.union(*(row["held"] for row in rows)))
    onward = following(len(late), late[-1][1], late[-1][0], SHOWN) if late else None
    return show(
        request,
        "unit/unit",
        who,
        officers=by_officer(loads),
        kinds=[(kind, tools.registry.waits_for(kind), numbers) for kind, numbers in by_kind(loads)],
        names=names,
        away=away,
        late=rows,
        onward=f"{HERE}?cursor={onward}" if onward else "",
        first=HERE if cursor else "",
        months=_months(in_vietnam(asked.now).date(), who.actor.agency),
        done=done,
        notice=await notice(done, task, who, tools, locale_of(request)),
        moved=moved,
        left=left,
    )


def by_officer(loads: Iterable[Load]) -> list[tuple[str, list[int]]]:
    """Sum late, today's and later tasks by who has them: first those that nobody has, then whoever has most."""
    return sorted(_summed((one.officer, one) for one in loads), key=lambda row: (row[0] != "", -sum(row[1]), row[0]))


def by_kind(loads: Iterable[Load]) -> list[tuple[str, list[int]]]:
    """Sum the same by the kind of what is to be done."""
    return sorted(_summed((one.kind, one) for one in loads), key=lambda row: -sum(row[1]))


def _summed(loads: Iterable[tuple[str, Load]]) -> list[tuple[str, list[int]]]:
    sums: dict[str, list[int]] = {}
    for name, one in loads:
        sums[name] = [a + b for a, b in zip(sums.get(name, [0, 0, 0]), (one.late, one.today, one.later), strict=True)]
    return list(sums.items())


def _late(dossier: Dossier, who: Identity, tools: Container) -> dict[str, Any]:
    """Say of a dossier how late it is, who has it and why, and which office had it for how long."""
    now, calendar = tools.journal.clock(), tools.journal.calendar_of(dossier)
    waiting = describe(dossier, now, tools.registry, offices=tools.offices.bodies).waiting
    took = spent(dossier, now, calendar)
    told = next((task for task in dossier.open_tasks if _answers(task, who)), None)
    return {
        "code": dossier.code,
        "procedure": title_of(dossier.procedure, tools),
        "due": dueness(dossier.due_at, now, calendar) if dossier.due_at else "",
        "late": bool(dossier.due_at and dossier.due_at < now),
        "waiting": waiting,
        "clocks": [(tools.offices.office(code).body, time // timedelta(hours=1)) for code, time in took.items()],
        "letter": told.id if told else "",
        "apologised": dossier.apologies > 0,
        "tasks": [(task.id, tools.registry.waits_for(task.kind)) for task in dossier.open_tasks if _moves(task, who)],
        "held": [task.holder(now) for task in dossier.open_tasks if _moves(task, who) and task.holder(now)],
    }


def _answers(task: Task, who: Identity) -> bool:
    return task.kind == LATE and task.agency == who.actor.agency and task.role in who.actor.roles


def _moves(task: Task, who: Identity) -> bool:
    return task.kind != LATE and task.agency == who.actor.agency and task.role != "applicant"


def _months(today: date, office: str) -> list[tuple[str, str]]:
    """Name this month and the two before it, each with the address of its register."""
    months, last = [], today
    for _ in range(3):
        first = last.replace(day=1)
        address = f"/offices/{office}/register?from={first:%Y-%m-%d}&to={last:%Y-%m-%d}"
        months.append((f"{first:%m/%Y}", address))
        last = first - timedelta(days=1)
    return months


@router.get("/unit/tasks")
async def tasks(request: Request, who: Superior, tools: Tools, kind: Code = "", cursor: Cursor = "") -> Response:
    """Show the office's open tasks, all or of one kind, whoever has them, to be given to somebody else."""
    asked = Asked.by(who, tools.journal.clock(), kind=kind)
    due_at, after = position(cursor, FIRST)
    rows, names = await workload.open_tasks(tools.journal.database, who.actor, asked, PAGE, due_at, after)
    onward = following(len(rows), rows[-1].due_at, rows[-1].id) if rows else None
    here = f"{HERE}/tasks?{urlencode({'kind': kind})}"
    return show(
        request,
        "unit/tasks",
        who,
        todo=tools.registry.waits_for(kind) if kind else ALL_TASKS,
        rows=[row_of(row, who, tools, asked, names) for row in rows],
        onward=f"{here}&cursor={onward}" if onward else "",
        first=here if cursor else "",
    )


@router.get("/unit/load.svg")
async def chart(request: Request, who: Superior, tools: Tools, by: Literal["officer", "kind"] = "officer") -> Response:
    """Draw the load, at most once a minute."""
    language = locale_of(request)

    async def described() -> dict[str, Any]:
        asked = Asked.by(who, tools.journal.clock())
        loads, names = await workload.named(tools.journal.database, who.actor, asked)
        rows: list[tuple[str, list[int]]]
        if by == "officer":
            rows = [(names[name] or NOBODY.in_(language), numbers) for name, numbers in by_officer(loads)]
        else:
            rows = [(tools.registry.waits_for(kind).in_(language), numbers) for kind, numbers in by_kind(loads)]
        return bars(rows[:SHOWN], [part.in_(language) for part in PARTS], TASKS.in_(language))

    drawn = await charts.drawn((who.actor.agency, by, language), described, tools.press)
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=60"})


@router.post("/unit/return")
async def give_back(who: Deciding, tools: Tools, officer: Said = "", reason: Said = "") -> Response:
    """Put the tasks that a colleague has back for everybody of the office, each by itself."""
    if not reason.strip():
        raise Unacceptable.saying(NO_REASON)
    tasks = await workload.held(tools.journal.database, who.actor, officer, MOVED_AT_ONCE)
    moved = 0
    for task in tasks:
        act = acts.TaskTakenOver(task=task, reason=reason.strip())
        try:
            await tools.journal.act_on_task(task, Entry(key=keys.EACH_TIME, act=act), who.actor)
            moved += 1
        except Conflict:
            continue
    return RedirectResponse(f"{HERE}?done=returned&moved={moved}&left={len(tasks) - moved}", 303)


@router.get("/unit/late/{task}")
async def letter(task: str, request: Request, who: Superior, tools: Tools) -> Response:
    """Show why a dossier is late, and ask for the letter: the reason and the new date (form 04)."""
    return await _letter(task, request, who, tools, {}, {})


@router.post("/unit/late/{task}")
async def answer(
    task: str, request: Request, who: Deciding, tools: Tools, reason: Said = "", until: Said = "", seen: Said = ""
) -> Response:
    """Apologise and set a new date, or note that one has seen it."""
    dossier = await _of(task, who, tools)
    if seen:
        await _say(task, acts.Done(task=task, decision="seen"), who, tools)
        return RedirectResponse(f"{HERE}?done=seen", 303)
    day = next((one for one in working_days(dossier, tools.journal) if until == f"{one:%Y-%m-%d}"), None)
    wrong = ({} if reason.strip() else {"reason": NO_REASON}) | ({} if day else {"until": NO_DAY})
    if day and not wrong:
        try:
            act = acts.Apologised(task=task, reason=reason.strip(), due_at=day, personal={"name": who.name})
            await _say(task, act, who, tools)
            return RedirectResponse(f"{HERE}?done=apologised", 303)
        except (Unacceptable, Conflict) as refused:
            wrong = {"reason": refused.words}
    return await _letter(task, request, who, tools, {"reason": reason, "until": until}, wrong)


async def _say(task: str, act: acts.AnyAct, who: Identity, tools: Container) -> None:
    """Decide it under the key that the API gives it too: said twice, it is one act."""
    key = keys.decision(task, getattr(act, "verb", "") or getattr(act, "decision", ""), who.actor.id)
    await tools.journal.act_on_task(task, Entry(key=key, act=act), who.actor)


async def _letter(
    task: str, request: Request, who: Identity, tools: Container, said: dict[str, str], wrong: dict[str, Words]
) -> Response:
    dossier = await _of(task, who, tools)
    return show(
        request,
        "unit/letter",
        who,
        task=task,
        dossier=dossier,
        late=_late(dossier, who, tools),
        days=working_days(dossier, tools.journal),
        said=said,
        wrong=wrong,
    )


async def _of(task: str, who: Identity, tools: Container) -> Dossier:
    dossier = await dossier_of(task, who, tools.journal)
    found = dossier.tasks.get(task)
    if found is None or not _answers(found, who):
        raise Missing
    return dossier
