"""Publishing heads over every journal of one database."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.transparency.heads import SignedHead
from infra.db.database import Database
from infra.signing import detached
from infra.signing.development import DevelopmentIdentity, development_identity
from infra.signing.seal import Sealer
from infra.transparency.heads import Heads, Publisher
from tests.support.keys import keyring
from tests.support.ledger import Urls

NOW = datetime.now(UTC)
"""The throw-away seal is as old as the test, and signs nothing that is older."""


@pytest.fixture(scope="module")
def database(apart: Urls) -> Urls:
    """A database of these tests alone: the tree is over every journal in it."""
    return apart


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> DevelopmentIdentity:
    return development_identity(tmp_path_factory.mktemp("body"))


def publisher(urls: Urls, heads: Heads, identity: DevelopmentIdentity, **more: Any) -> Publisher:
    seal = Sealer(identity.key, identity.certificate)

    async def sign(content: bytes, at: datetime) -> bytes:
        return await detached.sign(seal.signer, content, at)

    settings: dict[str, Any] = {"every": 600, "clock": lambda: NOW}
    return Publisher(Database(urls.engine, keyring(), 2), heads, sign, **settings | more)


async def published(publisher: Publisher) -> SignedHead:
    signed = await publisher.publish()
    assert signed
    return signed
