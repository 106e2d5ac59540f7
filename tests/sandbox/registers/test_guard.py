"""A register behind its guard answers nobody without a legal basis, nothing beyond it, and signs what it answers."""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from joserfc.jwk import KeySet, OKPKey
from joserfc.jws import JWSRegistry, deserialize_compact, serialize_compact

from sandbox.registers.guard import Askers, Guard, own_key
from sandbox.vietnam import civil_status, population, traffic
from tests.sandbox.conftest import GROUNDS

REGISTRY = JWSRegistry(algorithms=["Ed25519"])
MOTHER = "033195000101"
PERSONS, CHECKS = "/v1/persons/search", "/v1/health-checks/search"
NOW = 1_795_000_000
ASKED = {"SoDinhDanh": MOTHER} | GROUNDS
APPS: dict[str, Callable[[Path], FastAPI]] = {
    "population": population.create_app,
    "traffic": traffic.create_app,
    "civil_status": civil_status.create_app,
}
Sent = dict[str, Any]


def key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"alg": "Ed25519"}, auto_kid=True)


def digest(content: bytes) -> str:
    return urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


class Asker:
    """Who may ask one register, and what they would have to say."""

    def __init__(self, folder: Path, register: str) -> None:
        self.key, self.now, self.register = key(), NOW, register
        self.folder, self.published = folder, folder / "askers.json"
        self.publish(self.key)
        guard = Guard(
            APPS[register](folder), register, Askers(self.published), own_key(folder, register), lambda: self.now
        )
        self.client = httpx2.AsyncClient(transport=httpx2.ASGITransport(guard), base_url="http://sandbox")

    def publish(self, *keys: OKPKey) -> None:
        self.published.write_text(json.dumps({"keys": [one.as_dict(private=False) for one in keys]}))

    def claims(self, path: str, content: bytes, **changes: Any) -> Sent:
        return {
            "iss": "https://motcua.example", "aud": self.register, "jti": "m-1", "iat": NOW, "exp": NOW + 300,
            "dossier": GROUNDS["MaHoSo"], "office": GROUNDS["CoQuan"], "procedure": "1.001193", "purpose": "Thử",
            "basis": {"rests_on": "law", "words": "Luật", "consent": ""}, "fields": ["HoVaTen", "NgayMat"],
            "request": digest(f"POST {path}\n".encode() + content),
        } | changes  # fmt: skip

    def token(self, claims: Sent, signed_by: OKPKey | None = None, **header: Any) -> str:
        signer = signed_by or self.key
        heads = {"alg": "Ed25519", "kid": signer.kid, "typ": "legal-basis+jwt"} | header
        return serialize_compact(heads, json.dumps(claims).encode(), signer, registry=REGISTRY)

    async def ask(
        self,
        path: str = PERSONS,
        sent: Sent = ASKED,
        token: Callable[["Asker", Sent], str] = lambda asker, claims: asker.token(claims),
        **changes: Any,
    ) -> httpx2.Response:
        content = json.dumps(sent).encode()
        headers = {"Content-Type": "application/json", "Message-Id": "m-1"}
        if said := token(self, self.claims(path, content, **changes)):
            headers["Legal-Basis"] = said
        return await self.client.post(path, content=content, headers=headers)


@pytest.fixture
async def asker(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Asker]:
    asker = Asker(tmp_path, getattr(request, "param", "population"))
    async with asker.client:
        yield asker


async def refusal(answer: httpx2.Response) -> tuple[int, str]:
    assert answer.headers["x-stand-in"] == "motcua-sandbox"
    assert "receipt" not in answer.headers
    return answer.status_code, answer.json()["title"]


async def test_the_fields_that_are_named_are_answered_and_no_others(asker: Asker) -> None:
    answer = await asker.ask()
    assert answer.status_code == 200, answer.text
    [found] = answer.json()["KetQua"]
    assert found == {"HoVaTen": {"Ho": "Nguyễn", "ChuDem": "Thị Lan", "Ten": "Anh"}, "NgayMat": None}


NOT_SIGNED: dict[str, Callable[[Asker, Sent], str]] = {
    "basis-missing": lambda *_: "",
    "basis-foreign-key": lambda asker, claims: asker.token(claims, key()),
    "basis-unreadable": lambda asker, claims: asker.token(claims)[:-8] + "AAAAAAAA",
}


@pytest.mark.parametrize("slug", NOT_SIGNED)
async def test_without_a_token_of_the_engine_nothing_is_answered(asker: Asker, slug: str) -> None:
    assert await refusal(await asker.ask(token=NOT_SIGNED[slug])) == (401, slug)


