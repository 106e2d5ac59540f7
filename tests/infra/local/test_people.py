"""Who calls at the doors of a house, and is refused, is told why and what there is instead."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from infra.local.people import Caller, GaveUp, People

OFFICER = "officer:canbo.vangiang"


def door(request: httpx2.Request) -> httpx2.Response:
    """A house in which there is one dossier, with its desk, and one task, of the desk."""
    path = request.url.path
    if path == "/identity/dev/token":
        return httpx2.Response(404, json={"detail": "Nobody is called that.", "officers": ["tiepnhan.vangiang"]})
    if path.endswith("/tasks"):
        return httpx2.Response(200, json={"items": []})
    if path.endswith("/dossiers/seen"):
        shown = {
            "holder": "the receiving officer",
            "waits": {"why": "Waits to be checked and accepted"},
            "can": ["confirm"],
        }
        return httpx2.Response(200, json=shown)
    if path.endswith("/confirmation"):
        return httpx2.Response(409, json={"detail": "There is no draft."})
    return httpx2.Response(404, json={"detail": "Not found."})


@pytest.fixture
async def people() -> AsyncIterator[People]:
    """Everybody, before that door."""
    async with People("http://house", "http://sandbox") as everybody:
        await everybody.api.aclose()
        await everybody.sandbox.aclose()
        house = httpx2.MockTransport(door)
        everybody.api = httpx2.AsyncClient(base_url="http://house/api/v1/", transport=house)
        everybody.sandbox = httpx2.AsyncClient(base_url="http://sandbox", transport=house)
        yield everybody


async def test_an_officer_who_is_nobody_is_told_who_exists(people: People) -> None:
    with pytest.raises(httpx2.HTTPStatusError, match=r"Nobody is called that.*tiepnhan\.vangiang"):
        await people.who(OFFICER)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("seen", "it is with the receiving officer: Waits to be checked and accepted"),
        ("hidden", "they may not see it: choose an officer of the office that decides"),
    ],
)
async def test_who_has_no_such_task_is_told_who_has_the_dossier(people: People, code: str, said: str) -> None:
    with pytest.raises(GaveUp, match=said):
        await people.task(Caller(people.api, OFFICER), code, "verify", patience=0.05)


async def test_what_is_refused_is_refused_in_the_words_of_the_house(people: People) -> None:
    with pytest.raises(httpx2.HTTPStatusError, match=r"409 for POST .*There is no draft\."):
        await people.confirm(Caller(people.api, OFFICER), "seen")
