"""The programme of Project 06 as a leader looks at it: its board, its targets, electronic identities by commune."""

from datetime import date
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator

from api.container import Container, Deciding, Tools
from api.http.problems import locale_of
from api.services.vietnam.documents import Papers
from api.services.vietnam.eid import Identities
from api.services.vietnam.online import Online
from api.services.vietnam.programme import Programme
from api.services.vietnam.programme_tools import Reading
from api.services.vietnam.savings import By, detailed
from api.web.show import show
from api.web.unit import Superior, only_superiors
from domain.base.refusals import Unacceptable
from domain.base.words import Words
from domain.province.periods import Day, Period
from domain.vietnam.programme import rights
from infra.identity.oidc import Identity

router = APIRouter(include_in_schema=False, dependencies=[Depends(only_superiors)])
Whose = Annotated[str, Query(max_length=20)]
At = Annotated[Day | None, BeforeValidator(lambda written: written or None)]
"""A day that a form names; what is left empty is today."""


def reading_of(who: Identity, tools: Container, request: Request, at: date | None = None) -> Reading:
    """As which day, in which language, they read; as of today unless a day is named."""
    return Reading.of(who.actor, tools.journal.clock(), locale_of(request), at)


def _programme(who: Identity, tools: Tools, request: Request, code: str) -> Programme:
    return Programme(code or tools.programme.parameters.province, tools.programme, reading_of(who, tools, request))


def is_ours(of: Programme, tools: Container) -> bool:
    """Whether its tasks have pages of their own: of a programme that has ended nothing is given or judged."""
    return of.code == tools.programme.parameters.province


def _papers(tools: Container, who: Identity, request: Request) -> Papers:
    return Papers(tools.programme, tools.offices, who, tools.journal.clock(), locale_of(request))


def own(who: Identity, tools: Container) -> str:
    """The province, to who oversees all; else the reader's own unit."""
    return rights.own(who.actor, tools.programme.parameters)


@router.get("/programme")
async def board(request: Request, who: Superior, tools: Tools, programme: Whose = "") -> Response:
    """Show how far the tasks are, agency by agency, and which are overdue."""
    of = _programme(who, tools, request, programme)
    tasks = (await of.items("tasks")).items
    overdue = [one for one in tasks if one.state == "overdue"]
    of_province = who.actor.agency == tools.offices.province.code
    about: dict[str, Any] = {"overdue": overdue, "ours": is_ours(of, tools), "of_province": of_province}
    return show(request, "programme/board", who, told=await of.summary(), **about)


@router.get("/programme/timeline")
async def timeline(request: Request, who: Superior, tools: Tools, programme: Whose = "") -> Response:
    """Show the tasks by the month in which they are due; last those without a day."""
    of = _programme(who, tools, request, programme)
    told = await of.items("tasks")
    tasks = sorted(told.items, key=lambda one: (one.due or date.max, one.no))
    months = [(month, [*of]) for month, of in groupby(tasks, key=lambda one: one.due and one.due.replace(day=1))]
    return show(request, "programme/timeline", who, told=told, months=months, ours=is_ours(of, tools))


@router.get("/programme/savings")
async def savings(
    request: Request,
    who: Superior,
    tools: Tools,
    unit: Whose = "",
    period: Annotated[str, Query(max_length=8)] = "",
    by: By = "procedure",
) -> Response:
    """Show what on-line filing saved people, by procedure or by commune, with the parameters and what says so."""
    reading = reading_of(who, tools, request)
    written = period or f"{reading.at.year}"
    online = Online(unit or own(who, tools), Period.read(written), False, tools.programme, reading)
    online.may_see()
    told = await detailed(online, by, tools.procedures)
    return show(request, "programme/savings", who, told=told, by=by)


@router.get("/programme/documents")
async def documents(request: Request, who: Superior, tools: Tools, done: str = "") -> Response:
    """Show the signed reports and notes of acceptance, and let the standing body have a report made."""
    of = _papers(tools, who, request)
    signs = rights.is_standing(who.actor, tools.programme.parameters)
    context: dict[str, Any] = {"signs": signs, "month": f"{reading_of(who, tools, request).at:%Y-%m}", "done": done}
    return show(request, "programme/documents", who, told=await of.all(), **context)


@router.post("/programme/documents")
async def report(request: Request, who: Deciding, tools: Tools, period: Annotated[str, Form()] = "") -> Response:
    """Have a month's report made, to be signed by who asks."""
    of = _papers(tools, who, request)
    try:
        await of.report(period)
    except Unacceptable as refused:
        context: dict[str, Any] = {"signs": True, "month": period, "error": Words(vi=refused.vi, en=refused.en)}
        return show(request, "programme/documents", who, told=await of.all(), **context)
    return RedirectResponse("/programme/documents?done=yes", 303)


@router.get("/programme/eid")
async def eid(request: Request, who: Superior, tools: Tools, unit: Whose = "") -> Response:
    """Show the accounts of the province, or of the reader's own unit, and of each area below it."""
    reading = reading_of(who, tools, request)
    told = await Identities(unit or own(who, tools).partition(".CA")[0], tools.programme, reading, reading.at).show()
    return show(request, "programme/eid", who, told=told)
