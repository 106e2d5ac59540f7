"""Figures that are kept as they were shown, for programs."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path

from api.container import Tools
from api.http.openapi import told
from api.looking import Look
from api.schemas.province.kept_figures import KeepIn, KeptFigureView
from api.services.province import kept_figures
from api.services.views import ROOT
from domain.province.periods import Period

Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Of a figure that was kept.")]
router = APIRouter(prefix=f"{ROOT}/ioc/figures", tags=["centre"], responses=told(401, 403, 404, 409, 422, 503))


@router.post("", status_code=201, responses=told(400, 413))
async def keep(body: KeepIn, look: Look, tools: Tools) -> KeptFigureView:
    """Keep a figure of a period as it is told at this moment, with its table; the same once more is the same."""
    of = replace(look, unit=body.unit or look.reader.agency)
    one = await kept_figures.keep(body.figure, of, Period.read(body.period), tools.programme)
    return await kept_figures.show_kept(one, look, tools.programme)


@router.get("/{id}")
async def kept(id: Id, look: Look, tools: Tools) -> KeptFigureView:  # noqa: A002
    """Tell a figure as it was, and how it differs today."""
    return await kept_figures.show_kept(id, look, tools.programme)
