"""Tables and facts of the operation centre as files."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from api.container import Tools
from api.http.openapi import file_of, told
from api.http.problems import locale_of
from api.looking import Look, LookBack, Of, OfBack, Shown
from api.services.province import downloads
from api.services.province.downloads import Name, Table, TableTools
from api.services.province.open_figures import open_figures
from api.services.views import ROOT
from infra.analysis.downloads import Format, as_csv, as_parquet

CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"
NO_HEADERS: Mapping[str, str] = {}
TYPES: dict[Format, str] = {"csv": f"{CSV}; charset=utf-8", "parquet": PARQUET}
By = Annotated[
    Literal["", "csv", "parquet"],
    Query(alias="format", description="csv or parquet; without it what `Accept` asks for, and else CSV."),
]


def wanted(asked: By = "", accept: Annotated[str, Header(include_in_schema=False)] = "") -> Format:
    """As which file a table is asked for."""
    return asked or ("parquet" if "parquet" in accept else "csv")


As = Annotated[Format, Depends(wanted)]
files = file_of(CSV, PARQUET)
router = APIRouter(prefix=ROOT)


@router.get(
    "/ioc/tables/{name}", tags=["centre"], response_class=Response, responses=files | told(401, 403, 404, 409, 422, 503)
)
async def table(name: Name, look: LookBack, period: OfBack, as_: As, tools: Tools) -> Response:
    """Give a screen's table as a file: its rows with what they count, of which period and as of when."""
    titles = {code: procedure.title for code, procedure in tools.procedures.items()}
    with_ = TableTools(tools.province, tools.programme, tools.registry, tools.officers, titles)
    made = await downloads.table(name, look, period, with_)
    return await sent(made, f"{name}-{look.unit}-{period.written}", as_)


@router.get(
    "/ioc/facts", tags=["centre"], response_class=Response, responses=files | told(401, 403, 404, 409, 422, 503)
)
async def facts(look: Look, period: Of, as_: As, tools: Tools) -> Response:
    """Give what is counted of each dossier of a unit that was filed in a period: nothing in it tells of people."""
    asked = look.through(tools.province, period).whole
    file = await (await tools.province.counts()).facts(asked, as_)
    name = f"facts-{look.unit}-{period.written}.{as_}"
    return FileResponse(file, media_type=TYPES[as_], filename=name, background=BackgroundTask(file.unlink))


@router.get(
    "/open-figures/table", tags=["open figures"], response_class=Response, responses=files | told(409, 422, 503)
)
async def opened(tools: Tools, request: Request, period: Shown, as_: As) -> Response:
    """Give what everybody reads as a file: counts to the nearest five, and none of fewer than five dossiers."""
    province, today = tools.offices.province.code, tools.journal.today()
    figures = await open_figures(province, period, today, tools.programme, locale_of(request))
    return await sent(downloads.open_table(figures), f"open-figures-{period.written}", as_)


async def sent(made: Table, name: str, as_: Format, headers: Mapping[str, str] = NO_HEADERS) -> Response:
    """A table as a file of a name."""
    content = await asyncio.to_thread(as_csv if as_ == "csv" else as_parquet, made.names, made.rows)
    attached = {"Content-Disposition": f'attachment; filename="{name}.{as_}"'}
    return Response(content, media_type=TYPES[as_], headers={**headers, **attached})
