"""Rules about the front door itself."""

import json
import re

import pytest
from fastapi.routing import iter_route_contexts

from api.app import create_app
from api.http.languages import preferred
from infra.local.folder import until
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.support.door import Door, problem_of

HEADS = {"/api/v1/journal/heads/latest", "/api/v1/journal/heads/{size}", "/api/v1/journal/consistency"}
"""Hashes, which everyone is to keep."""
KEYS = {"/.well-known/motcua/qr-keys", "/warehouse/v1/.well-known/jwks.json"}
CHECK = KEYS | {"/verify", "/verify/{token}", "/VERIFY/{token}"}
"""Whether a document or an answer is real, which everyone may ask who holds it."""
SLIPS = {"/track", "/track/{code}", "/TRACK/{code}", "/track/{code}/code", "/track/{code}/live"}
"""How a dossier is followed without an account, which says nothing of it until that was proved."""
WAY_IN = {"/", "/login", "/login/return", "/logout", "/assets/{name}"}
"""Pages that lead to a login, and what every page needs."""
FOUND = {"/procedures", "/procedures/{code}"}
"""What one can file, before anybody logs in."""
FIGURES = {"/open-figures", *(f"/api/v1/open-figures{way}" for way in ("", "/table", "/kept"))}
FIGURES |= {
    "/open-figures/kept/{one}", "/api/v1/open-figures/kept/{id}", "/api/v1/open-figures/kept/{id}/table",
}  # fmt: skip
"""How the services do, in counts that tell of nobody."""
CATALOGUE = {
    "/api/v1/procedures",
    "/api/v1/procedures/{code}",
    "/api/v1/procedures/{code}/result-schema",
    "/api/v1/slips/{form}/schema",
}
OPEN = CATALOGUE | {"/api/v1/openapi.json", "/health"} | HEADS | CHECK | SLIPS | WAY_IN | FOUND | FIGURES
SHARED = {
    "/results", "/results/{number}", "/results/{number}/recall", "/recalls", "/datasets/{dataset}/rows",
    "/datasets/papers/rows", "/datasets/facts/rows", "/datasets/open/rows", "/datasets/units/rows", "/verification",
}  # fmt: skip
BY_AGENCIES = {"/api/v1/agencies/{agency}/answers"} | {f"/warehouse/v1{way}" for way in SHARED}
SIGNED = BY_AGENCIES | {"/api/v1/payments/callback"}
"""Proved by a signature instead of a token."""


@pytest.fixture(scope="module")
def routes(house: LocalHouse) -> set[tuple[str, str]]:
    """Every way in, as method and template."""
    routes = [route for route in iter_route_contexts(create_app(house.settings()).routes) if route.path]
    return {(method, str(route.path)) for route in routes for method in route.methods or () if method != "HEAD"}


async def test_every_way_in_asks_who_comes_except_the_catalogue(
    people: People, house: LocalHouse, schema: Json, routes: set[tuple[str, str]]
) -> None:
    assert routes > {(method.upper(), path) for path, ways in schema["paths"].items() for method in ways}
    assert {path for _, path in routes} > OPEN
    for method, path in sorted(routes):
        answer = await people.api.request(method, f"{house.api_url}{path.format_map(Anything())}")
        if path in OPEN:
            assert answer.status_code in (200, 303, 400, 404, 422) or path == "/login/return", path
        else:
            assert problem_of(answer, 401, "unauthenticated"), path


class Anything(dict[str, str]):
    """A value for every parameter of a path."""

    def __missing__(self, name: str) -> str:
        return "01" if name == "form" else "x"


@pytest.fixture(scope="module")
async def schema(people: People) -> Json:
    """What the API tells of itself."""
    told: Json = (await people.api.get("openapi.json")).raise_for_status().json()
    return told


