"""Many pages that are open at once cost one listener, and ask nothing while nothing happens."""

import asyncio
from contextlib import AsyncExitStack

from infra.local.folder import until
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.support.door import Door
from tests.web.following.front import Follower, Front, by_proxy, followers, front_door

OPEN = 100
PATIENCE = 60


def live(code: str, since: int) -> str:
    """Where a page hears of a dossier."""
    return f"/dossiers/{code}/live?since={since}"


def looks(front: Front) -> int:
    """Count how often a page was read anew: the last that it asks for are the events."""
    return sum("FROM events" in statement for statement in front.statements)


async def test_open_pages_cost_one_listener_and_ask_only_when_there_is_news(
    house: LocalHouse, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    desk = await door.officer("tiepnhan.phohien")
    task = await people.task(desk, code)
    async with asyncio.timeout(PATIENCE * 2), front_door(house) as front:
        async with followers(front.url, live(code, 10_000), mother.headers, OPEN):
            await until(lambda: looks(front) == OPEN)
            assert front.listener.waiters == OPEN
            front.statements.clear()
            await people.show(mother, code)
            assert front.statements == [], "whoever waits asks nothing"
            (await desk.post(f"tasks/{task['id']}/claim")).raise_for_status()
            await until(lambda: looks(front) >= OPEN)
            assert looks(front) == OPEN, "each looks once when it is woken"
        await until(lambda: front.listener.waiters == 0)


async def test_a_page_is_told_once_what_it_has_not_shown_yet_and_then_each_change(
    house: LocalHouse, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    async with (
        asyncio.timeout(PATIENCE),
        front_door(house) as front,
        followers(front.url, live(code, 0), mother.headers, 1) as [one],
    ):
        assert [await one.heard.get(), await one.heard.get()] == ["said", "standing"]
        await door.accept(code)
        assert [await one.heard.get(), await one.heard.get()] == ["said", "standing"]


async def test_who_may_see_it_no_longer_is_told_no_more(
    house: LocalHouse, people: People, mother: Caller, couple: Json
) -> None:
    father = await people.who(f"citizen:{couple['father']['number']}")
    code = await by_proxy(people, father, couple)
    async with (
        asyncio.timeout(PATIENCE),
        front_door(house) as front,
        followers(front.url, live(code, 10_000), father.headers, 1) as [one],
    ):
        await until(lambda: looks(front) == 1)
        (await mother.post(f"dossiers/{code}/mandate/revocation", json={})).raise_for_status()
        assert await one.heard.get() == "over"


async def test_of_a_person_with_too_many_pages_the_oldest_is_told_so_and_the_newest_go_on(
    house: LocalHouse, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    desk = await door.officer("tiepnhan.phohien")
    async with asyncio.timeout(PATIENCE), AsyncExitStack() as stack:
        front = await stack.enter_async_context(front_door(house, live_per_person=2))
        pages: list[Follower] = []
        for who in (mother, mother, desk, mother):
            opened = followers(front.url, live(code, 2), who.headers, 1)
            pages.extend(await stack.enter_async_context(opened))
            # In this order; of the last it is seen by what the oldest is told.
            await until(lambda: front.listener.waiters >= min(len(pages), 3))
        oldest, *others = pages
        assert await oldest.heard.get() == "over"
        assert "You have many such pages open" in oldest.texts[0]
        await until(lambda: front.listener.waiters == len(others))
        await door.accept(code)
        for page in others:
            assert [await page.heard.get(), await page.heard.get()] == ["said", "standing"]


async def test_a_page_that_was_closed_makes_room_for_another(
    house: LocalHouse, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    async with asyncio.timeout(PATIENCE), front_door(house, live_per_person=1) as front:
        for _ in range(3):
            async with followers(front.url, live(code, 0), mother.headers, 1) as [page]:
                assert await page.heard.get() == "said"
            await until(lambda: front.listener.waiters == 0)
