"""Which officers opened a dossier: a line an officer, dossier, day and thing, written before they get to see it."""

from collections import OrderedDict
from datetime import date, datetime

from sqlalchemy import ForeignKey, Identity, Index, UniqueConstraint, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger, Text

from domain.base.calendar import in_vietnam
from domain.dossier.acts import Actor
from infra.db.database import Database
from infra.db.tables import Base
from infra.journal.journal import utc_now

NOTE = select(
    func.note_look(bindparam("dossier"), bindparam("things", type_=ARRAY(Text)), bindparam("roles", type_=ARRAY(Text)))
)
REMEMBERED = 50_000
"""Lines that a process knows to be there and does not write again."""


class LookRow(Base):
    """An officer who opened something of a dossier, for the first time on a day. Rows are only ever inserted."""

    __tablename__ = "looks"

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.code"))
    officer: Mapped[str]
    day: Mapped[date]
    what: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    agency: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    procedure: Mapped[str]
    about: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Who sees the line: the people whom the dossier was about then, by blind index, and its offices."""

    __table_args__ = (
        UniqueConstraint("dossier", "officer", "day", "what", name="uq_looks_dossier_officer_day_what"),
        Index("ix_looks_about", "about", postgresql_using="gin"),
    )


class Looks:
    """Notes what officers open; citizens look at what is theirs, and lists are no look."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noted: OrderedDict[tuple[str, str, date, tuple[str, ...]], None] = OrderedDict()

    async def note(self, dossier: str, reader: Actor, *things: str) -> None:
        """Write that an officer opens these things of a dossier, unless it was written today."""
        if reader.kind != "officer":
            return
        line = (dossier, reader.id, in_vietnam(utc_now()).date(), things)
        if line in self._noted:
            return
        roles = sorted(reader.roles)
        async with self._database.transaction(reader) as tx:
            await tx.execute(NOTE, {"dossier": dossier, "things": list(things), "roles": roles})
        self._noted[line] = None
        if len(self._noted) > REMEMBERED:
            self._noted.popitem(last=False)
