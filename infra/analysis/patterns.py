"""What is usual in a province, read from the published facts: when dossiers come, and how long they take."""

from asyncio import gather
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, and_, bindparam, func, select

from domain.base.calendar import midnight
from domain.province.centre import ALL, BIN, WEEKS, Narrow
from domain.province.durations import Duration
from infra.analysis.analysis import Analysis, Published
from infra.analysis.counting import OF_KIND
from infra.analysis.durations import BY_OFFICE
from infra.db.province_tables import OF_OFFICES, SETTLED
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.punctual import RECEIVED
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
    .where(OF_OFFICES, OF_KIND, FILED, (ON % constant(7)) == bindparam("weekday"))
    .group_by(ON, NUMBER)
)
TOOK = func.epoch(SETTLED) - func.epoch(Row.accepted_at)
DONE = and_(Row.issued_at.is_not(None), RECEIVED)
WHOLE = select(Row.procedure, func.median(TOOK).label("seconds")).where(DONE).group_by(Row.procedure)
EACH = func.unnest(func.string_split(Row.opened, constant(" "))).label("opened")
OPENED = (
    select(Row.procedure, func.epoch(SETTLED).label("settled"), EACH).where(DONE, Row.opened != constant("")).subquery()
)
STEP, AT = (func.split_part(OPENED.c.opened, constant(":"), constant(part)) for part in (1, 2))
LEFT = OPENED.c.settled - AT.cast(BigInteger)
"""What a dossier still took when the step was opened."""
REMAINING = (
    select(OPENED.c.procedure, STEP.label("step"), func.median(LEFT).label("seconds"))
    .where(constant(0) <= LEFT)
    .group_by(OPENED.c.procedure, STEP)
)


class Patterns:
    """Asks the published facts for what is usual."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis

    async def arrivals(self, offices: Sequence[str], now: datetime, narrow: Narrow = ALL) -> list[dict[int, int]]:
        """How many came by five minutes on each of the last weeks' same weekday; a day without any has none."""
        ends = midnight(now)
        first, number = ends - timedelta(weeks=WEEKS), _number(ends)
        kind = {"procedure": narrow.procedure, "channel": int(narrow.channel or 0)}
        values = kind | {"offices": [*offices], "begins": first.isoformat(), "ends": ends.isoformat()}
        published = await self._analysis.published()
        rows = await published.rows(ARRIVALS, values | {"weekday": number % 7})
        days: dict[int, dict[int, int]] = {number - 7 * week: {} for week in range(1, WEEKS + 1)}
        for row in rows:
            days[row["on"]][row["number"]] = row["many"]
        return [*days.values()]

    async def remaining(self, now: datetime, *, past: bool = False) -> dict[tuple[str, str], float]:
        """Seconds that half of the dossiers of a procedure still took at most from a step on, of the last year's.

        By procedure and step; with no step, from acceptance on. Of a past moment, of what was settled by then.
        """
        published, year = await self._stood(now, past=past), _year(now)
        steps, whole = await gather(published.rows(REMAINING, year), published.rows(WHOLE, year))
        found = {(row["procedure"], row["step"]): row["seconds"] for row in steps}
        return found | {(row["procedure"], ""): row["seconds"] for row in whole}

    async def took(
        self, offices: Sequence[str], now: datetime, *, past: bool = False
    ) -> dict[tuple[str, str], Duration]:
        """How long those of the last year took, by office and procedure."""
        published, values = await self._stood(now, past=past), {"offices": [*offices]} | _year(now)
        rows = await published.rows(BY_OFFICE.where(OF_OFFICES), values)
        return {(row.pop("office"), row.pop("procedure")): Duration.model_validate(row) for row in rows}

    async def _stood(self, now: datetime, *, past: bool) -> Published:
        published = await self._analysis.published()
        return await published.then(now) if past and now < published.as_of else published


def _year(now: datetime) -> dict[str, str]:
    # To the end of the day, whenever on it somebody asks: of each publication it is counted once.
    ends = midnight(now) + timedelta(days=1)
    return {"begins": (ends - timedelta(days=366)).isoformat(), "ends": ends.isoformat()}


def _number(day: datetime) -> int:
    return int((day.timestamp() + VIETNAM_EAST) // DAY)
