"""Counts what the public is told of a province: each figure, and of each commune what it settled in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.province.definitions import ON_TIME, Definition
from domain.province.kept_figures import FIGURES
from domain.province.periods import Period
from domain.province.units import Unit, Units
from infra.analysis.counting import OfUnit, ProvinceCounts

type Part = tuple[int, int]
"""How many, of how many: before anything is hidden."""


@dataclass(frozen=True)
class OpenCounts:
    """What was counted of a period."""

    received: int
    figures: Sequence[tuple[Definition, Part]]
    places: Sequence[tuple[Unit, Part]]
    """Communes by name, by ``ON_TIME``."""

    @property
    def listed(self) -> list[tuple[str, str, Part]]:
        """All of them, each with its definition and the code of its commune; that of the province has none."""
        whole = [(one.written, "", part) for one, part in self.figures]
        return whole + [(ON_TIME.written, unit.code, part) for unit, part in self.places]


async def open_counts(province: str, period: Period, day: date, units: Units, published: ProvinceCounts) -> OpenCounts:
    """Count a province by its code: up to a day, each unit while it was there."""
    until = min(period.last, day)
    of = OfUnit.through(units, province, period, until)
    below, counts, each = of.below(units, province, until), await published.of_unit(of), await published.punctual(of)
    places = []
    for unit in sorted((unit for unit in below if unit.tier == "commune" and not unit.body), key=lambda one: one.name):
        mine = [found for found in each if found.office.partition(".")[0] == unit.code]
        places.append((unit, (sum(one.in_time for one in mine), sum(one.handled for one in mine))))
    return OpenCounts(counts.received, [(one, part(counts)) for one, part in FIGURES.values()], places)
