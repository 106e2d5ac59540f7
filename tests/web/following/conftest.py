"""What stands behind the pages, where they are not what is tested."""

from collections.abc import AsyncIterator

import pytest

from infra.database import Database
from infra.local.house import LocalHouse
from infra.local.people import People
from tests.api.door import Books, Door


@pytest.fixture(scope="session")
async def door(house: LocalHouse, people: People) -> AsyncIterator[Door]:
    """The front door for programs."""
    database = Database.of_engine(house.settings())
    yield Door(people, Books(database))
    await database.close()
