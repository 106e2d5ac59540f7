"""Holds a database to a head that somebody kept: what its owner cut short, dropped or rewrote since then comes out.

The tree is made anew from its leaves, every chain from its events, and each leaf has to be an event of its dossier's
journal still. A kept head finds what happened to events that were published by its time; later ones, a later head.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping, Select, and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from domain.dossier.acts import ENGINE
from domain.dossier.journal import BrokenChain, check_chain
from domain.transparency.heads import DossierProof, Kept, Leaf, SignedHead
from domain.transparency.merkle import Frontier
from infra.crypto.keys import Keyring
from infra.db.database import Database
from infra.db.tables import EventRow, LeafRow
from infra.journal.audit import SNAPSHOT, named
from infra.journal.encryption import opened
from infra.journal.statements import EVENT
from infra.transparency import tree

FETCHED = 500
"""Rows at a time."""
LOOKED_FOR = 50_000
"""Leaves at a time whose events are looked for: a statement has its time-out."""

LEAVES = select(LeafRow.__table__).order_by(LeafRow.position)

EVENTS = EVENT.order_by(EventRow.dossier, EventRow.seq)

# Of each dossier the first leaf that is no event of it any more, and what stands around that place.
LEAF, GOOD, STANDS = aliased(LeafRow), aliased(LeafRow), aliased(EventRow)
PUBLISHED = select(func.max(LeafRow.seq)).where(LeafRow.dossier == LEAF.dossier).scalar_subquery()
ENDS = select(func.max(EventRow.seq)).where(EventRow.dossier == LEAF.dossier).scalar_subquery()
STILL = and_(EventRow.dossier == GOOD.dossier, EventRow.seq == GOOD.seq, EventRow.hash == GOOD.head)
BEFORE = select(func.max(GOOD.seq)).join(EventRow, STILL).where(GOOD.dossier == LEAF.dossier, GOOD.seq < LEAF.seq)
AROUND = (PUBLISHED.label("published"), ENDS.label("ends"), BEFORE.scalar_subquery().label("good"))
GONE = (
    select(LEAF.dossier, LEAF.seq, STANDS.hash.is_not(None).label("stands"), *AROUND)
    .ext(distinct_on(LEAF.dossier))
    .outerjoin(STANDS, and_(STANDS.dossier == LEAF.dossier, STANDS.seq == LEAF.seq))
    .where(LEAF.position >= bindparam("start"), LEAF.position < bindparam("end"))
    .where(STANDS.hash.is_distinct_from(LEAF.head))
    .order_by(LEAF.dossier, LEAF.seq)
)

LAST = select(func.coalesce(func.max(LeafRow.position), -1))

HASH = select(EventRow.hash).where(EventRow.dossier == bindparam("dossier"), EventRow.seq == bindparam("seq"))


@dataclass(frozen=True)
class Problem:
    """What does not hold; of no dossier where it is the log itself."""

    dossier: str
    what: str


@dataclass
class Compared:
    """What came out; the database is what the kept head says exactly when there is no problem."""

    leaves: int = 0
    events: int = 0
    journals: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Nothing that was published by then was cut short, dropped or rewritten."""
        return not self.problems

    def found(self, what: str, dossier: str = "") -> None:
        """Add a problem."""
        self.problems.append(Problem(dossier, what))


async def compare(database: Database, kept: Kept) -> Compared:
    """Hold a database to a head whose signature was found good."""
    async with database.transaction(ENGINE) as tx:
        await tx.execute(SNAPSHOT)
        return await compare_within(tx, database.keys, kept)


async def compare_within(tx: AsyncConnection, keys: Keyring, kept: Kept) -> Compared:
    """Do the same in a transaction that is open already."""
    compared = Compared()
    await _log(tx, kept.signed_head, compared)
    await _leaves(tx, compared)
    await _journals(tx, keys, compared)
    if kept.proof is not None:
        await _proved(tx, kept.proof, compared)
    return compared


