"""The operation centre by programs: whoever leads sees their own, live, and every figure says what was counted."""

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from urllib.parse import quote

import httpx2
import pytest

from api.services.province.defining import defined
from domain.base.calendar import VIETNAM
from domain.province.definitions import Screen
from infra.facts.loading import load_offices
from infra.facts.units import load_units
from infra.local.people import PATIENCE, Caller, Json, People, found
from tests.support.door import Door, problem_of

SCREENS = ("overview", "minute", "map", "due", "flow", "registers", "payments", "linked")


async def seen(people: People, screen: str, who: str = "lanhdao.hungyen", **params: str) -> Json:
    answer = await (await people.who(f"officer:{who}")).get(f"ioc/{screen}", params=params)
    return dict(answer.raise_for_status().json())


@pytest.mark.parametrize("screen", SCREENS)
async def test_who_does_not_lead_sees_no_screen_and_who_leads_sees_their_own(people: People, screen: str) -> None:
    assert await seen(people, screen, "chutich.phohien")
    desk = await people.who("officer:tiepnhan.phohien")
    assert problem_of(await desk.get(f"ioc/{screen}"), 403, "wrong-role")
    leader = await people.who("officer:chutich.phohien")
    assert problem_of(await leader.get(f"ioc/{screen}", params={"unit": "33"}), 403, "out-of-reach")


async def test_what_comes_in_is_counted_as_soon_as_it_was_fed(
    people: People, door: Door, mother: Caller, couple: Json
) -> None:
    """From the feed's rows: nobody waits for files to be published."""
    before = (await seen(people, "overview", "chutich.phohien"))["received"]["now"]
    code = await people.file(mother, couple)
    await door.accept(code)

    async def more() -> Json | None:
        told = await seen(people, "overview", "chutich.phohien")
        return told if told["received"]["now"] > before else None

    assert await found(more, PATIENCE, lambda: "it is not counted")


async def test_every_share_says_what_was_counted_by_which_definition(people: People) -> None:
    told = await seen(people, "overview")
    assert [figure["definition"] for figure in told["figures"]] == [
        "on_time@2",
        "online@1",
        "paid_online@2",
        "satisfied@1",
    ]
    for figure in told["figures"]:
        assert figure["how"]
        assert (figure["percent"] is None) == (figure["denominator"] == 0), "nothing to count is not zero"


async def test_the_map_has_every_commune_in_the_place_of_its_old_district(people: People) -> None:
    told = await seen(people, "map")
    assert len(told["places"]) == 104
    assert len({place["group"] for place in told["places"]}) == 18
    assert {place["colour"] for place in told["places"] if not place["on_time"]["denominator"]} == {"none"}
    assert "33.SNV" in {place["unit"]["code"] for place in told["others"]}


async def test_the_map_is_drawn_where_the_facts_say(people: People) -> None:
    leader = await people.who("officer:lanhdao.hungyen")
    address = f"{leader.http.base_url}".partition("/api")[0] + "/figures/map"
    async with httpx2.AsyncClient(timeout=None) as http:
        said = (await http.get(address, headers=leader.headers)).raise_for_status().text
    drawn = re.findall(r'mc-group--(\d-\d)"><span class="mc-group__name" translate="no">([^<]*)<', said)
    districts = [one for one in load_units(load_offices()).ended if one.tier == "district"]
    assert {(f"{one.drawn[0]}-{one.drawn[1]}", one.title) for one in districts if one.drawn} == set(drawn)
    assert len(drawn) == 18


async def test_a_minute_says_what_waits_for_whoever_reads_it(
    people: People, door: Door, mother: Caller, couple: Json
) -> None:
    """Somebody's own hand is theirs: the province's leader has not what waits at a commune."""
    code = await people.file(mother, couple)
    await door.accept(code)
    leader = await people.who("officer:chutich.phohien")
    own = (await seen(people, "minute", "chutich.phohien"))["own"]
    queue = (await leader.get("tasks")).raise_for_status().json()["items"]
    assert own["waiting"] >= min(len(queue), 1)
    assert set((await seen(people, "minute"))["outlook"]) >= {"at_risk", "percent", "low", "high"}


@pytest.mark.parametrize(
    ("asked", "status", "slug", "cure"),
    [
        ({"procedure": "9.999999"}, 404, "not-found", "/procedures"),
        ({"channel": "pigeon"}, 422, "invalid", "channel"),
        ({"at": "2099-01-01T00:00:00+07:00"}, 422, "not-yet", "before now"),
        ({"at": "yesterday"}, 422, "invalid", "at"),
    ],
)
async def test_what_cannot_be_asked_for_is_refused_with_its_cure(
    people: People, asked: dict[str, str], status: int, slug: str, cure: str
) -> None:
    leader = await people.who("officer:lanhdao.hungyen")
    answer = await leader.get("ioc/overview", params=asked, headers={"Accept-Language": "en"})
    assert problem_of(answer, status, slug)
    assert cure in answer.text


