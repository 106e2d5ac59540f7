"""A birth that came to its certificate, and pages read without a browser."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx2
import pytest

from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.api.conftest import stranger  # noqa: F401 - a fixture
from tests.support.door import Door, has_status

Read = Callable[..., Awaitable[httpx2.Response]]


@dataclass(frozen=True)
class Issued:
    """A dossier, its result's number, and the child's name."""

    code: str
    number: str
    child: str


async def issue(door: Door, people: People, mother: Caller, couple: Json) -> Issued:
    """Take a birth to its certificate."""
    code = await people.file(mother, couple)
    await door.to_leader(mother, code)
    await door.approve(code)
    done = await people.until(mother, code, has_status(9))
    return Issued(code, done["result"]["number"], await people.child(mother, code))


@pytest.fixture(scope="session")
async def issued(door: Door, people: People, mother: Caller, couple: Json) -> Issued:
    """A birth certificate of the mother's."""
    return await issue(door, people, mother, couple)


@pytest.fixture
def read(house: LocalHouse, people: People) -> Read:
    """Gives a page to somebody, or to nobody, as a browser asks for it."""

    async def page(path: str, who: Caller | None = None, method: str = "GET", **sent: object) -> httpx2.Response:
        headers = {"Accept": "text/html", "Accept-Language": "vi"} | (
            {"Authorization": who.headers["Authorization"]} if who else {}
        )
        return await people.api.request(method, house.api_url + path, headers=headers, **sent)  # type: ignore[arg-type]

    return page
