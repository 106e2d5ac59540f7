"""Reads the units of a province, those that are and those that were, from the law's data."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from domain.province.units import Tier, Unit, Units, units_of
from domain.statute.offices import Offices
from infra.facts.loading import FACTS, CommunesFile, FactFile, Mark, Marked, read


class UnitBefore(BaseModel, frozen=True, extra="forbid"):
    """A unit that has ended."""

    code: str
    kind: str
    name: str
    tier: Tier
    parent: str = ""
    into: tuple[str, ...] = ()
    drawn: tuple[Annotated[int, Field(ge=1, le=6)], Annotated[int, Field(ge=1, le=5)]] | None = None
    """Row and column on the map, whose style has so many; the row below these is for what has no place."""


class UnitsBeforeFile(FactFile):
    """What a file of units holds that ended on one day."""

    mark: Mark
    ended: date
    units: tuple[UnitBefore, ...]

    @model_validator(mode="after")
    def _apart(self) -> Self:
        places = Counter(one.drawn for one in self.units if one.drawn)
        if twice := next((place for place, many in places.items() if many > 1), None):
            both = ", ".join(one.code for one in self.units if one.drawn == twice)
            raise ValueError(f"{both} are drawn in one place, row {twice[0]}, column {twice[1]}: give each its own")
        return self


class Body(BaseModel, frozen=True, extra="forbid"):
    """A body of the province that has no desk."""

    code: str = Field(pattern=r"^\d{2}\.[A-Z]{2,4}$")
    kind: str
    name: str


class BodiesFile(FactFile, Marked):
    """What a file of such bodies holds."""

    bodies: tuple[Body, ...]


def load_units(offices: Offices, folder: str = "") -> Units:
    """Those of a province's folder, ours unless named; where it lists no communes, of its offices alone.

    Raises:
        FactsWrong: a file cannot be used.
    """
    home = Path(folder) if folder else FACTS
    before = [
        Unit(**one.model_dump(), until=file.ended)
        for path in sorted(home.glob("units-*-before.json"))
        for file in [read(UnitsBeforeFile, path)]
        for one in file.units
    ]
    ended = max((unit.until for unit in before if unit.until), default=None)
    since = ended + timedelta(days=1) if ended else None
    communes = [
        Unit(code=one.code, kind=one.kind, name=one.name, tier="commune", since=since)
        for path in sorted(home.glob("communes-*.json"))
        for one in read(CommunesFile, path).communes
    ]
    # One that has been given a desk stands among the offices.
    desks = {office.code for office in offices.offices}
    others = [
        Unit(**one.model_dump(), tier="province", body=True)
        for path in sorted(home.glob("bodies-*.json"))
        for one in read(BodiesFile, path).bodies
        if one.code not in desks
    ]
    return units_of(offices, communes, before, others)
