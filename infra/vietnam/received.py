"""Counts the dossiers that offices received by month and channel, and those that people were not satisfied with."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Date, bindparam, cast, func, literal_column, or_, select

from domain.base.law import Channel
from domain.dossier.acts import Actor
from domain.province.periods import Period
from domain.province.scoring import Counted
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
    select(Row.competent, Row.procedure, func.count().label("online"))
    .where(OF_OFFICES, *RECEIVED, ONLINE, Row.parent == constant(""))
    .group_by(Row.competent, Row.procedure)
    .order_by(Row.competent, Row.procedure)
)
UNHAPPY = or_(Row.stars <= bindparam("stars"), Row.dossier == one_of("petitioned"))
COMPLAINED = select(func.count().filter(UNHAPPY), func.count()).where(OF_OFFICES, *RECEIVED)


class Received(NamedTuple):
    """What an office received in a month."""

    office: str
    month: date
    online: int
    received: int


class OfProcedure(NamedTuple):
    """What came to an office on-line of a procedure."""

    office: str
    procedure: str
    online: int


class ProvinceReceived:
    """Counts as whoever asks may."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_month(self, offices: Sequence[str], first: date, following: date, by: Actor) -> list[Received]:
        """Of offices, by month, from a day to before another."""
        values = {"offices": [*offices], **_between(Period(first=first, next=following))}
        found = await self._database.execute(by, BY_MONTH, values)
        return [Received(*row) for row in found.all()]

    async def online_by_procedure(
        self, offices: Sequence[str], first: date, following: date, by: Actor
    ) -> list[OfProcedure]:
        """What came on-line to offices, by procedure, from a day to before another."""
        values = {"offices": [*offices], **_between(Period(first=first, next=following))}
        found = await self._database.execute(by, ONLINE_BY_PROCEDURE, values)
        return [OfProcedure(*row) for row in found.all()]

    async def complained(
        self, offices: Sequence[str], period: Period, petitioned: Sequence[str], stars: int, by: Actor
    ) -> Counted:
        """Dossiers of which somebody petitioned or to which they gave so few stars, of all received."""
        values = {"offices": [*offices], "petitioned": [*petitioned], "stars": stars, **_between(period)}
        unhappy, received = (await self._database.execute(by, COMPLAINED, values)).one()
        return Counted.of(unhappy, received)


def _between(period: Period) -> dict[str, object]:
    return {"begins": period.begins, "ends": period.ends}
