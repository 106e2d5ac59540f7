"""The index of services to citizens and businesses (Decision 766/QĐ-TTg)."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.container import Officer, Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.schemas.vietnam.index766 import IndexView
from api.services.procedures import known
from api.services.vietnam.index766 import Question, scored
from api.services.views import ROOT
from domain.province.periods import Period

router = APIRouter(prefix=f"{ROOT}/index/766", tags=["index"], responses=told(401, 403, 404, 422, 503))

Unit = Annotated[str, Query(max_length=20, description="Code of an office or an area; the whole province: 33.")]
Written = Annotated[str, Query(max_length=8, description="2026, 2026-Q3 or 2026-08.")]
Code = Annotated[str, Query(max_length=20, description="Of one procedure alone.")]


@router.get("")
async def index(
    who: Officer, tools: Tools, request: Request, unit: Unit, period: Written, procedure: Code = ""
) -> IndexView:
    """Score a unit's services in a period, each figure with what was counted."""
    if procedure:
        known(procedure, tools.procedures)
    question = Question(unit, Period.read(period), procedure, locale_of(request))
    return await scored(question, tools.programme, tools.journal.clock(), who.actor)
