"""Until when each result is proved, and by which file: rows are only ever added, and the newest counts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from infra.db.tables import Base

STALE_ONES = text("""
SELECT number FROM archive_stamps old WHERE stamped_until <= :until AND number > :after
AND NOT EXISTS (SELECT 1 FROM archive_stamps WHERE number = old.number AND stamped_until > old.stamped_until)
ORDER BY number LIMIT :limit
""")
NEWEST = text("""
SELECT dossier, path, stamped_until, (SELECT path FROM results WHERE number = :number) AS issued
FROM archive_stamps WHERE number = :number ORDER BY stamped_until DESC LIMIT 1
""")


class ArchiveStampRow(Base):
    """Until when a result is proved by its archive time stamp, and the file that carries it; the newest counts."""

    __tablename__ = "archive_stamps"

    number: Mapped[str] = mapped_column(primary_key=True)
    stamped_until: Mapped[datetime] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.code"))
    path: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)

    __table_args__ = (Index("ix_archive_stamps_stamped_until", "stamped_until"),)
