"""Counts the facts of dossiers: each figure in one pass over the rows of a period, and nothing of people in any."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, distinct, exists, func, or_, select

from domain.base.law import Channel, Status
from domain.dossier.acts import Actor
from domain.province.counts import Counts
from domain.province.periods import Period
from infra.db.database import Database
from infra.db.portal_tables import PortalSyncRow as Told
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.tables import constant, one_of

ONLINE = Row.channel == constant(int(Channel.ONLINE))
WAITS = case((Row.status == constant(int(Status.SUPPLEMENT_REQUESTED)), Row.stands_since))
SETTLED = func.coalesce(Row.issued_at, Row.handed_over_at, Row.ended_at, WAITS, bindparam("until"))
HAS_DATE = and_(Row.accepted_at.is_not(None), Row.due_at.is_not(None))
IN_TIME = and_(HAS_DATE, Row.supplements < constant(2), func.least(SETTLED, bindparam("until")) <= Row.due_at)
"""``domain.province.punctual`` in the database's words; a test holds them together."""
RECEIVED = and_(Row.accepted_at >= bindparam("begins"), Row.accepted_at < bindparam("ends"))
HANDLED = and_(Row.accepted_at < bindparam("ends"), or_(Row.ended_at.is_(None), Row.ended_at >= bindparam("begins")))
ISSUED, SEALED = Row.issued_at.is_not(None), and_(Row.sealed)
HAS_FEE, PAID_ONLINE = Row.fee > constant(0), Row.paid_online > constant(0)
KNOWN = or_(Row.identity != constant(""), Row.population_asked)
"""Whose applicant was known by their e-identity or card, or whose people the population register answered for."""
KNOWN_THERE = and_(Told.dossier == Row.dossier, Told.destination == constant("portal"))
"""How far the national portal knows a dossier."""
TELLS = exists(select(constant(1)).select_from(Told))
"""Whether it was ever told of any: without it nothing is known of what it knows, which is not none."""


def _many(*which: ColumnElement[bool]) -> Any:
    return func.count().filter(*which)


def _there(*which: ColumnElement[bool]) -> Any:
    return case((TELLS, _many(RECEIVED, *which)))


def _procedures(*which: ColumnElement[bool]) -> Any:
    return func.count(distinct(Row.procedure)).filter(*which)


COUNTS = {
    "received": _many(RECEIVED),
    "handled": _many(HANDLED, HAS_DATE),
    "in_time": _many(HANDLED, IN_TIME),
    "online": _many(RECEIVED, ONLINE),
    "with_fee": _many(RECEIVED, HAS_FEE),
    "paid_online": _many(RECEIVED, HAS_FEE, PAID_ONLINE),
    "issued": _many(RECEIVED, ISSUED),
    "sealed": _many(RECEIVED, ISSUED, SEALED),
    "digitised": _many(RECEIVED, Row.papers > constant(0), or_(Row.issued_at.is_(None), SEALED)),
    "reused": _many(RECEIVED, Row.answers > constant(0)),
    "online_electronic": _many(RECEIVED, ONLINE, or_(Row.issued_at.is_(None), SEALED)),
    "synced": _there(Told.confirmed_until >= Row.accepted_at),
    "pushed": _there(SEALED, Told.confirmed_until >= Row.issued_at),
    "known": _many(RECEIVED, KNOWN),
    "procedures": _procedures(RECEIVED),
    "procedures_online": _procedures(RECEIVED, ONLINE),
    "procedures_with_fee": _procedures(RECEIVED, HAS_FEE),
    "procedures_paid_online": _procedures(RECEIVED, HAS_FEE, PAID_ONLINE),
    "procedures_known": _procedures(RECEIVED, KNOWN),
}
ALL = select(*(counted.label(name) for name, counted in COUNTS.items())).outerjoin_from(Row, Told, KNOWN_THERE)
OF_OFFICES = Row.competent == one_of("offices")
OF_PROCEDURE = or_(bindparam("procedure") == constant(""), Row.procedure == bindparam("procedure"))


@dataclass(frozen=True)
class Asked:
    """What is counted: some offices, a period, and one procedure where it is named."""

    offices: Sequence[str]
    period: Period
    procedure: str = ""

    def values(self, now: datetime) -> dict[str, Any]:
        """The same for a statement; what is under way is looked at as it is now, or was at the period's end."""
        return {
            "offices": [*self.offices],
            "procedure": self.procedure,
            "begins": self.period.begins,
            "ends": self.period.ends,
            "until": min(now, self.period.ends),
        }


class ProvinceCounts:
    """Counts as whoever asks may."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, asked: Asked, now: datetime, by: Actor) -> Counts:
        """Count all of it in one pass."""
        found = await self._database.execute(by, ALL.where(OF_OFFICES, OF_PROCEDURE), asked.values(now))
        return Counts.model_validate(dict(found.mappings().one()))
