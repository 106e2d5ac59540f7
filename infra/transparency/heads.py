"""Publishes the head of all journals: leaves for what grew, a signed root, a file that outsiders can keep.

Leaves are committed before a head over them is signed, so a head never says more than the database holds; and no head
is signed that contradicts the one before it.

``HeadsError``
├── ``NothingPublished``  there is no head yet, or none of that size
└── ``LogRewritten``      the log no longer is what the newest head says: nothing is signed, an operator must act
"""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.dossier.acts import ENGINE
from domain.dossier.journal import instant
from domain.transparency.heads import Grown, Leaf, SignedHead, TreeHead
from infra.db.database import Database
from infra.db.tables import DossierRow, LeafRow
from infra.files.storage import NotStored, Store
from infra.journal.journal import utc_now
from infra.runtime.background import over_and_over
from infra.transparency import tree

log = structlog.get_logger()

LATEST = "heads/latest.json"
BATCH = 5_000
"""Leaves a transaction; more are there only when an installation publishes for the first time."""
PUBLISHER = 7_001_194
"""Any number of our own: whoever publishes holds this advisory lock."""

LOCK = select(func.pg_advisory_xact_lock(PUBLISHER))

PUBLISHED = exists().where(
    LeafRow.dossier == DossierRow.code, LeafRow.seq == DossierRow.seq, LeafRow.head == DossierRow.head
)
GREW = (
    select(DossierRow.code.label("dossier"), DossierRow.seq, DossierRow.head)
    .where(DossierRow.code > bindparam("after"), DossierRow.seq > 0, ~PUBLISHED)
    .order_by(DossierRow.code)
    .limit(bindparam("batch"))
)


class HeadsError(Exception):
    """No head for now."""


class NothingPublished(HeadsError):
    """There is no head yet, or none of that size."""


class LogRewritten(HeadsError):
    """The log no longer is what the newest head says; an operator must act."""


class Heads:
    """The published heads, as they lie in the document store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def file(self, size: int | None = None) -> bytes:
        """The file of the newest head, or of that of a size.

        Raises:
            NothingPublished: there is none.
        """
        try:
            return await self._store.get(LATEST if size is None else _path(size))
        except NotStored as missing:
            raise NothingPublished(str(missing)) from missing

    async def latest(self) -> SignedHead | None:
        """The newest head, if there is any."""
        try:
            return SignedHead.model_validate_json(await self.file())
        except NothingPublished:
            return None

    async def keep(self, signed: SignedHead) -> SignedHead:
        """Write a head, or adopt what was written over the same leaves before, and let the newest point to it.

        Raises:
            LogRewritten: another root was published for this size.
        """
        size = signed.head.tree_size
        if not await self._store.put_new(_path(size), signed.file):
            earlier = SignedHead.model_validate_json(await self.file(size))
            if earlier.head.root != signed.head.root:
                raise LogRewritten(f"another root was published for {size} leaves")
            signed = earlier
        await self._store.replace(LATEST, signed.file)
        return signed


class Publisher:
    """Publishes, every so often, what all journals have come to."""

    def __init__(
        self,
        database: Database,
        heads: Heads,
        sign: Callable[[bytes, datetime], Awaitable[bytes]],
        *,
        every: float,
        batch: int = BATCH,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._heads = heads
        self._sign = sign
        self._every = every
        self._batch = batch
        self._clock = clock

    async def run(self) -> None:
        """Publish, until cancelled."""
        await over_and_over(self.round, self._every)

    async def round(self) -> int:
        """Publish unless another worker just did; there is never more to do at once."""
        newest = await self._heads.latest()
        if newest is None or (self._clock() - newest.head.at).total_seconds() >= self._every / 2:
            await self.publish()
        return 0

    async def publish(self) -> SignedHead | None:
        """Add what grew to the tree and give the signed head over all of it; none while there is no journal.

        Raises:
            LogRewritten: the log is not what was published last; nothing was signed.
        """
        await self._append()
        async with self._database.transaction(ENGINE) as tx:
            await tx.execute(LOCK)
            newest = await self._heads.latest()
            grown = await self._grown(tx, newest)
            if grown is None:
                return newest
            head = TreeHead(
                **grown.model_dump(),
                timestamp=instant(self._clock()),
                previous=Grown.model_validate(newest.head.model_dump()) if newest else None,
            )
            signature = b64encode(await self._sign(head.signed, head.at)).decode()
            signed = await self._heads.keep(SignedHead(head=head, signature=signature))
        log.info("head_published", leaves=signed.head.tree_size, root=signed.head.root_hash)
        return signed

    async def newest(self) -> SignedHead:
        """Publish what grew, and give the head that covers all of it.

        Raises:
            NothingPublished: there is no journal.
        """
        if (signed := await self.publish()) is None:
            raise NothingPublished("there is no journal yet")
        return signed

    async def _grown(self, tx: AsyncConnection, newest: SignedHead | None) -> Grown | None:
        """The tree as it now is, if it grew since the newest head, and only if it grew out of it."""
        leaves = await tree.size(tx)
        if newest is not None:
            was = newest.head
            if leaves < was.tree_size or await tree.root(tx, was.tree_size) != was.root:
                log.error("log_rewritten", published=was.tree_size, leaves=leaves)
                raise LogRewritten(f"the log of {leaves} leaves did not grow out of the {was.tree_size} published")
        if leaves == (newest.head.tree_size if newest else 0):
            return None
        return Grown(tree_size=leaves, root_hash=(await tree.root(tx, leaves)).hex())

    async def _append(self) -> None:
        after = ""
        while True:
            async with self._database.transaction(ENGINE) as tx:
                await tx.execute(LOCK)
                rows = (await tx.execute(GREW, {"after": after, "batch": self._batch})).mappings().all()
                await tree.append(tx, [Leaf.model_validate(dict(row)) for row in rows])
            if len(rows) < self._batch:
                return
            after = rows[-1]["dossier"]


def _path(size: int) -> str:
    return f"heads/{size:012d}.json"
