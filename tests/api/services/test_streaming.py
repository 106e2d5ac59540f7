"""A program hears of a dossier's events as they happen, from the last that it has."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import httpx2
import pytest

from api.container import SESSION
from domain.dossier.acts import Actor
from infra.identity.oidc import Identity
from infra.local.folder import until
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from sandbox.identity.tokens import Mint, Subject
from tests.support.door import Door
from tests.web.following.front import Follower, Front, by_proxy, followers, front_door

PATIENCE = 60


async def test_what_was_and_what_comes_is_told_once_and_in_order(
    house: LocalHouse, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    path, headers = f"/api/v1/dossiers/{code}/events", mother.headers | {"Accept": "text/event-stream"}
    async with asyncio.timeout(PATIENCE), front_door(house) as front:
        async with followers(front.url, path, headers, 1) as [one]:
            assert [await one.heard.get(), await one.heard.get()] == ["filed", "task_opened"]
            await door.accept(code)
            assert await one.heard.get() == "accepted"
            assert [said["type"] for said in map(json.loads, one.texts)][:3] == ["filed", "task_opened", "accepted"]
            assert [json.loads(said)["seq"] for said in one.texts[:3]] == [1, 2, 3]
        async with followers(front.url, path, headers | {"Last-Event-ID": "2"}, 1) as [again]:
            assert await again.heard.get() == "accepted"


async def test_a_last_event_that_is_no_number_is_as_if_none_was_named(
    house: LocalHouse, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    path, headers = f"/api/v1/dossiers/{code}/events", mother.headers | {"Accept": "text/event-stream"}
    async with asyncio.timeout(PATIENCE), front_door(house) as front:
        for last in ("-1", "9" * 40, "x", ""):
            async with followers(front.url, path, headers | {"Last-Event-ID": last}, 1) as [one]:
                assert await one.heard.get() == "filed"


Open = Callable[[Front, str, dict[str, str]], AbstractAsyncContextManager[list[Follower]]]


def by_program(front: Front, code: str, headers: dict[str, str]) -> AbstractAsyncContextManager[list[Follower]]:
    """Hear as a program does."""
    stream = headers | {"Accept": "text/event-stream"}
    return followers(front.url, f"/api/v1/dossiers/{code}/events?since=1000", stream, 1)


def by_page(front: Front, code: str, headers: dict[str, str]) -> AbstractAsyncContextManager[list[Follower]]:
    """Hear as a page does."""
    return followers(front.url, f"/dossiers/{code}/live?since=1000", headers, 1)


BOTH = pytest.mark.parametrize("opened", [by_program, by_page])


def held(secret: str) -> dict[str, str]:
    """What a browser sends of its own page."""
    return {"Cookie": f"{SESSION}={secret}", "Sec-Fetch-Site": "same-origin"}


async def mothers(front: Front, couple: Json, count: int) -> list[str]:
    """Log the mother in with so many browsers."""
    number = couple["mother"]["number"]
    actor = Actor(kind="citizen", id=front.tools.index.of(number))
    who = Identity(actor, couple["mother"]["name"], number, 2, logged_in=int(time.time()))
    return [await front.tools.sessions.begin(who) for _ in range(count)]


@BOTH
@pytest.mark.parametrize("everywhere", [False, True])
async def test_what_is_heard_ends_when_its_session_does_and_no_other_does(
    house: LocalHouse, people: People, mother: Caller, couple: Json, opened: Open, everywhere: bool
) -> None:
    code = await people.file(mother, couple)
    async with (
        asyncio.timeout(PATIENCE),
        front_door(house) as front,
        httpx2.AsyncClient(base_url=front.url, timeout=None) as http,
    ):
        here, there = await mothers(front, couple, 2)
        async with opened(front, code, held(here)), opened(front, code, held(there)):
            # Each waits for news of the dossier, and of its session.
            await until(lambda: front.listener.waiters == 4 and front.listener.hears.is_set())
            leaving = there if everywhere else here
            (await http.post(f"/logout?everywhere={everywhere}", headers=held(leaving)))
            await until(lambda: front.listener.waiters == (0 if everywhere else 2))


@BOTH
async def test_what_is_heard_ends_with_the_token_though_nothing_happens(
    house: LocalHouse, people: People, mint: Mint, mother: Caller, couple: Json, opened: Open
) -> None:
    code, number = await people.file(mother, couple), couple["mother"]["number"]
    who = Subject(f"citizen:{number}", couple["mother"]["name"], {"citizen_number": number, "eid_level": 2})
    async with asyncio.timeout(PATIENCE), front_door(house) as front:
        # It ends in a second; that two clocks may differ by some lets in who comes later, and for no longer.
        headers = {"Authorization": f"Bearer {mint.access_token(who, 'motcua', expires_in=1)}"}
        async with opened(front, code, headers) as [one]:
            await until(lambda: one.ended)


@BOTH
async def test_what_is_heard_ends_at_the_sessions_limit_though_nothing_happens(
    house: LocalHouse, people: People, mother: Caller, couple: Json, opened: Open
) -> None:
    code = await people.file(mother, couple)

    async def hears_the_end(lasts: int) -> bool:
        try:
            async with asyncio.timeout(PATIENCE), front_door(house, session_lasts=lasts) as front:
                [secret] = await mothers(front, couple, 1)
                async with opened(front, code, held(secret)) as [one]:
                    await until(lambda: one.ended)
                    return True
        except* httpx2.HTTPStatusError:
            pass
        return False

    # A machine that is busy may answer the call only when so short a session is over; a longer one is heard.
    assert await hears_the_end(1) or await hears_the_end(8) or await hears_the_end(30)


async def test_who_may_see_it_no_longer_hears_no_more(
    house: LocalHouse, people: People, mother: Caller, couple: Json
) -> None:
    father = await people.who(f"citizen:{couple['father']['number']}")
    code = await by_proxy(people, father, couple)
    async with asyncio.timeout(PATIENCE), front_door(house) as front, by_program(front, code, father.headers) as [one]:
        await until(lambda: front.listener.waiters == 1)
        (await mother.post(f"dossiers/{code}/mandate/revocation", json={})).raise_for_status()
        await until(lambda: one.ended)


async def test_who_may_not_see_it_gets_a_refusal_and_no_stream(
    people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    stranger = await people.who(f"citizen:{couple['father']['number']}")
    headers = {"Accept": "text/event-stream"}
    await door.refuses(stranger, 404, "not-found", f"dossiers/{code}/events", "GET", headers=headers)