async def test_an_act_is_told_on_the_stream_as_facts_with_the_counts_that_it_made(
    people: People, door: Door, mother: Caller, couple: Json
) -> None:
    """Whoever watches asks nothing again: what is told is the overview itself."""
    leader = await people.who("officer:chutich.phohien")
    address = f"{leader.http.base_url}".rstrip("/") + "/ioc/stream"
    async with (
        asyncio.timeout(PATIENCE),
        httpx2.AsyncClient(timeout=None) as http,
        http.stream("GET", address, headers=leader.headers | {"Accept": "text/event-stream"}) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        news = told_on(answer.aiter_lines())
        name, first = await anext(news)
        assert name == "facts"
        assert first["unit"]["code"] == "11953"
        await door.accept(await people.file(mother, couple))
        while (more := await anext(news)) and more[1]["received"]["now"] <= first["received"]["now"]:
            assert more[0] == "facts"
        assert more[1]["under_way"] > 0
        assert set(more[1]) == set(await seen(people, "overview", "chutich.phohien"))


async def told_on(lines: AsyncIterator[str]) -> AsyncIterator[tuple[str, Json]]:
    """The name and the content of each event."""
    name = ""
    async for line in lines:
        field, _, said = line.partition(": ")
        if field == "event":
            name = said
        elif field == "data":
            yield name, json.loads(said)


@pytest.mark.parametrize("screen", ["", "/map", "/due", "/flow", "/registers", "/payments", "/linked"])
async def test_a_page_that_is_narrowed_says_to_what_and_leads_to_the_same_for_programs(
    people: People, screen: str
) -> None:
    leader = await people.who("officer:lanhdao.hungyen")
    address = f"{leader.http.base_url}".partition("/api")[0] + f"/figures{screen}"
    async with httpx2.AsyncClient(timeout=None) as http:
        asked = {"procedure": "1.001193", "channel": "online", "lang": "vi"}
        answer = await http.get(address, params=asked, headers=leader.headers)
    assert answer.status_code == 200, answer.text
    said = html.unescape(answer.text)
    assert 'name="procedure" value="1.001193"' in said
    assert '<option value="online" selected>' in said
    assert len(re.findall(r'href="/api/v1/ioc/[^"]*&procedure=1\.001193&channel=online[^"]*"', said)) > 0
    assert "/figures/kept?" not in said.replace('href="/figures/kept?', ""), "what is kept is never narrowed"


PAGES: dict[Screen, str] = {
    "overview": "", "minute": "/minute", "map": "/map", "due": "/due", "flow": "/flow", "registers": "/registers",
    "payments": "/payments", "linked": "/linked", "alarms": "/alarms", "petitions": "/petitions",
}  # fmt: skip


@pytest.mark.parametrize("screen", PAGES)
async def test_a_page_says_how_each_of_its_figures_is_computed_and_how_sure_that_is(
    people: People, screen: Screen
) -> None:
    leader = await people.who("officer:lanhdao.hungyen")
    address = f"{leader.http.base_url}".partition("/api")[0] + f"/figures{PAGES[screen]}"
    async with httpx2.AsyncClient(timeout=None) as http:
        answer = await http.get(address, params={"lang": "vi"}, headers=leader.headers)
    assert answer.status_code == 200, answer.text
    said = html.unescape(answer.text)
    for one in defined(screen, "vi"):
        assert one.how in said
        assert f">{one.definition}<" in said


@pytest.mark.parametrize("screen", ["", "/map", "/due", "/flow", "/payments", "/linked"])
async def test_a_page_of_a_past_moment_says_whose_and_of_when_it_is_and_its_links_keep_the_moment(
    people: People, screen: str
) -> None:
    leader = await people.who("officer:lanhdao.hungyen")
    address = f"{leader.http.base_url}".partition("/api")[0] + f"/figures{screen}"
    at = f"{datetime.now(VIETNAM) - timedelta(seconds=5):%Y-%m-%dT%H:%M:%S}"
    async with httpx2.AsyncClient(timeout=None) as http:
        answer = await http.get(address, params={"at": at, "lang": "en"}, headers=leader.headers)
    assert answer.status_code == 200, answer.text
    said = html.unescape(answer.text)
    assert "Told as it stood then" in said
    assert f'name="at" type="datetime-local" value="{at}"' in said
    for href in (r"/api/v1/ioc/[a-z]", "/figures/due"):
        assert re.search(rf'href="{href}[^"]*&at={re.escape(quote(at))}%2B07%3A00', said)
    assert "data-live" not in said


async def test_a_table_without_a_past_refuses_one_and_says_so(people: People) -> None:
    leader = await people.who("officer:lanhdao.hungyen")
    at = f"{datetime.now(VIETNAM) - timedelta(seconds=5):%Y-%m-%dT%H:%M:%S}"
    answer = await leader.get("ioc/tables/index", params={"at": at})
    assert answer.status_code == 422
    assert "as it stands now" in answer.text or "hiện nay" in answer.text
    assert (await leader.get("ioc/tables/due", params={"at": at})).status_code == 200
