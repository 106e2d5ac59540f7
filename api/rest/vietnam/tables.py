"""The tables of the programme's pages as files."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.container import Officer, Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.rest.province.downloads import As, files, sent
from api.rest.vietnam.programme import At, Whose
from api.services.vietnam import tables
from api.services.vietnam.programme_tools import Reading
from api.services.vietnam.savings import By
from api.services.vietnam.tables import Asked, Name
from api.services.views import ROOT

Unit = Annotated[str, Query(max_length=20, description="Code of a unit; your own, or the province to who sees all.")]
Written = Annotated[str, Query(max_length=8, description="2026, 2026-Q3 or 2026-08; this year, if it is not named.")]
Each = Annotated[By | None, Query(description="Of savings: by procedure, unless by unit is asked for.")]
router = APIRouter(prefix=f"{ROOT}/programme", tags=["programme"])


@router.get("/tables/{name}", response_class=Response, responses=files | told(401, 403, 404, 422, 503))
async def table(
    name: Name,
    who: Officer,
    tools: Tools,
    request: Request,
    as_: As,
    at: At = None,
    programme: Whose = "",
    unit: Unit = "",
    period: Written = "",
    by: Each = None,
) -> Response:
    """Give a page's table as a file: of what its reader may see, as of a day or of a period's months."""
    reading = Reading.of(who.actor, tools.journal.clock(), locale_of(request), at)
    asked = Asked(programme, unit, period, at, by)
    made, of = await tables.table(name, asked, tools.programme, reading, tools.procedures)
    return await sent(made, f"{name}-{of}", as_)
