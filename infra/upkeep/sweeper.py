"""What nobody needs any more goes: ended sessions, drafts that were left, files that no dossier ever named."""

from datetime import timedelta

import structlog

from infra.db.database import Database
from infra.files import drafts
from infra.files.uploads import Uploads
from infra.identity import sessions
from infra.runtime.background import over_and_over
from infra.runtime.settings import Settings

EVERY = 3600.0
log = structlog.get_logger()


class Sweeper:
    """Forgets, once an hour; what a round cannot do the next one does."""

    def __init__(self, database: Database, uploads: Uploads, settings: Settings) -> None:
        self._database = database
        self._uploads = uploads
        self._drafts_kept = timedelta(days=settings.drafts_kept)
        self._uploads_kept = timedelta(days=settings.uploads_kept)

    async def run(self) -> None:
        """Sweep until cancelled."""
        await over_and_over(self.sweep, EVERY)

    async def sweep(self) -> int:
        """Do one round; says how many files went, of which there may be more."""
        await sessions.swept(self._database)
        await drafts.swept(self._database, self._drafts_kept)
        gone = await self._uploads.sweep(self._uploads_kept)
        if gone:
            log.info("uploads_swept", files=gone)
        return gone
