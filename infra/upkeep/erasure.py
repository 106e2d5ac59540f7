"""Erases what a dossier said of people: its keys are destroyed, and with them all that they sealed, in every copy.

Rows stay as they are, sealed for good, and so do chain, heads and proofs. What still lies in dead rows, logs and
backups is the wrapped key; it opens nothing once the master key that wraps it is gone (``infra.upkeep.rotation``).
"""

from dataclasses import dataclass

import structlog
from sqlalchemy import text

from domain.base.refusals import Erased
from domain.dossier import keys
from domain.dossier.acts import ENGINE, DataErased
from domain.dossier.journal import Entry
from domain.dossier.state import Dossier
from domain.erasure.rules import may_erase
from domain.statute.retention import Retentions
from infra.db.database import Database
from infra.files.storage import NotStored, Store
from infra.files.uploads import path_of
from infra.journal.journal import Journal

log = structlog.get_logger()

PURPOSES = {False: ["dossier"], True: ["dossier", "result"]}

DESTROY = text("""
UPDATE dossier_keys SET wrapped = NULL, destroyed_at = :at, basis = :basis
WHERE dossier = :code AND purpose = ANY(:purposes) AND destroyed_at IS NULL
""")
EMPTY = text("UPDATE dossiers SET state = '' WHERE code = :code")
# A paper that another dossier names, which was not erased, is that one's too.
UPLOADS = """
SELECT upload FROM papers WHERE dossier = :code AND NOT EXISTS (
    SELECT 1 FROM papers other JOIN dossier_keys k ON k.dossier = other.dossier AND k.purpose = 'dossier'
    WHERE other.upload = papers.upload AND other.dossier <> :code AND k.wrapped IS NOT NULL)
"""
LISTED = text(UPLOADS)
DESTROY_UPLOADS = text(f"UPDATE uploads SET wrapped = NULL, name = NULL WHERE id IN ({UPLOADS})")  # noqa: S608
WHY = text("SELECT act ->> 'basis' AS basis, at FROM events WHERE dossier = :code AND key = 'erased'")


@dataclass(frozen=True)
class Erasure:
    """What was erased, or would be."""

    dossier: str
    events: int
    papers: int
    with_result: bool


class Eraser:
    """Erases dossiers, one by one; done again, it finishes what it began."""

    def __init__(self, journal: Journal, store: Store, retentions: Retentions) -> None:
        self._journal = journal
        self._database: Database = journal.database
        self._store = store
        self._retentions = retentions

    async def preview(self, code: str, order: str = "") -> Erasure:
        """Say what would go, and change nothing.

        Raises:
            Missing: there is no such dossier.
            Erased: it is gone already.
            Conflict: it may not be erased.
        """
        dossier = await self._journal.dossier(code, ENGINE)
        with_result = self._judged(dossier, order)
        return Erasure(code, dossier.seq, len(await self._papers(code)), with_result)

    async def erase(self, code: str, basis: str, order: str = "") -> Erasure:
        """Record that it is erased, and destroy its keys.

        Raises:
            Missing, Conflict: as ``preview`` does.
        """
        try:
            found = await self.preview(code, order)
        except Erased:
            # Its keys are gone; what a try that was cut short left of its files goes now.
            await self._discard(await self._papers(code))
            raise
        act = DataErased(basis=basis, order=order, with_result=found.with_result)
        await self._journal.act(code, Entry(key=keys.ERASED, act=act), ENGINE)
        papers = await self._papers(code)
        async with self._database.transaction(ENGINE) as tx:
            said = (await tx.execute(WHY, {"code": code})).one()
            gone = {"code": code, "at": said.at, "basis": said.basis, "purposes": PURPOSES[found.with_result]}
            await tx.execute(DESTROY_UPLOADS, {"code": code})
            await tx.execute(DESTROY, gone)
            await tx.execute(EMPTY, {"code": code})
        await self._discard(papers)
        log.info("dossier_erased", dossier=code, papers=len(papers), with_result=found.with_result)
        return found

    def _judged(self, dossier: Dossier, order: str) -> bool:
        kept, day = self._retentions.of(dossier.procedure), self._journal.today()
        return may_erase(dossier, kept, day, ordered=bool(order))

    async def _papers(self, code: str) -> list[str]:
        async with self._database.transaction(ENGINE) as tx:
            return list((await tx.execute(LISTED, {"code": code})).scalars())

    async def _discard(self, papers: list[str]) -> None:
        for upload in papers:
            try:
                await self._store.discard(path_of(upload))
            except NotStored:
                continue