async def _log(tx: AsyncConnection, kept: SignedHead, compared: Compared) -> None:
    """Make the tree anew, and see that it passes through the kept head and is the one that proofs are made of."""
    made = Frontier()
    then = made.root
    async for row in _streamed(tx, LEAVES):
        if row["position"] != made.size:
            compared.found(f"the log has no leaf {made.size}, leaf {row['position']} stands in its place")
            return
        made.append(Leaf(dossier=row["dossier"], seq=row["seq"], head=row["head"]).hash)
        if made.size == kept.head.tree_size:
            then = made.root
    compared.leaves = made.size
    if made.size < kept.head.tree_size:
        compared.found(f"the log has {made.size} leaves, the kept head was made over {kept.head.tree_size}")
    elif then != kept.head.root:
        compared.found(f"the log's first {kept.head.tree_size} leaves are not those that the kept head was made over")
    try:
        stored = await tree.root(tx, made.size)
    except tree.TreeDamaged as damaged:
        compared.found(str(damaged))
    else:
        if stored != made.root:
            compared.found("the log's nodes are not those of its leaves")


async def _leaves(tx: AsyncConnection, compared: Compared) -> None:
    """See that each leaf is an event of its dossier's journal still; name the first of each dossier that is not."""
    gone: dict[str, str] = {}
    last = int((await tx.execute(LAST)).scalar_one())
    for start in range(0, last + 1, LOOKED_FOR):
        for row in (await tx.execute(GONE, {"start": start, "end": start + LOOKED_FOR})).mappings():
            gone.setdefault(row["dossier"], _gone(row))
    for dossier, what in gone.items():
        compared.found(what, dossier)


def _gone(row: RowMapping) -> str:
    """Say what became of a leaf's event."""
    published, ends = row["published"], row["ends"]
    if ends is None:
        return f"its whole journal is gone; {published} events were published"
    if not row["stands"]:
        return f"its journal ends with event {ends}; event {published} was published"
    first = (row["good"] or 0) + 1
    where = f"event {row['seq']}" if first == row["seq"] else f"events {first} to {row['seq']}"
    return f"{where}: rewritten after event {row['seq']} was published"


async def _journals(tx: AsyncConnection, keys: Keyring, compared: Compared) -> None:
    async for code, events in _by_dossier(tx):
        compared.journals += 1
        compared.events += len(events)
        try:
            check_chain(await opened(keys, events))
        except BrokenChain as broken:
            compared.found(named(broken, [dict(event) for event in events]), code)


async def _by_dossier(tx: AsyncConnection) -> AsyncIterator[tuple[str, list[RowMapping]]]:
    """Each journal, never more than one of them in memory."""
    events: list[RowMapping] = []
    async for row in _streamed(tx, EVENTS):
        if events and events[0]["dossier"] != row["dossier"]:
            yield events[0]["dossier"], events
            events = []
        events.append(row)
    if events:
        yield events[0]["dossier"], events


async def _streamed(tx: AsyncConnection, statement: Select[*tuple[Any, ...]]) -> AsyncIterator[RowMapping]:
    # Fetched one by one, rows take longer to arrive than to be hashed.
    async with tx.stream(statement) as rows:
        async for some in rows.mappings().partitions(FETCHED):
            for row in some:
                yield row


async def _proved(tx: AsyncConnection, proof: DossierProof, compared: Compared) -> None:
    """Look for the event that its holder was shown: it is named even where the log was rewritten with it."""
    leaf = proof.leaf
    stands = (await tx.execute(HASH, {"dossier": leaf.dossier, "seq": leaf.seq})).scalar_one_or_none()
    if stands is None:
        compared.found(f"event {leaf.seq} is gone, the proof was made over it", leaf.dossier)
    elif stands != leaf.head:
        compared.found(f"event {leaf.seq} is not the one that the proof was made over", leaf.dossier)
