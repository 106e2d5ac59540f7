"""Until when each result is proved, and by which file: rows are only ever added, and the newest counts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, and_, bindparam, exists, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from infra.db.tables import Base, ResultRow


class ArchiveStampRow(Base):
    """Until when a result is proved by its archive time stamp, and the file that carries it; the newest counts."""

    __tablename__ = "archive_stamps"

    number: Mapped[str] = mapped_column(primary_key=True)
    stamped_until: Mapped[datetime] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.code"))
    path: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)

    __table_args__ = (Index("ix_archive_stamps_stamped_until", "stamped_until"),)


LATER = aliased(ArchiveStampRow)
IS_NEWEST = ~exists().where(LATER.number == ArchiveStampRow.number, LATER.stamped_until > ArchiveStampRow.stamped_until)
IS_STALE = and_(ArchiveStampRow.stamped_until <= bindparam("until"), IS_NEWEST)
STALE = select(ArchiveStampRow.number).where(IS_STALE, ArchiveStampRow.number > bindparam("after"))
STALE_ONES = STALE.order_by(ArchiveStampRow.number).limit(bindparam("limit"))
ISSUED = select(ResultRow.path).where(ResultRow.number == bindparam("number")).scalar_subquery().label("issued")
STAMPS = select(ArchiveStampRow.dossier, ArchiveStampRow.path, ArchiveStampRow.stamped_until, ISSUED)
OF_RESULT = STAMPS.where(ArchiveStampRow.number == bindparam("number"))
NEWEST = OF_RESULT.order_by(ArchiveStampRow.stamped_until.desc()).limit(1)
