"""What the public reads of the province's services."""

from datetime import date

from api.schemas.base import Coded
from api.schemas.province.open_figures import OpenFigure, OpenFigures, OpenPlace
from api.services.province.centre import share
from api.services.province.tools import ProvinceTools
from domain.province.definitions import ON_TIME, Definition
from domain.province.disclosure import LEAST, coarse
from domain.province.kept_figures import FIGURES
from domain.province.periods import Period
from infra.analysis.counting import Asked


async def open_figures(province: str, period: Period, day: date, tools: ProvinceTools, locale: str) -> OpenFigures:
    """Count what can be told of a province, by its code; units are those of a day.

    Raises:
        FactsUnpublished: there are no facts yet.
    """
    below = tools.units.below(province, day)
    offices = tuple(unit.code for unit in below)
    published = await tools.counts()
    counts = await published.of(Asked(offices, period))
    each = await published.punctual(Asked(offices, period))
    communes = sorted((unit for unit in below if unit.tier == "commune" and not unit.body), key=lambda one: one.name)
    places = []
    for unit in communes:
        mine = [found for found in each if found.office.partition(".")[0] == unit.code]
        told = share_of(ON_TIME, sum(one.in_time for one in mine), sum(one.handled for one in mine), locale)
        if told.denominator:
            places.append(OpenPlace(unit=Coded(code=unit.code, words=unit.title), on_time=told))
    return OpenFigures(
        province=tools.units.unit(province, day).title,
        period=period.written,
        as_of=published.as_of,
        least=LEAST,
        received=coarse(counts.received),
        figures=[share_of(definition, *part(counts), locale) for definition, part in FIGURES.values()],
        places=places,
    )


def share_of(definition: Definition, numerator: int, denominator: int, locale: str) -> OpenFigure:
    """A share as everybody may read it: what is hidden has no counts at all, and nothing stays nothing."""
    of, many = coarse(denominator), coarse(numerator)
    if of is None or many is None:
        nothing = {"numerator": None, "denominator": None, "percent": None, "hidden": "few"}
        return OpenFigure.model_validate(share(definition, 0, 0, locale).model_dump() | nothing)
    told = share(definition, min(many, of), of, locale)
    return OpenFigure.model_validate(told.model_dump() | {"hidden": None})
