"""How long agencies took to answer within whole days: kept for good, where their hours go after 13 months."""

from datetime import timedelta

from sqlalchemy import TIMESTAMP, Date, Interval, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from domain.dossier.acts import ENGINE
from infra.db.agency_tables import AnswerDayRow, AnswerTimeRow
from infra.db.database import Database
from infra.db.tables import constant

HOURS_KEPT = timedelta(days=396)
ZONE = constant("Asia/Ho_Chi_Minh")
KEPT = bindparam("kept", type_=Interval)
NOW = func.timezone(ZONE, func.clock_timestamp())
TODAY = func.timezone(ZONE, func.date_trunc(constant("day"), NOW))
FORGOTTEN = func.timezone(ZONE, func.date_trunc(constant("day"), func.timezone(ZONE, func.clock_timestamp() - KEPT)))
LAST = func.timezone(ZONE, select(func.max(AnswerDayRow.day).cast(TIMESTAMP)).scalar_subquery())
DAY = func.timezone(ZONE, AnswerTimeRow.hour).cast(Date)
# The last day once more, until there is one after it: what was asked before midnight may be noted past it.
WHOLE_DAYS = (
    select(
        AnswerTimeRow.agency,
        DAY.label("day"),
        AnswerTimeRow.number,
        func.sum(AnswerTimeRow.answered).label("answered"),
        func.sum(AnswerTimeRow.failed).label("failed"),
    )
    .where(AnswerTimeRow.hour >= func.coalesce(LAST, constant("-infinity")), AnswerTimeRow.hour < TODAY)
    .group_by(AnswerTimeRow.agency, DAY, AnswerTimeRow.number)
    .order_by(AnswerTimeRow.agency, DAY, AnswerTimeRow.number)
)
FOLD = insert(AnswerDayRow).from_select(["agency", "day", "number", "answered", "failed"], WHOLE_DAYS)
FOLD = FOLD.on_conflict_do_update(
    index_elements=[AnswerDayRow.agency, AnswerDayRow.day, AnswerDayRow.number],
    set_={"answered": FOLD.excluded.answered, "failed": FOLD.excluded.failed},
)
FORGET = delete(AnswerTimeRow).where(AnswerTimeRow.hour < FORGOTTEN)
"""Whole days alone: what is folded again is all of its day, or nothing."""


class AnswerDays:
    """Adds up the hours of days that are over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fold(self) -> None:
        """Keep each whole day and forget old hours; in one transaction, so that none goes that is in no day."""
        async with self._database.transaction(ENGINE) as tx:
            await tx.execute(FOLD)
            await tx.execute(FORGET, {"kept": HOURS_KEPT})
