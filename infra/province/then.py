"""The rows of facts as they stood at a moment of the past, which take the table's place in a statement."""

from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Double,
    Text,
    and_,
    bindparam,
    case,
    column,
    false,
    func,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, aggregate_order_by

from domain.base.law import Status
from domain.province.course import CHANGING, MOMENTS, Kind
from infra.db.province_tables import OF_OFFICES, OPEN_DURING
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.tables import constant

IN_HAND = constant(int(Status.IN_PROCESS))
NOW, SINCE = (bindparam(name, type_=TIMESTAMP(timezone=True)) for name in ("now", "week_ago"))
CHANGES = (
    func.string_to_table(Row.course, constant(" "))
    .table_valued(column("change", Text), with_ordinality="number", name="changes")
    .render_derived()
)
CHANGED_AT = func.split_part(func.substr(CHANGES.c.change, constant(2)), constant(":"), constant(1)).cast(BigInteger)
VALUE = func.split_part(CHANGES.c.change, constant(":"), constant(2))
# Of one letter the last value stays.
TOLD = (
    select(
        func.jsonb_object_agg(
            func.left(CHANGES.c.change, constant(1)), aggregate_order_by(VALUE, CHANGES.c.number), type_=JSONB
        )
    )
    .select_from(CHANGES)
    .where(func.to_timestamp(CHANGED_AT) < NOW)
    .correlate(Row)
    .scalar_subquery()
)
FIXED = ("dossier", "procedure", "competent", "channel", "edition", "filed_at", "course")
ALSO = ("accepted_at", "issued_at", "ended_at", "status", "due_at", "appointed_at", "stands_since", "waits_for")
NEEDED = (*FIXED, *ALSO, "step")
"""What counts of a moment look at."""
KINDS = dict(CHANGING.values())
LETTERS = {name: letter for letter, (name, _) in CHANGING.items()}
# What had its result a week before is in no count, unless it was opened again.
NEAR = and_(OF_OFFICES, Row.filed_at < NOW, or_(OPEN_DURING.op("&&")(func.tstzrange(SINCE, NOW)), Row.reopened))
# What changed no more since that moment stood as it does: most of it is not gone through.
STEADY = func.coalesce(Row.steady_since < NOW, false())
ROWS = (
    select(
        *(Row.__table__.c[name] for name in NEEDED), STEADY.label("steady"), case((not_(STEADY), TOLD)).label("told")
    )
    .where(NEAR)
    # A fence: without it each fact that is read of a course goes through the whole of it again.
    .offset(constant(0))
    .subquery("near")
)
SETTLED_LATER = func.coalesce(func.coalesce(ROWS.c.issued_at, ROWS.c.ended_at) >= NOW, true())


def _then(name: str) -> ColumnElement[Any]:
    if name in MOMENTS:
        return case((ROWS.c[name] < NOW, ROWS.c[name]))
    if name in KINDS:
        told = _read(func.nullif(ROWS.c.told.op("->>")(constant(LETTERS[name])), constant("")), KINDS[name])
        # Of an edition that did not say how they changed: that it was in hand then is known, and nothing more.
        before = case((SETTLED_LATER, IN_HAND)) if name == "status" else null()
        return case((ROWS.c.steady, ROWS.c[name]), (ROWS.c.course == constant(""), before), else_=told)
    # Whether there is one, and no more: a moment's rows are held in memory.
    return func.left(ROWS.c[name], constant(1)) if name == "course" else ROWS.c[name]


def _read(told: ColumnElement[Any], kind: Kind) -> ColumnElement[Any]:
    match kind:
        case "moment":
            return func.to_timestamp(told.cast(BigInteger) / constant(1_000_000).cast(Double))
        case "number":
            return func.coalesce(told.cast(BigInteger), constant(0))
        case "some":
            return told.cast(BigInteger)
        case "truth":
            return told.is_not(None)
        case "word":
            return func.coalesce(told, constant(""))


THEN: CTE = select(*(_then(name).label(name) for name in NEEDED)).cte(Row.__tablename__)
"""A statement that has it reads it wherever it names the table: the same counts, of another moment."""
