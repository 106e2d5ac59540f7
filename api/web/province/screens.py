"""The other screens of the centre: map, dates, arrivals, registers, payments, interlinked procedures, the index."""

from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from api.container import Container, Officer, Tools
from api.http.cursors import Cursor
from api.looking import Code, Look, LookBack, More, Of, OfBack
from api.schemas.province.centre import FlowView, MapView, PlaceView
from api.services.procedures import known
from api.services.province import centre
from api.services.province.centre import Looking
from api.services.vietnam.index766 import MORE, Question, behind
from api.services.vietnam.official import Official
from api.web.charts import Charts
from api.web.province.figures import HERE
from api.web.show import show
from domain.base.calendar import VIETNAM
from domain.base.refusals import Missing
from domain.base.words import Words
from domain.province.units import Unit
from infra.identity.oidc import Identity
from infra.printing.charts import bars

MARKS = {"green": "●", "yellow": "◐", "red": "▲", "none": "○"}
"""What is seen also by whom colours look alike."""
NOWHERE = (7, 1)
"""Row and column of what nobody gave a place on the map."""
APPLICATIONS, USUAL = Words(vi="Hồ sơ nộp", en="Applications"), Words(vi="Bình thường", en="Usual")
HOURS = Words(vi="Số hồ sơ", en="Applications")
charts = Charts()
router = APIRouter(prefix=HERE, include_in_schema=False)


def _screen(
    request: Request, template: str, who: Identity, look: Looking, tools: Container, **context: Any
) -> Response:
    """Show a screen with the unit and the moment that it is of."""
    return show(request, template, who, look=look, unit=look.named(tools.province), **context)


@router.get("/map")
async def communes(who: Officer, look: LookBack, period: OfBack, tools: Tools, request: Request) -> Response:
    """Draw each commune as a tile, and the same as a table."""
    told = await centre.map_of(look, period, tools.province, tools.province.groups)
    districts = {unit.code: unit for unit in tools.province.units.ended if unit.tier == "district"}
    rows = sorted((*told.places, *told.others), key=lambda one: (one.on_time.percent is None, one.on_time.percent or 0))
    return _screen(
        request, "figures/map", who, look, tools, told=told, groups=_groups(told, districts), rows=rows, marks=MARKS
    )


def _groups(told: MapView, districts: dict[str, Unit]) -> list[dict[str, Any]]:
    def of(place: PlaceView) -> str:
        return place.group

    groups = list[dict[str, Any]]()
    for code, places in groupby(sorted(told.places, key=of), key=of):
        district = districts.get(code)
        row, column = (district and district.drawn) or NOWHERE
        inside = [vars(place) | {"short": place.unit.words.partition(" ")[2]} for place in places]
        groups.append({"name": district.title if district else "", "row": row, "column": column, "places": inside})
    return groups


@router.get("/due")
async def due(who: Officer, look: LookBack, tools: Tools, request: Request) -> Response:
    """Show where dossiers are late or will be."""
    told = await centre.due(look, tools.province, tools.registry)
    return _screen(
        request, "figures/due", who, look, tools, told=told, bodies=tools.offices.bodies, titles=_titles(tools)
    )


@router.get("/flow")
async def flow(who: Officer, look: LookBack, tools: Tools, request: Request) -> Response:
    """Show what comes in today, beside what is usual."""
    told = await centre.flow(look, tools.province)
    unusual = [one for one in told.intervals if one.unusual]
    return _screen(request, "figures/flow", who, look, tools, told=told, hours=_hours(told), unusual=unusual)


