"""Keeps at hand how long dossiers take: read from the published facts every quarter of an hour."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import and_, bindparam, func, or_, select

from domain.base.calendar import Calendar, CalendarEnds
from domain.province.promise import Spread, Usual, spread_of, stretched
from infra.analysis.analysis import Analysis, FactsUnpublished
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.tables import constant

log = structlog.get_logger()

YEAR = timedelta(days=365)
LATELY = timedelta(days=45)
"""What is compared with the year."""
KEPT = timedelta(minutes=15)
OF_EACH = 400
"""Dossiers of each kind and office, the newest: more change nothing."""

NEWEST = func.row_number().over(partition_by=(Row.competent, Row.procedure), order_by=Row.filed_at.desc())
FILED, DONE = func.epoch(Row.filed_at).label("filed"), func.epoch(Row.issued_at).label("done")
COMPLETE = and_(Row.accepted_at.is_not(None), Row.supplements == constant(0))
"""As it was filed: nothing was asked for."""
OF_THE_YEAR = (
    select(Row.competent.label("office"), Row.procedure, FILED, DONE, NEWEST.label("place"))
    .where(COMPLETE, Row.filed_at >= bindparam("begins"), or_(DONE.is_not(None), Row.ended_at.is_(None)))
    .subquery()
)
TAKEN = select(OF_THE_YEAR).where(OF_THE_YEAR.c.place <= constant(OF_EACH))


@dataclass(frozen=True)
class Took:
    """How long one took, or has taken by now, in seconds of office time."""

    office: str
    procedure: str
    filed: datetime
    seconds: float
    watched: float
    """Office time since it was filed."""
    done: bool


class Promises:
    """What an office's own year says of a dossier that is filed now, or under way."""

    def __init__(self, analysis: Analysis, calendar_of: Callable[[str], Calendar]) -> None:
        self._analysis = analysis
        self._calendar_of = calendar_of
        self._usual: Mapping[tuple[str, str], Usual] = {}
        self._read_at: datetime | None = None
        self.reading: asyncio.Task[None] | None = None

    def by(self, office: str, procedure: str, filed_at: datetime, now: datetime) -> tuple[datetime, bool] | None:
        """By when nine of ten such dossiers are done, and whether that is the office's own year; None: too few."""
        self._keep_read(now)
        usual = self._usual.get((office, procedure)) or self._usual.get(("", procedure))
        if usual is None:
            return None
        calendar = self._calendar_of(office)
        try:
            promised = usual.promised(calendar.working_time(filed_at, now))
            return (calendar.add_working_time(filed_at, promised), usual.of_office) if promised else None
        except CalendarEnds:
            return None

    def _keep_read(self, now: datetime) -> None:
        """Begin to read anew where it is time: nobody who looks at their dossier waits for a year to be read."""
        fresh = self._read_at is not None and self._read_at <= now < self._read_at + KEPT
        if not fresh and (self.reading is None or self.reading.done()):
            self.reading = asyncio.create_task(self.read(now))

    async def read(self, now: datetime) -> None:
        """Read what offices took until now; where nothing is published yet, nothing is known."""
        # Set first: what fails is tried again in a quarter of an hour, not by everybody who looks.
        self._read_at = now
        try:
            published = await self._analysis.published()
            # As many rows as an answer of a year has are no answer to keep.
            rows = await published.rows_once(TAKEN, {"begins": (now - YEAR).isoformat()})
        except FactsUnpublished:
            self._read_at = None
            return
        except Exception as error:
            log.error("promises_not_read", why=type(error).__name__)
            return
        # A quarter of a million additions of office time: beside everybody's requests, not before them.
        self._usual = await asyncio.to_thread(lambda: usual_by(self._took(rows, now), now))

    def _took(self, rows: Iterable[Mapping[str, object]], now: datetime) -> list[Took]:
        found, ends = [], now.timestamp()
        for row in rows:
            if row["filed"] is None:
                continue
            office, filed = str(row["office"]), float(str(row["filed"]))
            done = None if row["done"] is None else float(str(row["done"]))
            seconds_by, at = self._calendar_of(office).seconds_by, datetime.fromtimestamp(filed, now.tzinfo)
            before = seconds_by(filed)
            seconds = seconds_by(ends if done is None else done) - before
            watched = seconds_by(ends) - before if at >= now - LATELY else seconds
            found.append(Took(office, str(row["procedure"]), at, seconds, watched, done is not None))
        return found


def usual_by(took: Iterable[Took], now: datetime) -> dict[tuple[str, str], Usual]:
    """What is known by office and procedure; under no office what holds where one has had too few."""
    all_of_it, groups = [*took], defaultdict[tuple[str, str], list[Took]](list)
    for one in all_of_it:
        groups[one.office, one.procedure].append(one)
        groups["", one.procedure].append(one)
    spreads = {key: made for key, ones in groups.items() if (made := _spread(ones, now))}
    stretches = {procedure: _stretch(groups["", procedure], spreads, now) for _, procedure in groups}
    return {
        (office, procedure): Usual(spread=spread, of_office=bool(office), stretch=stretches[procedure])
        for (office, procedure), spread in spreads.items()
    }


def _spread(ones: Iterable[Took], now: datetime) -> Spread | None:
    """Of what was done: what is under way is looked at by what the last weeks took."""
    return spread_of([one.seconds for one in ones if one.done and one.filed < now])


def _stretch(ones: Iterable[Took], spreads: Mapping[tuple[str, str], Spread], now: datetime) -> float:
    """How long what was filed lately takes, beside what its office's year says; also of what is not done yet."""
    lately = []
    for one in ones:
        spread = spreads.get((one.office, one.procedure)) or spreads.get(("", one.procedure))
        if spread is None or one.filed < now - LATELY:
            continue
        usual = spread.quantile(0.9)
        # Of what was filed a moment ago only the quickest are done: all are looked at once their time is over.
        if one.watched >= usual:
            lately.append((one.seconds, usual))
    return stretched(lately)
