"""How interlinked procedures (liên thông) go, as a whole and part by part, read from the published facts."""

from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from domain.base.law import Frozen
from infra.analysis.analysis import Published
from infra.analysis.counting import Held
from infra.analysis.patterns import TOOK
from infra.db.province_tables import OF_CHANNEL, OF_PROCEDURE, PROCEDURE, SETTLED
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.punctual import HAS_DATE, IN_TIME, RECEIVED, STILL
from infra.db.tables import constant


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


class Whole(Frozen):
    """The dossiers of an interlinked procedure received in a period, each with all that it opened."""

    parent: str
    """Code of the interlinked procedure."""
    dossiers: int
    """Those that opened a part."""
    settled: int
    """Of which all is settled."""
    in_time: int
    """Of which nothing is past its date."""
    median_seconds: float | None
    """From acceptance to the last result of all, of half of the settled ones."""


Parent = aliased(Row, name="parents")
OPENED = Row.parent != constant("")
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
    .where(OPENED, RECEIVED, STILL, OF_CHANNEL, or_(OF_PROCEDURE, Parent.procedure == PROCEDURE))
    .group_by(Parent.procedure, Row.procedure)
    .order_by(Parent.procedure, Row.procedure)
)
# What was never accepted has no date that could pass.
KEPT = func.coalesce(case((HAS_DATE, IN_TIME)), True)
PARTS = select(Row.parent, SETTLED.label("settled"), KEPT.label("kept")).where(OPENED).subquery()
WHOLE = (
    select(
        Row.dossier,
        Row.procedure.label("parent"),
        and_(SETTLED.is_not(None), PARTS.c.settled.is_not(None)).label("settled"),
        and_(KEPT, PARTS.c.kept).label("in_time"),
        (func.epoch(func.greatest(SETTLED, PARTS.c.settled)) - func.epoch(Row.accepted_at)).label("took"),
    )
    .join(PARTS, PARTS.c.parent == Row.dossier)
    .where(RECEIVED, STILL, OF_CHANNEL, OF_PROCEDURE)
)
"""Each part beside the dossier that opened it: few are looked for, so that not all parts are put together."""


def _wholes(of: Held) -> Select[*tuple[Any, ...]]:
    part = WHOLE.where(of.held).subquery()
    each = (
        select(
            part.c.parent,
            func.bool_and(part.c.settled).label("settled"),
            func.bool_and(part.c.in_time).label("in_time"),
            func.max(part.c.took).label("took"),
        )
        .group_by(part.c.dossier, part.c.parent)
        .subquery()
    )
    return (
        select(
            each.c.parent,
            func.count().label("dossiers"),
            func.count().filter(each.c.settled).label("settled"),
            func.count().filter(each.c.in_time).label("in_time"),
            func.median(case((each.c.settled, each.c.took))).label("median_seconds"),
        )
        .group_by(each.c.parent)
        .order_by(each.c.parent)
    )


async def branch_counts(published: Published, of: Held) -> list[Linked]:
    """How the branches of dossiers received in a period go, by procedure."""
    rows = await published.rows(LINKED.where(of.held), of.values(published.as_of))
    return [Linked.model_validate(row) for row in rows]


async def whole_counts(published: Published, of: Held) -> list[Whole]:
    """How interlinked procedures received in a period go as a whole: from acceptance to the last result of any part."""
    rows = await published.rows(_wholes(of), of.values(published.as_of))
    return [Whole.model_validate(row) for row in rows]
