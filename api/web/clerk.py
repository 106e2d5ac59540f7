"""A clerk's pages (văn thư): what waits for its signature, number and seal and why, and the year's register of numbers.

The engine gives numbers and seals by itself, in the law's order: a clerk sees what does not go on, and to whom to turn.
"""

import re
from collections import Counter
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Container, Deciding, Officer, Tools
from api.http.cursors import FIRST, PAGE, Cursor, following, position
from api.web.show import show
from api.web.work import title_of
from domain.base.law import ENDED, Role, Status
from domain.base.refusals import WrongRole
from domain.base.words import Words, lowered
from domain.dossier.eligibility import SUPERIORS
from domain.dossier.view import STATUSES
from infra.identity.oidc import Identity
from infra.reads import number_register, seal_queue
from infra.reads.number_register import Line, Series
from infra.reads.seal_queue import Waiting

HERE, REGISTER = "/clerk", "/clerk/register"
READERS = {Role.CLERK, *SUPERIORS}
FIRST_YEAR = 2020
log = structlog.get_logger()


def only_clerks(who: Officer) -> Identity:
    """Let in who keeps the office's seal and register, and its heads and leaders."""
    if not READERS & set(who.actor.roles):
        raise WrongRole("Trang này dành cho văn thư và lãnh đạo.", "This page is for clerks, heads and leaders.")
    return who


Clerk = Annotated[Identity, Depends(only_clerks)]
Code = Annotated[str, Query(max_length=60)]
State = Literal["", "recalled", "empty"]
router = APIRouter(include_in_schema=False, dependencies=[Depends(only_clerks)])


@router.get(HERE)
async def waiting(
    request: Request,
    who: Clerk,
    tools: Tools,
    step: Literal["", "signature", "number", "seal", "stamp"] = "",
    procedure: Code = "",
    cursor: Cursor = "",
    woken: Code = "",
) -> Response:
    """Show what waits for which step, since when and why, whichever has waited longest first."""
    now, before = tools.journal.clock(), timedelta(days=tools.settings.restamp_before)
    async with tools.journal.database.transaction(who.actor) as tx:
        found = await seal_queue.waiting(tx, who.actor.agency, now, before)
        wanted = [one for one in found if step in ("", one.awaited.step) and procedure in ("", one.procedure)]
        place = position(cursor, FIRST)
        rows = [one for one in wanted if (one.awaited.since, one.code) > place][:PAGE]
        again = {one.code: await seal_queue.approval(tx, one.code) for one in rows if one.awaited.person}
    onward = following(len(rows), rows[-1].awaited.since, rows[-1].code) if rows else None
    return show(
        request,
        "clerk/waiting",
        who,
        rows=[_row(one, again, now, tools) for one in rows],
        counts=Counter(one.awaited.step.value for one in found),
        total=len(found),
        step=step,
        procedure=procedure,
        procedures=sorted({procedure, *(one.procedure for one in found)} & tools.procedures.keys()),
        titles={one: title_of(one, tools) for one in tools.procedures},
        onward=_address(HERE, step=step, procedure=procedure, cursor=onward or "") if onward else "",
        first=_address(HERE, step=step, procedure=procedure) if cursor else "",
        woken=woken,
    )


def _row(one: Waiting, again: dict[str, str], now: datetime, tools: Container) -> dict[str, Any]:
    return {
        "code": one.code,
        "procedure": title_of(one.procedure, tools),
        "stands": one.awaited,
        "task": again.get(one.code, ""),
        "hangs": one.awaited.hangs(now),
    }


def _address(path: str, **said: str) -> str:
    told = urlencode({name: value for name, value in said.items() if value})
    return f"{path}?{told}" if told else path


@router.post("/clerk/wake")
async def wake(who: Deciding, tools: Tools, code: Annotated[str, Form(max_length=60)] = "") -> Response:
    """Have the engine take up again what it should have done by itself."""
    await seal_queue.wake(tools.journal.database, who.actor, code.strip(), who.actor.agency)
    log.info("sealing_woken", dossier=code.strip(), officer=who.actor.id)
    return RedirectResponse(_address(HERE, woken=code.strip()), 303)


