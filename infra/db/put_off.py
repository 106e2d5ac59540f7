"""What a background loop cannot do for a fault of one row: put off with growing pauses, while all others go on.

A loop takes its rows one by one, each guarded by ``PutOff``: what one row raises is written down for an operator and
says when the row is tried again. An outage of the database is nobody's fault, and ends the round.
"""

from datetime import timedelta

import structlog
from sqlalchemy import Interval, bindparam, cast, delete, func
from sqlalchemy.dialects.postgresql import insert

from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.db.due import NOW, growing
from infra.db.tables import PutOffRow, constant, one_of

log = structlog.get_logger()

FIRST = timedelta(seconds=10)
LONGEST = 512
"""Of these pauses: an hour and a half."""
PUT = insert(PutOffRow).values(next_at=NOW + FIRST)
AGAIN = PUT.on_conflict_do_update(
    index_elements=[PutOffRow.loop, PutOffRow.about],
    set_={
        "why": PUT.excluded.why,
        "fails": func.least(PutOffRow.fails + constant(1), 1000),
        "next_at": NOW + growing(PutOffRow.fails, LONGEST, FIRST),
    },
).returning(cast(PutOffRow.next_at - NOW, Interval))
DONE = delete(PutOffRow).where(PutOffRow.loop == bindparam("of"), PutOffRow.about == one_of("which"))


class PutOff:
    """The rows of one loop that it could not do."""

    def __init__(self, database: Database, loop: str) -> None:
        self._database = database
        self._loop = loop

    async def put(self, about: str, dossier: str, error: Exception) -> timedelta:
        """Write down that one could not be done, and say after how long it is tried again."""
        why = type(error).__name__
        log.error("put_off", loop=self._loop, about=about, dossier=dossier, why=why)
        row = {"loop": self._loop, "about": about, "dossier": dossier, "why": why}
        return (await self._database.execute(ENGINE, AGAIN, row)).scalar_one()

    async def done(self, *abouts: str) -> None:
        """Forget those that were done, in one statement a round."""
        if abouts:
            await self._database.execute(ENGINE, DONE, {"of": self._loop, "which": [*abouts]})
