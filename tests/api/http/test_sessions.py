"""Who is logged in with a browser is out when they say so, when their service ends, and wherever they say it."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from api.container import SESSION
from domain.base.law import Role
from domain.dossier.acts import Actor
from infra.db.database import Database
from infra.identity.oidc import Identity
from infra.identity.sessions import Sessions, name_of
from infra.identity.staff import Out, enter
from infra.local.house import LocalHouse
from infra.local.people import Caller, People
from tests.support.door import Door

HOUR = timedelta(hours=1)
OFFICER = "cb-by-browser"
CLERK = Actor(kind="officer", id=OFFICER, agency="11953", roles=(Role.RECEIVING_OFFICER,))
PERSON = Identity(Actor(kind="citizen", id="b" * 32), "Nguyễn Thị Thử", "033196000017", 2)
FOR_A_MILL = replace(PERSON, actor=Actor(kind="organisation", id="9" * 32, person="b" * 32), organisation="0900000001")
LogIn = Callable[[Identity], Awaitable[Caller]]


@pytest.fixture
async def log_in(house: LocalHouse, people: People) -> AsyncIterator[LogIn]:
    """Gives a browser that is logged in, to talk to the house with."""
    async with Database.of_api(house.settings(), 1) as database:
        sessions = Sessions(database, HOUR, HOUR)

        async def browser(who: Identity) -> Caller:
            # Just now, unless a test says otherwise: the whole suite may take longer than a login is fresh.
            who = who if who.logged_in else replace(who, logged_in=int(time.time()))
            headers = {"Cookie": f"{SESSION}={await sessions.begin(who)}", "Sec-Fetch-Site": "same-origin"}
            return Caller(people.api, who.name, headers)

        yield browser


async def leave(people: People, browser: Caller, *, everywhere: bool = False) -> None:
    """Log out, and keep what the browser held."""
    page = str(people.api.base_url).partition("/api/")[0] + "/logout"
    params = {"everywhere": "true"} if everywhere else {}
    answer = await people.api.post(page, headers=browser.headers, params=params)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert f"{SESSION}=" in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]


async def test_after_logging_out_what_the_browser_held_opens_nothing(people: People, door: Door, log_in: LogIn) -> None:
    here, elsewhere = await log_in(PERSON), await log_in(PERSON)
    assert (await here.get("dossiers")).status_code == 200
    await leave(people, here)
    await door.refuses(here, 401, "unauthenticated", "dossiers", "GET")
    assert (await elsewhere.get("dossiers")).status_code == 200


async def test_whoever_logs_out_everywhere_is_out_on_each_device_and_for_whomever_they_act(
    people: People, door: Door, log_in: LogIn
) -> None:
    browsers = [await log_in(who) for who in (PERSON, PERSON, FOR_A_MILL)]
    await leave(people, browsers[0], everywhere=True)
    for browser in browsers:
        await door.refuses(browser, 401, "unauthenticated", "dossiers", "GET")


@pytest.mark.parametrize("path", ["/logout?everywhere=true", "/me/devices/end"])
async def test_who_finds_a_browser_that_was_logged_in_long_ago_logs_nobody_out_elsewhere(
    people: People, log_in: LogIn, path: str
) -> None:
    old = replace(PERSON, actor=Actor(kind="citizen", id="d" * 32), logged_in=int(time.time()) - 901)
    found, elsewhere = await log_in(old), await log_in(old)
    home = str(people.api.base_url).partition("/api/")[0]
    page = await people.api.get(f"{home}/me/devices", headers=found.headers | {"Accept": "text/html"})
    assert "/login?again=true&amp;next=/me/devices" in page.text
    assert '<button class="govuk-button' not in page.text
    there = elsewhere.headers["Cookie"].partition("=")[2]
    answer = await people.api.post(home + path, headers=found.headers, data={"device": name_of(there)})
    assert (answer.status_code, answer.json()["step_up"]) == (403, {"max_age": "900"})
    for browser in (found, elsewhere):
        assert (await browser.get("dossiers")).status_code == 200


async def test_to_log_in_again_asks_the_provider_to_look_anew_who_sits_there(people: People) -> None:
    home = str(people.api.base_url).partition("/api/")[0]
    for again in (True, False):
        answer = await people.api.get(f"{home}/login", params={"again": again, "next": "/me/devices"})
        asked = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
        assert (asked.get("prompt"), asked.get("max_age")) == (("login", "0") if again else (None, None))
        assert asked["code_challenge_method"] == "S256"


async def test_whom_another_site_sends_logs_in_only_when_they_say_so(people: People) -> None:
    home = str(people.api.base_url).partition("/api/")[0]
    for path in ("/login?next=/me/devices", "/login?next=%22%3E%3Cscript%3E"):
        sent = await people.api.get(home + path, headers={"Sec-Fetch-Site": "cross-site", "Accept": "text/html"})
        assert (sent.status_code, "set-cookie" in sent.headers) == (200, False)
        assert f'href="{path}"' in sent.text
        assert "<script>" not in sent.text
        for way in ("same-origin", "none"):
            assert (await people.api.get(home + path, headers={"Sec-Fetch-Site": way})).status_code == 303


async def test_who_represents_no_longer_is_refused_everything_and_can_still_log_out(
    people: People, door: Door, log_in: LogIn
) -> None:
    former = await log_in(replace(FOR_A_MILL, represents=False))
    await door.refuses(former, 403, "not-representative", "dossiers", "GET")
    await leave(people, former)
    await door.refuses(former, 401, "unauthenticated", "dossiers", "GET")


async def test_an_officer_whose_service_ended_is_refused_at_once_though_the_session_lives(
    house: LocalHouse, door: Door, log_in: LogIn
) -> None:
    desk = await log_in(Identity(CLERK, "Trần Văn Thử"))
    assert (await desk.get("tasks")).status_code == 200
    async with Database.of_engine(house.settings(), 1) as staff:
        await enter(staff, Out(OFFICER, "ended", None, "Quyết định 12/QĐ-UBND"), "personnel")
        await door.refuses(desk, 403, "not-in-service", "tasks", "GET")
        await enter(staff, Out(OFFICER, "back", None, "Quyết định 13/QĐ-UBND"), "personnel")
    assert (await desk.get("tasks")).status_code == 200
