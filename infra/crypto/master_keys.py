"""Master keys in a file, a line each: id, a space, 32 bytes in hex. The first wraps, all unwrap."""

import os
import re
import secrets
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from infra.crypto.keys import SIZE, DataKey, Keyring, MasterKeysWrong, MasterKeyUnknown, Wrapped
from infra.runtime.settings import Settings

DEVELOPMENT = "development-"
"""How the id of a master key begins that no production takes."""
LINE = re.compile(rf"([A-Za-z0-9._:-]{{1,60}}) ([0-9a-f]{{{2 * SIZE}}})")
GENERAL = 0o077


class MasterKeyFile:
    """Reads the file again when it has changed, so that a new master key needs no restart."""

    def __init__(self, path: Path, *, production: bool = False) -> None:
        self._path = path
        self._production = production
        self._stamp: tuple[int, int] | None = None
        self._keys: dict[str, DataKey] = {}
        self._read()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Open the file that the settings name.

        Raises:
            MasterKeysWrong: none is named, or it cannot be used.
        """
        if not settings.master_keys_file:
            raise MasterKeysWrong("set MOTCUA_MASTER_KEYS_FILE to the file of the master keys")
        path, blind = Path(settings.master_keys_file), settings.blind_index_key.get_secret_value()
        file = cls(path, production=settings.environment == "production")
        if blind and any(line.endswith(f" {blind}") for line in file._lines()):
            raise MasterKeysWrong(f"{path}: it holds MOTCUA_BLIND_INDEX_KEY: each key has one use")
        return file

    async def wrap(self, key: bytes, about: str) -> Wrapped:
        """Wrap by the first."""
        self._read()
        master = next(iter(self._keys))
        return Wrapped(master, self._keys[master].seal(key, _about(about, master)))

    async def unwrap(self, wrapped: Wrapped, about: str) -> bytes:
        """Unwrap by the one that it names."""
        if wrapped.master not in self._keys:
            self._read()
        if (master := self._keys.get(wrapped.master)) is None:
            raise MasterKeyUnknown(f"{self._path} has no master key {wrapped.master}")
        return master.open(wrapped.key, _about(about, wrapped.master))

    async def newest(self) -> str:
        """The id of the first."""
        self._read()
        return next(iter(self._keys))

    @property
    def ids(self) -> list[str]:
        """Those that are there, the one that wraps first."""
        self._read()
        return list(self._keys)

    def add(self) -> str:
        """Write a new one before all others, and give its id."""
        self._read()
        kind = DEVELOPMENT if next(iter(self._keys)).startswith(DEVELOPMENT) else ""
        line = _line(kind)
        write(self._path, [line, *self._lines()])
        return line.split()[0]

    def forget(self, master: str) -> None:
        """Take one out of the file: what it alone wraps can never be opened again, here or in any backup."""
        write(self._path, [line for line in self._lines() if line.split()[0] != master])

    def _lines(self) -> list[str]:
        return self._path.read_text().splitlines()

    def _read(self) -> None:
        try:
            found = self._path.stat()
        except OSError as error:
            raise MasterKeysWrong(f"{self._path}: {error.strerror}") from error
        if self._stamp == (found.st_mtime_ns, found.st_ino):
            return
        if stat.S_IMODE(found.st_mode) & GENERAL:
            raise MasterKeysWrong(f"{self._path}: others may read it: chmod 600")
        keys: dict[str, DataKey] = {}
        for number, line in enumerate(self._lines(), start=1):
            if (said := LINE.fullmatch(line)) is None or said[1] in keys:
                raise MasterKeysWrong(f"{self._path}: line {number} is not an id of its own and {SIZE} bytes in hex")
            if self._production and said[1].startswith(DEVELOPMENT):
                raise MasterKeysWrong(f"{self._path}: line {number} is made for development: motcua keys new --file")
            keys[said[1]] = DataKey(bytes.fromhex(said[2]))
        if not keys:
            raise MasterKeysWrong(f"{self._path}: it holds no key: motcua keys new --file")
        self._keys, self._stamp = keys, (found.st_mtime_ns, found.st_ino)


def keyring(settings: Settings) -> Keyring:
    """A keyring over the master keys that the settings name."""
    return Keyring(MasterKeyFile.of(settings))


def begin(path: Path, *, development: bool = False) -> str:
    """Write a file with one new master key, and give its id."""
    line = _line(DEVELOPMENT if development else "")
    write(path, [line])
    return line.split()[0]


def write(path: Path, lines: list[str]) -> None:
    """Write the file whole or not at all, for its owner alone."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _line(kind: str) -> str:
    return f"{kind}{datetime.now(UTC):%Y-%m-%d}.{secrets.token_hex(3)} {secrets.token_hex(SIZE)}"


def _about(name: str, master: str) -> str:
    return f"{name}\n{master}"
