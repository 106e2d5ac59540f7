"""Files that people bring: counted, sniffed, sealed each with a key of its own, seen by their owner until filed."""

import asyncio
import secrets
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from typing import Any, Protocol

import structlog
from pydantic import Field
from sqlalchemy import bindparam, delete, func, insert, not_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.law import Frozen
from domain.base.refusals import Missing, Unacceptable, UploadMissing
from domain.base.text import composed
from domain.dossier.acts import ENGINE, Actor
from infra.crypto.keys import DataKey, KeyMissing, Wrapped
from infra.db.database import Database
from infra.db.tables import PaperRow, UploadRow, constant, one_of
from infra.files.storage import NotStored, StorageError, Store
from infra.foreign.naming import ALLOWED
from infra.foreign.reader import Reader

log = structlog.get_logger()

INSERT = insert(UploadRow).values(created_at=func.clock_timestamp())
THEIRS = UploadRow.owner == bindparam("whose")
ON_FILE = select(PaperRow.upload).where(PaperRow.upload == UploadRow.id).exists()
OWN = select(UploadRow).where(UploadRow.id == one_of("ids"), THEIRS)
HELD = (
    select(UploadRow.sha256, UploadRow.id)
    .where(UploadRow.sha256 == one_of("digests"), THEIRS)
    .ext(distinct_on(UploadRow.sha256))
    # The same each time: by another one's name a filing that is sent again would be another filing.
    .order_by(UploadRow.sha256, UploadRow.created_at, UploadRow.id)
)
PAPER = (
    select(UploadRow)
    .join(PaperRow, PaperRow.upload == UploadRow.id)
    .where(PaperRow.dossier == bindparam("code"), UploadRow.sha256 == bindparam("sha256"))
    .limit(constant(1))
)
FORGET = delete(UploadRow).where(UploadRow.id == one_of("ids"), not_(ON_FILE)).returning(UploadRow.id)
DROP = delete(UploadRow).where(UploadRow.id == bindparam("upload"), THEIRS).returning(UploadRow.id)


class Infected(Unacceptable):
    """The file carries malware."""

    slug = "file-infected"


class ScannerDown(Exception):
    """The malware scanner does not answer; the file was not kept, try again."""


class Upload(Frozen):
    """A stored file."""

    id: str = Field(description="By it an application names the file.")
    name: str = Field(description="As whoever brought it called the file.")
    media_type: str = Field(description="What the file is, by its content.")
    size: int = Field(description="In bytes.")
    sha256: str = Field(description="Of the file, in hex.")
    digitised: int = Field(default=0, description="Of how many files our counter bound and sealed it.")


class Scanner(Protocol):
    """Looks for malware."""

    async def scan(self, data: bytes) -> str:
        """The name of what was found, or nothing.

        Raises:
            ScannerDown: it could not be looked for.
        """
        ...


