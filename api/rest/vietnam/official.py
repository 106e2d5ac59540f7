"""The index as the national portal has it beside our own, and our own from month to month."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Query, Request
from pydantic import JsonValue

from api.container import Deciding, Officer, Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.rest.vietnam.index766 import Code, Unit, Written
from api.schemas.vietnam.official import IndexDaysView, OfficialView, TrendView
from api.services.procedures import known
from api.services.vietnam.index766 import Question
from api.services.vietnam.official import Official
from api.services.views import ROOT
from domain.base.calendar import in_vietnam
from domain.province.periods import Period
from infra.identity.oidc import Identity

router = APIRouter(prefix=f"{ROOT}/index/766", tags=["index"], responses=told(401, 403, 404, 422, 503))

Source = Annotated[str, Query(min_length=1, max_length=100, description="Where the figures come from.")]
Portal = Annotated[dict[str, JsonValue], Body(description="What the portal answered, as it came.")]
Metric = Annotated[str, Query(max_length=10, description="Its number: 2.1.")]
Since = Annotated[date, Query(description="The first day.")]
Months = Annotated[int, Query(ge=1, le=24, description="How many, with the one that goes on.")]


def asked(tools: Tools, who: Identity, request: Request, unit: str, period: str) -> Official:
    """What they ask for."""
    question = Question(unit, Period.read(period), "", locale_of(request))
    return Official(question, tools.programme, tools.journal.clock(), who.actor)


@router.post("/official", responses=told(400, 409, 413))
async def enter(
    body: Portal, who: Deciding, tools: Tools, request: Request, unit: Unit, period: Written, document: Source
) -> OfficialView:
    """Keep the portal's figures of a period as they came, and compare them with our own."""
    raw = (await request.body()).decode()
    return await asked(tools, who, request, unit, period).enter(body, raw, document)


@router.get("/official")
async def compare(who: Officer, tools: Tools, request: Request, unit: Unit, period: Written) -> OfficialView:
    """Compare the portal's newest figures of a period with our own."""
    return await asked(tools, who, request, unit, period).compare()


@router.get("/days")
async def days(
    who: Officer, tools: Tools, request: Request, unit: Unit, metric: Metric, since: Since, procedure: Code = ""
) -> IndexDaysView:
    """Give a metric as it was counted day by day."""
    if procedure:
        known(procedure, tools.procedures)
    of_all = asked(tools, who, request, unit, f"{since:%Y-%m}")
    return await replace(of_all, question=replace(of_all.question, procedure=procedure)).days(metric, since)


@router.get("/trend")
async def trend(who: Officer, tools: Tools, request: Request, unit: Unit, months: Months = 12) -> TrendView:
    """Score the unit's services month by month."""
    period = f"{in_vietnam(tools.journal.clock()):%Y-%m}"
    return await asked(tools, who, request, unit, period).trend(months)
