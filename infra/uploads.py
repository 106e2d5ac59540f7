"""Files that people bring: counted, sniffed, kept under what they are, seen by their owner alone until filed."""

import asyncio
import secrets
from hashlib import sha256
from typing import Protocol

import puremagic
import structlog
from sqlalchemy import text

from domain.acts import Actor
from domain.law import Frozen
from domain.refusals import Unacceptable
from domain.text import composed, trick
from infra.database import Database
from infra.papers import inspect
from infra.storage import Store

log = structlog.get_logger()

LONGEST_NAME = 200
UNFIT = set('/\\:*?"<>|;\r\n')
"""What a file's name may not hold on some system, or in a header."""

ALLOWED = {"application/pdf": (".pdf",), "image/png": (".png",), "image/jpeg": (".jpg", ".jpeg")}

INSERT = text(
    "INSERT INTO uploads (id, owner, name, media_type, size, sha256, created_at, digitised)"
    " VALUES (:id, :owner, :name, :media_type, :size, :sha256, clock_timestamp(), :digitised)"
)
SELECT = text("SELECT id, name, media_type, size, sha256, digitised FROM uploads WHERE id = ANY(:ids)")


class Disguised(Unacceptable):
    """The file is not of a kind that is taken, or not what its name says."""

    slug = "file-not-acceptable"


class Infected(Unacceptable):
    """The file carries malware."""

    slug = "file-infected"


class ScannerDown(Exception):
    """The malware scanner does not answer; the file was not kept, try again."""


class UploadMissing(Unacceptable):
    """A paper names a file that this person did not upload."""

    slug = "upload-missing"


class Upload(Frozen):
    """A stored file."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    digitised: int = 0
    """Of how many files our counter bound and sealed it."""


class Scanner(Protocol):
    """Looks for malware."""

    async def scan(self, data: bytes) -> str:
        """Give the name of what was found, or nothing.

        Raises:
            ScannerDown: it could not be looked for.
        """
        ...


class Uploads:
    """Takes files in and gives them to who may have them."""

    def __init__(self, database: Database, store: Store, limit: int, scanner: Scanner | None = None) -> None:
        self._database = database
        self._store = store
        self._scanner = scanner
        self.limit = limit

    async def keep(self, name: str, data: bytes, owner: Actor) -> Upload:
        """Store a file. Nobody gets it, and nothing of it is kept, before it was looked into and scanned.

        Raises:
            Disguised: empty, of a kind that is not taken, or not what its name says.
            Harmful: it acts when it is opened, hides a second file, or swells without end.
            Infected, ScannerDown: it carries malware, or nobody could look.
        """
        media_type = await self.inspect(name, data)
        digest = sha256(data).hexdigest()
        await self.put(f"uploads/{digest}", data)
        return await self._entered(composed(name), media_type, len(data), digest, owner)

    async def inspect(self, name: str, data: bytes) -> str:
        """Look into a file as ``keep`` does, and keep nothing; give its media type."""
        media_type = sniff(composed(name), data)
        await asyncio.to_thread(inspect, media_type, data)
        await self._scan(data)
        return media_type

    async def put(self, path: str, data: bytes) -> str:
        """Store bytes, and give where."""
        await self._store.put_new(path, data)
        return path

    async def digitised(self, name: str, digest: str, files: int, owner: Actor) -> Upload:
        """Enter what the worker made of so many scanned files."""
        size = len(await self.content(digest))
        return await self._entered(name, "application/pdf", size, digest, owner, files)

    async def _entered(
        self, name: str, media_type: str, size: int, digest: str, owner: Actor, digitised: int = 0
    ) -> Upload:
        number = secrets.token_hex(16)
        upload = Upload(id=number, name=name, media_type=media_type, size=size, sha256=digest, digitised=digitised)
        async with self._database.transaction(owner) as tx:
            await tx.execute(INSERT, upload.model_dump() | {"owner": owner.id})
        return upload

    async def _scan(self, data: bytes) -> None:
        if self._scanner and (found := await self._scanner.scan(data)):
            log.warning("upload_infected", signature=found)
            raise Infected("Tệp có mã độc.", "The file carries malware.")

    async def own(self, ids: list[str], owner: Actor) -> dict[str, Upload]:
        """Give this person's uploads by id.

        Raises:
            UploadMissing: one of them is not theirs, or not there.
        """
        async with self._database.transaction(owner) as tx:
            rows = (await tx.execute(SELECT, {"ids": ids})).mappings().all()
        found = {row["id"]: Upload(**row) for row in rows}
        if absent := [number for number in ids if number not in found]:
            raise UploadMissing(
                f"Không tìm thấy {len(absent)} tệp đã tải lên.", f"{len(absent)} of these uploads are none of yours."
            )
        return found

    async def content(self, digest: str) -> bytes:
        """Give the bytes that have this SHA-256."""
        return await self._store.get(f"uploads/{digest}")


def sniff(name: str, data: bytes) -> str:
    """Give the media type that the bytes have.

    Raises:
        Disguised: none that is taken, or another than the name says.
    """
    if not data:
        raise Disguised("Tệp rỗng.", "The file is empty.")
    try:
        found = puremagic.from_string(data[:65536], mime=True)
    except puremagic.PureError:
        found = ""
    endings = ALLOWED.get(found)
    if endings is None:
        raise Disguised("Chỉ nhận tệp PDF, PNG hoặc JPEG.", "Only PDF, PNG and JPEG files are taken, by their content.")
    if len(name) > LONGEST_NAME or not name.isprintable() or UNFIT & set(name) or trick(name):
        raise Disguised(
            "Tên tệp không hợp lệ: chỉ dùng chữ, số, dấu cách, “-”, “_”, “.”.",
            f"Give the file a plain name of up to {LONGEST_NAME} characters, without path and hidden characters.",
        )
    if not name.lower().endswith(endings):
        raise Disguised(
            "Nội dung tệp không khớp với tên tệp.", f"The file's content is {found}, but its name does not say so."
        )
    return found
