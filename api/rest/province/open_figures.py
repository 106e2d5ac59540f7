"""Open figures (số liệu mở): for everybody, without an account."""

from fastapi import APIRouter, Request

from api.container import Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.looking import Shown
from api.schemas.province.open_figures import OpenFigures
from api.services.province import open_figures
from api.services.views import ROOT

router = APIRouter(prefix=f"{ROOT}/open-figures", tags=["open figures"], responses=told(409, 422, 503))


@router.get("")
async def figures(tools: Tools, request: Request, period: Shown) -> OpenFigures:
    """Tell how the province's services do, in counts to the nearest five."""
    province, today = tools.offices.province.code, tools.journal.today()
    return await open_figures.open_figures(province, period, today, tools.programme, locale_of(request))
