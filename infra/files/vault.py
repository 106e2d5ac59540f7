"""Results and slips in the document store: sealed on the way in and opened on the way out.

The law keeps the result longer than the papers, so what lies under ``results/`` has a key of its own, that outlives
what the dossier held; a slip, under ``slips/``, has the dossier's, and goes with it. Whoever uses a store does not
notice: anything else passes.
"""

from typing import Any

from domain.base.refusals import Erased
from domain.dossier.acts import ENGINE, Actor
from infra.crypto.keys import DataKey, Wrapped
from infra.db.database import Database
from infra.db.wrapped_keys import KEEP_KEY, KEY_OF, kept
from infra.files.storage import Store

RESULT, DOSSIER = "result", "dossier"
PURPOSES = {"results": RESULT, "slips": DOSSIER}
"""By the folder, the purpose of the key."""


class Vault(Store):
    """A store that seals results."""

    def __init__(self, store: Store, database: Database) -> None:
        super().__init__(store.objects)
        self._database = database

    async def put_new(self, path: str, data: bytes) -> bool:
        """Write where nothing lies yet, a result sealed; as ``Store`` does."""
        if purpose := _purpose(path):
            data = (await self._key(_code(path), purpose)).seal(data, path)
        return await super().put_new(path, data)

    async def get(self, path: str, reader: Actor = ENGINE) -> bytes:
        """Read a whole document.

        Raises:
            Erased: its key was destroyed.
            StorageError: as ``Store`` says.
        """
        data = await super().get(path)
        if (purpose := _purpose(path)) is None:
            return data
        code = _code(path)
        row = await self._row(code, purpose, reader)
        # A dossier without such a key was issued before results were sealed.
        return data if row is None else (await self._opened(code, purpose, row)).open(data, path)

    async def _key(self, code: str, purpose: str) -> DataKey:
        """The key of a purpose; that of a dossier's results is made when the first of them is written."""
        row = await self._row(code, purpose, ENGINE)
        if row is None:
            _, wrapped = await self._database.keys.make(_name(code, purpose))
            await self._database.execute(ENGINE, KEEP_KEY, kept(code, purpose, wrapped))
            row = await self._row(code, purpose, ENGINE)
        return await self._opened(code, purpose, row)

    async def _row(self, code: str, purpose: str, reader: Actor) -> Any:
        async with self._database.transaction(reader, code) as tx:
            return (await tx.execute(KEY_OF, {"dossier": code, "purpose": purpose})).one_or_none()

    async def _opened(self, code: str, purpose: str, row: Any) -> DataKey:
        if row.destroyed_at is not None:
            raise Erased(row.destroyed_at, row.basis)
        return await self._database.keys.open(_name(code, purpose), Wrapped(row.master, row.wrapped))


def _code(path: str) -> str:
    return path.split("/")[1]


def _purpose(path: str) -> str | None:
    return PURPOSES.get(path.partition("/")[0])


def _name(code: str, purpose: str) -> str:
    """What the key is bound to: the dossier's own is to its code alone."""
    return f"{code}/{RESULT}" if purpose == RESULT else code
