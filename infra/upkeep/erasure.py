"""Erases what a dossier said of people: its keys are destroyed, and with them all that they sealed, in every copy.

Rows stay as they are, sealed for good, and so do chain, heads and proofs. What still lies in dead rows, logs and
backups is the wrapped key; it opens nothing once the master key that wraps it is gone (``infra.upkeep.rotation``).
"""

from dataclasses import dataclass

import structlog
from sqlalchemy import bindparam, exists, null, select, update
from sqlalchemy.orm import aliased

from domain.base.refusals import Erased
from domain.dossier.acts import ENGINE, DataErased
from domain.dossier.journal import Entry
from domain.dossier.state import Dossier
from domain.erasure import may_erase
from domain.statute.retention import Retentions
from infra.db.database import Database
from infra.db.tables import DossierRow, EventRow, KeyRow, PaperRow, UploadRow, one_of, said
from infra.db.wrapped_keys import key_beside
from infra.files.storage import NotStored, StorageError, Store
from infra.files.uploads import path_of
from infra.journal.journal import Journal

log = structlog.get_logger()

PURPOSES = {False: ["dossier"], True: ["dossier", "result"]}

OPENS = (KeyRow.dossier == bindparam("of"), KeyRow.purpose == one_of("purposes"), KeyRow.destroyed_at.is_(None))
DESTROY = update(KeyRow).where(*OPENS).values(wrapped=null())
EMPTY = update(DossierRow).where(DossierRow.code == bindparam("of")).values(state=b"")
# A paper that another dossier names, which was not erased, is that one's too.
OTHER = aliased(PaperRow)
ANOTHERS = exists().where(
    OTHER.upload == PaperRow.upload,
    OTHER.dossier != bindparam("of"),
    key_beside(OTHER.dossier),
    KeyRow.wrapped.is_not(None),
)
UPLOADS = select(PaperRow.upload).where(PaperRow.dossier == bindparam("of"), ~ANOTHERS)
DESTROY_UPLOADS = update(UploadRow).where(UploadRow.id.in_(UPLOADS)).values(wrapped=null(), name=null())
ERASED = (EventRow.dossier == bindparam("of"), EventRow.key == "erased")
WHY = select(said("basis").label("basis"), EventRow.at).where(*ERASED)


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
        await self._journal.act(code, Entry(key=act.own_key, act=act), ENGINE)
        papers = await self._papers(code)
        async with self._database.transaction(ENGINE) as tx:
            of = {"of": code}
            why = (await tx.execute(WHY, of)).one()
            gone = {"purposes": PURPOSES[found.with_result], "destroyed_at": why.at, "basis": why.basis}
            await tx.execute(DESTROY_UPLOADS, of)
            await tx.execute(DESTROY, of | gone)
            await tx.execute(EMPTY, of)
        await self._discard(papers)
        log.info("dossier_erased", dossier=code, papers=len(papers), with_result=found.with_result)
        return found

    def _judged(self, dossier: Dossier, order: str) -> bool:
        kept, day = self._retentions.of(dossier.procedure), self._journal.today()
        return may_erase(dossier, kept, day, ordered=bool(order))

    async def _papers(self, code: str) -> list[str]:
        return list((await self._database.execute(ENGINE, UPLOADS, {"of": code})).scalars())

    async def _discard(self, papers: list[str]) -> None:
        faults = list[StorageError]()
        for upload in papers:
            try:
                await self._store.discard(path_of(upload))
            except NotStored:
                continue
            except StorageError as fault:  # told once all others are gone
                faults.append(fault)
        if faults:
            raise faults[0]
