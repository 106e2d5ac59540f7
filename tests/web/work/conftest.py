"""A commune whose queue other tests leave short."""

import pytest

from infra.local.people import Caller, Json, People

COMMUNE = "13225"


@pytest.fixture(scope="session")
async def couple(people: People) -> Json:
    """A married couple of Thái Bình."""
    return (await people.couples("plain", commune=COMMUNE))[0]


@pytest.fixture(scope="session")
async def mother(people: People, couple: Json) -> Caller:
    """The mother."""
    return await people.who(f"citizen:{couple['mother']['number']}")
