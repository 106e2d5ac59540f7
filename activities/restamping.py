"""Results are proved for longer: before the certificate of its last archive time stamp ends, each gets another.

The new file lies beside the old one, which stays; the journal says which is the newest.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.agencies import LATEST, beating
from activities.contracts import RESTAMP, STALE
from activities.signing import once
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Entry
from infra.files.storage import Store
from infra.journal.journal import Journal
from infra.printing.pool import RenderPool
from infra.reads.results import NEWEST, STALE_ONES

AT_ONCE = 200
"""Results of one round: their numbers travel through the engine's history."""


class Restamping:
    """Finds results whose proof ends soon, and stamps them again."""

    def __init__(self, journal: Journal, press: RenderPool, store: Store, before: timedelta) -> None:
        self._journal = journal
        self._press = press
        self._store = store
        self._before = before

    @activity.defn(name=STALE)
    async def stale(self, after: str) -> list[str]:
        """The numbers of some results whose proof ends soon, in order, those behind ``after``."""
        asked = {"until": self._journal.clock() + self._before, "after": after, "limit": AT_ONCE}
        return list((await self._journal.database.execute(ENGINE, STALE_ONES, asked)).scalars())

    @activity.defn(name=RESTAMP)
    async def restamp(self, number: str) -> None:
        """Stamp a result again, once for each end of its proof; a stamp that proves no longer fails for this round."""
        newest = (await self._journal.database.execute(ENGINE, NEWEST, {"number": number})).one()
        if newest.stamped_until > self._journal.clock() + self._before:
            return
        async with beating():
            path = _beside(newest.issued, newest.stamped_until)
            document = await once(self._store, path, lambda: self._stamped(newest.path, newest.stamped_until))
            until = await self._press.proved_until(document)
            digest = sha256(document).hexdigest()
            act = acts.Restamped(number=number, sha256=digest, path=path, stamped_until=until)
            entry = Entry(key=_key(newest.issued, newest.stamped_until), act=act)
            await self._journal.advance(newest.dossier, [entry], LATEST)

    async def _stamped(self, path: str, until: datetime) -> bytes:
        stamped = await self._press.restamp(await self._store.get(path))
        if (proved := await self._press.proved_until(stamped)) is None or proved <= until:
            why = "the time-stamp authority's certificate ends no later than the one before"
            raise ApplicationError(why, type="ProvesNoLonger", non_retryable=True)
        return stamped


def _key(issued: str, until: datetime) -> str:
    """A result and slips of one dossier may be proved to the same second: each has its own."""
    folder, _, what = issued.removesuffix(".pdf").split("/", 2)
    return keys.about(keys.restamped(until), what if folder == "slips" else "")


def _beside(issued: str, until: datetime) -> str:
    return f"{issued.removesuffix('.pdf')}.after-{until:%Y%m%d%H%M%S}.pdf"
