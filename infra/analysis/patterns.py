"""What is usual in a province, read from the published facts: when dossiers come, how long they take, what they pay."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased

from domain.base.calendar import in_vietnam
from domain.base.law import Channel, Frozen
from domain.province.centre import BIN, WEEKS
from domain.province.periods import Period
from infra.analysis.analysis import Analysis
from infra.analysis.counting import OF_OFFICES, Asked
from infra.db.province_tables import SETTLED
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.punctual import IN_TIME, RECEIVED
from infra.db.tables import constant

DAY = 86_400
VIETNAM_EAST = 7 * 3600
"""Seconds that Vietnam's clock is ahead: it knows no summer time."""
LOCAL = func.epoch(Row.filed_at) + constant(VIETNAM_EAST)
ON = func.floor(LOCAL / constant(DAY)).cast(BigInteger)
NUMBER = func.floor((LOCAL % constant(DAY)) / constant(BIN)).cast(BigInteger)
FILED = and_(Row.filed_at >= bindparam("begins"), Row.filed_at < bindparam("ends"))
ARRIVALS = (
    select(ON.label("on"), NUMBER.label("number"), func.count().label("many"))
    .where(OF_OFFICES, FILED, (ON % constant(7)) == bindparam("weekday"))
    .group_by(ON, NUMBER)
)
TOOK = func.epoch(SETTLED) - func.epoch(Row.accepted_at)
DURATIONS = (
    select(Row.procedure, func.median(TOOK).label("seconds"))
    .where(Row.issued_at.is_not(None), RECEIVED)
    .group_by(Row.procedure)
)


class Takings(Frozen):
    """What was asked for and paid of dossiers received in a period by one channel (hình thức nộp), in đồng."""

    channel: Channel
    dossiers: int
    """With a fee."""
    asked: int
    paid: int
    online: int
    """Of what was paid, on-line."""
    given_back: int


TAKINGS = (
    select(
        Row.channel,
        func.count().label("dossiers"),
        func.sum(Row.fee).cast(BigInteger).label("asked"),
        func.sum(Row.paid).cast(BigInteger).label("paid"),
        func.sum(Row.paid_online).cast(BigInteger).label("online"),
        func.sum(Row.given_back).cast(BigInteger).label("given_back"),
    )
    .where(OF_OFFICES, RECEIVED, Row.fee > constant(0))
    .group_by(Row.channel)
    .order_by(Row.channel)
)


class Linked(Frozen):
    """The dossiers of one procedure that were opened by those of an interlinked one (liên thông) in a period."""

    parent: str
    """Code of the interlinked procedure."""
    procedure: str
    dossiers: int
    settled: int
    in_time: int
    """Settled in time, or still within their date."""
    median_seconds: float | None
    """From acceptance to the result, of half of the settled ones."""


Parent = aliased(Row, name="parents")
LINKED = (
    select(
        Parent.procedure.label("parent"),
        Row.procedure,
        func.count().label("dossiers"),
        func.count().filter(SETTLED.is_not(None)).label("settled"),
        func.count().filter(IN_TIME).label("in_time"),
        func.median(case((Row.issued_at.is_not(None), TOOK))).label("median_seconds"),
    )
    .select_from(Row)
    .join(Parent, Parent.dossier == Row.parent)
    .where(OF_OFFICES, RECEIVED)
    .group_by(Parent.procedure, Row.procedure)
    .order_by(Parent.procedure, Row.procedure)
)


class Patterns:
    """Asks the published facts for what is usual."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    async def arrivals(self, offices: Sequence[str], now: datetime) -> list[dict[int, int]]:
        """How many came by five minutes on each of the last weeks' same weekday; a day without any has none."""
        midnight = in_vietnam(now).replace(hour=0, minute=0, second=0, microsecond=0)
        first = midnight - timedelta(weeks=WEEKS)
        number = _number(midnight)
        values = {"offices": [*offices], "begins": first.isoformat(), "ends": midnight.isoformat()}
        rows = await self._analysis.rows(ARRIVALS, values | {"weekday": number % 7})
        days: dict[int, dict[int, int]] = {number - 7 * week: {} for week in range(1, WEEKS + 1)}
        for row in rows:
            days[row["on"]][row["number"]] = row["many"]
        return [*days.values()]

    async def durations(self, now: datetime) -> dict[str, float]:
        """Seconds that half of the dossiers of each procedure took at most, of those accepted in the last year."""
        values = {"begins": (now - timedelta(days=365)).isoformat(), "ends": now.isoformat()}
        return {row["procedure"]: row["seconds"] for row in await self._analysis.rows(DURATIONS, values)}

    async def takings(self, offices: Sequence[str], period: Period) -> list[Takings]:
        """What was asked and paid, by channel."""
        return [Takings.model_validate(row) for row in await self._of(TAKINGS, offices, period)]

    async def linked(self, offices: Sequence[str], period: Period) -> list[Linked]:
        """How interlinked procedures go, part by part."""
        return [Linked.model_validate(row) for row in await self._of(LINKED, offices, period)]

    async def _of(self, statement: Any, offices: Sequence[str], period: Period) -> list[dict[str, Any]]:
        as_of = (await self._analysis.manifest()).as_of
        return await self._analysis.rows(statement, Asked(offices, period).values(as_of))


def _number(day: datetime) -> int:
    return int((day.timestamp() + VIETNAM_EAST) // DAY)
