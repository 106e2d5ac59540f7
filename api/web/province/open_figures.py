"""The page on which everybody reads how the province's services do."""

from fastapi import APIRouter, Request, Response

from api.container import Perhaps, Tools
from api.http.problems import locale_of
from api.looking import Shown
from api.services.province.kept_figures import OpenFigures
from api.services.province.open_figures import open_figures
from api.web.show import show

router = APIRouter(include_in_schema=False)


@router.get("/open-figures")
async def figures(who: Perhaps, tools: Tools, request: Request, period: Shown) -> Response:
    """Show counts to the nearest five."""
    province, today = tools.offices.province.code, tools.journal.today()
    told = await open_figures(province, period, today, tools.programme, locale_of(request))
    published = await OpenFigures(tools.programme, locale_of(request)).listed()
    return show(request, "figures/open", who, told=told, published=published.items)
