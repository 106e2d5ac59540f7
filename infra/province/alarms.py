"""Raises alarms and ends them, and reads them for whoever looks: one row from its beginning to its end."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, bindparam, case, column, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.calendar import Calendar, in_vietnam, midnight
from domain.base.law import Frozen
from domain.dossier.acts import ENGINE, Actor
from domain.province.alarms import Limits, Rule, Sign, arrivals, late, silent, unpaid
from domain.province.centre import BIN, WEEKS
from infra.db.database import Database
from infra.db.due import NOW
from infra.db.province_tables import AlarmRow
from infra.db.province_tables import ProvinceFactsRow as Facts
from infra.db.tables import AgencyStateRow, constant, one_of
from infra.province.feed import OLDEST
from infra.province.live import LATENESS, MOMENT
from infra.runtime.background import over_and_over

Row = AlarmRow
SHOWN = 200
KEPT_IN_SIGHT = timedelta(days=30)
"""So long an alarm that has ended is shown."""
WEEK = timedelta(weeks=1)
SPIKY: tuple[Rule, ...] = ("arrivals", "late")
"""What goes up and down around its limit: it ends once it was usual for a while."""

BEGINS, ENDS = bindparam("begins", type_=MOMENT), bindparam("ends", type_=MOMENT)
BACK = func.generate_series(constant(0), constant(WEEKS)).table_valued(column("week", BigInteger), name="back")
AGO = BACK.render_derived().c.week
ARRIVED = (
    select(Facts.competent, AGO.label("week"), func.count().label("many"))
    .where(Facts.filed_at >= BEGINS - AGO * literal(WEEK), Facts.filed_at < ENDS - AGO * literal(WEEK))
    .group_by(Facts.competent, AGO)
)
# Before so many weeks were seen, nothing is usual.
OLDER = select(select(constant(1)).where(Facts.filed_at < BEGINS - literal(WEEKS * WEEK)).exists())
SILENT = select(AgencyStateRow.agency, AgencyStateRow.failing_since).where(AgencyStateRow.failing_since.is_not(None))
PAID = select(func.count().label("with_fee"), func.count().filter(Facts.paid > constant(0)).label("paid")).where(
    Facts.fee > constant(0), Facts.filed_at >= BEGINS
)
NEW = insert(Row)
SEEN = {name: NEW.excluded[name] for name in ("value", "usual", "allowed", "of", "seen_at")}
RAISE = NEW.on_conflict_do_update(
    index_elements=[Row.rule, Row.unit, Row.subject], index_where=Row.ended_at.is_(None), set_=SEEN
)
RESTED = case((Row.rule.in_([constant(rule) for rule in SPIKY]), bindparam("rested", type_=MOMENT)), else_=BEGINS)
END = update(Row).where(Row.ended_at.is_(None), Row.seen_at < RESTED).values(ended_at=Row.seen_at)
ALARMS = (
    select(Row)
    .where(Row.unit == one_of("units"), or_(Row.ended_at.is_(None), Row.ended_at >= BEGINS))
    .order_by(Row.ended_at.is_not(None), Row.acknowledged_at.is_not(None), Row.began_at.desc(), Row.id)
    .limit(SHOWN)
)
UNSEEN = select(func.count()).where(Row.unit == one_of("units"), Row.ended_at.is_(None), Row.acknowledged_at.is_(None))
ONE = select(Row).where(Row.id == bindparam("one"), Row.unit == one_of("units"))
ACKNOWLEDGE = (
    update(Row)
    .where(Row.id == bindparam("one"), Row.acknowledged_at.is_(None))
    .values(
        acknowledged_at=NOW,
        acknowledged_by=bindparam("by"),
        acknowledged_for=bindparam("office"),
        said=bindparam("words"),
    )
)


class Alarm(Frozen):
    """An alarm as it is kept."""

    id: str
    rule: Rule
    unit: str
    subject: str
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    value: float
    usual: float | None
    allowed: float
    of: int | None
    acknowledged_at: datetime | None
    acknowledged_by: str
    acknowledged_for: str
    said: str


class AlarmWatch:
    """Looks each minute whether a limit was passed; what a worker that is away misses, it sees when it is back."""

    def __init__(
        self,
        database: Database,
        limits: Limits,
        province: str,
        calendar_at: Callable[[str], Calendar],
        *,
        every: float = 60,
    ) -> None:
        self._database = database
        self._limits = limits
        self._province = province
        self._calendar_at = calendar_at
        self._every = every

    async def run(self) -> None:
        """Look, until cancelled."""
        await over_and_over(self._round, self._every)

    async def _round(self) -> int:
        async with self._database.transaction(ENGINE) as tx:
            now = (await tx.execute(select(NOW))).scalar_one()
        await self.look(now)
        return 0

    async def look(self, now: datetime) -> list[Sign]:
        """Raise what is to be told at a moment, and end what is over; give what was seen."""
        async with self._database.transaction(ENGINE) as tx:
            signs = [*await self._arrivals(tx, now), *await self._silent(tx, now), *await self._dossiers(tx, now)]
            if signs:
                rows = [one.model_dump() | {"id": secrets.token_hex(16), "seen_at": now} for one in signs]
                # In one order: two workers that each hold an alarm and want the other's would stand still.
                await tx.execute(RAISE, sorted(rows, key=lambda row: (row["rule"], row["unit"], row["subject"])))
            rested = now - timedelta(minutes=self._limits.rest_minutes)
            # After what is seen was noted: before it, what goes on would end and be raised anew, unacknowledged.
            await tx.execute(END, {"begins": now, "rested": rested})
        return signs

    async def _arrivals(self, tx: AsyncConnection, now: datetime) -> list[Sign]:
        """Of the last five minutes that are over, in the whole province and at each office; never of a day off."""
        if self._calendar_at(self._province).is_unlike_its_weekday(in_vietnam(now).date()):
            return []
        day = midnight(now)
        ends = day + timedelta(seconds=int((now - day).total_seconds()) // BIN * BIN)
        asked = {"begins": ends - timedelta(seconds=BIN), "ends": ends}
        # What nobody has read yet is not few: it is looked at once the feed is there.
        if (owed := (await tx.execute(OLDEST)).scalar_one()) and owed < asked["ends"]:
            return []
        if not (await tx.execute(OLDER, {"begins": asked["begins"]})).scalar_one():
            return []
        weeks = defaultdict[str, list[int]](lambda: [0] * (WEEKS + 1))
        for row in await tx.execute(ARRIVED, asked):
            for unit in {row.competent, self._province}:
                weeks[unit][row.week] += row.many
        # Where nothing came in any of them, nothing is in the rows: that is usual for an office, not for all.
        weeks.setdefault(self._province, [0] * (WEEKS + 1))
        found = (arrivals(unit, ends, many[0], many[1:], self._limits) for unit, many in weeks.items())
        return [sign for sign in found if sign]

    async def _silent(self, tx: AsyncConnection, now: datetime) -> list[Sign]:
        rows = (await tx.execute(SILENT)).all()
        found = (silent(self._province, row.agency, row.failing_since, now, self._limits) for row in rows)
        return [sign for sign in found if sign]

    async def _dossiers(self, tx: AsyncConnection, now: datetime) -> list[Sign]:
        rows = (await tx.execute(LATENESS, {"now": now})).all()
        found = [late(row.office, now, row.late, row.under_way, self._limits) for row in rows]
        since = now - timedelta(hours=self._limits.unpaid_hours)
        fees = (await tx.execute(PAID, {"begins": since})).one()
        found.append(unpaid(self._province, now, fees.paid, fees.with_fee, self._limits))
        return [sign for sign in found if sign]


class Alarms:
    """Reads alarms of some units, and notes who has seen them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, units: Sequence[str], now: datetime, by: Actor) -> list[Alarm]:
        """Those that are open first, and of these what nobody has seen."""
        asked = {"units": [*units], "begins": now - KEPT_IN_SIGHT}
        return [_alarm(row) for row in (await self._database.execute(by, ALARMS, asked)).mappings()]

    async def unseen(self, units: Sequence[str], by: Actor) -> int:
        """How many are open that nobody has acknowledged."""
        return (await self._database.execute(by, UNSEEN, {"units": [*units]})).scalar_one()

    async def acknowledge(self, one: str, units: Sequence[str], words: str, by: Actor) -> tuple[Alarm, bool] | None:
        """Note that somebody has seen it, once; give it, and whether they did so now; None where it is not theirs."""
        asked: dict[str, Any] = {"one": one, "units": [*units]}
        async with self._database.transaction(by) as tx:
            if (await tx.execute(ONE, asked)).one_or_none() is None:
                return None
            # Of two at once the second waits for the first, changes nothing, and reads below what that one said.
            noted = await tx.execute(ACKNOWLEDGE, {"one": one, "by": by.id, "office": by.agency, "words": words})
            return _alarm((await tx.execute(ONE, asked)).mappings().one()), bool(noted.rowcount)


def _alarm(row: Any) -> Alarm:
    return Alarm.model_validate(dict(row))
