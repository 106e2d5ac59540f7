"""A program hears of a dossier's events as they happen, from the last that it has."""

import asyncio
import json

from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.support.door import Door
from tests.web.following.front import followers, front_door

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


async def test_who_may_not_see_it_gets_a_refusal_and_no_stream(
    people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    stranger = await people.who(f"citizen:{couple['father']['number']}")
    headers = {"Accept": "text/event-stream"}
    await door.refuses(stranger, 404, "not-found", f"dossiers/{code}/events", "GET", headers=headers)
