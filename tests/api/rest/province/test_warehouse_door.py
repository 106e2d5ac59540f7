"""The shared warehouse by programs: without a token that holds nobody hears anything, and answers have receipts."""

import html
import json
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc.jwk import KeySet, OKPKey
from joserfc.jws import extract_compact

from infra.agencies.basis import Mint, development_key, published
from infra.agencies.consumers import digest_of
from infra.agencies.receipts import Exchange, digest, read
from infra.local.house import LocalHouse
from infra.local.people import Json, People
from tests.api.inside import inside
from tests.support.door import problem_of

HERE = "/warehouse/v1"
BASIS = {"rests_on": "law", "words": "Nghị định 45/2020/NĐ-CP"}
BRINGS = "Đưa kết quả vào kho dữ liệu dùng chung"
RESIDENCE = "Đăng ký cư trú"


@dataclass
class Consumer:
    """An agency that asks, with its key."""

    http: httpx2.AsyncClient
    name: str
    key: OKPKey

    async def ask(self, method: str, path: str, purpose: str, body: Any = None, **claims: Any) -> httpx2.Response:
        """Send a request with a token made for it."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        said = {"purpose": purpose, "basis": BASIS, "fields": ["number"], "request": digest_of(method, path, content)}
        token = Mint(self.key, self.name).token("warehouse", secrets.token_hex(8), said | claims)
        headers = {"Legal-Basis": token, "Content-Type": "application/json"}
        return await self.http.request(method, f"http://door{path}", content=content, headers=headers)


@pytest.fixture(scope="module")
async def consumers(house: LocalHouse, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Consumer]]:
    folder = tmp_path_factory.mktemp("consumers")
    development_key(folder / "own.pem", folder / "own.json")
    keys = {name: OKPKey.generate_key("Ed25519", auto_kid=True) for name in ("business", "residence")}
    files = {name: told(folder / f"{name}.json", key) for name, key in keys.items()}
    own = str(folder / "own.pem")
    async with inside(house, consumer_keys=files, receipt_key_file=own) as http:
        yield {name: Consumer(http, name, key) for name, key in keys.items()}


def told(file: Path, key: OKPKey) -> str:
    file.write_text(json.dumps(published(key)))
    return str(file)


def brought(number: str) -> Json:
    day = {"kind": "GCNHKD", "issuer": "11953", "issued_on": "2026-05-04"}
    return day | {"sha256": secrets.token_hex(32), "owners": [number]}


async def test_an_answer_is_signed_for_this_very_request_and_put_again_is_the_same(
    consumers: dict[str, Consumer],
) -> None:
    business, number = consumers["business"], f"HKD-{secrets.token_hex(6)}"
    path, sent = f"{HERE}/results/{number}", brought("033196000017")
    answer = await business.ask("PUT", path, BRINGS, sent)
    assert (answer.status_code, answer.json()["new"]) == (200, True)
    assert not (await business.ask("PUT", path, BRINGS, sent)).json()["new"]
    assert problem_of(await business.ask("PUT", path, BRINGS, brought("033196000017")), 409, "other-content")
    keys = KeySet.import_key_set((await business.http.get(f"http://door{HERE}/.well-known/jwks.json")).json())
    content = json.dumps(sent).encode()
    receipt = answer.headers["receipt"]
    message = json.loads(extract_compact(receipt.encode()).payload)["jti"]
    exchange = Exchange("warehouse", message, digest_of("PUT", path, content), digest(answer.content))
    assert read(receipt, keys, exchange).kid in {key.kid for key in keys.keys}


async def test_a_file_without_a_signature_that_holds_is_refused_and_one_of_no_result_of_theirs_is_not_looked_at(
    consumers: dict[str, Consumer],
) -> None:
    business, number, file = consumers["business"], f"HKD-{secrets.token_hex(6)}", secrets.token_bytes(600_000)
    sent = brought("033196000017") | {"sha256": sha256(file).hexdigest(), "signed": True}
    (await business.ask("PUT", f"{HERE}/results/{number}", BRINGS, sent)).raise_for_status()
    path = f"{HERE}/verification?number={number}"
    # Larger than any text may be: it comes whole all the same.
    assert problem_of(await business.ask("POST", path, BRINGS, file), 422, "signature-does-not-hold")
    assert problem_of(await business.ask("POST", path, BRINGS, b"another"), 409, "other-content")
    assert problem_of(await business.ask("POST", path + "x", BRINGS, file), 404, "not-found")
    assert problem_of(await business.ask("POST", path, BRINGS, bytes(11 * 1024**2)), 413, "too-large")


async def test_without_a_token_that_holds_nobody_hears_anything(consumers: dict[str, Consumer]) -> None:
    http, residence = consumers["residence"].http, consumers["residence"]
    for method, path in (("GET", "/results"), ("GET", "/recalls"), ("GET", "/datasets/results/rows")):
        assert problem_of(await http.request(method, f"http://door{HERE}{path}"), 401, "unauthenticated")
    other = await residence.ask("GET", f"{HERE}/results", RESIDENCE, request=digest_of("GET", "/other", b""))
    assert problem_of(other, 401, "unauthenticated")
    thief = Consumer(http, "business", residence.key)
    assert problem_of(await thief.ask("GET", f"{HERE}/results", RESIDENCE), 401, "unauthenticated")


async def test_more_than_was_agreed_is_refused_by_name(consumers: dict[str, Consumer]) -> None:
    residence = consumers["residence"]
    wide = await residence.ask("GET", f"{HERE}/results", RESIDENCE, fields=["number", "sha256"], about="033196000017")
    assert problem_of(wide, 403, "beyond-agreement")
    assert problem_of(await residence.ask("GET", f"{HERE}/results", "Quảng cáo"), 403, "not-agreed")


async def test_pages_follow_one_another_and_hold_no_field_that_was_not_asked_for(
    consumers: dict[str, Consumer],
) -> None:
    residence, since = consumers["residence"], "updated_since=2026-01-01T00:00:00Z"
    answer = await residence.ask("GET", f"{HERE}/datasets/results/rows?{since}", RESIDENCE)
    listed = answer.raise_for_status().json()
    assert all(set(row) == {"number"} for row in listed["items"])
    assert problem_of(await residence.ask("GET", f"{HERE}/datasets/people/rows", RESIDENCE), 404, "not-found")


async def test_papers_and_facts_are_listed_by_agreement_alone_and_what_is_open_to_all_by_none(
    consumers: dict[str, Consumer],
) -> None:
    residence = consumers["residence"]
    for dataset in ("papers", "facts"):
        refused = await residence.ask("GET", f"{HERE}/datasets/{dataset}/rows", RESIDENCE, fields=["id"])
        assert problem_of(refused, 403, "not-agreed")
    answer = await residence.ask("GET", f"{HERE}/datasets/open/rows?period=2026-11", RESIDENCE)
    told = answer.raise_for_status().json()
    assert (told["least"], told["period"], bool(answer.headers["receipt"])) == (5, "2026-11", True)
    # What is hidden says so, and is no zero.
    of = [(one["hidden"], one["numerator"] is None, one["denominator"] is None) for one in told["figures"]]
    assert set(of) <= {(None, False, False), ("few", True, True)}
    assert of


async def test_leaders_read_quality_data_sets_and_lineage(people: People, house: LocalHouse) -> None:
    leader, desk = await people.who("officer:lanhdao.hungyen"), await people.who("officer:tiepnhan.phohien")
    at = f"{house.api_url}{HERE}"
    quality = (await leader.get(f"{at}/quality")).raise_for_status().json()
    assert quality["definition"] == "warehouse-quality@2"
    listed = (await leader.get(f"{at}/datasets")).raise_for_status().json()
    assert listed["connected"]["denominator"] == len(listed["items"]) > 0
    assert problem_of(await leader.get(f"{at}/lineage/NONE-1"), 404, "not-found")
    for path in ("quality", "datasets", "lineage/NONE-1"):
        assert problem_of(await desk.get(f"{at}/{path}"), 403, "wrong-role")


async def test_leaders_see_on_a_page_what_is_connected_and_how_good_it_is_with_its_source_and_method(
    people: People, house: LocalHouse
) -> None:
    leader, desk = await people.who("officer:lanhdao.hungyen"), await people.who("officer:tiepnhan.phohien")
    address = house.api_url.partition("/api")[0]
    listed = (await leader.get(f"{address}{HERE}/datasets")).raise_for_status().json()
    quality = (await leader.get(f"{address}{HERE}/quality")).raise_for_status().json()
    answer = await leader.get(f"{address}/figures/datasets", params={"lang": "en"})
    assert answer.status_code == 200, answer.text
    said = html.unescape(answer.text)
    for one in listed["items"]:
        assert one["title"] in said
    share = f"{listed['connected']['numerator']} / {listed['connected']['denominator']}"
    assert share in said
    assert said.count(">Connected</strong>") == listed["connected"]["numerator"], "each is told as the JSON tells it"
    for one in (*listed["definitions"], *quality["definitions"]):
        assert f">{one['definition']}<" in said
    assert len(re.findall("It was never counted", said)) == sum(one["as_of"] is None for one in quality["items"])
    assert (await desk.get(f"{address}/figures/datasets")).status_code == 403