@router.get("/flow.svg")
async def chart(look: LookBack, tools: Tools) -> Response:
    """Draw the same by the hour, at most once a minute."""
    look.offices(tools.province)

    async def described() -> dict[str, Any]:
        hours = _hours(await centre.flow(look, tools.province))
        rows = [
            (f"{hour['hour']:02}:00 {words.in_(look.locale)}", [round(hour[name])])
            for hour in hours
            for name, words in (("filed", APPLICATIONS), ("usual", USUAL))
        ]
        return bars(rows, [HOURS.in_(look.locale)], HOURS.in_(look.locale))

    drawn = await charts.drawn((look.unit, look.narrow, look.at, look.locale), described, tools.press)
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=60"})


def _hours(told: FlowView) -> list[dict[str, Any]]:
    rows = []
    for hour, found in groupby(told.intervals, key=lambda one: one.begins.astimezone(VIETNAM).hour):
        many = [*found]
        unusual = [f"{one.begins.astimezone(VIETNAM):%H:%M}" for one in many if one.unusual]
        filed, usual = sum(one.filed for one in many), sum(one.usual for one in many)
        rows.append({"hour": hour, "filed": filed, "usual": usual, "unusual": unusual})
    return rows


@router.get("/registers")
async def registers(who: Officer, look: LookBack, tools: Tools, request: Request) -> Response:
    """Show which agencies answer, and how many dossiers wait for them."""
    told = await centre.registers(look, tools.province, tools.registry)
    return _screen(request, "figures/registers", who, look, tools, told=told)


@router.get("/payments")
async def payments(who: Officer, look: LookBack, period: OfBack, tools: Tools, request: Request) -> Response:
    """Show what was asked, paid and given back."""
    told = await centre.payments(look, period, tools.province)
    return _screen(request, "figures/payments", who, look, tools, told=told)


@router.get("/linked")
async def linked(who: Officer, look: LookBack, period: OfBack, tools: Tools, request: Request) -> Response:
    """Show how interlinked procedures go."""
    titles = _titles(tools)
    told = await centre.linked(look, period, tools.province, titles)
    return _screen(request, "figures/linked", who, look, tools, told=told, titles=titles)


@router.get("/index")
async def index(
    who: Officer, look: Look, period: Of, tools: Tools, request: Request, procedure: Code = "", more: More = MORE
) -> Response:
    """Show the points of a unit, what it lost and where, the portal's beside them, and its own units side by side."""
    asking = Question(look.unit, period, _known(procedure, tools), look.locale, more)
    told, units, official = await Official(asking, tools.programme, look.now, who.actor).side_by_side()
    counted = {one.id for row in units.units for one in row.metrics if one.score is not None}
    metrics = [one.id for group in told.groups for one in group.metrics if one.id in counted]
    return show(
        request,
        "figures/index",
        who,
        told=told,
        units=units,
        titles=_titles(tools),
        metrics=metrics,
        official=official,
    )


def _known(procedure: str, tools: Container) -> str:
    if procedure:
        known(procedure, tools.procedures)
    return procedure


@router.get("/index/{metric}")
async def lacking(
    metric: Annotated[str, Path(max_length=10)],
    who: Officer,
    look: Look,
    period: Of,
    tools: Tools,
    request: Request,
    procedure: Code = "",
    cursor: Cursor = "",
) -> Response:
    """Name the dossiers that a metric lacks."""
    if (found := tools.province.index.metrics.get(metric)) is None:
        raise Missing("Không có chỉ số này.", "There is no such metric.")
    asking = Question(look.unit, period, _known(procedure, tools), look.locale)
    told = await behind(asking, metric, tools.programme, who.actor, cursor)
    here = f"{HERE}/index/{metric}?unit={look.unit}&period={period.written}"
    here += f"&procedure={procedure}" if procedure else ""
    return show(
        request,
        "figures/behind",
        who,
        asking=asking,
        metric=found,
        told=told,
        titles=_titles(tools),
        bodies=tools.offices.bodies,
        onward=f"{here}&cursor={told.next}" if told.next else "",
        first=here if cursor else "",
    )


def _titles(tools: Container) -> dict[str, Words]:
    return {code: procedure.title for code, procedure in tools.procedures.items()}
