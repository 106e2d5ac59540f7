"""What it costs to hold all journals to a published head: ``python -m bench.heads``."""

import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from bench.encryption import batch
from bench.tables import Figure, Table, alone, rows_of
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.transparency.heads import Kept, Leaf
from domain.transparency.merkle import Frontier, verify_consistency, verify_inclusion
from infra.files.storage import Store
from infra.journal.audit import verify_journals
from infra.journal.encryption import seal_plain, seal_state
from infra.terminal.terminal import log_aside
from infra.transparency import tree
from infra.transparency.head_audit import compare
from infra.transparency.heads import Heads, Publisher
from tests.support.examples import DESK, RECEIVE, VERIFY
from tests.support.ledger import Ledger, Urls, of, open_ledger, running_database

LEAVES, JOURNALS, PROOFS = 1_000_000, 4_000, 2_000
ANSWERS = 4
"""Of three registers each, so that a journal has sixteen events."""
ANYONE = Actor(kind="citizen", id="")
TITLE = "Proofs over all journals"
ABOUT = """A tree of as many leaves as there are dossiers, in PostgreSQL. Proofs are made as the front door makes them,
by its role, and each is checked; a publication adds a leaf for each journal that grew, signs nothing and writes its
file into memory. Held against a head means `motcua journal verify --against`: the tree made anew from its leaves, every
chain from its events; verified means `motcua journal verify --all`, which makes each dossier anew too. A journal has
sixteen events, of which thirteen say something of people. Each uses one process; by its CPU means what a core that does
nothing else would do, PostgreSQL's part apart."""
COPY = """
INSERT INTO events (dossier, seq, at, key, actor, act, digest, hash)
SELECT dossier || '/' || copy, seq, at, key, actor, act, digest, hash
FROM events, generate_series(1, $1) copy WHERE dossier = $2
"""
SEAL_EVENT = "UPDATE events SET sealed = $3 WHERE dossier = $1 AND seq = $2"
SEAL_STATE = "UPDATE dossiers SET state = $2 WHERE code = $1"
KEEP_KEY = "INSERT INTO dossier_keys (dossier, purpose, master, wrapped) VALUES ($1, 'dossier', $2, $3)"
COPY_DOSSIER = """
INSERT INTO dossiers
    (code, procedure, applicant, receiving, competent, status, due_at, seq, head, state, filed_at, seen_by)
SELECT code || '/' || copy, procedure, applicant, receiving, competent, status, due_at, seq, head,
       state, filed_at, seen_by
FROM dossiers, generate_series(1, $1) copy WHERE code = $2
"""
BARE = """
INSERT INTO dossiers (code, procedure, applicant, receiving, competent, status, seq, head, state, filed_at)
SELECT 'bare/' || n, '', '', '', '', 10, 1, encode(sha256(n::text::bytea), 'hex'), '', now()
FROM generate_series(0, $1 - 1) n
"""
BYTES = "SELECT pg_total_relation_size('tree_leaves') + pg_total_relation_size('tree_nodes')"


async def unsigned(content: bytes, at: datetime) -> bytes:
    """Sign nothing: what a seal costs is measured with results."""
    return b""


def publisher(ledger: Ledger) -> Publisher:
    """A publisher whose files lie in memory."""
    heads = Heads(Store.from_url("memory:///"))
    return Publisher(ledger.engine.database, heads, unsigned, every=600, clock=lambda: datetime.now(UTC))


async def journals(ledger: Ledger, owner: asyncpg.Connection, count: int) -> None:
    """Let so many dossiers have the same journal: filed, received, accepted, verified with registers."""
    code = await ledger.file()
    await ledger.through(code, RECEIVE, acts.Accepted(task=""), DESK)
    await ledger.advance(code, ("verify", of(code, VERIFY)))
    for number_ in range(ANSWERS):
        await ledger.advance(code, *((entry.key, entry.act) for entry in batch(number_)))
    await owner.execute(COPY_DOSSIER, count - 1, code)
    await owner.execute(COPY, count - 1, code)
    await sealed(ledger, owner, code, count - 1)
    await owner.execute("VACUUM ANALYZE")


async def sealed(ledger: Ledger, owner: asyncpg.Connection, code: str, copies: int) -> None:
    """Each copy a key of its own, and under it what the first says of people."""
    dossier, first = await ledger.engine.dossier(code, acts.ENGINE), ledger.keys.known(code)
    assert first
    rows = await owner.fetch("SELECT seq, digest, sealed FROM events WHERE dossier = $1 AND sealed IS NOT NULL", code)
    said = [(row["seq"], first.open(row["sealed"], f"{code}/{row['seq']}/{row['digest']}")) for row in rows]
    keys, events, states = [], [], []
    for copy in range(1, copies + 1):
        name = f"{code}/{copy}"
        key, wrapped = await ledger.keys.make(name)
        keys.append((name, wrapped.master, wrapped.key))
        events += [(name, seq, seal_plain(key, name, seq, plain)) for seq, plain in said]
        states.append((name, seal_state(key, dossier.model_copy(update={"code": name}))))
    for statement, values in ((KEEP_KEY, keys), (SEAL_EVENT, events), (SEAL_STATE, states)):
        await owner.executemany(statement, values)


async def timed[T](work: Awaitable[T]) -> tuple[float, T]:
    """How many seconds it took, and what came out."""
    began = time.perf_counter()
    made = await work
    return time.perf_counter() - began, made


