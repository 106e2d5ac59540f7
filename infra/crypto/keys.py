"""Keys of dossiers: made, wrapped by a master key, and what is sealed with them.

What is at rest is sealed with a data key of its dossier (AES-256-GCM); the data key lies beside it, wrapped by a master
key that is in no database. Whoever destroys the wrapped key has erased all that it sealed, wherever copies of it lie.

``KeysError``
├── ``MasterKeysWrong``   the file of master keys cannot be used: an operator must act
├── ``MasterKeyUnknown``  something is wrapped by a master key that this process does not have, or has no more
├── ``KeyMissing``        nothing is there to open it with
└── ``SealBroken``        not sealed with this key as what it is given out for: altered, or moved
"""

import os
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SIZE = 32
NONCE = 12
FRESH = 60.0
"""Seconds for which a key is used without a look whether it still stands in the database."""


class KeysError(Exception):
    """What is sealed cannot be opened, or nothing can be sealed."""


class MasterKeysWrong(KeysError):
    """The file of master keys cannot be used."""


class MasterKeyUnknown(KeysError):
    """A key is wrapped by a master key that is not there."""


class KeyMissing(KeysError):
    """There is no key of this name."""


class SealBroken(KeysError):
    """It was altered, or is not what it is given out for."""


class DataKey:
    """Seals and opens; ``about`` says what a thing is, so that it opens as nothing else."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, about: str) -> bytes:
        """Nonce and ciphertext."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, about.encode())

    def open(self, sealed: bytes, about: str) -> bytes:
        """What was sealed.

        Raises:
            SealBroken: it was altered, sealed with another key or about something else.
        """
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(about) from error


@dataclass(frozen=True)
class Wrapped:
    """A data key as it lies in the database."""

    master: str
    """Id of the master key that wraps it."""
    key: bytes


class MasterKeys(Protocol):
    """Wraps and unwraps data keys: a file here, a key management service elsewhere."""

    async def wrap(self, key: bytes, about: str) -> Wrapped:
        """Wrap by the newest master key."""
        ...

    async def unwrap(self, wrapped: Wrapped, about: str) -> bytes:
        """Unwrap by the master key that it names.

        Raises:
            MasterKeyUnknown: that one is not there.
            SealBroken: it is no key of this name.
        """
        ...

    async def newest(self) -> str:
        """The id of the master key that wraps."""
        ...


@dataclass(frozen=True)
class _Opened:
    wrapped: Wrapped
    key: DataKey
    until: float


class Keyring:
    """Makes data keys and keeps those of late unwrapped: a dossier's key is unwrapped once, not for each read."""

    def __init__(
        self,
        masters: MasterKeys,
        *,
        kept: int = 20_000,
        clock: Callable[[], float] = time.monotonic,
        kind: type[DataKey] = DataKey,
    ) -> None:
        self._masters = masters
        self._kept = kept
        self._clock = clock
        self._kind = kind
        self._opened: OrderedDict[str, _Opened] = OrderedDict()

    async def make(self, name: str) -> tuple[DataKey, Wrapped]:
        """Make a key, and give it wrapped too; it is kept once it is in the database (``keep``)."""
        key = os.urandom(SIZE)
        return self._kind(key), await self._masters.wrap(key, name)

    async def open(self, name: str, wrapped: Wrapped) -> DataKey:
        """The key that was found wrapped in the database, just now.

        Raises:
            MasterKeyUnknown, SealBroken: as ``MasterKeys`` says.
        """
        known = self._opened.get(name)
        key = known.key if known and known.wrapped == wrapped else None
        return self.keep(name, wrapped, key or self._kind(await self._masters.unwrap(wrapped, name)))

    def known(self, name: str) -> DataKey | None:
        """A key that was found in the database within the last minute, if it was."""
        found = self._opened.get(name)
        return found.key if found and found.until > self._clock() else None

    async def rewrap(self, name: str, wrapped: Wrapped) -> Wrapped | None:
        """Wrap by the newest master key what an older one wraps; None where there is nothing to do."""
        if wrapped.master == await self._masters.newest():
            return None
        return await self._masters.wrap(await self._masters.unwrap(wrapped, name), name)

    def keep(self, name: str, wrapped: Wrapped, key: DataKey) -> DataKey:
        """Keep a key that is in the database."""
        self._opened[name] = _Opened(wrapped, key, self._clock() + FRESH)
        self._opened.move_to_end(name)
        if len(self._opened) > self._kept:
            self._opened.popitem(last=False)
        return key
