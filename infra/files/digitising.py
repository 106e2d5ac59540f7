"""The front door's part in a scan: looks into each page, lets the worker bind and seal them, keeps what comes out."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta

from temporalio.client import Client, WorkflowFailureError
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.service import RPCError

from domain.base.refusals import Refusal, Unacceptable, UploadMissing
from domain.dossier.acts import Actor
from domain.filing.scans import DIGITISING, GONE, PATIENCE, UNREADABLE, Digitise
from infra.documents.orders import Unprintable
from infra.files.uploads import Upload, Uploads
from infra.foreign.reader import Reader

LIFE = timedelta(days=1)
"""For as long the engine tries to delete the pages."""


class Illegible(Unacceptable):
    """A scanned page cannot be read."""

    slug = "scan-not-readable"

    def __init__(self) -> None:
        super().__init__(
            "Không đọc được một trang: hãy quét lại thành JPEG, PNG hoặc PDF không có mật khẩu.",
            "A page cannot be read: scan it again as JPEG, PNG or a PDF without a password.",
        )


FINAL: dict[str, Callable[[], Refusal]] = {UNREADABLE: Illegible, GONE: UploadMissing}
"""What the worker says for good, by the types of its failures."""


class DigitisingDown(Exception):
    """The engine, or who stamps and seals, does not answer: scan again."""


class Digitiser:
    """Has scans sealed."""

    def __init__(self, uploads: Uploads, reader: Reader, engine: Client, queue: str) -> None:
        self._uploads = uploads
        self._reader = reader
        self._engine = engine
        self._queue = queue

    async def digitise(self, pages: Sequence[tuple[str, bytes]], owner: Actor) -> Upload:
        """The upload that files became which are brought at once.

        Raises:
            Disguised, Harmful, Oversized, Infected: of a page, as of any upload.
            TooManyPages: all together.
            ScannerDown, CellsDown, CellsBusy: try again.
            Others as ``bind`` says.
        """
        # Each is looked into, and drawn small, before any is kept: the worker binds nothing that takes long.
        kinds = [await self._uploads.inspect(name, data, owner) for name, data in pages]
        try:
            await self._reader.legible([data for _, data in pages], owner.id)
        except Unprintable as fault:
            raise Illegible from fault
        kept = [
            await self._uploads.enter(str(place), kind, data, owner.id, owner)
            for place, (kind, (_, data)) in enumerate(zip(kinds, pages, strict=True), 1)
        ]
        return await self.bind([page.id for page in kept], owner)

    async def bind(self, pages: Sequence[str], owner: Actor, turns: Sequence[int] = ()) -> Upload:
        """The upload that these uploads of the owner became, each turned right by so many degrees; they are gone.

        Raises:
            Illegible, UploadMissing: a page cannot be read, or has gone.
            DigitisingDown: try again.
        """
        number = secrets.token_hex(16)
        name = f"so-hoa-{number[:8]}.pdf"
        scan = Digitise(name=name, pages=list(pages), owner=owner.id, office=owner.agency, turns=list(turns))
        upload = await self._sealed(number, scan)
        return (await self._uploads.own([upload], owner))[upload]

    async def _sealed(self, number: str, scan: Digitise) -> str:
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                upload: str = await self._engine.execute_workflow(
                    DIGITISING,
                    scan,
                    id=f"scan-{number}",
                    task_queue=self._queue,
                    result_type=str,
                    execution_timeout=LIFE,
                )
                return upload
        except WorkflowFailureError as failure:
            raise _said(failure) from failure
        except (RPCError, RuntimeError, TimeoutError) as down:
            raise DigitisingDown(type(down).__name__) from down


def _said(failure: WorkflowFailureError) -> Exception:
    cause: BaseException | None = failure.cause
    if isinstance(cause, ActivityError):
        cause = cause.cause
    if isinstance(cause, ApplicationError) and cause.type in FINAL:
        return FINAL[cause.type]()
    return DigitisingDown(type(cause).__name__)
