"""Counts the dossiers that offices received by month and channel, and those that people were not satisfied with."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Date, Select, bindparam, cast, func, literal_column, or_, select

from domain.province.scoring import Counted
from domain.vietnam.programme.online import OwnDossiers
from infra.analysis.analysis import Published
from infra.analysis.counting import ONLINE, Asked, OfUnit
from infra.analysis.patterns import VIETNAM_EAST
from infra.db.province_tables import OF_OFFICES
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.punctual import RECEIVED, STILL
from infra.db.tables import constant, one_of

MICROSECONDS = 1_000_000
LOCAL = func.make_timestamp(func.epoch_us(Row.accepted_at) + constant(VIETNAM_EAST * MICROSECONDS))
MONTH = cast(func.date_trunc(constant("month"), LOCAL), Date)
# Interlinked dossiers came in as one: what it opened counts with it.
BY_MONTH = (
    select(
        Row.competent,
        MONTH.label("month"),
        func.count().filter(ONLINE).label("online"),
        func.count().label("received"),
    )
    .where(OF_OFFICES, RECEIVED, STILL, Row.parent == constant(""))
    .group_by(Row.competent, literal_column("month"))
)
ONLINE_BY_PROCEDURE = (
    select(Row.competent, MONTH.label("month"), Row.procedure, func.count().label("online"))
    .where(OF_OFFICES, RECEIVED, STILL, ONLINE, Row.parent == constant(""))
    .group_by(Row.competent, literal_column("month"), Row.procedure)
    .order_by(Row.competent, literal_column("month"), Row.procedure)
)
DISLIKED = Row.stars <= bindparam("stars")
RATED = (
    select(Row.competent, func.count().label("received"), func.count().filter(DISLIKED).label("disliked"))
    .where(OF_OFFICES, RECEIVED, STILL)
    .group_by(Row.competent)
)
PETITIONED = select(Row.dossier, Row.competent).where(
    OF_OFFICES, RECEIVED, STILL, Row.dossier == one_of("petitioned"), or_(Row.stars.is_(None), ~DISLIKED)
)
ISSUING = (
    select(Row.competent)
    .where(OF_OFFICES, RECEIVED, STILL, Row.procedure == bindparam("procedure"), Row.issued_at.is_not(None))
    .group_by(Row.competent)
)


class OfProcedure(NamedTuple):
    """What came to an office on-line of a procedure in a month."""

    office: str
    month: date
    procedure: str
    online: int


@dataclass(frozen=True)
class Happiness:
    """How content people were, office by office."""

    rated: Mapping[str, tuple[int, int]]
    """How many dossiers of an office have a bad rating, and how many it received."""
    petitioned: AbstractSet[tuple[str, str]]
    """Dossiers without one that somebody petitioned about, and their offices."""

    def complained(self, offices: Sequence[str], petitioned: AbstractSet[str]) -> Counted:
        """Dossiers with a bad rating or a petition among these, of all that some offices received."""
        mine = [self.rated.get(office, (0, 0)) for office in offices]
        others = [code for code, office in self.petitioned if office in {*offices} and code in petitioned]
        return Counted.of(sum(bad for bad, _ in mine) + len(others), sum(received for _, received in mine))


async def received_by_month(published: Published, of: OfUnit) -> list[OwnDossiers]:
    """What came to the offices of a unit, by month and by the stretch in which they belonged to it."""
    return [
        OwnDossiers(row["competent"], max(row["month"], part.stretch.first), Counted.of(row["online"], row["received"]))
        for part in of.parts
        for row in await _of(published, part, BY_MONTH)
    ]


async def online_by_procedure(published: Published, of: OfUnit) -> list[OfProcedure]:
    """What came on-line to the offices of a unit while they belonged to it, by month and procedure."""
    return [
        OfProcedure(row["competent"], row["month"], row["procedure"], row["online"])
        for part in of.parts
        for row in await _of(published, part, ONLINE_BY_PROCEDURE)
    ]


async def _of(published: Published, part: Asked, statement: Select[*tuple[Any, ...]]) -> list[dict[str, Any]]:
    stretch = {"begins": part.stretch.begins.isoformat(), "ends": part.stretch.ends.isoformat()}
    return await published.rows(statement, {"offices": [*part.offices]} | stretch)


async def happiness(published: Published, asked: Asked, petitioned: Sequence[str], stars: int) -> Happiness:
    """What offices received, which of it has so few stars, and where those lie that somebody petitioned about."""
    values = asked.values(published.as_of) | {"stars": stars}
    rated = await published.rows(RATED, values)
    found = await published.rows(PETITIONED, values | {"petitioned": [*petitioned]}) if petitioned else []
    return Happiness(
        {row["competent"]: (row["disliked"], row["received"]) for row in rated},
        {(row["dossier"], row["competent"]) for row in found},
    )


async def issuing(published: Published, asked: Asked, procedure: str) -> frozenset[str]:
    """Which offices gave a result of a procedure to what they received."""
    values = asked.values(published.as_of) | {"procedure": procedure}
    return frozenset(row["competent"] for row in await published.rows(ISSUING, values))
