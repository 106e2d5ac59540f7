"""The published facts as they stood at a moment of the past: a macro that takes the view's place in a statement."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import DDL, Select, bindparam, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from domain.province.course import CHANGING, MOMENTS, Kind
from infra.db.province_tables import SETTLED
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.tables import constant

VIEW = Row.__tablename__
# Two readings, so that files in which nothing changed since are read as they are, without the courses in them.
MACRO = (
    "CREATE MACRO %(schema)s.stood(moment) AS TABLE"
    " SELECT * REPLACE (NULL::TIMESTAMPTZ AS portal_until) FROM %(schema)s.%(view)s"
    " WHERE filed_at < moment AND steady_since < moment"
    " UNION ALL BY NAME SELECT * EXCLUDE (told, letters) REPLACE (%(columns)s)"
    " FROM (SELECT *, list_transform(told, lambda one: one[1]) AS letters"
    " FROM (SELECT *, list_reverse(list_filter(string_split(nullif(course, ''), ' '),"
    " lambda one: one[2:11]::BIGINT < epoch(moment))) AS told"
    " FROM %(schema)s.%(view)s WHERE filed_at < moment AND (steady_since IS NULL OR steady_since >= moment)))"
)
# The last first: a list is gone through once for its letters, and not once for each.
LAST = "nullif(told[list_position(letters, '{}')][13:], '')"
READ: Mapping[Kind, str] = {
    "number": "coalesce({}::BIGINT, 0)",
    "some": "{}::BIGINT",
    "truth": "{} IS NOT NULL",
    "moment": "make_timestamptz({}::BIGINT)",
    "word": "coalesce({}, '')",
}
BEFORE = [f"CASE WHEN {name} < moment THEN {name} END AS {name}" for name in MOMENTS]
CHANGED = [
    f"CASE WHEN coalesce(course, '') = '' THEN {name} ELSE {READ[kind].format(LAST.format(letter))} END AS {name}"
    for letter, (name, kind) in CHANGING.items()
]
# What the national portal knew then is not kept.
COLUMNS = ", ".join((*BEFORE, *CHANGED, "NULL::TIMESTAMPTZ AS portal_until"))
MOMENT = bindparam("moment", type_=TIMESTAMP(timezone=True))
NOT_KEPT = select(func.count().label("many")).where(
    # First, as files that have it everywhere are not read for it.
    Row.steady_since.is_(None),
    func.coalesce(Row.course, constant("")) == constant(""),
    Row.accepted_at < MOMENT,
    or_(SETTLED.is_(None), MOMENT <= SETTLED),
)
"""Dossiers that were in hand then, of which nobody knows how they stood."""


def macro(schema: str) -> DDL:
    """What makes it, beside the view in its schema."""
    named = {"schema": schema, "view": VIEW, "columns": COLUMNS}
    return DDL(MACRO, context=named)  # type: ignore[no-untyped-call]


def as_it_stood(statement: Select[*tuple[Any, ...]], schema: str) -> Select[*tuple[Any, ...]]:
    """A statement over the facts as they stood at the ``stood_at`` that is given with it."""
    stood = getattr(func, schema).stood(bindparam("stood_at", type_=TIMESTAMP(timezone=True)))
    return statement.add_cte(select(literal_column("*")).select_from(stood).cte(VIEW).prefix_with("NOT MATERIALIZED"))


def asked_at(moment: datetime) -> dict[str, str]:
    """The moment, as files are asked for it."""
    return {"stood_at": moment.isoformat(), "moment": moment.isoformat()}
