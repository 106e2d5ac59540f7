"""One button takes the next task that nobody has: two who press it at once never get the same."""

import asyncio

import httpx2
import pytest

from infra.local.house import LocalHouse
from infra.local.people import Caller, People
from tests.support.door import Door, new_key

COMMUNE, DESKS = "12019", ("tiepnhan.vangiang", "tiepnhan2.vangiang")


@pytest.fixture
async def codes(people: People) -> set[str]:
    """Six births that wait for one desk."""
    couple = (await people.couples("plain", commune=COMMUNE))[0]
    parent = await people.who(f"citizen:{couple['mother']['number']}")
    application = await people.application(parent, couple)
    answers = [await parent.post("dossiers", json=application, headers=new_key()) for _ in range(6)]
    return {answer.raise_for_status().json()["code"] for answer in answers}


async def pressed(house: LocalHouse, who: Caller, path: str, **form: str) -> str:
    """Send a form of the page, and give where it leads."""
    headers = who.headers | {"Accept": "text/html"}
    answer: httpx2.Response = await who.http.post(f"{house.api_url}{path}", headers=headers, data=form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_whoever_presses_gets_a_task_of_their_own_until_none_is_left(
    house: LocalHouse, door: Door, people: People, codes: set[str]
) -> None:
    officers = [await door.officer(name) for name in DESKS]
    led: list[str] = []
    while True:
        places = await asyncio.gather(*(pressed(house, who, "/work/next", kind="receive") for who in officers))
        led += [place for place in places if "done=none" not in place]
        if any("done=none" in place for place in places):
            break
    assert len(led) == len(set(led)) >= len(codes)
    assert all(place.startswith("/work/") for place in led)
    for code in codes:
        assert [(await people.task(who, code))["claimed"] for who in officers].count("mine") == 1
    assert await pressed(house, officers[0], "/work/next", box="late") == "/work?box=late&done=none"


@pytest.mark.parametrize("back", ["//evil.example/x", "https://evil.example/", "javascript:alert(1)"])
async def test_nobody_is_led_to_another_site_after_taking_a_task(
    house: LocalHouse, door: Door, people: People, codes: set[str], back: str
) -> None:
    desk = await door.officer(DESKS[0])
    task = (await people.task(desk, min(codes)))["id"]
    assert (await pressed(house, desk, f"/work/{task}/claim", back=back)).startswith("/?done=claimed")
