"""Lists the facts of dossiers in the order in which they changed, out of published files: no database is asked."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from domain.base.calendar import in_vietnam
from domain.province.warehouse import SharedFact
from infra.analysis.analysis import Published
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.tables import constant

PAGE = 500
SETTLES = timedelta(seconds=60)
"""How long before a publication a row must have changed to be in it for sure, however long its writer took."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENT = TIMESTAMP(timezone=True)
DAYS = {
    f"{name}_on": getattr(Row, f"{name}_at") for name in ("filed", "accepted", "due", "issued", "handed_over", "ended")
}
PLAIN = [getattr(Row, name) for name in SharedFact.model_fields if name not in DAYS]
# Rows of files that were published before rows bore this moment have none: they come once they are made anew.
AFTER = (Row.changed_at >= bindparam("since", type_=MOMENT), Row.changed_at < bindparam("until", type_=MOMENT))
PAGED = select(Row.changed_at).where(*AFTER).order_by(Row.changed_at).limit(constant(PAGE)).subquery()
# A page ends with all rows of its last moment, so that a place in the list is a moment, and names no dossier.
CHANGED = (
    select(
        *PLAIN,
        *(func.epoch_us(column).label(name) for name, column in DAYS.items()),
        func.epoch_us(Row.changed_at).label("changed"),
    )
    .where(*AFTER, Row.changed_at <= select(func.max(PAGED.c.changed_at)).scalar_subquery())
    .order_by(Row.changed_at)
)


async def changed_facts(published: Published, since: datetime) -> tuple[list[SharedFact], datetime | None]:
    """A page of facts that changed at a moment or later, and from when on the next goes; None after the last one."""
    asked = {"since": since.isoformat(), "until": (published.as_of - SETTLES).isoformat()}
    rows = await published.rows_once(CHANGED, asked)
    if len(rows) < PAGE:
        return [_fact(row) for row in rows], None
    return [_fact(row) for row in rows], _moment(rows[-1]["changed"]) + timedelta(microseconds=1)


def _fact(row: Mapping[str, Any]) -> SharedFact:
    return SharedFact.model_validate(
        {name: _day(said) if name in DAYS else said for name, said in row.items() if name != "changed"}
    )


def _moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def _day(microseconds: int | None) -> date | None:
    return None if microseconds is None else in_vietnam(_moment(microseconds)).date()
