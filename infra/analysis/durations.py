"""How long dossiers took that were settled in a period, read from the published facts."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, case, func, select

from domain.province.durations import Average, Duration
from infra.analysis.analysis import Published
from infra.analysis.counting import OF_KIND, Held, OfUnit
from infra.db.province_tables import SETTLED
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.punctual import STILL
from infra.db.tables import constant, one_of

FINISHED = and_(STILL, bindparam("begins") <= SETTLED, bindparam("ends") > SETTLED, Row.took.is_not(None))
"""Settled in the period, and known how long it took."""


def _duration(days: Any) -> tuple[Any, ...]:
    total = func.coalesce(func.sum(days), constant(0)).cast(BigInteger)
    return func.count(days).label("many"), total.label("total"), func.median(days).label("median")


DURATION = _duration(Row.took_working_days)
ALL = select(*DURATION).where(FINISHED)
PLACE = case((Row.competent == one_of("bodies"), Row.competent), else_=func.split_part(Row.competent, constant("."), 1))
"""Where an office stands: a commune's bodies in their commune, each of the province's by itself."""
BY_OFFICE = select(Row.competent.label("office"), Row.procedure, *DURATION).where(FINISHED)
BY_OFFICE = BY_OFFICE.group_by(Row.competent, Row.procedure)
AVERAGES = (
    select(Row.took_in.label("unit"), func.count().label("many"), func.sum(Row.took).cast(BigInteger).label("total"))
    .where(FINISHED)
    .group_by(Row.took_in)
)


async def duration(published: Published, of: Held) -> Duration:
    """How long those of some offices took together."""
    [found] = await published.rows(ALL.where(of.held, OF_KIND), of.values(published.as_of))
    return Duration.model_validate(found)


async def duration_by_place(published: Published, of: Held, bodies: Collection[str]) -> dict[str, Duration]:
    """The same of each commune with the bodies in it, and of each of the province's bodies."""
    each = (
        select(PLACE.label("place"), Row.took_working_days.label("days")).where(FINISHED, of.held, OF_KIND).subquery()
    )
    statement = select(each.c.place, *_duration(each.c.days)).group_by(each.c.place)
    rows = await published.rows(statement, of.values(published.as_of) | {"bodies": [*bodies]})
    return {row.pop("place"): Duration.model_validate(row) for row in rows}


async def averages(published: Published, of: OfUnit) -> list[Average]:
    """How long one took on average in the terms' own units, of a unit however its tree changed meanwhile."""
    found = list[Average]()
    for part in of.parts:
        rows = await published.rows(AVERAGES.where(*part.which), part.values(published.as_of))
        found += [Average.model_validate(row) for row in rows]
    return Average.added(found)
