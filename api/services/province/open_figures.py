"""What the public reads of the province's services."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from api.schemas.base import Coded
from api.schemas.province.open_figures import OpenDay, OpenFigure, OpenFigures, OpenPlace
from api.services.province.centre import share
from api.services.province.defining import defined
from api.services.province.tools import ProvinceTools
from api.services.vietnam.programme_tools import ProgrammeTools
from domain.base.calendar import in_vietnam, midnight
from domain.province.centre import OpenTiles
from domain.province.definitions import ON_TIME, Definition
from domain.province.disclosure import LEAST, coarse, told
from domain.province.periods import Period
from domain.province.scoring import Counted
from infra.analysis.open_counts import open_counts
from infra.verification.result_register import ANYBODY

HELD_A_DAY = 3600.0
"""Seconds for which the end of a day is kept: it changes no more, but for what was recorded late."""
JUDGED = "2.1"
"""The metric whose denominator says how many dossiers are behind the index."""
INSTANT = timedelta(microseconds=1)


async def open_figures(province: str, period: Period, day: date, tools: ProgrammeTools, locale: str) -> OpenFigures:
    """Count what can be told of a province, by its code: up to a day, each unit while it was there.

    Raises:
        FactsUnpublished: there are no facts yet.
    """
    units, published = tools.province.units, await tools.province.counts()
    counts = await open_counts(province, period, day, units, published)
    places = [(unit, share_of(ON_TIME, *part, locale)) for unit, part in counts.places]
    return OpenFigures(
        province=units.latest(province, min(period.last, day)).title,
        period=period.written,
        as_of=published.as_of,
        least=LEAST,
        received=coarse(counts.received),
        stands=await _stands(province, midnight(published.as_of), tools),
        figures=[share_of(definition, *part, locale) for definition, part in counts.figures],
        places=[
            OpenPlace(unit=Coded(code=unit.code, words=unit.title), on_time=one)
            for unit, one in places
            if one.denominator
        ],
        definitions=defined("open", locale),
    )


async def _stands(province: str, ended: datetime, tools: ProgrammeTools) -> OpenDay:
    """How it stood at a midnight, whenever one looks at it before the next."""
    found = await tools.province.days.made((province, ended), lambda: _tiles(province, ended, tools.province))
    told = {name: many if many is None else coarse(many) for name, many in found}
    hidden = [name for name, many in found if many is not None and told[name] is None]
    index = await _index(province, in_vietnam(ended - INSTANT).date(), tools)
    if index["index_day"] and index["index"] is None:
        hidden.append("index")
    return OpenDay.model_validate({"as_of": ended, **told, **index, "hidden": hidden})


async def _tiles(province: str, ended: datetime, tools: ProvinceTools) -> OpenTiles:
    # What was settled on a day is asked of its last instant, and what is due on the next of that one's first.
    last = ended - INSTANT
    offices = [one.code for one in tools.units.below(province, in_vietnam(last).date())]
    stood = await tools.live.tiles(offices, ended, ANYBODY, past=True)
    before = await tools.live.tiles(offices, last, ANYBODY, past=True)
    return OpenTiles(under_way=stood.under_way, due_today=stood.due_today, late=stood.late, settled=before.settled)


async def _index(province: str, until: date, tools: ProgrammeTools) -> dict[str, Any]:
    """Its points as they were kept for the newest day, to the whole: a hundredth would tell of one dossier."""
    kept = await tools.index_days.newest(province, until, ANYBODY)
    nothing = {"index": None, "index_known": 0, "index_day": None}
    if not kept or {one.version for one in kept} != {tools.province.index.version}:
        return nothing
    counted = {one.metric: Counted.of(one.numerator, one.denominator) for one in kept}
    if counted.get(JUDGED, Counted.of(0, 0)).denominator < LEAST:
        return nothing | {"index_day": kept[0].day}
    groups = tools.province.index.scored(counted)
    points = sum((group.points for group in groups), Decimal()).quantize(Decimal(1), ROUND_HALF_UP)
    known = sum(group.known for group in groups)
    return {"index": int(points), "index_known": known, "index_day": kept[0].day}


def share_of(definition: Definition, numerator: int, denominator: int, locale: str) -> OpenFigure:
    """A share as everybody may read it: what is hidden has no counts at all, and nothing stays nothing."""
    part = told(numerator, denominator)
    if part is None:
        nothing = {"numerator": None, "denominator": None, "percent": None, "hidden": "few"}
        return OpenFigure.model_validate(share(definition, 0, 0, locale).model_dump() | nothing)
    return OpenFigure.model_validate(share(definition, *part, locale).model_dump() | {"hidden": None})
