"""Counts the dossiers that offices received by month and channel, and those that people were not satisfied with."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Date, Executable, bindparam, cast, func, literal_column, or_, select

from domain.base.law import Channel
from domain.dossier.acts import Actor
from domain.province.periods import Period
from domain.province.scoring import Counted
from domain.vietnam.programme.online import OwnDossiers
from infra.analysis.analysis import Published
from infra.analysis.counting import Asked, OfUnit
from infra.db.database import Database
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.tables import constant, one_of

MONTH = cast(func.date_trunc("month", func.timezone(literal_column("INTERVAL '7 hours'"), Row.accepted_at)), Date)
OF_OFFICES = Row.competent == one_of("offices")
RECEIVED = (Row.accepted_at >= bindparam("begins"), Row.accepted_at < bindparam("ends"))
ONLINE = Row.channel == constant(int(Channel.ONLINE))
# Interlinked dossiers came in as one: what it opened counts with it.
BY_MONTH = (
    select(
        Row.competent,
        MONTH.label("month"),
        func.count().filter(ONLINE).label("online"),
        func.count().label("received"),
    )
    .where(OF_OFFICES, *RECEIVED, Row.parent == constant(""))
    .group_by(Row.competent, literal_column("month"))
)
ONLINE_BY_PROCEDURE = (
    select(Row.competent, MONTH.label("month"), Row.procedure, func.count().label("online"))
    .where(OF_OFFICES, *RECEIVED, ONLINE, Row.parent == constant(""))
    .group_by(Row.competent, literal_column("month"), Row.procedure)
    .order_by(Row.competent, literal_column("month"), Row.procedure)
)
DISLIKED = Row.stars <= bindparam("stars")
RATED = (
    select(Row.competent, func.count().label("received"), func.count().filter(DISLIKED).label("disliked"))
    .where(OF_OFFICES, *RECEIVED)
    .group_by(Row.competent)
)
PETITIONED = select(Row.dossier, Row.competent).where(
    OF_OFFICES, *RECEIVED, Row.dossier == one_of("petitioned"), or_(Row.stars.is_(None), ~DISLIKED)
)
ISSUING = (
    select(Row.competent)
    .where(OF_OFFICES, *RECEIVED, Row.procedure == bindparam("procedure"), Row.issued_at.is_not(None))
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


class ProvinceReceived:
    """Counts as whoever asks may."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_month(self, of: OfUnit, by: Actor) -> list[OwnDossiers]:
        """What came to the offices of a unit, by month and by the stretch in which they belonged to it."""
        return [
            OwnDossiers(office, max(month, part.stretch.first), Counted.of(online, received))
            for part in of.parts
            for office, month, online, received in await self._of(part, BY_MONTH, by)
        ]

    async def online_by_procedure(self, of: OfUnit, by: Actor) -> list[OfProcedure]:
        """What came on-line to the offices of a unit while they belonged to it, by month and procedure."""
        return [OfProcedure(*row) for part in of.parts for row in await self._of(part, ONLINE_BY_PROCEDURE, by)]

    async def _of(self, part: Asked, statement: Executable, by: Actor) -> list[Any]:
        values = {"offices": [*part.offices], **_between(part.stretch)}
        return [*(await self._database.execute(by, statement, values)).all()]


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


def _between(period: Period) -> dict[str, object]:
    return {"begins": period.begins, "ends": period.ends}
