"""Where documents lie: a folder, memory or S3, all through the same code. Documents are written once, never over.

``StorageError``
├── ``NotStored``          nothing lies at this path
├── ``StorageUnavailable`` the store did not answer; try again later
└── ``StorageRefused``     the store answered no: path, credentials or settings must change
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from urllib.request import url2pathname

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, GenericError, JoinError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store


class StorageError(Exception):
    """A document could not be written or read."""


class NotStored(StorageError):
    """Nothing lies at this path."""


class StorageUnavailable(StorageError):
    """The store did not answer as it should; the same call may succeed later."""


class StorageRefused(StorageError):
    """The store will never take this call: a wrong path, credential or setting."""


class Store:
    """A place of documents; paths are codes and digests, never a person's name or number.

    Every call may raise ``StorageUnavailable``, after which nobody knows whether it was done, and ``StorageRefused``.
    """

    def __init__(self, store: ObjectStore) -> None:
        self.objects = store

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Open ``file:///folder``, ``memory:///`` or ``s3://bucket/prefix`` (with the usual ``AWS_*`` variables).

        Raises:
            StorageRefused: the address names no store of ours.
        """
        try:
            return cls(_open(url))
        except (BaseError, ValueError, OSError) as fault:
            raise StorageRefused(f"MOTCUA_STORAGE_URL: {fault}") from fault

    async def put_new(self, path: str, data: bytes) -> bool:
        """Write where nothing lies yet, and say whether it was written.

        False may also mean that an earlier try of the same write got through: read what lies there and adopt it.
        """
        try:
            await self._put(path, data, "create")
        except AlreadyExistsError:
            return False
        return True

    async def replace(self, path: str, data: bytes) -> None:
        """Write over what lies there: for what only points to the newest of its kind, never for a document."""
        await self._put(path, data, "overwrite")

    async def _put(self, path: str, data: bytes, mode: Literal["create", "overwrite"]) -> None:
        with _typed(path):
            try:
                await obstore.put_async(self.objects, path, data, mode=mode)
            except FileNotFoundError as fault:
                raise StorageRefused(f"{path}: there is no bucket to write to") from fault

    async def get(self, path: str) -> bytes:
        """Read a whole document.

        Raises:
            NotStored: nothing lies there.
        """
        with _typed(path):
            found = await obstore.get_async(self.objects, path)
            return bytes(await found.bytes_async())

    async def discard(self, path: str) -> None:
        """Take away what lies there: for papers of a dossier that was erased, never for a result.

        Raises:
            NotStored: nothing lies there.
        """
        with _typed(path):
            await obstore.delete_async(self.objects, path)


def _open(url: str) -> ObjectStore:
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc:
        return LocalStore(Path(url2pathname(parts.path)), mkdir=True)
    if parts.scheme == "memory":
        return MemoryStore()
    if parts.scheme == "s3" and parts.netloc:
        # Temporal tries again; a second patience in here would only multiply with it.
        return S3Store(parts.netloc, prefix=parts.path.strip("/") or None, retry_config={"max_retries": 0})
    raise ValueError("expected file:///folder, memory:/// or s3://bucket/prefix")


@contextmanager
def _typed(path: str) -> Iterator[None]:
    if not path.strip("/"):
        raise StorageRefused("a document needs a path")
    try:
        yield
    except AlreadyExistsError:
        raise
    except FileNotFoundError as fault:
        raise NotStored(path) from fault
    except (GenericError, JoinError, OSError) as fault:
        raise StorageUnavailable(f"{path}: {_first_line(fault)}") from fault
    except (BaseError, ValueError) as fault:
        raise StorageRefused(f"{path}: {_first_line(fault)}") from fault


def _first_line(fault: Exception) -> str:
    return str(fault).partition("\n")[0]
