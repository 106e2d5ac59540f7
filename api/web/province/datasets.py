"""The page of the shared data sets: which are connected, who gets them, and how good they are day by day."""

from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request, Response

from api.container import Tools
from api.http.problems import locale_of
from api.services.province import warehouse
from api.web.province.figures import HERE
from api.web.show import show
from api.web.unit import Superior
from domain.base.words import capital
from domain.province.quality import MEASURES

router = APIRouter(prefix=HERE, include_in_schema=False)


@router.get("/datasets")
async def datasets(who: Superior, tools: Tools, request: Request) -> Response:
    """Show the decided list, what of it is connected, and how good what is kept here was on each day."""
    with_, now, locale = tools.province.warehouse, tools.journal.clock(), locale_of(request)
    listed = await warehouse.datasets(with_, who.actor, now, locale)
    quality = await warehouse.quality(with_, who.actor, now, locale)
    sources = {one.id: capital(tools.registry.agency(one.agency)) for one in listed.items if one.agency}
    days = [(day, {one.id: one for one in of}) for day, of in groupby(quality.days, key=lambda one: one.day)]
    about: dict[str, Any] = {"quality": quality, "sources": sources, "days": days, "measures": MEASURES}
    return show(request, "figures/datasets", who, told=listed, **about)
