"""The programme of Project 06 (Đề án 06): its tasks, models and targets, and how far they are."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.container import Deciding, Officer, Tools
from api.http.openapi import file_of, told
from api.http.problems import locale_of
from api.rest.vietnam.index766 import Written
from api.schemas.vietnam.programme import (
    EvidenceIn,
    ItemsView,
    ItemView,
    JudgedIn,
    MeasuredIn,
    PlannedIn,
    SummaryView,
    WithdrawnIn,
)
from api.services.vietnam.programme import Programme
from api.services.vietnam.programme_tools import Reading
from api.services.vietnam.report import Report
from api.services.views import ROOT
from domain.province.periods import Day, Period
from domain.vietnam.programme.roadmap import Kind
from infra.identity.oidc import Identity

router = APIRouter(prefix=f"{ROOT}/programme", tags=["programme"], responses=told(401, 403, 404, 422, 503))
writing = told(400, 409, 413)

At = Annotated[Day | None, Query(description="As of the end of which day; today, unless it is named.")]
Whose = Annotated[str, Query(max_length=20, description="Code of the province; ours, unless it is named.")]
No = Annotated[str, Path(max_length=20, description="Of the plan.")]


def opened(tools: Tools, who: Identity, request: Request, programme: str = "", at: date | None = None) -> Programme:
    """The programme as they read it."""
    reading = Reading.of(who.actor, tools.journal.clock(), locale_of(request), at)
    return Programme(programme or tools.programme.parameters.province, tools.programme, reading)


@router.get("/summary")
async def summary(who: Officer, tools: Tools, request: Request, at: At = None, programme: Whose = "") -> SummaryView:
    """Say how far it is: shares with what was counted, states, the day on which it ends if it goes on so."""
    return await opened(tools, who, request, programme, at).summary()


@router.get("/report", response_class=Response, responses=file_of("application/pdf"))
async def report(who: Officer, tools: Tools, period: Written) -> Response:
    """Print the report of a month in the layout of Decree 30/2020: number, signature and seal are still to come."""
    stand_in = tools.settings.environment != "production"
    now = tools.journal.clock()
    made = Report(Period.read(period), tools.programme, tools.offices, who.actor, now, stand_in)
    page = await made.printed(tools.press)
    headers = {"Content-Disposition": f'inline; filename="de-an-06-{period}.pdf"'}
    return Response(page, media_type="application/pdf", headers=headers)


@router.get("/{kind}")
async def items(
    kind: Kind, who: Officer, tools: Tools, request: Request, at: At = None, programme: Whose = ""
) -> ItemsView:
    """List its tasks, models or targets as they stood on a day."""
    return await opened(tools, who, request, programme, at).items(kind)


@router.post("/{kind}", responses=writing)
async def plan(kind: Kind, body: PlannedIn, who: Deciding, tools: Tools, request: Request) -> ItemsView:
    """Enter an item, a new version of it, or that it is dropped; it holds from today on."""
    return await opened(tools, who, request).plan(kind, body)


@router.post("/{kind}/{no}/evidence", responses=writing)
async def give(kind: Kind, no: No, body: EvidenceIn, who: Deciding, tools: Tools, request: Request) -> ItemView:
    """Give evidence, as the agency in charge; the same once more changes nothing."""
    return await opened(tools, who, request).give(kind, no, body)


@router.post("/{kind}/{no}/acceptance", responses=writing)
async def judge(kind: Kind, no: No, body: JudgedIn, who: Deciding, tools: Tools, request: Request) -> ItemView:
    """Accept evidence or refuse it, as the standing body."""
    return await opened(tools, who, request).judge(kind, no, body)


@router.post("/{kind}/{no}/withdrawal", responses=writing)
async def withdraw(kind: Kind, no: No, body: WithdrawnIn, who: Deciding, tools: Tools, request: Request) -> ItemView:
    """Take evidence back; days before today keep what they were."""
    return await opened(tools, who, request).withdraw(kind, no, body)


@router.post("/{kind}/{no}/measurement", responses=writing)
async def measure(kind: Kind, no: No, body: MeasuredIn, who: Deciding, tools: Tools, request: Request) -> ItemView:
    """Enter today's value of a model or target, as the agency in charge."""
    return await opened(tools, who, request).measure(kind, no, body)
