"""Paper becomes a file that counts: the pages of a scan are bound, noted and sealed (Decrees 30/2020 and 137/2024)."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.agencies import beating
from activities.contracts import DIGITISE, UNREADABLE, Digitise
from activities.signing import once
from domain.calendar import VIETNAM
from domain.office import Offices
from infra.press import Press, Unprintable
from infra.storage import Store

REASON = "Số hóa bản giấy"


class Digitising:
    """Seals what counters scan."""

    def __init__(
        self, press: Press, store: Store, offices: Offices, clock: Callable[[], datetime], *, stand_in: bool
    ) -> None:
        self._press = press
        self._store = store
        self._offices = offices
        self._clock = clock
        self._stand_in = stand_in

    @activity.defn(name=DIGITISE)
    async def digitise(self, scan: Digitise) -> str:
        """Make one sealed PDF of the pages and keep it as an upload is kept; give its SHA-256.

        Raises:
            ApplicationError: a page cannot be read; final. Or a trust service is down; tried again.
        """
        async with beating():
            try:
                document = await once(self._store, f"scans/{scan.id}.pdf", lambda: self._sealed(scan))
            except Unprintable as fault:
                raise ApplicationError(str(fault), type=UNREADABLE, non_retryable=True) from fault
        digest = sha256(document).hexdigest()
        await self._store.put_new(f"uploads/{digest}", document)
        return digest

    async def _sealed(self, scan: Digitise) -> bytes:
        office, pages = self._offices.office(scan.office), [await self._store.get(path) for path in scan.pages]
        context = {"body": office.body, "words": office.digitised, "stand_in": self._stand_in}
        at = self._clock().astimezone(VIETNAM)
        return await self._press.bind(pages, context, reason=REASON, location=office.place, at=at)
