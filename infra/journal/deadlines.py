"""Minds the law's time: reminds, warns, escalates. It works from the journal, so Temporal may be down meanwhile.

A dossier that cannot be looked at is put off, and the law's time of all others goes on.
"""

from datetime import timedelta

import structlog
from sqlalchemy import bindparam, update

from domain.base.calendar import CalendarEnds
from domain.deadlines.lateness import watch, watch_at
from domain.dossier.acts import ENGINE
from infra.db.database import DatabaseDown
from infra.db.due import NOW, first_due
from infra.db.put_off import PutOff
from infra.db.tables import DossierRow
from infra.journal.journal import Journal
from infra.journal.rounds import Rounds, due

log = structlog.get_logger()

LEASE = (
    update(DossierRow)
    .values(watch_at=NOW + timedelta(minutes=5))
    .where(DossierRow.code.in_(first_due([DossierRow.code], DossierRow.watch_at, 50, now=bindparam("now"))))
    .returning(DossierRow.code, DossierRow.watch_at)
)
# Unless it moved meanwhile: then the append has set a date that counts.
LATER = update(DossierRow).where(DossierRow.code == bindparam("of"), DossierRow.watch_at == bindparam("leased"))

# Of a dossier that moved meanwhile, the append has set a date that counts.
NOTHING_NOW = update(DossierRow).where(DossierRow.code == bindparam("of"), DossierRow.seq == bindparam("known"))


class DeadlineMonitor:
    """Looks at the dossiers whose time has come."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._put_off = PutOff(journal.database, "watch")

    async def run(self, rounds: Rounds) -> None:
        """Look, until cancelled."""
        await rounds.whenever(due(DossierRow.watch_at), self.look)

    async def look(self) -> int:
        """Record what time has brought about; give how many dossiers were looked at."""
        found, done = (await self._journal.database.execute(ENGINE, LEASE, {"now": self._journal.clock()})).all(), []
        for row in found:
            try:
                await self.mind(row.code)
            except DatabaseDown:
                raise
            except Exception as error:
                later = self._journal.clock() + await self._put_off.put(row.code, row.code, error)
                of = {"of": row.code, "leased": row.watch_at, "watch_at": later}
                await self._journal.database.execute(ENGINE, LATER, of)
            else:
                done.append(row.code)
        await self._put_off.done(*done)
        return len(found)

    async def mind(self, code: str) -> None:
        """Look at one dossier.

        Raises:
            CalendarEnds: nobody has written yet on which days of that year offices work.
        """
        dossier = await self._journal.dossier(code, ENGINE)
        try:
            entries = watch(dossier, self._journal.clock(), self._journal.calendar_of(dossier))
        except CalendarEnds as error:
            log.error("calendar_ends", dossier=code, why=str(error))
            raise
        if entries:
            await self._journal.advance(code, entries, dossier.seq)
            return
        at = watch_at(dossier, self._journal.calendar_of(dossier))
        await self._journal.database.execute(ENGINE, NOTHING_NOW, {"of": code, "known": dossier.seq, "watch_at": at})
