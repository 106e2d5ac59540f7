"""Which officers opened a dossier: a line an officer, dossier, day and thing, written before they get to see it."""

from collections import OrderedDict
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from domain.base.calendar import in_vietnam
from domain.dossier.acts import Actor
from infra.db.database import Database
from infra.journal.journal import utc_now

NOTE = select(
    func.note_look(bindparam("dossier"), bindparam("things", type_=ARRAY(Text)), bindparam("roles", type_=ARRAY(Text)))
)
REMEMBERED = 50_000
"""Lines that a process knows to be there and does not write again."""


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
        await self._database.execute(reader, NOTE, {"dossier": dossier, "things": list(things), "roles": roles})
        self._noted[line] = None
        if len(self._noted) > REMEMBERED:
            self._noted.popitem(last=False)
