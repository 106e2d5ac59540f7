"""Paper becomes a file that counts: the pages of a scan are bound, noted and sealed (Decrees 30/2020 and 137/2024)."""

from collections.abc import Callable
from datetime import datetime

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.agencies import beating
from activities.contracts import DIGITISE, FORGET_PAGES
from domain.base.calendar import VIETNAM
from domain.base.refusals import UploadMissing
from domain.dossier.acts import ENGINE
from domain.filing.scans import GONE, UNREADABLE, Digitise
from domain.statute.offices import Offices
from infra.documents.orders import TURNS, Unprintable
from infra.files.uploads import Uploads
from infra.printing.pool import RenderPool

REASON = "Số hóa bản giấy"


class Digitising:
    """Seals what counters scan."""

    def __init__(
        self, press: RenderPool, uploads: Uploads, offices: Offices, clock: Callable[[], datetime], *, stand_in: bool
    ) -> None:
        self._press = press
        self._uploads = uploads
        self._offices = offices
        self._clock = clock
        self._stand_in = stand_in

    @activity.defn(name=DIGITISE)
    async def digitise(self, scan: Digitise) -> str:
        """Make one sealed PDF of the pages, the officer's own upload, and give its id.

        A try whose answer got lost leaves an upload that no filing names, as a citizen's second thought does.

        Raises:
            ApplicationError: a page is gone, or cannot be read; final. Or a trust service is down; tried again.
        """
        async with beating():
            try:
                pages = await self._uploads.pages(scan.pages, scan.owner)
            except UploadMissing as gone:
                raise ApplicationError(str(gone), type=GONE, non_retryable=True) from gone
            try:
                document = await self._sealed(scan, pages)
            except Unprintable as fault:
                raise ApplicationError(str(fault), type=UNREADABLE, non_retryable=True) from fault
            kept = await self._uploads.enter(
                scan.name, "application/pdf", document, scan.owner, ENGINE, digitised=len(pages)
            )
            return kept.id

    @activity.defn(name=FORGET_PAGES)
    async def forget(self, pages: list[str]) -> None:
        """Delete the pages with their keys: the sealed file has them, or they are scanned again."""
        await self._uploads.forget(pages)

    async def _sealed(self, scan: Digitise, pages: list[bytes]) -> bytes:
        office, at = self._offices.office(scan.office), self._clock().astimezone(VIETNAM)
        context = {"body": office.body, "words": office.digitised, "stand_in": self._stand_in, TURNS: scan.turns}
        return await self._press.bind(pages, context, reason=REASON, location=office.place, at=at, office=scan.office)
