"""The index of services to citizens and businesses (Decision 766/QĐ-TTg)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from api.container import Officer, Tools
from api.http.cursors import Cursor
from api.http.openapi import told
from api.http.problems import locale_of
from api.looking import More
from api.schemas.vietnam.index766 import BehindPage, IndexView, UnitScores
from api.services.procedures import known
from api.services.vietnam.index766 import MORE, Question, behind, scored, scored_units
from api.services.views import ROOT
from domain.province.periods import Period

router = APIRouter(prefix=f"{ROOT}/index/766", tags=["index"], responses=told(401, 403, 404, 422, 503))

Unit = Annotated[str, Query(max_length=20, description="Code of an office or an area; the whole province: 33.")]
Written = Annotated[str, Query(max_length=8, description="2026, 2026-Q3 or 2026-08.")]
Code = Annotated[str, Query(max_length=20, description="Of one procedure alone.")]


Metric = Annotated[str, Path(max_length=10, description="Its number: 2.1.")]


def question(
    tools: Tools, request: Request, unit: Unit, period: Written, procedure: Code = "", more: More = MORE
) -> Question:
    """What is asked; ``Missing``, where there is no such procedure."""
    if procedure:
        known(procedure, tools.procedures)
    return Question(unit, Period.read(period), procedure, locale_of(request), more)


Asking = Annotated[Question, Depends(question)]


@router.get("")
async def index(who: Officer, tools: Tools, asking: Asking) -> IndexView:
    """Score a unit's services in a period, each figure with what was counted."""
    return await scored(asking, tools.programme, who.actor)


@router.get("/units")
async def units(who: Officer, tools: Tools, asking: Asking) -> UnitScores:
    """Score the units that belong to one, side by side."""
    return await scored_units(asking, tools.programme, who.actor)


@router.get("/{metric}/dossiers")
async def dossiers(metric: Metric, who: Officer, tools: Tools, asking: Asking, cursor: Cursor = "") -> BehindPage:
    """List the dossiers that a metric lacks."""
    return await behind(asking, metric, tools.programme, who.actor, cursor)
