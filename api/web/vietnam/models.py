"""Models and targets of the programme, listed: by month whether the measure of each held, its value beside its goal."""

from datetime import date
from typing import Any, Literal

from fastapi import APIRouter, Request, Response

from api.container import Officer, Tools
from api.schemas.vietnam.programme import ItemView, MeasurementView
from api.services.vietnam.programme import Programme
from api.web.show import show
from api.web.vietnam.evidence import Code
from api.web.vietnam.programme import At, Whose, is_ours, reading_of
from domain.base.calendar import months_after
from domain.vietnam.programme import rights

MONTHS = 6
"""So many stand beside each model; its own page has all."""
Effective = Literal["", "yes", "no", "unknown"]
NAMED: dict[bool | None, Effective] = {True: "yes", False: "no", None: "unknown"}
router = APIRouter(prefix="/programme", include_in_schema=False)


@router.get("/models")
async def models(
    request: Request,
    who: Officer,
    tools: Tools,
    effective: Effective = "",
    lead: Code = "",
    at: At = None,
) -> Response:
    """Show the models that the reader may see: all, or those of one agency, or that are effective, or are not."""
    reading = reading_of(who, tools, request, at)
    told = await Programme(tools.programme.parameters.province, tools.programme, reading).items("models")
    months = months_before(told.as_of, MONTHS)
    items = [one for one in told.items if lead in ("", one.lead.code) and effective in ("", NAMED[one.effective])]
    rows = [(one, [counting(one).get(month) for month in months]) for one in items]
    leads = sorted({one.lead.code: one.lead.words for one in told.items}.items(), key=lambda one: one[1])
    context: dict[str, Any] = {"rows": rows, "months": months, "found": [one.effective for one in told.items]}
    context |= {
        "effective": effective,
        "lead": lead,
        "leads": leads,
        "rule": tools.programme.parameters.effective_periods,
    }
    return show(request, "programme/models", who, told=told, leader=rights.reads_figures(who.actor), **context)


@router.get("/targets")
async def targets(request: Request, who: Officer, tools: Tools, programme: Whose = "") -> Response:
    """Show each target beside its goal."""
    by = tools.programme.parameters
    of = Programme(programme or by.province, tools.programme, reading_of(who, tools, request))
    told, context = await of.items("targets"), {"ours": is_ours(of, tools), "leader": rights.reads_figures(who.actor)}
    return show(request, "programme/targets", who, told=told, met=[one.met for one in told.items], **context)


def counting(one: ItemView) -> dict[date, MeasurementView]:
    """By month the word that holds of it."""
    return {measured.day.replace(day=1): measured for measured in one.measurements if measured.counts}


def months_before(last: date, many: int) -> list[date]:
    """The first days of so many months up to that of a day, newest first."""
    return [months_after(last.replace(day=1), -back) for back in range(many)]
