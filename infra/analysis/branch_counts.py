"""How interlinked procedures (liên thông) go, part by part, read from the published facts."""

from collections.abc import Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from domain.base.law import Frozen
from domain.province.periods import Period
from infra.analysis.analysis import Published
from infra.analysis.counting import OF_OFFICES, Asked
from infra.analysis.patterns import TOOK
from infra.db.province_tables import SETTLED
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.punctual import IN_TIME, RECEIVED


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


async def branch_counts(published: Published, offices: Sequence[str], period: Period) -> list[Linked]:
    """How the branches of dossiers received in a period go, by procedure."""
    rows = await published.rows(LINKED, Asked(offices, period).values(published.as_of))
    return [Linked.model_validate(row) for row in rows]