@pytest.mark.parametrize(
    "token",
    [
        lambda asker, claims: asker.token(claims, typ="receipt+jwt"),
        lambda asker, claims: asker.token({name: said for name, said in claims.items() if name != "fields"}),
        lambda asker, claims: asker.token(claims | {"exp": "mai"}),
        lambda asker, claims: asker.token(claims, key(), kid=asker.key.kid),
        lambda *_: "x.y.z",
    ],
    ids=["of another kind", "naming no fields", "no time", "somebody else's under our name", "no token"],
)
async def test_a_token_that_is_none_is_refused(asker: Asker, token: Callable[[Asker, Sent], str]) -> None:
    assert await refusal(await asker.ask(token=token)) == (401, "basis-unreadable")


@pytest.mark.parametrize("now", [NOW + 306, NOW - 6])
async def test_a_token_holds_for_its_minutes(asker: Asker, now: int) -> None:
    asker.now = now
    assert await refusal(await asker.ask()) == (401, "basis-expired")


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"aud": "residence"}, "basis-other-register"),
        ({"dossier": "H33.1-261124-0002"}, "basis-other-dossier"),
        ({"office": "11983"}, "basis-other-office"),
        ({"jti": "m-2"}, "basis-other-message"),
        ({"request": digest(b"something else")}, "basis-other-request"),
        ({"fields": ["HoVaTen", "TinhTrangHonNhan"]}, "basis-too-broad"),
        ({"fields": ["NhomMau"]}, "basis-too-broad"),
    ],
)
async def test_a_token_for_something_else_is_refused(asker: Asker, changes: Sent, slug: str) -> None:
    assert await refusal(await asker.ask(**changes)) == (403, slug)


async def test_a_message_that_was_put_is_not_put_again_for_another_question(asker: Asker) -> None:
    assert (await asker.ask()).status_code == 200
    assert (await asker.ask()).status_code == 200
    other = ASKED | {"SoDinhDanh": "033092000102"}
    assert await refusal(await asker.ask(sent=other)) == (403, "basis-replayed")


@pytest.mark.parametrize("asker", ["traffic"], indirect=True)
async def test_what_is_told_on_consent_alone_is_not_told_on_the_law(asker: Asker) -> None:
    assert await refusal(await asker.ask(CHECKS, fields=["KetLuan"])) == (403, "basis-needs-consent")
    agreed = {"rests_on": "consent", "words": "Đồng ý", "consent": "H33/filed"}
    driver = ASKED | {"SoDinhDanh": "033092000102"}
    answer = await asker.ask(CHECKS, driver, fields=["KetLuan"], basis=agreed)
    assert answer.status_code in (200, 404)
    unnamed = agreed | {"consent": ""}
    assert await refusal(await asker.ask(CHECKS, driver, fields=["KetLuan"], basis=unnamed)) == (
        403,
        "basis-needs-consent",
    )


async def test_no_agreement_covers_what_no_procedure_asks(asker: Asker) -> None:
    answer = await asker.ask("/v1/persons/everybody")
    assert await refusal(answer) == (403, "basis-too-broad")


@pytest.mark.parametrize("number", [MOTHER, "033195999999"], ids=["found", "not found"])
async def test_an_answer_goes_with_a_receipt_of_what_was_asked_and_answered(asker: Asker, number: str) -> None:
    answer = await asker.ask(sent=ASKED | {"SoDinhDanh": number})
    keys = KeySet.import_key_set((await asker.client.get("/.well-known/jwks.json")).json())
    said = json.loads(deserialize_compact(answer.headers["receipt"], keys, registry=REGISTRY).payload)
    assert said == {
        "iss": "population", "jti": "m-1", "iat": NOW, "answer": digest(answer.content),
        "request": digest(f"POST {PERSONS}\n".encode() + answer.request.content),
    }  # fmt: skip


@pytest.mark.parametrize("asker", ["civil_status"], indirect=True)
async def test_a_message_is_guarded_as_a_question_is(asker: Asker) -> None:
    told = {"MaThongDiep": "m-1", "MaHoSo": GROUNDS["MaHoSo"], "MaPhuongXa": "11953", "NoiDung": {"HoVaTen": "Ấn"}}
    assert await refusal(await asker.ask("/v1/births", told)) == (403, "basis-too-broad")
    answer = await asker.ask("/v1/births", told, fields=["So"])
    assert (answer.status_code, answer.json()) == (201, {"So": 1})


async def test_a_new_key_is_read_when_it_is_used_and_an_old_one_forgotten(asker: Asker) -> None:
    new = key()
    assert (await asker.ask()).status_code == 200
    asker.publish(new)
    assert (await asker.ask(token=lambda _, claims: asker.token(claims, new))).status_code == 200
    assert (await refusal(await asker.ask()))[1] == "basis-foreign-key"


def test_a_register_signs_with_one_key_of_its_own(tmp_path: Path) -> None:
    first, again, other = (own_key(tmp_path, name) for name in ("population", "population", "traffic"))
    assert first.kid == again.kid != other.kid
    assert all(file.stat().st_mode & 0o077 == 0 for file in tmp_path.glob("*-receipts.json"))
