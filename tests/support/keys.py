"""Master keys for tests that have no data folder."""

from infra.crypto.keys import DataKey, Keyring, MasterKeyUnknown, Wrapped


class MemoryMasters:
    """Master keys in memory; the newest wraps."""

    def __init__(self) -> None:
        self.keys = {"first": DataKey(b"1" * 32)}
        self.unwrapped = 0

    async def wrap(self, key: bytes, about: str) -> Wrapped:
        master = await self.newest()
        return Wrapped(master, self.keys[master].seal(key, f"{about}/{master}"))

    async def unwrap(self, wrapped: Wrapped, about: str) -> bytes:
        self.unwrapped += 1
        if wrapped.master not in self.keys:
            raise MasterKeyUnknown(wrapped.master)
        return self.keys[wrapped.master].open(wrapped.key, f"{about}/{wrapped.master}")

    async def newest(self) -> str:
        return list(self.keys)[-1]


MASTERS = MemoryMasters()


def keyring(kind: type[DataKey] = DataKey) -> Keyring:
    """A process's own keyring over the tests' master keys."""
    return Keyring(MASTERS, kind=kind)