class Uploads:
    """Takes files in and gives them to who may have them."""

    def __init__(
        self,
        database: Database,
        store: Store,
        limit: int,
        *,
        reader: Reader | None = None,
        scanner: Scanner | None = None,
    ) -> None:
        self._database = database
        self._keys = database.keys
        self._store = store
        self._reader = reader
        self._scanner = scanner
        self.limit = limit

    async def keep(self, name: str, data: bytes, owner: Actor) -> Upload:
        """Store a file. Nobody gets it, and nothing of it is kept, before it was looked into and scanned.

        Raises:
            Disguised: empty, of a kind that is not taken, or not what its name says.
            Harmful: it acts when it is opened, hides a second file, swells without end, or takes too long to read.
            Oversized: more pages or pixels than are read of one file.
            CellsDown, CellsBusy: nobody could look into it now.
            Infected, ScannerDown: it carries malware, or nobody could look.
        """
        media_type = await self.inspect(name, data, owner)
        return await self.enter(composed(name), media_type, data, owner.id, owner)

    async def inspect(self, name: str, data: bytes, owner: Actor) -> str:
        """Look into a file as ``keep`` does, and keep nothing; give its media type."""
        assert self._reader, "only with a reader files are taken in"  # noqa: S101
        media_type = await self._reader.look(composed(name), data, owner.id)
        await self._scan(data)
        return media_type

    async def enter(self, name: str, media_type: str, data: bytes, owner: str, by: Actor, digitised: int = 0) -> Upload:
        """Store what was looked into, or what we made, sealed with a key of its own."""
        upload = Upload(
            id=secrets.token_hex(16),
            name=name,
            media_type=media_type,
            size=len(data),
            sha256=await asyncio.to_thread(_digest, data),
            digitised=digitised,
        )
        key, wrapped = await self._keys.make(_key_name(upload.id))
        # Ten megabytes take long enough for others to notice, if the event loop did it.
        await self._store.put_new(path_of(upload.id), await asyncio.to_thread(key.seal, data, upload.sha256))
        sealed = {"name": key.seal(name.encode(), "name"), "master": wrapped.master, "wrapped": wrapped.key}
        await self._database.execute(by, INSERT, upload.model_dump() | {"owner": owner} | sealed)
        return upload

    async def pages(self, ids: list[str], owner: str) -> list[bytes]:
        """What lies in this person's uploads, in this order, for the worker to bind.

        Raises:
            UploadMissing: one is gone.
        """
        rows = {row.id: row for row in (await self._database.execute(ENGINE, OWN, {"ids": ids, "whose": owner})).all()}
        if absent := set(ids) - set(rows):
            raise UploadMissing(len(absent))
        try:
            return [await self._read(rows[number]) for number in ids]
        except NotStored as gone:
            raise UploadMissing from gone

    async def forget(self, ids: list[str]) -> int:
        """Delete uploads with their keys and files, except where a dossier names one; says how many went."""
        gone = list((await self._database.execute(ENGINE, FORGET, {"ids": ids})).scalars())
        await self.discard(gone)
        return len(gone)

    async def discard(self, gone: Iterable[str]) -> None:
        """Take the sealed bytes away of uploads that are gone with their keys; what is left of them nobody can read."""
        for number in gone:
            try:
                await self._store.discard(path_of(number))
            except NotStored:
                continue
            except StorageError:
                log.warning("upload_bytes_left", upload=number)

    async def _scan(self, data: bytes) -> None:
        if self._scanner and (found := await self._scanner.scan(data)):
            log.warning("upload_infected", signature=found)
            raise Infected("Tệp có mã độc.", "The file carries malware.")

    async def own(self, ids: list[str], owner: Actor) -> dict[str, Upload]:
        """This person's uploads by id.

        Raises:
            UploadMissing: one of them is not theirs, or not there.
        """
        rows = (await self._database.execute(owner, OWN, {"ids": ids, "whose": owner.id})).all()
        found = {row.id: await self._opened(row) for row in rows}
        if absent := [number for number in ids if number not in found]:
            raise UploadMissing(len(absent))
        return found

    async def lying(self, number: str, owner: Actor) -> bytes:
        """What lies in one of this person's uploads, filed or not.

        Raises:
            UploadMissing: it is not theirs, or not there.
        """
        row = (await self._database.execute(owner, OWN, {"ids": [number], "whose": owner.id})).one_or_none()
        if row is None or row.wrapped is None:
            raise UploadMissing
        try:
            return await self._read(row)
        except NotStored as gone:  # forgotten elsewhere, between the look at its row and that at its bytes
            raise UploadMissing from gone

    async def held(self, digests: list[str], owner: Actor) -> dict[str, str]:
        """Give, by SHA-256, the id of an upload of this person's own with that content; of others they hold none."""
        rows = (await self._database.execute(owner, HELD, {"digests": digests, "whose": owner.id})).all()
        return {row.sha256: row.id for row in rows}

    async def content(self, code: str, digest: str, reader: Actor) -> bytes:
        """The paper of a dossier that has this SHA-256.

        Raises:
            Missing: the dossier has none.
        """
        return await self._lying(await self._paper(code, digest, reader))

    async def copied(self, code: str, digest: str, by: Actor) -> Upload:
        """Keep a paper of a dossier as this person's own; what a counter bound and sealed stays known as that.

        Raises:
            Missing: the dossier has none.
        """
        row = await self._paper(code, digest, by)
        data, paper = await self._lying(row), await self._opened(row)
        name = paper.name or f"{digest[:12]}{ALLOWED[paper.media_type][0]}"
        return await self.enter(name, paper.media_type, data, by.id, by, paper.digitised)

    async def _paper(self, code: str, digest: str, reader: Actor) -> Any:
        async with self._database.transaction(reader, code) as tx:
            row = (await tx.execute(PAPER, {"code": code, "sha256": digest})).one_or_none()
        if row is None:
            raise Missing("Hồ sơ không có giấy tờ này.", "The dossier has no such paper.")
        return row

    async def _lying(self, row: Any) -> bytes:
        if not row.master:
            return await self._store.get(f"uploads/{row.sha256}")  # it came before files were sealed
        if row.wrapped is None:
            raise KeyMissing(f"upload {row.id} was erased")
        return await self._read(row)

    async def _read(self, row: Any) -> bytes:
        return (await self._key(row)).open(await self._store.get(path_of(row.id)), row.sha256)

    async def _key(self, row: Any) -> DataKey:
        return await self._keys.open(_key_name(row.id), Wrapped(row.master, row.wrapped))

    async def _opened(self, row: Any) -> Upload:
        name = (await self._key(row)).open(row.name, "name").decode() if row.wrapped else ""
        told = {one: getattr(row, one) for one in ("id", "media_type", "size", "sha256", "digitised")}
        return Upload(name=name, **told)


async def dropped(tx: AsyncConnection, ids: Iterable[str], owner: Actor) -> list[str]:
    """Delete those of a person's own uploads, with their keys, that no dossier names; gives them, for ``discard``."""
    gone: list[str] = []
    for number in ids:
        # A paper of a dossier that they no longer see is hidden from them, and held by the database.
        with suppress(IntegrityError):
            async with tx.begin_nested():
                gone += (await tx.execute(DROP, {"upload": number, "whose": owner.id})).scalars()
    return gone


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def path_of(upload: str) -> str:
    """Where a file lies."""
    return f"uploads/{upload}"


def _key_name(upload: str) -> str:
    return f"upload/{upload}"
