"""An operator may look into Temporal's payloads, nobody else, and each look is in the log."""

import json
from base64 import b64decode
from typing import Any

import httpx2
import pytest
from google.protobuf.json_format import MessageToDict
from temporalio.api.common.v1 import Payload, Payloads

from api.app import create_app
from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.engine.codec import Codec
from infra.local.folder import until
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.support.door import problem_of

SAID = "Trịnh Hoài Ân"
PAGES = "https://temporal.motcua.example"


@pytest.fixture(scope="module")
async def operator(people: People) -> Caller:
    return await people.who("officer:vanhanh.hungyen")


@pytest.fixture
async def code(people: People, mother: Caller, couple: Json) -> str:
    return await people.file(mother, couple)


@pytest.fixture
async def sealed(house: LocalHouse, code: str) -> Json:
    """A payload of that dossier, as Temporal's pages would send it."""
    database = Database.of_engine(house.settings(), 1)
    payload = Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(SAID, ensure_ascii=False).encode())
    payloads = await Codec(database, code, ENGINE).encode([payload])
    await database.close()
    return MessageToDict(Payloads(payloads=payloads))


async def asked(house: LocalHouse, who: Caller, path: str, body: Any, **headers: str) -> Any:
    return await who.post(f"{house.api_url}/codec/{path}", json=body, headers=headers)


async def test_an_operator_reads_a_payload_and_the_log_tells_who_looked_at_which_dossier(
    house: LocalHouse, operator: Caller, sealed: Json, code: str
) -> None:
    assert SAID not in json.dumps(sealed, ensure_ascii=False)
    answer = (await asked(house, operator, "decode", sealed)).raise_for_status()
    [payload] = answer.json()["payloads"]
    assert json.loads(b64decode(payload["data"])) == SAID
    log = house.folder / "logs" / "api.log"
    await until(lambda: "payloads_decoded" in log.read_text())
    [line] = [json.loads(line) for line in log.read_text().splitlines() if "payloads_decoded" in line and code in line]
    assert (line["operator"], line["dossiers"], line["payloads"]) == ("cb-33-vh-01", [code], 1)
    assert SAID not in log.read_text()


async def test_nobody_else_looks_into_payloads(house: LocalHouse, people: People, mother: Caller, sealed: Json) -> None:
    leader = await people.who("officer:chutich.phohien")
    for who in (mother, leader):
        for path in ("decode", "encode"):
            problem_of(await asked(house, who, path, sealed), 403, "wrong-role")


async def test_an_operator_sees_of_dossiers_nothing_but_what_temporal_holds(
    house: LocalHouse, operator: Caller, code: str
) -> None:
    problem_of(await operator.get(f"dossiers/{code}"), 404, "not-found")


async def test_what_an_operator_types_is_sealed_and_read_again(house: LocalHouse, operator: Caller) -> None:
    plain = MessageToDict(Payloads(payloads=[Payload(metadata={"encoding": b"json/plain"}, data=b'"x"')]))
    typed = (await asked(house, operator, "encode", plain)).raise_for_status().json()
    assert typed != plain
    assert (await asked(house, operator, "decode", typed)).json() == plain


@pytest.mark.parametrize("body", [{"payloads": "x"}, {"payloads": [{"data": 1}]}, {"payloads": [{"metadata": []}]}])
async def test_what_is_no_payload_is_refused(house: LocalHouse, operator: Caller, body: Json) -> None:
    problem_of(await asked(house, operator, "decode", body), 422, "no-payloads")


async def test_a_payload_of_nobodys_dossier_or_an_altered_one_is_refused(
    house: LocalHouse, operator: Caller, sealed: Json
) -> None:
    strange = Payload(metadata={"encoding": b"binary/encrypted", "encryption-key-id": b"nobody"}, data=b"x" * 40)
    body = MessageToDict(Payloads(payloads=[strange]))
    problem_of(await asked(house, operator, "decode", body), 404, "not-found")
    [payload] = sealed["payloads"]
    altered = {"payloads": [payload | {"data": "AAAA" + payload["data"][4:]}]}
    problem_of(await asked(house, operator, "decode", altered), 422, "no-payloads")


async def test_only_the_pages_named_in_the_settings_may_ask_and_only_the_codec(house: LocalHouse) -> None:
    app = create_app(house.settings().model_copy(update={"temporal_ui_origin": PAGES}))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=house.api_url) as browser:
        preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}

        async def allowed(origin: str, path: str) -> str | None:
            answer = await browser.options(path, headers={"Origin": origin} | preflight)
            return answer.headers.get("access-control-allow-origin")

        assert await allowed(PAGES, "/codec/decode") == PAGES
        assert await allowed("https://evil.example", "/codec/decode") is None
        assert await allowed(PAGES, "/api/v1/dossiers") is None
