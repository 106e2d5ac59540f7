"""The setting of the matrix, and the identity provider's key, as the front door's tests have it."""

from collections.abc import AsyncIterator

import pytest

from infra.local.house import LocalHouse
from infra.local.people import People
from sandbox.identity.tokens import Mint
from tests.api.conftest import mint as mint
from tests.system.access.setting import Setting, opened


@pytest.fixture(scope="session")
async def setting(house: LocalHouse, people: People, mint: Mint) -> AsyncIterator[Setting]:
    """Everything that the table speaks of."""
    async with opened(house, people, mint) as made:
        yield made
