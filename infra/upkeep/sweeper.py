"""What nobody needs any more goes: ended sessions, drafts that were left, files that no dossier ever named.

So does what people sent on the national portal and was declined: what is kept of it are its codes, and that it was.
"""

from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Interval, Text, bindparam, delete, func, not_, null, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from domain.dossier.acts import ENGINE
from infra.agencies.answer_days import AnswerDays
from infra.db.database import Database, DatabaseDown
from infra.db.portal_tables import PortalFilingRow, PortalPaperRow
from infra.db.tables import DraftRow, UploadRow, constant
from infra.files import drafts
from infra.files.uploads import ON_FILE, Uploads
from infra.identity import sessions
from infra.runtime.background import over_and_over
from infra.runtime.settings import Settings

EVERY = 3600.0
log = structlog.get_logger()

# A draft is sealed: which files it names only its person sees, so while they have one, their files stay.
DRAFTED = select(DraftRow.id).where(
    DraftRow.owner.in_([constant("applicant:") + UploadRow.owner, constant("officer:") + UploadRow.owner])
)
LEFT = (
    select(UploadRow.id)
    .where(
        UploadRow.created_at < func.clock_timestamp() - bindparam("kept", type_=Interval),
        UploadRow.master != constant(""),
        not_(ON_FILE),
        not_(DRAFTED.exists()),
    )
    .limit(constant(500))
)
# Only once whoever sent it was told, and the portal lists it no more: nothing is lost that somebody still waits for.
DECLINED = (
    select(PortalFilingRow.id)
    .where(
        PortalFilingRow.state == constant("declined"),
        PortalFilingRow.answered_at < func.clock_timestamp() - bindparam("kept", type_=Interval),
        PortalFilingRow.taken_at.is_not(None),
        PortalFilingRow.sealed.is_not(None),
    )
    .limit(constant(500))
)
LET_GO = (
    update(PortalFilingRow).where(PortalFilingRow.id.in_(DECLINED)).values(sealed=null(), wrapped=null())
).returning(PortalFilingRow.id)
LET_PAPERS_GO = delete(PortalPaperRow).where(PortalPaperRow.filing == func.any(bindparam("ids", type_=ARRAY(Text))))


class Sweeper:
    """Forgets, once an hour; what a round cannot do the next one does."""

    def __init__(self, database: Database, uploads: Uploads, settings: Settings) -> None:
        self._database = database
        self._uploads = uploads
        self._drafts_kept = timedelta(days=settings.drafts_kept)
        self._declined_kept = timedelta(days=settings.portal_filings_kept)
        self._uploads_kept = timedelta(days=settings.uploads_kept)

    async def run(self) -> None:
        """Sweep until cancelled."""
        await over_and_over(self.sweep, EVERY)

    async def sweep(self) -> int:
        """Do one round; says how many files went, of which there may be more."""
        await self._apart("sessions", sessions.swept(self._database))
        await self._apart("answer times", AnswerDays(self._database).fold())
        await self._apart("drafts", drafts.swept(self._database, self._drafts_kept))
        await self._apart("declined filings", self._declined())
        return await self._apart("uploads", self._files()) or 0

    async def _apart[T](self, what: str, swept: Coroutine[Any, Any, T]) -> T | None:
        """One kind that cannot be swept keeps none of the others."""
        try:
            return await swept
        except DatabaseDown:
            raise
        except Exception as error:
            log.error("not_swept", what=what, why=type(error).__name__)
            return None

    async def _declined(self) -> None:
        """Forget what declined filings said, with its key: no copy of the database made from now on opens it."""
        async with self._database.transaction(ENGINE) as tx:
            ids = [*(await tx.execute(LET_GO, {"kept": self._declined_kept})).scalars()]
            if ids:
                await tx.execute(LET_PAPERS_GO, {"ids": ids})
                log.info("portal_filings_swept", filings=len(ids))

    async def _files(self) -> int:
        left = list((await self._database.execute(ENGINE, LEFT, {"kept": self._uploads_kept})).scalars())
        gone = await self._uploads.forget(left)
        if gone:
            log.info("uploads_swept", files=gone)
        return gone
