"""A head carries the word of a time-stamp authority for when it was signed; without that word none is published."""

from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from domain.transparency.heads import Kept, SignedHead
from infra.db.database import Database
from infra.documents.orders import TrustServiceDown
from infra.files.storage import Store
from infra.signing import detached
from infra.signing.development import DevelopmentIdentity, development_identity
from infra.signing.seal_key import held_key
from infra.signing.services import Stamper
from infra.transparency.head_file import unproved
from infra.transparency.heads import Heads, Publisher
from tests.sandbox.conftest import Sandbox
from tests.support.keys import keyring
from tests.support.ledger import Ledger, Urls


class Body:
    """A body that signs heads, by a clock that may be wrong."""

    def __init__(self, identity: DevelopmentIdentity, sandbox: Sandbox, root: Path, urls: Urls) -> None:
        self.identity, self.sandbox, self.root = identity, sandbox, root
        self.wrong = timedelta()
        self.heads = Heads(Store.from_url("memory:///"))
        self.publisher = Publisher(
            Database(urls.engine, keyring(), 2), self.heads, self.sign, every=600, clock=self.clock
        )

    def clock(self) -> datetime:
        return datetime.now(UTC) + self.wrong

    async def sign(self, content: bytes, at: datetime) -> bytes:
        stamper = Stamper(httpx2.Client(), f"{self.sandbox.url}/trust/tsa")
        return await detached.sign(held_key(self.identity.key, self.identity.certificate), content, at, stamper)

    async def why_not(self, signed: SignedHead, *trust: Path) -> str:
        """Why a verifier who trusts these does not believe it."""
        return await unproved(Kept(signed_head=signed), trust or (self.identity.trust, self.root))

    async def fault(self, kind: str) -> None:
        async with self.sandbox.client() as client:
            await client.put("/trust/_faults", json={"kind": kind, "operation": "tsa"})


@pytest.fixture
async def body(tmp_path: Path, database: Urls, ledger: Ledger) -> AsyncIterator[Body]:
    """One with its own stand-in, whose faults no other test feels, and nothing published before."""
    await ledger.rows("TRUNCATE tree_leaves, tree_nodes")
    sandbox = await Sandbox(tmp_path / "sandbox").start()
    async with sandbox.client() as client:
        (tmp_path / "root.pem").write_bytes((await client.get("/trust/root.pem")).content)
    yield Body(development_identity(tmp_path), sandbox, tmp_path / "root.pem", database)
    await sandbox.stop()


async def published(body: Body, ledger: Ledger) -> SignedHead:
    await ledger.file()
    signed = await body.publisher.publish()
    assert signed
    return signed


async def test_a_head_says_when_it_was_signed_by_an_authority_that_is_trusted(body: Body, ledger: Ledger) -> None:
    signed = await published(body, ledger)
    assert await body.why_not(signed) == ""
    assert await body.why_not(signed, body.identity.trust) == "its time stamp is not a trusted authority's"


@pytest.mark.parametrize("wrong", [timedelta(hours=-2), timedelta(hours=2)])
async def test_a_clock_that_was_set_wrong_is_found_out(body: Body, ledger: Ledger, wrong: timedelta) -> None:
    body.wrong = wrong
    assert "the clock was wrong" in await body.why_not(await published(body, ledger))


async def test_a_stamp_of_another_signature_is_found_out(body: Body, ledger: Ledger) -> None:
    one, other = await published(body, ledger), await published(body, ledger)
    swapped = one.model_copy(update={"signature": other.signature})
    assert b64decode(swapped.signature)
    assert await body.why_not(swapped) != ""


async def test_while_the_authority_is_down_no_head_is_published_and_the_next_round_says_it_all(
    body: Body, ledger: Ledger
) -> None:
    before = await published(body, ledger)
    await ledger.file()
    await body.fault("unavailable")
    with pytest.raises(TrustServiceDown):
        await body.publisher.publish()
    assert await body.heads.latest() == before
    signed = await body.publisher.publish()
    assert signed
    assert signed.head.tree_size == before.head.tree_size + 1
    assert await body.why_not(signed) == ""
