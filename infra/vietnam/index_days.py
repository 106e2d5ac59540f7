"""Keeps each day what the index of services counted: what is found or dated back later changes no day of before."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from domain.base.calendar import in_vietnam
from domain.base.law import Frozen
from domain.dossier.acts import ENGINE, Actor
from domain.province.counts import Counts
from domain.province.periods import Period
from domain.province.scoring import Counted, Index
from domain.province.units import Units
from infra.analysis.analysis import Analysis
from infra.analysis.counting import OfUnit, ProvinceCounts
from infra.analysis.parts import newest
from infra.db.database import Database
from infra.db.province_tables import IndexDayRow as Row
from infra.db.tables import constant, one_of
from infra.files.storage import Store
from infra.runtime.background import over_and_over
from infra.vietnam.kept_counts import KeptCounts

DAY = timedelta(days=1)
SHOWN = 400
"""Days."""
KEEP = insert(Row)
KEEPER = 7_001_767
"""Any number of our own: whoever keeps a day holds this advisory lock."""
LOCK = select(func.pg_advisory_xact_lock(KEEPER))
IS_KEPT = select(Row.day).where(Row.day == bindparam("on")).limit(constant(1))
DAYS = (
    select(Row)
    .where(
        Row.unit == bindparam("of"),
        Row.procedure == bindparam("which"),
        Row.metric == bindparam("what"),
        Row.day >= bindparam("since"),
    )
    .order_by(Row.day)
    .limit(SHOWN)
)


NEWEST_OF_MONTHS = (
    select(Row)
    .where(
        Row.unit == bindparam("of"),
        Row.procedure == constant(""),
        Row.metric == one_of("metrics"),
        Row.day >= bindparam("since"),
        Row.day <= bindparam("until"),
    )
    .ext(distinct_on(Row.metric, Row.period))
    .order_by(Row.metric, Row.period, Row.day.desc())
)
LAST = select(func.max(Row.day)).where(
    Row.unit == bindparam("of"), Row.procedure == constant(""), Row.day <= bindparam("until")
)
NEWEST = select(Row).where(
    Row.unit == bindparam("of"), Row.procedure == constant(""), Row.day == LAST.scalar_subquery()
)
OF_PROCEDURES = ("1.3", "3.1", "3.2", "3.5", "3.5b", "4.5a", "4.6")
"""Metrics that count procedures or units: one that had dossiers in two months is one, so that months are not summed."""
WEEK = timedelta(days=7)


class IndexDay(Frozen):
    """A metric of a unit as it stood at the end of a day."""

    day: date
    unit: str
    procedure: str
    metric: str
    period: str
    version: str
    numerator: float
    denominator: float
    as_of: datetime


class KeptYear(Frozen):
    """Metrics of a year up to a day, as its months were kept.

    Each month as it stood when it ended: what was settled of it later is in none, what was under way through two of
    them is in both. It stands for what facts do not tell of a moment of the past alone.
    """

    counted: dict[str, Counted]
    changed: frozenset[str] = frozenset()
    """Those of which months were counted by other versions of the definition: together they are no figure."""


class IndexDays:
    """Reads them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, unit: str, procedure: str, metric: str, since: date, by: Actor) -> list[IndexDay]:
        """A metric of a unit from a day on; a day on which no worker ran has none."""
        asked = {"of": unit, "which": procedure, "what": metric, "since": since}
        rows = (await self._database.execute(by, DAYS, asked)).mappings()
        return [IndexDay.model_validate(dict(row)) for row in rows]

    async def newest(self, unit: str, until: date, by: Actor) -> list[IndexDay]:
        """All metrics of a unit as they stood at the end of the newest day that is kept, up to one."""
        rows = (await self._database.execute(by, NEWEST, {"of": unit, "until": until})).mappings()
        return [IndexDay.model_validate(dict(row)) for row in rows]

    async def year(self, unit: str, metrics: Sequence[str], day: date, by: Actor) -> KeptYear:
        """Metrics of a unit as they stood at the end of a day, of its year up to then: months as each was kept last.

        One of which nothing was kept in the week up to that day is not known, and left out; so is one whose definition
        changed within the year, which is named.
        """
        asked = {"of": unit, "metrics": [*metrics], "since": day.replace(month=1, day=1), "until": day}
        rows = (await self._database.execute(by, NEWEST_OF_MONTHS, asked)).mappings()
        months: dict[str, list[IndexDay]] = {}
        for row in rows:
            months.setdefault(row["metric"], []).append(IndexDay.model_validate(dict(row)))
        told = {metric: _together(of, metric) for metric, of in months.items() if of[-1].day > day - WEEK}
        counted = {metric: one for metric, one in told.items() if one is not None}
        return KeptYear(counted=counted, changed=frozenset(told.keys() - counted.keys()))