async def test_every_documented_way_says_how_to_come_in_and_how_it_refuses(schema: Json) -> None:
    assert schema["info"]["title"] == "Motcua"
    assert schema["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    for path, ways in schema["paths"].items():
        for method, way in ways.items():
            refusals = {code: answer for code, answer in way["responses"].items() if code >= "400"}
            assert bool(way.get("security")) is (path not in OPEN | SIGNED), path
            assert path in OPEN or {"401", "503"} <= set(refusals), (method, path)
            for answer in refusals.values():  # who looks at a page is told on a page
                assert {*answer["content"]} - {"text/html"} == {"application/problem+json"}, path


async def test_every_reference_of_the_schema_leads_somewhere(schema: Json) -> None:
    text = json.dumps(schema)
    names = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert names <= set(schema["components"]["schemas"])
    assert "HTTPValidationError" not in text


async def test_what_is_not_there_is_a_problem_document_too(people: People, door: Door, mother: Caller) -> None:
    await door.refuses(mother, 404, "not-found", "nowhere", "GET")
    await door.refuses(mother, 404, "not-found", "dossiers/", "GET")
    await door.refuses(mother, 405, "method-not-allowed", "dossiers", "DELETE")
    await door.refuses(mother, 404, "not-found", "procedures/9.999999", "GET")
    assert (await people.api.delete("dossiers", headers=mother.headers)).headers["allow"]


async def test_the_catalogue_tells_what_a_procedure_needs(people: People) -> None:
    listed = (await people.api.get("procedures", headers={"Accept-Language": "en"})).json()
    assert [(p["code"], p["title"]) for p in listed if p["code"] == "1.001193"] == [("1.001193", "Birth registration")]
    shown = (await people.api.get("procedures/1.001193")).json()
    assert (shown["title"], shown["papers"][0]["kind"]) == ("Đăng ký khai sinh", "birth_record")
    assert shown["form"]["properties"]["child"]["title"] == "Trẻ em"


async def test_the_schema_of_a_results_data_is_open_to_everyone(people: People) -> None:
    schema = (await people.api.get("procedures/1.001193/result-schema")).json()
    assert schema["$id"] == schema["properties"]["$schema"]["const"] == "urn:motcua:result:results:birth_certificate"
    assert {"child", "mother", "declarant", "body", "signatory"} <= set(schema["required"])
    assert schema["$defs"]["PrintedSignatory"]["required"] == ["title", "name"]
    assert (await people.api.get("procedures/9.999999/result-schema")).status_code == 404


async def test_the_schema_of_a_slips_data_is_open_to_everyone(people: People) -> None:
    schema = (await people.api.get("slips/01/schema")).json()
    assert schema["$id"] == schema["properties"]["$schema"]["const"] == "urn:motcua:result:forms:01"
    assert {"code", "components", "due_at", "applicant"} <= set(schema["required"])
    assert (await people.api.get("slips/09/schema")).status_code == 422


async def test_a_form_is_labelled_in_the_readers_language_and_in_both(people: People) -> None:
    asked = await people.api.get("procedures/1.001193", headers={"Accept-Language": "en"})
    born = asked.json()["form"]["$defs"]["Child"]["properties"]["born"]
    assert (born["title"], born["x-titles"]) == ("Date of birth", {"vi": "Ngày sinh", "en": "Date of birth"})


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "vi"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("vi-VN,vi;q=0.9,en-US;q=0.6,en;q=0.5", "vi"),
        ("fr,en;q=0.3", "en"),
        ("vi;q=0.4, en ;q=0.8", "en"),
        ("en;q=0", "vi"),
        ("*", "vi"),
        ("*;q=0.2, en;q=0.4", "en"),
        ("EN", "en"),
        ("ende", "vi"),
        ("en;q=lots", "vi"),
        (";;,,q=", "vi"),
    ],
)
def test_the_language_is_the_one_that_the_reader_weighs_most(header: str, language: str) -> None:
    assert preferred(header) == language


async def test_a_request_leaves_one_line_in_the_log_and_nothing_personal(
    people: People, mother: Caller, couple: Json, house: LocalHouse, door: Door
) -> None:
    code = await people.file(mother, couple)
    await door.accept(code)
    await mother.get(f"dossiers/{couple['mother']['number']}")
    await mother.get(f"dossiers/{code}")
    log = house.folder / "logs" / "api.log"
    # The line is written after the answer has left.
    told = re.compile(rf'"method": "GET".*"dossier": "{code}"')
    await until(lambda: told.search(log.read_text()) is not None)
    text = log.read_text()
    lines = [line for line in map(json.loads, text.splitlines()) if line["event"] == "request"]
    mine = [(line["method"], line["route"], line["status"]) for line in lines if line.get("dossier") == code]
    assert mine[0] == ("POST", "/api/v1/dossiers", 201)
    assert ("POST", "/api/v1/tasks/{task}/decision", 200) in mine
    assert mine[-1] == ("GET", "/api/v1/dossiers/{code}", 200)
    assert all(line["ms"] >= 0 for line in lines)
    for secret in (couple["mother"]["number"], couple["mother"]["name"], mother.headers["Authorization"][-40:]):
        assert secret not in text
