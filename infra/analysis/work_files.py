"""Counts, in the published facts, the dossiers whose work files offices closed, and those handled on-line."""

from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, select

from infra.analysis.counting import Asked, ProvinceCounts
from infra.db.province_tables import OF_OFFICES
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.tables import constant

# Facts that are not made anew yet say of no file that it is closed: nothing is known of how it was handled.
CLOSED = and_(Row.work_file != constant(""), Row.ended_at >= bindparam("begins"), Row.ended_at < bindparam("ends"))
BY_OFFICE = (
    select(
        Row.competent.label("office"),
        func.count().label("closed"),
        func.count().filter(Row.work_file == constant("online")).label("online"),
    )
    .where(OF_OFFICES, CLOSED)
    .group_by(Row.competent)
)


class ClosedFiles(NamedTuple):
    """What an office closed in a period; each branch of interlinked dossiers by itself."""

    office: str
    closed: int
    online: int


async def closed_files(counts: ProvinceCounts, asked: Asked) -> list[ClosedFiles]:
    """What offices closed in the stretch of which they are asked; those that closed nothing are not named."""
    values: dict[str, Any] = {
        "offices": [*asked.offices],
        "begins": asked.stretch.begins.isoformat(),
        "ends": asked.stretch.ends.isoformat(),
    }
    return [ClosedFiles(**row) for row in await counts.published.rows(BY_OFFICE, values)]