def _together(months: Sequence[IndexDay], metric: str) -> Counted | None:
    counted = months[-1:] if metric in OF_PROCEDURES else months
    if len({one.version for one in counted}) > 1:
        return None
    return Counted.of(sum(one.numerator for one in counted), sum(one.denominator for one in counted))


@dataclass(frozen=True)
class IndexKeeper:
    """Keeps a day once it is over: of every unit with dossiers, all procedures together and each by itself."""

    store: Store
    database: Database
    kept: KeptCounts
    index: Index
    units: Units
    province: str
    procedures: Sequence[str]
    """Those that can be filed on-line."""
    every: float = 300

    async def run(self) -> None:
        """Look every few minutes whether a day is over, until cancelled."""
        await over_and_over(self.round, self.every)

    async def round(self) -> int:
        """Keep the newest day that is over, where nobody has; there is never more to do at once."""
        if (published := await newest(self.store)) is None:
            return 0
        day = in_vietnam(published.as_of).date() - DAY
        if not (await self.database.execute(ENGINE, IS_KEPT, {"on": day})).first():
            # Once a day: what it needs of memory is given back. What it reads is this list or a newer one, in which
            # the day is over too.
            async with Analysis(self.store) as analysis:
                await self.keep(day, await ProvinceCounts.now(analysis))
        return 0

    async def keep(self, day: date, counts: ProvinceCounts) -> int:
        """Keep a day as a publication has it; give how many figures that are."""
        period = Period.month(day)
        found = [
            IndexDay(
                day=day,
                unit=unit,
                procedure=procedure,
                metric=metric,
                period=period.written,
                version=self.index.version,
                numerator=float(one.numerator),
                denominator=float(one.denominator),
                as_of=counts.as_of,
            )
            async for unit, procedure, told in self._told(period, day, counts)
            for metric, one in told.items()
            if metric in self.index.metrics and self._is_kept(unit, procedure, one)
        ]
        async with self.database.transaction(ENGINE) as tx:
            # Two workers count at the same time, of two publications perhaps: a day is whole of one of them.
            await tx.execute(LOCK)
            if not found or (await tx.execute(IS_KEPT, {"on": day})).first():
                return 0
            await tx.execute(KEEP, [one.model_dump() for one in found])
        return len(found)

    def _is_kept(self, unit: str, procedure: str, one: Counted) -> bool:
        # Most procedures are few units': of those where nothing was counted there would be as many rows again.
        return unit == self.province or not procedure or bool(one.denominator)

    async def _told(
        self, period: Period, day: date, counts: ProvinceCounts
    ) -> AsyncIterator[tuple[str, str, dict[str, Counted]]]:
        """What is known of each unit and procedure of a day, and of all together, where there ever was a dossier."""
        top = OfUnit.through(self.units, self.province, period, day)
        below = [one.code for one in self.units.below(self.province, day)]
        parts = {unit: OfUnit.through(self.units, unit, period, day) for unit in below}
        # One pass over the files for all units and procedures, and one for those that are counted together.
        each = [{"": await counts.each(part)} | await counts.each_procedure(part) for part in top.parts]
        if not any(one[""] for one in each):
            return
        for procedure in ("", *self.procedures):
            whole = replace(top.whole, procedure=procedure)
            registers = await self.kept.read(below, whole, counts.published, counts.as_of, ENGINE)
            for unit, of in parts.items():
                # The tree of the whole province is cut where that of a part of it may be.
                mine = [
                    one[procedure][office]
                    for one, part in zip(each, of.parts, strict=True)
                    for office in part.offices
                    if office in one.get(procedure, ())
                ]
                if mine:
                    yield unit, procedure, registers.counted(unit, of.whole.offices, Counts.added(mine))