@router.get(REGISTER)
async def numbers(
    request: Request,
    who: Clerk,
    tools: Tools,
    year: Annotated[int, Query(ge=0, le=9999)] = 0,
    kind: Code = "",
    state: State = "",
    q: Code = "",
    below: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """Show a year's numbers of one kind, the newest first; a number or a dossier's code finds its line."""
    today = tools.journal.today()
    year = year if FIRST_YEAR <= year <= today.year else today.year
    database, office, q = tools.journal.database, who.actor.agency, q.strip().upper()
    every, titles = _every(office, year, tools)
    async with database.transaction(who.actor) as tx:
        given = await number_register.given(tx, every)
        kind = kind if kind in every else next(iter(given), "")
        series, last = every.get(kind, Series((), office, year)), given.get(kind, 0)
        values = list[int]()
        if q:
            wanted = _sought(q, series) or await number_register.numbers_of(tx, q)
            found = [line for line in await number_register.lines(database, tx, wanted[:PAGE]) if line.dossier]
        else:
            values = await number_register.listed(tx, series, last, below or last + 1, state, PAGE + 1)
            found = await number_register.lines_at(database, tx, series, values[:PAGE])
    onward = str(found[-1].value) if len(values) > PAGE else ""
    chosen = {"year": str(year), "kind": kind, "state": state}
    return show(
        request,
        "clerk/register",
        who,
        lines=[_line(line, tools) for line in found],
        given=sorted(given.items()),
        titles=titles,
        kind=kind,
        year=year,
        years=range(today.year, FIRST_YEAR - 1, -1),
        state=state,
        q=q,
        last=last,
        onward=_address(REGISTER, **chosen, below=onward) if onward else "",
        first=_address(REGISTER, **chosen) if below else "",
    )


def _every(office: str, year: int, tools: Container) -> tuple[dict[str, Series], dict[str, str]]:
    """An office's series of a year by name, and what each is called: a kind of result, or a symbol that many bear."""
    every, titles = dict[str, Series](), dict[str, str]()
    known = {one.result.kind: one.result.title for one in tools.procedures.values()}
    for kind, title in known.items():
        alike = tuple(one for one in tools.offices.papers.alike(kind) if one in known)
        name = tools.offices.symbol(kind, office) if len(alike) > 1 else kind
        every[name] = Series(alike, office, year)
        titles[name] = f"Số …/{name}" if len(alike) > 1 else f"{title} ({kind})"
    return every, titles


def _sought(said: str, series: Series) -> list[str]:
    """The number that somebody looks for by itself or its last digits; none where it can be a dossier's code."""
    if said.isascii() and said.isdecimal():
        return series.numbers(int(said))
    if re.fullmatch(rf"[A-Z0-9]+-{re.escape(series.office)}-\d{{4}}-\d{{6,}}", said):
        return [said]
    return []


NEVER = Words(
    vi="Số này không có trong nhật ký. Báo người vận hành hệ thống kiểm tra.",
    en="The journal knows of no such number. Tell the operator, who looks into it.",
)
NOT_YET = Words(vi="Đã cấp số, chờ đóng dấu.", en="Numbered, waits for the seal.")
UNUSED = Words(
    vi="Không ban hành: hồ sơ kết thúc sau khi cấp số ({status}).",
    en="Nothing was issued: the dossier ended after it was numbered ({status}).",
)
IN_FORCE = Words(vi="Có hiệu lực", en="In force")
RECALLED = Words(vi="Đã thu hồi", en="Recalled")


def _line(line: Line, tools: Container) -> dict[str, Any]:
    procedure = tools.procedures.get(line.procedure)
    return {
        "line": line,
        "about": title_of(line.procedure, tools) if line.dossier else "",
        "document": procedure.result.title if procedure else "",
        "stands": _stands(line),
    }


def _stands(line: Line) -> Words:
    """Say what became of a number; of one under which nothing was issued, why."""
    if not line.dossier:
        return NEVER
    if line.recalled_at:
        return RECALLED
    if line.sha256:
        return IN_FORCE
    if Status(line.status) not in ENDED:
        return NOT_YET
    status = STATUSES[Status(line.status)]
    return UNUSED.format(status=lowered(status))
