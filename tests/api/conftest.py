"""The front door, and what a test needs to stand before it."""

import pytest

from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from sandbox.identity.tokens import Mint, load_key


@pytest.fixture(scope="session")
def mint(house: LocalHouse) -> Mint:
    """The identity provider's own key, for tokens that it would not give to anyone."""
    key = next((house.folder / "sandbox").rglob("identity-key.json"))
    return Mint(load_key(key), house.settings().oidc_issuer)


@pytest.fixture(scope="session")
async def stranger(people: People) -> Caller:
    """A citizen whom none of it concerns."""
    other = (await people.couples("plain", 2))[1]
    return await people.who(f"citizen:{other['mother']['number']}")


@pytest.fixture
async def application(people: People, mother: Caller, couple: Json) -> Json:
    """A birth registration that nothing is wrong with."""
    return await people.application(mother, couple)
