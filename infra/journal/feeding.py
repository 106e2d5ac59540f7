"""Feeds keep something in step with the journals: what the outbox owes them is settled, or put off with its reason."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import structlog
from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.refusals import Erased
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Event, joined
from infra.db.database import Database, DatabaseDown
from infra.db.due import first_due
from infra.db.tables import CounterRow, EventRow, OutboxRow, constant, one_of
from infra.journal.dispatcher import FORGET, PUT_OFF
from infra.journal.rounds import Rounds, owed
from infra.runtime.background import over_and_over

log = structlog.get_logger()

type Owed = Mapping[str, frozenset[str]]
"""The topics of what is owed, by dossier."""
type Faults = dict[str, str]
"""The type of what is wrong, by dossier."""

# Only what stands in the open is read: nothing here has a dossier's key.
OPEN_EVENTS = (
    select(EventRow.dossier, EventRow.seq, EventRow.at, EventRow.key, EventRow.actor, EventRow.act, EventRow.hash)
    .where(EventRow.dossier == one_of("codes"))
    .order_by(EventRow.dossier, EventRow.seq)
)
KNOWN = select(CounterRow.value).where(CounterRow.name == bindparam("of"))
KEEP = insert(CounterRow)
KEEP = KEEP.on_conflict_do_update(index_elements=[CounterRow.name], set_={"value": KEEP.excluded.value})


async def feed(
    database: Database, kind: str, many: int, settle: Callable[[AsyncConnection, Owed], Awaitable[Faults]]
) -> int:
    """Settle what is owed of a kind now, one dossier that cannot be read keeping none of the others.

    Gives how many messages were settled.
    """
    async with database.transaction(ENGINE) as tx:
        found = (await tx.execute(_owed(kind, many))).all()
        if not found:
            return 0
        codes = {row.dossier for row in found}
        topics = {code: frozenset(row.topic for row in found if row.dossier == code) for code in codes}
        faults = await settle(tx, topics)
        for code, why in faults.items():
            await tx.execute(PUT_OFF, {"ids": [row.id for row in found if row.dossier == code], "why": why})
        settled = [row.id for row in found if row.dossier not in faults]
        await tx.execute(FORGET, {"ids": settled})
    return len(settled)


@cache
def _owed(kind: str, many: int) -> Select[*tuple[Any, ...]]:
    # Each round asks it: it is written once.
    columns = [OutboxRow.id, OutboxRow.dossier, OutboxRow.topic]
    return first_due(columns, OutboxRow.due_at, many, OutboxRow.kind == constant(kind))


async def made_of_open[T](
    tx: AsyncConnection, codes: Iterable[str], make: Callable[[str, list[Event]], T], kind: str
) -> tuple[list[T], Faults]:
    """Make something of what stands in the open in each of these journals; and what keeps others from it."""
    rows = (await tx.execute(OPEN_EVENTS, {"codes": sorted(codes)})).mappings()
    made, faults = list[T](), dict[str, str]()
    for code, events in groupby(rows, key=lambda row: str(row["dossier"])):
        try:
            made.append(make(code, [read_event(event) for event in events]))
        except Exception as error:
            faults[code] = fault(kind, code, error)
    return made, faults


async def what_keeps(kind: str, code: str, step: Callable[[], Awaitable[object]]) -> str:
    """Take a step for one dossier; give the type of what keeps it from it, nothing where it was taken or is erased.

    Raises:
        DatabaseDown: that keeps all of them.
    """
    try:
        await step()
    except Erased:
        return ""
    except DatabaseDown:
        raise
    except Exception as error:
        return fault(kind, code, error)
    return ""


def fault(kind: str, code: str, error: Exception) -> str:
    """Log that a dossier cannot be fed, by the type of what is wrong alone, and give that."""
    log.error("outbox_fault", kind=kind, dossier=code, why=type(error).__name__)
    return type(error).__name__


def read_event(row: Any) -> Event:
    """An event of ``OPEN_EVENTS``, without what it says of people."""
    return Event.model_validate(dict(row) | {"act": joined(row["act"], None)})


@dataclass(frozen=True)
class Edition:
    """Of what all dossiers were fed with, kept as a counter: whatever is of another is fed anew."""

    of: str
    value: int

    async def is_kept(self, tx: AsyncConnection) -> bool:
        """Whether all are of this one."""
        return (await tx.execute(KNOWN, {"of": self.of})).scalar_one_or_none() == self.value

    async def keep(self, tx: AsyncConnection) -> None:
        """Note that all are."""
        await tx.execute(KEEP, {"name": self.of, "value": self.value})


async def catching_up(
    rounds: Rounds, kind: str, catch_up: Callable[[], Awaitable[object]], feed_round: Callable[[], Awaitable[int]]
) -> None:
    """Feed what is owed of a kind until cancelled; first what was there before, however often that has to be tried."""

    async def begin() -> int:
        await catch_up()
        await rounds.whenever(owed(kind), feed_round)
        return 0

    begin.__qualname__ = catch_up.__qualname__  # whose failure is told
    await over_and_over(begin, rounds.interval)
