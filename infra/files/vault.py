"""Results in the document store: each dossier's sealed with a key of their own, that outlives what the dossier held.

The law keeps the result longer than the papers, so it has a key beside the dossier's. Whoever uses a store does not
notice: what lies under ``results/`` is sealed and opened on the way, anything else passes.
"""

from typing import Any

from domain.base.refusals import Erased
from domain.dossier.acts import ENGINE, Actor
from infra.crypto.keys import DataKey, Wrapped
from infra.db.database import Database
from infra.db.wrapped_keys import KEEP_KEY, KEY_OF, kept
from infra.files.storage import Store

RESULTS = "results/"
RESULT = "result"


class Vault(Store):
    """A store that seals results."""

    def __init__(self, store: Store, database: Database) -> None:
        super().__init__(store.objects)
        self._database = database

    async def put_new(self, path: str, data: bytes) -> bool:
        """Write where nothing lies yet, a result sealed; as ``Store`` does."""
        if path.startswith(RESULTS):
            data = (await self._key(_code(path))).seal(data, path)
        return await super().put_new(path, data)

    async def get(self, path: str, reader: Actor = ENGINE) -> bytes:
        """Read a whole document.

        Raises:
            Erased: its key was destroyed.
            StorageError: as ``Store`` says.
        """
        data = await super().get(path)
        if not path.startswith(RESULTS):
            return data
        code = _code(path)
        row = await self._row(code, reader)
        # A dossier without such a key was issued before results were sealed.
        return data if row is None else (await self._opened(code, row)).open(data, path)

    async def _key(self, code: str) -> DataKey:
        """The key of a dossier's results, made when the first of them is written."""
        row = await self._row(code, ENGINE)
        if row is None:
            _, wrapped = await self._database.keys.make(_name(code))
            await self._database.execute(ENGINE, KEEP_KEY, kept(code, RESULT, wrapped))
            row = await self._row(code, ENGINE)
        return await self._opened(code, row)

    async def _row(self, code: str, reader: Actor) -> Any:
        async with self._database.transaction(reader, code) as tx:
            return (await tx.execute(KEY_OF, {"dossier": code, "purpose": RESULT})).one_or_none()

    async def _opened(self, code: str, row: Any) -> DataKey:
        if row.destroyed_at is not None:
            raise Erased(row.destroyed_at, row.basis)
        return await self._database.keys.open(_name(code), Wrapped(row.master, row.wrapped))


def _code(path: str) -> str:
    return path.split("/")[1]


def _name(code: str) -> str:
    return f"{code}/{RESULT}"
