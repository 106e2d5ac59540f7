"""Counts what is under way at this moment, in the rows of facts that have not ended: as new as the feed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CursorResult,
    Double,
    Select,
    Text,
    and_,
    bindparam,
    case,
    column,
    func,
    not_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from domain.base.calendar import VIETNAM, in_vietnam, midnight
from domain.base.refusals import Unacceptable
from domain.dossier.acts import Actor
from domain.province.centre import ALL, BIN, AgencyNow, Ahead, Day, DueRow, Lateness, Narrow, Tiles
from domain.province.course import NotKept
from domain.registers.answer_times import Answering
from infra.db.agency_tables import AnswerDayRow, AnswerTimeRow
from infra.db.database import Database
from infra.db.province_tables import APPOINTED, OF_CHANNEL, OF_OFFICES, OF_PROCEDURE, SETTLED, UNDER_WAY
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.punctual import CLOCK_ENDS
from infra.db.tables import CLOSED, LAST_CLOSED, AgencyStateRow, CounterRow, constant
from infra.province.feed import OLDEST
from infra.province.then import THEN

ASKED = and_(OF_OFFICES, OF_PROCEDURE, OF_CHANNEL)
MOMENT = TIMESTAMP(timezone=True)


def _at(name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=MOMENT)


def _many(*which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(*which)


def _between(moment: Any, begins: str, ends: str) -> ColumnElement[bool]:
    return and_(moment >= _at(begins), moment < _at(ends))


RUNS = Row.stands_since.is_(None)
JUDGED_BY = case((Row.issued_at.is_not(None), Row.due_at), else_=APPOINTED)
"""A correction is judged by its own date, all else by the date of its first result, whatever was set later."""
LATE = func.least(Row.stands_since, _at("now")) > JUDGED_BY
"""Whose clock stood before its date is not late: the date moves when it runs again."""
DUE_TODAY = and_(RUNS, _between(Row.due_at, "now", "tomorrow"))
DUE_IN_A_DAY = and_(RUNS, _between(Row.due_at, "now", "in_a_day"))
RUNNING = (
    select(
        func.count().label("under_way"),
        _many(Row.stands_since.is_not(None)).label("standing"),
        _many(Row.waits_for != constant("")).label("waiting"),
        _many(DUE_TODAY).label("due_today"),
        _many(DUE_IN_A_DAY).label("due_in_a_day"),
        _many(LATE).label("late"),
    )
    .where(ASKED, UNDER_WAY)
    .subquery()
)


def _of_today(moment: Any, name: str) -> Select[int, int]:
    return select(
        _many(_between(moment, "today", "now")).label(name),
        _many(_between(moment, "week_ago", "then")).label(f"{name}_before"),
    ).where(ASKED, moment >= _at("week_ago"))


RECEIVED, DONE = _of_today(Row.accepted_at, "received").subquery(), _of_today(SETTLED, "settled").subquery()
TILES = select(RUNNING, RECEIVED, DONE).select_from(RUNNING.join(RECEIVED, true()).join(DONE, true()))
UNTOLD = _many(Row.course == constant(""))
"""Of a past moment: those whose facts do not say how they changed."""
OF_BEFORE = select(UNTOLD.label("untold")).where(ASKED, UNDER_WAY).subquery()
TILES_THEN = (
    select(RUNNING, RECEIVED, DONE, OF_BEFORE)
    .select_from(RUNNING.join(RECEIVED, true()).join(DONE, true()).join(OF_BEFORE, true()))
    .add_cte(THEN)
)
CHANGING = ("standing", "waiting", "due_today", "due_in_a_day", "late")
"""Of the tiles, those that nobody knows of such dossiers."""
LISTS = {"procedure": Text, "step": Text, "seconds": Double}
USUAL = (
    func.unnest(*(bindparam(f"every_{name}", type_=ARRAY(kind)) for name, kind in LISTS.items()))
    .table_valued(*(column(name, kind) for name, kind in LISTS.items()), name="usual")
    .render_derived()
)
OF_STEP = and_(USUAL.c.procedure == Row.procedure, USUAL.c.step == Row.step)
TAKES = func.make_interval(0, 0, 0, 0, 0, 0, USUAL.c.seconds)
# Nobody has it between two steps: what is usual then is told from its acceptance on.
DONE_BY = case((Row.step == constant(""), func.greatest(Row.accepted_at + TAKES, _at("now"))), else_=_at("now") + TAKES)
AT_RISK = and_(RUNS, not_(LATE), Row.due_at >= _at("now"), Row.due_at < DONE_BY)
BESIDE_USUAL = Row.__table__.outerjoin(USUAL, OF_STEP)
AHEAD = (
    select(_many(DUE_IN_A_DAY).label("due_in_a_day"), _many(AT_RISK).label("at_risk"))
    .select_from(BESIDE_USUAL)
    .where(ASKED, UNDER_WAY)
)
DUE = (
    select(
        Row.competent.label("office"),
        Row.procedure,
        Row.step,
        func.count().label("under_way"),
        _many(LATE).label("late"),
        _many(DUE_IN_A_DAY).label("due_in_a_day"),
        _many(AT_RISK).label("at_risk"),
        func.min(case((RUNS, Row.due_at))).label("first_due_at"),
        # Of all of them, also where there are more rows than are told.
        func.sum(UNTOLD).over().label("untold"),
    )
    .select_from(BESIDE_USUAL)
    .where(ASKED, UNDER_WAY)
    .group_by(Row.competent, Row.procedure, Row.step)
    .order_by(_many(LATE).desc(), _many(DUE_IN_A_DAY).desc(), func.count().desc(), Row.competent, Row.procedure)
    .limit(bindparam("many", type_=BigInteger))
)
DUE_THEN = DUE.add_cte(THEN)
NEWLY_LATE = select(_many(LATE, _at("day_ago") <= JUDGED_BY).label("newly_late")).where(ASKED, UNDER_WAY)


def _of_day(moment: Any, name: str, *more: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    return select(
        _many(_between(moment, "day_ago", "now")).label(name),
        _many(_between(moment, "two_days_ago", "day_ago")).label(f"{name}_before"),
        *more,
    ).where(ASKED, moment >= _at("two_days_ago"))


LATE_SETTLED = _many(_between(SETTLED, "day_ago", "now"), APPOINTED < CLOCK_ENDS).label("late_settled")
CAME, WENT = _of_day(Row.accepted_at, "received").subquery(), _of_day(SETTLED, "settled", LATE_SETTLED).subquery()
BECAME = NEWLY_LATE.subquery()
DAY = select(CAME, WENT, BECAME).select_from(CAME.join(WENT, true()).join(BECAME, true()))
LATENESS = (
    select(Row.competent.label("office"), _many(LATE).label("late"), func.count().label("under_way"))
    .where(UNDER_WAY)
    .group_by(Row.competent)
)
NUMBER = func.floor(func.extract("epoch", Row.filed_at - _at("today")) / BIN)
ARRIVED = (
    select(NUMBER.cast(BigInteger).label("number"), func.count().label("many"))
    .where(ASKED, _between(Row.filed_at, "today", "now"))
    .group_by(NUMBER)
)

WAITS = (
    select(Row.waits_for.label("agency"), func.count().label("many"))
    .where(ASKED, UNDER_WAY, Row.waits_for != constant(""))
    .group_by(Row.waits_for)
    .subquery()
)
WAITED = (
    select(AgencyStateRow.agency, func.coalesce(WAITS.c.many, constant(0)).label("waiting"), OF_BEFORE.c.untold)
    .outerjoin(WAITS, WAITS.c.agency == AgencyStateRow.agency)
    .join(OF_BEFORE, true())
    .add_cte(THEN)
)
AGENCIES = (
    select(
        AgencyStateRow.agency,
        func.coalesce(WAITS.c.many, constant(0)).label("waiting"),
        AgencyStateRow.answered_at,
        AgencyStateRow.failing_since,
        AgencyStateRow.took_ms,
    )
    .select_from(AgencyStateRow)
    .outerjoin(WAITS, WAITS.c.agency == AgencyStateRow.agency)
    .order_by(AgencyStateRow.agency)
)


ANSWERED = (
    select(AnswerTimeRow.agency, AnswerTimeRow.number, func.sum(AnswerTimeRow.answered).label("answered"),
           func.sum(AnswerTimeRow.failed).label("failed"))
    .where(AnswerTimeRow.hour >= bindparam("since"), AnswerTimeRow.hour <= bindparam("now"))
    .group_by(AnswerTimeRow.agency, AnswerTimeRow.number)
)  # fmt: skip


FIRST_KEPT = select(
    select(func.min(AnswerTimeRow.hour)).scalar_subquery().label("hour"),
    select(func.min(AnswerDayRow.day)).scalar_subquery().label("day"),
)
ANSWERED_DAYS = (
    select(AnswerDayRow)
    .where(AnswerDayRow.day >= bindparam("first"), AnswerDayRow.day <= bindparam("last"))
    .order_by(AnswerDayRow.day, AnswerDayRow.agency)
)


class NotTimed(Unacceptable):
    """How long agencies took to answer is not kept of a moment."""

    def __init__(self, first: datetime | None) -> None:
        super().__init__(
            "Thời gian trả lời của các cơ quan chỉ được lưu từ {}: hãy chọn thời điểm sau đó một ngày trở đi.",
            "How long agencies took to answer is kept only from {} on: ask for a moment a day after that, or later.",
            f"{first.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if first else "–",
        )


PLANNED_ANEW = select(func.set_config(constant("plan_cache_mode"), constant("force_custom_plan"), true()))
"""From its sixth time on, a statement is planned for any offices and moments: what has few rows takes twice as long."""


class Live:
    """Counts at a moment, as whoever asks may."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fed(self, now: datetime, by: Actor) -> datetime:
        """Up to when what happened until a moment is in the facts: earlier than that, where the feed stands still."""
        oldest = (await self._database.execute(by, OLDEST)).scalar_one()
        return min(now, oldest) if oldest else now

    async def tiles(
        self, offices: Sequence[str], now: datetime, by: Actor, narrow: Narrow = ALL, *, past: bool = False
    ) -> Tiles:
        """Count what some offices have in hand, got and settled today; of a past moment, as it stood then."""
        found = await self._count(by, TILES_THEN if past else TILES, _asked(offices, narrow) | _moments(now))
        told = dict(found.mappings().one())
        return Tiles.model_validate(told | (dict.fromkeys(CHANGING) if told.pop("untold", 0) else {}))

    async def reconciled_until(self, day: date, by: Actor) -> date | None:
        """The last day before one whose books were held beside the payment platform's; None where nobody did."""
        before = LAST_CLOSED.where(CounterRow.name < f"{CLOSED}{day}")
        last = (await self._database.execute(by, before)).scalar_one()
        return date.fromisoformat(last.removeprefix(CLOSED)) if last else None

    async def day(self, offices: Sequence[str], now: datetime, by: Actor) -> Day:
        """Count what the last 24 hours brought to some offices, beside the 24 before them."""
        day = timedelta(days=1)
        moments = {"now": now, "day_ago": now - day, "two_days_ago": now - 2 * day}
        found = await self._count(by, DAY, _asked(offices) | moments)
        return Day.model_validate(dict(found.mappings().one()))

    async def lateness(self, offices: Sequence[str], now: datetime, by: Actor) -> list[Lateness]:
        """Count what each of some offices has under way, and how many of it are late."""
        found = await self._count(by, LATENESS.where(OF_OFFICES), {"offices": [*offices], "now": now})
        return [Lateness.model_validate(dict(row)) for row in found.mappings()]

    async def due(
        self,
        offices: Sequence[str],
        now: datetime,
        usual: Mapping[tuple[str, str], float],
        by: Actor,
        many: int,
        narrow: Narrow = ALL,
        *,
        past: bool = False,
    ) -> list[DueRow]:
        """Count what is under way by office, procedure and step, the latest first; of a past moment, as it stood then.

        ``usual`` are the seconds that are still to come, by procedure and step.

        Raises:
            NotKept: nobody knows how some of them stood then.
        """
        values = {"many": many, **_asked(offices, narrow), **_lists(usual), **_moments(now)}
        found = (await self._count(by, DUE_THEN if past else DUE, values)).mappings().all()
        if past and any(row["untold"] for row in found):
            raise NotKept
        return [DueRow.model_validate(dict(row)) for row in found]

    async def ahead(
        self, offices: Sequence[str], now: datetime, usual: Mapping[tuple[str, str], float], by: Actor
    ) -> Ahead:
        """Count the same in all of it, however many rows that were."""
        found = await self._count(by, AHEAD, _asked(offices) | _lists(usual) | _moments(now))
        return Ahead.model_validate(dict(found.mappings().one()))

    async def arrived(self, offices: Sequence[str], now: datetime, by: Actor, narrow: Narrow = ALL) -> dict[int, int]:
        """How many came in today, by the number of the five minutes since midnight."""
        found = await self._count(by, ARRIVED, _asked(offices, narrow) | _moments(now))
        return {row.number: row.many for row in found}

    async def agencies(self, offices: Sequence[str], by: Actor, narrow: Narrow = ALL) -> list[AgencyNow]:
        """How each agency answered last, and how many dossiers wait for it."""
        found = await self._count(by, AGENCIES, _asked(offices, narrow))
        return [AgencyNow.model_validate(dict(row)) for row in found.mappings()]

    async def waited(self, offices: Sequence[str], then: datetime, by: Actor, narrow: Narrow = ALL) -> dict[str, int]:
        """How many dossiers waited for each agency at a past moment; nothing, where it is not known of some."""
        found = await self._count(by, WAITED, _asked(offices, narrow) | _moments(then))
        return {row.agency: row.waiting for row in found if not row.untold}

    async def answering(self, now: datetime, by: Actor) -> dict[str, Answering]:
        """How long each agency took to answer in this hour and the 24 before it."""
        return await self._answered(now - timedelta(hours=25), now, by)

    async def answered_before(self, then: datetime, by: Actor) -> tuple[date | None, dict[str, Answering]]:
        """The same of a past moment: in the 24 hours that were over; where they went, in the day, which is named.

        Raises:
            NotTimed: neither is kept.
        """
        hour = then.replace(minute=0, second=0, microsecond=0)  # it has what came after that moment too
        since, day = hour - timedelta(hours=24), in_vietnam(then).date() - timedelta(days=1)
        first = (await self._database.execute(by, FIRST_KEPT)).one()
        if first.hour and first.hour <= since:
            return None, await self._answered(since, hour - timedelta(hours=1), by)
        # Of the first one nobody knows when it began to be kept.
        if first.day and first.day < day:
            return day, (await self.answering_by_day(day, day, by)).get(day, {})
        whole = datetime.combine(first.day + timedelta(days=1), time(), VIETNAM) if first.day else first.hour
        raise NotTimed(min(whole, first.hour) if first.hour else whole)

    async def answering_by_day(self, first: date, last: date, by: Actor) -> dict[date, dict[str, Answering]]:
        """How long each agency took to answer on each whole day that is kept."""
        found = await self._database.execute(by, ANSWERED_DAYS, {"first": first, "last": last})
        days: dict[date, dict[str, list[_Class]]] = {}
        for row in found:
            days.setdefault(row.day, {}).setdefault(row.agency, []).append((row.number, row.answered, row.failed))
        return {day: {agency: _added(of) for agency, of in each.items()} for day, each in days.items()}

    async def _count(
        self, by: Actor, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
    ) -> CursorResult[*tuple[Any, ...]]:
        async with self._database.transaction(by) as tx:
            await tx.execute(PLANNED_ANEW)
            return await tx.execute(statement, values)

    async def _answered(self, since: datetime, until: datetime, by: Actor) -> dict[str, Answering]:
        found: dict[str, list[_Class]] = {}
        for row in await self._database.execute(by, ANSWERED, {"now": until, "since": since}):
            found.setdefault(row.agency, []).append((row.number, int(row.answered), int(row.failed)))
        return {agency: _added(of) for agency, of in found.items()}


type _Class = tuple[int, int, int]
"""Its number, how many were answered within it and how many not."""


def _added(classes: Sequence[_Class]) -> Answering:
    return Answering(
        answered={number: answered for number, answered, _ in classes if answered},
        failed=sum(failed for _, _, failed in classes),
    )


def _asked(offices: Sequence[str], narrow: Narrow = ALL) -> dict[str, Any]:
    return {"offices": [*offices], "procedure": narrow.procedure, "channel": int(narrow.channel or 0)}


def _lists(usual: Mapping[tuple[str, str], float]) -> dict[str, Any]:
    return {
        "every_procedure": [name for name, _ in usual],
        "every_step": [step for _, step in usual],
        "every_seconds": [*usual.values()],
    }


def _moments(now: datetime) -> dict[str, datetime]:
    today = midnight(now)
    day, week = timedelta(days=1), timedelta(days=7)
    return {
        "now": now,
        "today": today,
        "tomorrow": today + day,
        "in_a_day": now + day,
        "week_ago": today - week,
        "then": now - week,
    }
