"""What stands before every route: headers for the reader's browser, no other site's word, not more than one may ask."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response

from api.app import create_app
from infra.local.house import LocalHouse
from infra.local.people import PAPER, Caller, Json, People
from infra.runtime.settings import Settings
from tests.api.inside import calling, inside
from tests.infra.runtime.test_settings import PRODUCTION
from tests.support.door import at, problem_of

CSP = "content-security-policy"
HOME = "https://motcua.hungyen.gov.vn"
NOTHING_IN_FRAMES = "frame-ancestors 'none'"


async def test_every_answer_tells_the_browser_what_to_refuse(people: People, mother: Caller, couple: Json) -> None:
    code = await people.file(mother, couple)
    wrong = "dossiers/" + "x" * 20
    answers = [
        await people.api.get("procedures"),
        await people.api.get("dossiers"),
        await mother.get(f"dossiers/{code}"),
        await mother.get(wrong),
        await mother.post("dossiers", content=b"{"),
        await people.api.get("openapi.json"),
        await people.api.delete("nowhere"),
        await mother.post("uploads", files={"file": ("a.exe", b"MZ")}),
    ]
    for answer in answers:
        told = answer.headers
        assert NOTHING_IN_FRAMES in told[CSP], answer.url
        assert "unsafe-inline" not in told[CSP]
        assert (told["x-content-type-options"], told["cross-origin-opener-policy"]) == ("nosniff", "same-origin")
        assert told["cache-control"] == "no-store"
        assert told["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in told
        assert "strict-transport-security" not in told


@pytest.fixture(scope="module")
def production() -> FastAPI:
    """A front door of production with a page, a cookie and a fault; nothing behind it is open.

    One for all: a door that has not answered yet takes longer for the first answer than for a hundred more.
    """
    app = create_app(Settings(**PRODUCTION | {"rate_of_misses": 3}))

    async def page() -> Response:
        answer = HTMLResponse("<p>Xin chào</p>")
        answer.set_cookie("__Host-session", "x", path="/", samesite=None)
        return answer

    async def broken() -> None:
        raise ZeroDivisionError

    app.add_api_route("/api/v1/page", page, methods=["GET", "POST"])
    app.add_api_route("/api/v1/broken", broken)
    return app


async def test_a_page_runs_scripts_of_ours_alone_and_its_cookies_are_for_us_alone(production: FastAPI) -> None:
    answer = await calling(production).get("page")
    assert "script-src 'self';" in answer.headers[CSP]
    assert "unsafe" not in answer.headers[CSP]
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["strict-transport-security"].startswith("max-age=63072000")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(answer.headers["set-cookie"].split("; "))


async def test_an_answer_to_a_fault_of_ours_is_guarded_too_and_tells_nothing_of_it(production: FastAPI) -> None:
    answer = await calling(production).get("broken")
    assert problem_of(answer, 500, "internal")
    assert NOTHING_IN_FRAMES in answer.headers[CSP]
    assert "ZeroDivision" not in answer.text


COOKIE = {"Cookie": "__Host-session=x"}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": HOME}, 200),
        ({"Origin": "https://evil.example", "Authorization": "Bearer x"}, 200),
        (COOKIE, 403),
        (COOKIE | {"Origin": "https://evil.example"}, 403),
        (COOKIE | {"Origin": "null"}, 403),
        (COOKIE | {"Origin": "http://motcua.hungyen.gov.vn"}, 403),
        (COOKIE | {"Origin": "https://motcua.hungyen.gov.vn.evil.example"}, 403),
        (COOKIE | {"Origin": "https://[evil"}, 403),
        (COOKIE | {"Sec-Fetch-Site": "cross-site", "Origin": HOME}, 403),
        (COOKIE | {"Sec-Fetch-Site": "same-site", "Origin": HOME}, 403),
        (COOKIE | {"Sec-Fetch-Site": "none"}, 403),
        (COOKIE | {"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        (COOKIE | {"Origin": HOME}, 200),
        (COOKIE | {"Origin": f"{HOME}:443"}, 200),
    ],
)
async def test_what_changes_something_comes_from_our_own_page_or_from_no_browser(
    production: FastAPI, sent: dict[str, str], status: int
) -> None:
    answer = await calling(production).post("page", headers=sent)
    assert answer.status_code == status
    if status == 403:
        problem_of(answer, 403, "cross-site")
    assert (await calling(production).get("page", headers=sent)).status_code == 200


@pytest.mark.parametrize("sent", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_another_site_logs_nobody_out(production: FastAPI, sent: dict[str, str]) -> None:
    answer = await calling(production).post("https://motcua.test/logout", headers=sent)
    problem_of(answer, 403, "cross-site")
    assert "set-cookie" not in answer.headers


async def come(http: httpx2.AsyncClient, times: int, path: str, **sent: Any) -> list[int]:
    """Come so often, and give the answers."""
    return [(await http.get(path, **sent)).status_code for _ in range(times)]


async def test_an_address_comes_as_often_as_it_may_and_is_told_when_again(house: LocalHouse) -> None:
    async with inside(house, "192.0.2.7", rate_per_address=3) as http:
        assert await come(http, 4, "procedures") == [200, 200, 200, 429]
        for language, word in (("vi", "giây"), ("en", "seconds")):
            answer = await http.get("procedures", headers={"Accept-Language": language})
            assert word in problem_of(answer, 429, "too-many-requests")["title"]
            assert 1 <= int(answer.headers["retry-after"]) <= 20
            assert NOTHING_IN_FRAMES in answer.headers[CSP]


async def test_a_person_comes_as_often_as_they_may_from_wherever_and_others_are_not_counted_with_them(
    house: LocalHouse, mother: Caller, stranger: Caller
) -> None:
    async with inside(house, rate_per_person=2) as http:
        assert await come(http, 3, "dossiers", headers=mother.headers) == [200, 200, 429]
        assert await come(http, 1, "dossiers", headers=stranger.headers) == [200]


async def test_who_guesses_codes_or_tokens_is_stopped_soon_and_who_knows_theirs_is_not(
    house: LocalHouse, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    async with inside(house, rate_of_misses=3) as http:
        assert await come(http, 9, f"dossiers/{code}", headers=mother.headers) == [200] * 9
        guesses = [(await http.get(f"dossiers/{code}{n}", headers=mother.headers)).status_code for n in range(5)]
        assert guesses == [404, 404, 404, 429, 429]
    async with inside(house, rate_of_misses=3) as http:
        assert await come(http, 4, "dossiers", headers={"Authorization": "Bearer x"}) == [401, 401, 401, 429]


async def test_guesses_are_counted_by_person_too_wherever_they_come_from(house: LocalHouse, stranger: Caller) -> None:
    app = create_app(house.settings().model_copy(update={"rate_of_misses": 2}))
    async with app.router.lifespan_context(app):
        places = [f"192.0.2.{n}" for n in range(4)]
        heard = [(await calling(app, p).get("dossiers/x", headers=stranger.headers)).status_code for p in places]
    assert heard == [404, 404, 429, 429]


async def test_files_are_brought_less_often_than_questions(house: LocalHouse, mother: Caller) -> None:
    async with inside(house, rate_of_uploads=3) as http:
        sent: Any = {"files": {"file": ("paper.pdf", PAPER)}, "headers": mother.headers}
        # One comes off for the address and one for the person, who are counted apart.
        assert [(await http.post("uploads", **sent)).status_code for _ in range(4)] == [201, 201, 201, 429]
        assert await come(http, 5, "dossiers", headers=mother.headers) == [200] * 5


async def test_one_time_codes_are_asked_for_and_tried_less_often_still(house: LocalHouse) -> None:
    async with inside(house, rate_of_codes=3) as http:
        place = f"{house.settings().public_url}/track/000.01.00.H31-261117-0001"
        heard = [(await http.post(place, data={"digits": "000000"})).status_code for _ in range(3)]
        assert heard == [422, 422, 422]
        assert (await http.post(f"{place}/code")).status_code == 429
        assert (await http.get(place)).status_code == 200


async def test_a_proxy_of_ours_is_believed_and_nobody_else_is(house: LocalHouse) -> None:
    settings: Any = {"rate_per_address": 1, "trusted_proxies": ["10.0.0.0/8"]}
    async with inside(house, "10.0.0.1", **settings) as http:
        for guest in ("198.51.100.1", "198.51.100.2", "203.0.113.9, 198.51.100.3"):
            assert await come(http, 1, "procedures", headers={"X-Forwarded-For": guest}) == [200]
        assert await come(http, 1, "procedures", headers={"X-Forwarded-For": "1.2.3.4, 198.51.100.3"}) == [429]
    async with inside(house, "192.0.2.9", **settings) as http:
        sent = [{"X-Forwarded-For": f"198.51.100.{n}"} for n in range(2)]
        assert [await come(http, 1, "procedures", headers=header) for header in sent] == [[200], [429]]


async def test_a_link_of_the_api_leads_to_us_alone(people: People, mother: Caller, couple: Json) -> None:
    shown = await people.show(mother, await people.file(mother, couple))
    assert {at(link) for link in shown["links"].values()}
    for path in ("//evil.example/x", "dossiers/%0d%0aLocation:%20https:%2f%2fevil.example", "dossiers//evil.example"):
        answer = await people.api.get(path, headers=mother.headers)
        assert answer.status_code in (400, 404)
        assert "location" not in answer.headers
