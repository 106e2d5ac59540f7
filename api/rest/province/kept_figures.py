"""Figures that are kept as they were shown, for programs: those of a unit for its leaders, published ones for all."""

from dataclasses import replace
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, Response

from api.container import Deciding, Tools
from api.http.openapi import file_of, told
from api.http.problems import locale_of
from api.looking import Look
from api.rest.province.downloads import CSV, PARQUET, As, sent
from api.schemas.province.centre import Figure
from api.schemas.province.kept_figures import (
    Changed,
    CountedView,
    KeepFigureIn,
    KeepIn,
    KeptFigureView,
    KeptList,
    KeptView,
    OfficeFigure,
    OpenFigureView,
    OpenList,
    TakeBackIn,
)
from api.services.province import kept_figures
from api.services.province.downloads import frozen_table
from api.services.province.kept_figures import OpenFigures
from api.services.views import ROOT
from domain.base.refusals import Missing
from domain.province.kept_figures import FIGURES

Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Of a figure that was kept.")]
FOR_A_WHILE = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language"}
"""What is taken back is read no longer than so many seconds."""
router = APIRouter(prefix=ROOT)
theirs = told(401, 403, 404, 409, 422, 503)
everybody = told(404, 410, 422, 503)


@router.post("/kept-figures", tags=["centre"], status_code=201, responses=theirs | told(400, 413))
async def keep(body: KeepFigureIn, look: Look, tools: Tools) -> KeptView:
    """Keep a figure as it is told at this moment, with what it was counted from; the same once more is the same."""
    of = replace(look, unit=body.unit or look.reader.agency)
    one = await kept_figures.keep(body.figure, of, body.period, tools.programme)
    return await kept_figures.show_kept(one, look, tools.programme)


@router.get("/kept-figures", tags=["centre"], responses=theirs)
async def listed(look: Look, tools: Tools) -> KeptList:
    """List the figures that a unit keeps, and which of them everybody reads."""
    return await kept_figures.listed(look, tools.programme)


@router.get("/kept-figures/{id}", tags=["centre"], responses=theirs)
async def kept(id: Id, look: Look, tools: Tools) -> KeptView:  # noqa: A002
    """Tell a figure as it was, and how it stands today."""
    return await kept_figures.show_kept(id, look, tools.programme)


@router.get(
    "/kept-figures/{id}/table", tags=["centre"], response_class=Response, responses=theirs | file_of(CSV, PARQUET)
)
async def table(id: Id, look: Look, tools: Tools, as_: As) -> Response:  # noqa: A002
    """Give a figure as it was as a file: a line for it, and one for each of its table."""
    made = frozen_table(await kept_figures.show_kept(id, look, tools.programme))
    return await sent(made, f"kept-figure-{id}", as_)


@router.post("/kept-figures/{id}/publication", tags=["centre"], responses=theirs)
async def publish(id: Id, _: Deciding, look: Look, tools: Tools) -> KeptView:  # noqa: A002
    """Let everybody read a figure, as the unit's leader; where they may already, nothing changes."""
    await kept_figures.publish(id, look, tools.programme)
    return await kept_figures.show_kept(id, look, tools.programme)


@router.post("/kept-figures/{id}/withdrawal", tags=["centre"], responses=theirs | told(400, 413))
async def take_back(id: Id, body: TakeBackIn, _: Deciding, look: Look, tools: Tools) -> KeptView:  # noqa: A002
    """Let nobody else read it any more, as the unit's leader; who comes to its address reads why."""
    await kept_figures.take_back(id, body.reason, look, tools.programme)
    return await kept_figures.show_kept(id, look, tools.programme)


@router.get("/open-figures/kept", tags=["open figures"], responses=told(422, 503))
async def opened_ones(tools: Tools, request: Request) -> OpenList:
    """List the figures that were published, to the nearest five."""
    return await OpenFigures(tools.programme, locale_of(request)).listed()


@router.get("/open-figures/kept/{id}", tags=["open figures"], responses=everybody, response_model=OpenFigureView)
async def opened(
    id: Id,  # noqa: A002
    tools: Tools,
    request: Request,
    known: Annotated[str, Header(alias="If-None-Match", include_in_schema=False)] = "",
) -> Response:
    """Tell everybody a figure that was published, to the nearest five; 410 says why one was taken back."""
    page = (await OpenFigures(tools.programme, locale_of(request)).show(id)).model_dump_json()
    tag = f'"{sha256(page.encode()).hexdigest()[:32]}"'
    headers = FOR_A_WHILE | {"ETag": tag}
    if tag in known:
        return Response(status_code=304, headers=headers)
    return Response(page, media_type="application/json", headers=headers)


@router.get(
    "/open-figures/kept/{id}/table",
    tags=["open figures"],
    response_class=Response,
    responses=everybody | file_of(CSV, PARQUET),
)
async def opened_table(id: Id, tools: Tools, request: Request, as_: As) -> Response:  # noqa: A002
    """Give the same as a file."""
    made = frozen_table(await OpenFigures(tools.programme, locale_of(request)).show(id))
    return await sent(made, f"figure-{id}", as_, FOR_A_WHILE | {"Vary": "Accept, Accept-Language"})


@router.post(
    "/ioc/figures", tags=["centre"], status_code=201, responses=theirs | told(400, 413), name="keep", deprecated=True
)
async def keep_share(body: KeepIn, look: Look, tools: Tools) -> KeptFigureView:
    """Keep one of the centre's four shares: `/kept-figures` keeps every figure."""
    of = replace(look, unit=body.unit or look.reader.agency)
    one = await kept_figures.keep(body.figure, of, body.period, tools.programme)
    return _share(await kept_figures.show_kept(one, look, tools.programme))


@router.get("/ioc/figures/{id}", tags=["centre"], responses=theirs, name="kept", deprecated=True)
async def kept_share(id: Id, look: Look, tools: Tools) -> KeptFigureView:  # noqa: A002
    """Tell one of the centre's four shares as it was, and how it differs today."""
    return _share(await kept_figures.show_kept(id, look, tools.programme))


def _share(found: KeptView) -> KeptFigureView:
    if found.figure.name not in FIGURES:
        raise Missing(
            "Số liệu này đọc ở /api/v1/kept-figures.", "This is none of the four shares: read it at /kept-figures."
        )
    now = found.now
    return KeptFigureView(
        id=found.id,
        unit=found.unit,
        period=found.period,
        as_of=found.as_of,
        kept_at=found.kept_at,
        figure=_figure(found.figure),
        table=[
            OfficeFigure(
                office=line.of,
                numerator=int(line.numerator or 0),
                denominator=int(line.denominator or 0),
                percent=line.value,
            )
            for line in found.table
        ],
        now=Changed(
            at=now.at,
            figure=_figure(now.figure),
            numerator=int((now.figure.numerator or 0) - (found.figure.numerator or 0)),
            denominator=int((now.figure.denominator or 0) - (found.figure.denominator or 0)),
            points=now.value,
            redefined=now.figure.definition != found.figure.definition,
        )
        if now
        else None,
    )


def _figure(found: CountedView) -> Figure:
    return Figure(
        definition=found.definition,
        title=found.title,
        how=found.how,
        mark=found.mark,
        numerator=int(found.numerator or 0),
        denominator=int(found.denominator or 0),
        percent=found.value,
    )
