"""Figures that are kept: as they were shown, and how they stand today."""

from dataclasses import replace
from datetime import datetime

from api.schemas.base import Coded
from api.schemas.province.centre import Figure
from api.schemas.province.kept_figures import Changed, KeptFigureView, OfficeFigure
from api.services.province.centre import Looking, share
from api.services.province.tools import ProvinceTools
from api.services.vietnam.programme_tools import ProgrammeTools
from domain.base.refusals import Missing
from domain.province.definitions import Definition
from domain.province.kept_figures import FIGURES, KeptFigure, OfOffice, Shown
from domain.province.periods import Period
from domain.province.units import NoSuchUnit
from infra.analysis.analysis import FactsUnpublished
from infra.analysis.counting import Asked
from infra.vietnam.figures import keep_figure, kept_figure


async def keep(figure: Shown, look: Looking, period: Period, tools: ProgrammeTools) -> str:
    """Keep a figure as it is told at this moment, with its table; give its id."""
    kept = await _counted(figure, look, period, tools.province)
    await keep_figure(tools.entries, kept, look.now, look.reader)
    return kept.id


async def _counted(figure: Shown, look: Looking, period: Period, tools: ProvinceTools) -> KeptFigure:
    definition, part = FIGURES[figure]
    offices, published = look.offices(tools), await tools.counts()
    each = await published.each(Asked(offices, period))
    lines = [(office, *part(counts)) for office, counts in each.items()]
    rows = [
        OfOffice(office=code, title=tools.units.unit(code, look.day).title, numerator=many, denominator=of)
        for code, many, of in sorted(lines, key=lambda line: (-line[2], line[0]))
        if of
    ]
    return KeptFigure.model_validate(
        definition.model_dump(include={"title", "how", "mark"})
        | {
            "figure": figure,
            "definition": definition.written,
            "unit": look.unit,
            "unit_title": tools.units.unit(look.unit, look.day).title,
            "period": period.written,
            "day": look.day,
            "as_of": published.as_of,
            "numerator": sum(row.numerator for row in rows),
            "denominator": sum(row.denominator for row in rows),
            "table": tuple(rows),
        }
    )


async def show_kept(one: str, look: Looking, tools: ProgrammeTools) -> KeptFigureView:
    """The same figure, whenever it is looked at, for whoever may see its unit or what that became.

    Raises:
        Missing: there is none of theirs.
    """
    own = replace(look, unit=look.reader.agency)
    reach = set(own.offices(tools.province))
    found = await kept_figure(tools.entries, one, look.reader)
    if found is None or not reach & _today(found[0], tools.province):
        raise Missing("Không có số liệu lưu này.", "There is no such figure of a unit of yours.")
    return await _view(*found, look, tools.province)


def _today(kept: KeptFigure, tools: ProvinceTools) -> set[str]:
    try:
        return {kept.unit, *tools.units.became(kept.unit, kept.day)}
    except NoSuchUnit:
        return {kept.unit}


async def _view(kept: KeptFigure, at: datetime, look: Looking, tools: ProvinceTools) -> KeptFigureView:
    figure = _told(kept, kept.numerator, kept.denominator, look)
    return KeptFigureView(
        id=kept.id,
        unit=Coded(code=kept.unit, words=kept.unit_title),
        period=kept.period,
        as_of=kept.as_of,
        kept_at=at,
        figure=figure,
        table=[
            OfficeFigure(
                office=Coded(code=row.office, words=row.title),
                numerator=row.numerator,
                denominator=row.denominator,
                percent=_told(kept, row.numerator, row.denominator, look).percent,
            )
            for row in kept.table
        ],
        now=await _changed(kept, figure, look, tools),
    )


def _told(kept: KeptFigure, numerator: int, denominator: int, look: Looking) -> Figure:
    name, _, version = kept.definition.partition("@")
    words = kept.model_dump(include={"title", "how", "mark"})
    definition = Definition.model_validate(words | {"id": name, "version": int(version)})
    return share(definition, numerator, denominator, look.locale)


async def _changed(kept: KeptFigure, before: Figure, look: Looking, tools: ProvinceTools) -> Changed | None:
    """The same period and tree of units, counted by today's definition."""
    try:
        published = await tools.counts()
    except FactsUnpublished:
        return None
    definition, part = FIGURES[kept.figure]
    offices = tuple(unit.code for unit in tools.units.below(kept.unit, kept.day))
    now = share(definition, *part(await published.of(Asked(offices, Period.read(kept.period)))), look.locale)
    known = now.percent is not None and before.percent is not None
    return Changed(
        at=published.as_of,
        figure=now,
        numerator=now.numerator - before.numerator,
        denominator=now.denominator - before.denominator,
        points=round((now.percent or 0) - (before.percent or 0), 2) if known else None,
        redefined=now.definition != before.definition,
    )
