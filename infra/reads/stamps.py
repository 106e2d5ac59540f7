"""Until when each result is proved, and by which file: rows are only ever added, and the newest counts."""

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.orm import aliased

from infra.db.tables import ArchiveStampRow, ResultRow

LATER = aliased(ArchiveStampRow)
IS_NEWEST = ~exists().where(LATER.number == ArchiveStampRow.number, LATER.stamped_until > ArchiveStampRow.stamped_until)
IS_STALE = and_(ArchiveStampRow.stamped_until <= bindparam("until"), IS_NEWEST)
STALE = select(ArchiveStampRow.number).where(IS_STALE, ArchiveStampRow.number > bindparam("after"))
STALE_ONES = STALE.order_by(ArchiveStampRow.number).limit(bindparam("limit"))
ISSUED = select(ResultRow.path).where(ResultRow.number == bindparam("number")).scalar_subquery().label("issued")
STAMPS = select(ArchiveStampRow.dossier, ArchiveStampRow.path, ArchiveStampRow.stamped_until, ISSUED)
OF_RESULT = STAMPS.where(ArchiveStampRow.number == bindparam("number"))
NEWEST = OF_RESULT.order_by(ArchiveStampRow.stamped_until.desc()).limit(1)
