"""What the public reads of the province's services."""

from datetime import date

from api.schemas.base import Coded
from api.schemas.province.open_figures import OpenFigure, OpenFigures, OpenPlace
from api.services.province.centre import share
from api.services.province.tools import ProvinceTools
from domain.province.definitions import ON_TIME, Definition
from domain.province.disclosure import LEAST, coarse, told
from domain.province.periods import Period
from infra.analysis.open_counts import open_counts


async def open_figures(province: str, period: Period, day: date, tools: ProvinceTools, locale: str) -> OpenFigures:
    """Count what can be told of a province, by its code: up to a day, each unit while it was there.

    Raises:
        FactsUnpublished: there are no facts yet.
    """
    published = await tools.counts()
    counts = await open_counts(province, period, day, tools.units, published)
    places = [(unit, share_of(ON_TIME, *part, locale)) for unit, part in counts.places]
    return OpenFigures(
        province=tools.units.latest(province, min(period.last, day)).title,
        period=period.written,
        as_of=published.as_of,
        least=LEAST,
        received=coarse(counts.received),
        figures=[share_of(definition, *part, locale) for definition, part in counts.figures],
        places=[
            OpenPlace(unit=Coded(code=unit.code, words=unit.title), on_time=one)
            for unit, one in places
            if one.denominator
        ],
    )


def share_of(definition: Definition, numerator: int, denominator: int, locale: str) -> OpenFigure:
    """A share as everybody may read it: what is hidden has no counts at all, and nothing stays nothing."""
    part = told(numerator, denominator)
    if part is None:
        nothing = {"numerator": None, "denominator": None, "percent": None, "hidden": "few"}
        return OpenFigure.model_validate(share(definition, 0, 0, locale).model_dump() | nothing)
    return OpenFigure.model_validate(share(definition, *part, locale).model_dump() | {"hidden": None})