async def rates(name: str, work: Awaitable[int]) -> list[Figure]:
    """How many events a second were worked off, by the clock and by this process's CPU."""
    spent = time.process_time()
    took, events = await timed(work)
    spent = time.process_time() - spent
    return [(f"{name}, events/s", events / took, 0), (f"{name}, events/s by its CPU", events / spent, 0)]


async def verified(ledger: Ledger, urls: Urls, owner: asyncpg.Connection, count: int) -> list[Figure]:
    """Hold journals against a head, and verify each."""
    await journals(ledger, owner, count)
    signed = await publisher(ledger).publish()
    assert signed

    async def held() -> int:
        compared = await compare(ledger.engine.database, Kept(signed_head=signed))
        assert compared.holds, compared.problems[:3]
        return compared.events

    async def made_anew() -> int:
        found = [found async for found in verify_journals(ledger.engine.database)]
        assert all(one.holds for one in found)
        return sum(one.events for one in found)

    return await rates("events held against a head", held()) + await rates("events verified", made_anew())


async def filled(owner: asyncpg.Connection, leaves: int) -> None:
    """Make a tree over so many dossiers that have nothing but a head."""
    await owner.execute("TRUNCATE tree_leaves, tree_nodes, events, dossiers CASCADE")
    await owner.execute(BARE, leaves)
    rows = await owner.fetch("SELECT code, seq, head FROM dossiers")
    held = [Leaf(dossier=row["code"], seq=row["seq"], head=row["head"]) for row in rows]
    await owner.copy_records_to_table(
        "tree_leaves", records=((place, leaf.dossier, leaf.seq, leaf.head) for place, leaf in enumerate(held))
    )
    await owner.copy_records_to_table("tree_nodes", records=nodes(held))
    await owner.execute("VACUUM ANALYZE")


def nodes(leaves: list[Leaf]) -> Iterator[tuple[int, int, bytes]]:
    """What the tree stores of its nodes."""
    grown = Frontier()
    for node, made in itertools.chain.from_iterable(grown.append(leaf.hash) for leaf in leaves):
        if node.level % tree.STEP == 0:
            yield node.level, node.position, made


async def proved(ledger: Ledger, leaves: int, proofs: int) -> list[Figure]:
    """Make and check proofs of leaves and sizes that lie anywhere in the tree."""
    any_ = random.Random(6962)
    async with ledger.engine.database.transaction(acts.ENGINE) as tx:
        root = await tree.root(tx, leaves)

    async def included() -> float:
        index = any_.randrange(leaves)
        async with ledger.engine.database.transaction(acts.ENGINE) as tx:
            known = await tx.exec_driver_sql("SELECT dossier, seq, head FROM tree_leaves WHERE position = $1", (index,))
            leaf = Leaf.model_validate(dict(known.mappings().one()))
        began = time.perf_counter()
        async with ledger.api.database.transaction(ANYONE) as tx:
            path = await tree.inclusion(tx, index, leaves)
        took = time.perf_counter() - began
        assert verify_inclusion(leaf.hash, index, leaves, path, root)
        return took

    async def consistent() -> float:
        first = any_.randrange(1, leaves)
        async with ledger.engine.database.transaction(acts.ENGINE) as tx:
            old = await tree.root(tx, first)
        began = time.perf_counter()
        async with ledger.api.database.transaction(ANYONE) as tx:
            path = await tree.consistency(tx, first, leaves)
        took = time.perf_counter() - began
        assert verify_consistency(first, leaves, old, root, path)
        return took

    return await spread("inclusion proof", included, proofs) + await spread("consistency proof", consistent, proofs)


async def spread(name: str, work: Callable[[], Awaitable[float]], times: int) -> list[Figure]:
    """The median and the slowest of a hundred."""
    took = sorted([1000 * await work() for _ in range(times)])
    return [(f"{name}, p50, ms", statistics.median(took), 2), (f"{name}, p99, ms", took[int(times * 0.99)], 2)]


async def published(ledger: Ledger, owner: asyncpg.Connection, leaves: int) -> list[Figure]:
    """Publish when a thousandth of all journals grew, and when none did."""
    worker = publisher(ledger)
    await worker.publish()
    await owner.execute("UPDATE dossiers SET seq = 2 WHERE code LIKE 'bare/%7' AND random() < 0.01")
    grown, signed = await timed(worker.publish())
    calm, _ = await timed(worker.publish())
    assert signed
    return [
        ("journals that grew", signed.head.tree_size - leaves, 0),
        ("publishing those, ms", 1000 * grown, 0),
        ("publishing when none grew, ms", 1000 * calm, 0),
    ]


async def measure(leaves: int, count: int, proofs: int) -> Table:
    """Verify journals, then make proofs over a tree of many more."""
    log_aside()
    with tempfile.TemporaryDirectory(prefix="motcua-heads-") as folder:
        async with running_database(Path(folder), {}) as urls, open_ledger(urls) as ledger:
            owner = await asyncpg.connect(make_url(urls.owner).set(drivername="postgresql").render_as_string(False))
            try:
                figures = await verified(ledger, urls, owner, count)
                await filled(owner, leaves)
                stored = await owner.fetchval(BYTES)
                figures += [("leaves of the tree", leaves, 0), ("bytes a leaf", stored / leaves, 0)]
                figures += await proved(ledger, leaves, proofs) + await published(ledger, owner, leaves)
            finally:
                await owner.close()
    return Table(title=TITLE, about=ABOUT, columns=("all journals", "figure"), rows=rows_of(figures))


if __name__ == "__main__":
    alone(
        measure,
        __doc__,
        leaves=(LEAVES, "leaves of the tree"),
        journals=(JOURNALS, "journals that are verified"),
        proofs=(PROOFS, "proofs of each kind"),
    )
