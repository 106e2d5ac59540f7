"""Decides what batches hold, one dossier at a time, by the very act with which an officer decides a single one.

A row is locked while it is decided and marked in the same transaction: whoever dies in between has left it waiting, and
the next to come finds in the journal that it is decided, by the key of its act.
"""

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, delete, func, select

from domain.base.refusals import Refusal
from domain.dossier.acts import ENGINE
from domain.tasks.batch import entry_of
from infra.batches.batch_rows import CHANGE_ITEM, content_of
from infra.batches.batches import judged_now
from infra.db.batch_tables import WAITING, BatchItemRow, BatchRow
from infra.db.database import DatabaseDown
from infra.db.put_off import PutOff
from infra.db.tables import constant
from infra.journal.journal import Journal
from infra.journal.rounds import Rounds, due
from infra.runtime.background import over_and_over

log = structlog.get_logger()

# Batches take turns: a long one does not hold up a short one.
NEXT = (
    select(
        BatchRow.id,
        BatchRow.second,
        BatchRow.master,
        BatchRow.wrapped,
        BatchRow.sealed,
        BatchItemRow.task,
        BatchItemRow.dossier,
    )
    .join(BatchItemRow, BatchItemRow.batch == BatchRow.id)
    .where(WAITING, BatchItemRow.due_at <= bindparam("now"), BatchRow.state == constant("confirmed"))
    .order_by(BatchItemRow.position, BatchItemRow.due_at)
    .limit(constant(1))
    .with_for_update(of=BatchItemRow, skip_locked=True)
)
# Whether a batch is confirmed is not asked: until it is, the look is only one too many.
DUE = due(BatchItemRow.due_at, WAITING)
SETTLE = CHANGE_ITEM.values(settled_at=func.clock_timestamp())
FORGOTTEN = BatchRow.began_at < func.now() - timedelta(days=7)
SWEEP = delete(BatchRow).where(BatchRow.state.in_(["drafted", "withdrawn"]), FORGOTTEN)


class BatchClerk:
    """Works off what is due, ``per_second`` so many, so that those who decide single dossiers are not slowed."""

    def __init__(self, journal: Journal, *, per_second: float) -> None:
        self._journal = journal
        self._pause = 1 / per_second
        self._put_off = PutOff(journal.database, "batch")

    async def run(self, rounds: Rounds) -> None:
        """Decide what is due, until cancelled."""
        await asyncio.gather(rounds.whenever(DUE, self._round), over_and_over(self.sweep, 3600))

    async def _round(self) -> int:
        decided = await self.decide_next()
        if decided:
            await asyncio.sleep(self._pause)
        return decided

    async def sweep(self) -> int:
        """Forget what nobody confirmed."""
        await self._journal.database.execute(ENGINE, SWEEP)
        return 0

    async def decide_next(self) -> int:
        """Decide one dossier of a batch whose time to be taken back is over; give whether there was one."""
        now = self._journal.clock()
        async with self._journal.database.transaction(ENGINE) as tx:
            row = (await tx.execute(NEXT, {"now": now})).one_or_none()
            if row is None:
                return 0
            where = {"which": row.id, "one": row.task}
            # The act is recorded on a connection of its own while this one keeps the item locked. Dying between the two
            # leaves the item waiting: the next clerk acts again under the same key, and adopts what stands.
            try:
                became = await self._decided(row)
            except DatabaseDown:
                raise
            except Exception as error:
                # One that cannot be decided for a fault of ours does not keep the others waiting.
                pause = await self._put_off.put(row.task, row.dossier, error)
                await tx.execute(CHANGE_ITEM, where | {"due_at": now + pause})
                return 1
            await tx.execute(SETTLE, where | became)
        await self._put_off.done(row.task)
        log.info("batch_item", dossier=row.dossier, became=became["state"], why=became["slug"])
        return 1

    async def _decided(self, row: Any) -> dict[str, str]:
        content = await content_of(self._journal.database.keys, row)
        officer, entry = content.actor, entry_of(content.choice, row.task, content.actor, row.id, row.second)
        try:
            if entry.key not in (await self._journal.dossier(row.dossier, officer)).keys:
                await judged_now(self._journal, content.choice, row.task, row.dossier, officer)
            # Also where it is there already: it may be that they decided it by itself, and said something else.
            await self._journal.act_on_task(row.task, entry, officer)
        except Refusal as why:
            return {"state": "refused", "slug": why.slug} | why.words.model_dump()
        return {"state": "decided", "slug": "", "vi": "", "en": ""}
