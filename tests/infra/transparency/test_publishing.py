"""Heads are published over what is there, once, and over nothing that was tampered with."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from domain.dossier.acts import ENGINE
from infra.files.storage import Store
from infra.signing.development import DevelopmentIdentity
from infra.transparency.heads import Heads, LogRewritten
from tests.infra.transparency.publishing import NOW, published, publisher
from tests.infra.transparency.publishing import database as database
from tests.infra.transparency.publishing import identity as identity
from tests.support.ledger import Ledger, Server, Urls, open_ledger


async def test_nothing_new_publishes_nothing_and_many_publishers_publish_once(
    ledger: Ledger, database: Urls, identity: DevelopmentIdentity, tmp_path: Path
) -> None:
    await ledger.file()
    heads = Heads(Store.from_url(tmp_path.as_uri()))
    many = [publisher(database, heads, identity) for _ in range(4)]
    signed = await asyncio.gather(*(one.publish() for one in many))
    assert len({one.signature for one in signed if one}) == 1
    [counted] = await ledger.rows("SELECT count(*), max(position) + 1 AS size FROM tree_leaves")
    assert counted["count"] == counted["size"]
    before = len(list((tmp_path / "heads").iterdir()))
    assert await many[0].publish() == signed[0]
    assert len(list((tmp_path / "heads").iterdir())) == before == 2


async def test_a_round_leaves_what_another_worker_published_a_moment_ago(
    ledger: Ledger, database: Urls, identity: DevelopmentIdentity
) -> None:
    heads, time = Heads(Store.from_url("memory:///")), [NOW]
    worker = publisher(database, heads, identity, clock=lambda: time[0])
    await ledger.file()
    await worker.round()
    first = await heads.latest()
    await ledger.file()
    for minutes, grown in ((1, False), (6, True)):
        time[0] = NOW + timedelta(minutes=minutes)
        await worker.round()
        assert (await heads.latest() != first) is grown


async def test_a_head_that_was_written_before_its_publisher_died_is_adopted(
    ledger: Ledger, database: Urls, identity: DevelopmentIdentity
) -> None:
    await ledger.file()
    first = await published(publisher(database, Heads(Store.from_url("memory:///")), identity))
    store = Store.from_url("memory:///")
    await store.put_new(f"heads/{first.head.tree_size:012d}.json", first.file)
    heads = Heads(store)
    assert await publisher(database, heads, identity).publish() == await heads.latest() == first


@pytest.mark.parametrize("crime", ["UPDATE tree_nodes SET hash = sha256(hash) WHERE level = 0", "TRUNCATE tree_nodes"])
async def test_nothing_is_signed_over_a_log_that_is_not_what_was_published(
    server: Server, identity: DevelopmentIdentity, crime: str
) -> None:
    async with server.apart() as urls, open_ledger(urls) as ledger:
        heads = Heads(Store.from_url("memory:///"))
        worker = publisher(urls, heads, identity)
        assert await worker.publish() is None
        await ledger.file()
        await ledger.file()
        first = await published(worker)
        await ledger.rows(crime)
        await ledger.rows("DELETE FROM tree_leaves WHERE position > 5")
        with pytest.raises(LogRewritten):
            await worker.publish()
        assert await heads.latest() == first


async def test_more_leaves_than_one_transaction_takes_are_all_published(
    ledger: Ledger, database: Urls, identity: DevelopmentIdentity
) -> None:
    codes = {await ledger.file() for _ in range(5)}
    signed = await published(publisher(database, Heads(Store.from_url("memory:///")), identity, batch=2))
    leaves = await ledger.rows("SELECT dossier FROM tree_leaves")
    assert codes <= {leaf["dossier"] for leaf in leaves}
    assert signed.head.tree_size == len(leaves)
    assert (await ledger.engine.dossier(codes.pop(), ENGINE)).seq
