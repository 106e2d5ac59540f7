"""The identity provider gives tokens for what it checked, and for nothing less."""

import stat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from sandbox.identity.provider import CODE_LIVES, create_app
from sandbox.identity.tokens import challenge_of
from sandbox.people.organisations import MILL
from sandbox.people.residents import DIVORCED_FATHER, PLAIN_MOTHER
from tests.sandbox.conftest import client_of

VERIFIER = "a-verifier-of-enough-length-for-the-standard-0001"
REDIRECT = "http://127.0.0.1:8000/callback?from=login"
ASKED = {
    "response_type": "code", "client_id": "motcua", "redirect_uri": REDIRECT, "scope": "openid", "state": "s&1",
    "nonce": "n-1", "code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256",
}  # fmt: skip
REDEEM = {
    "grant_type": "authorization_code",
    "client_id": "motcua",
    "redirect_uri": REDIRECT,
    "code_verifier": VERIFIER,
}


async def log_in(client: httpx2.AsyncClient, **changes: str) -> dict[str, list[str]]:
    answer = await client.post("/authorize", data=ASKED | {"as": "officer:hotich.phohien"} | changes)
    assert answer.status_code == 303, answer.text
    return parse_qs(urlsplit(answer.headers["location"]).query)


async def code_for(client: httpx2.AsyncClient) -> str:
    return (await log_in(client))["code"][0]


async def redeem(client: httpx2.AsyncClient, code: str, **changes: str) -> httpx2.Response:
    return await client.post("/token", data=REDEEM | {"code": code} | changes)


async def read(client: httpx2.AsyncClient, token: str) -> jwt.Token:
    return jwt.decode(token, KeySet.import_key_set((await client.get("/jwks")).json()))


async def dev_token(client: httpx2.AsyncClient, **wish: Any) -> dict[str, Any]:
    answer = await client.post("/dev/token", json=wish)
    assert answer.status_code == 200, answer.text
    token = await read(client, answer.json()["access_token"])
    return token.claims


async def test_a_login_ends_in_tokens_for_that_person(provider: httpx2.AsyncClient) -> None:
    back = await log_in(provider)
    assert (back["state"], back["from"], back["iss"]) == (["s&1"], ["login"], ["http://sandbox"])
    tokens = (await redeem(provider, back["code"][0])).json()
    access, person = [await read(provider, tokens[name]) for name in ("access_token", "id_token")]
    assert (access.header["typ"], access.claims["aud"]) == ("at+jwt", "motcua")
    assert access.claims["roles"] == ["civil_status_officer"]
    assert (person.claims["nonce"], person.claims["sub"]) == ("n-1", access.claims["sub"])


async def test_a_wrong_verifier_is_refused_and_spends_the_code(provider: httpx2.AsyncClient) -> None:
    code = await code_for(provider)
    refused = await redeem(provider, code, code_verifier=VERIFIER + "x")
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert (await redeem(provider, code)).json()["error"] == "invalid_grant"


async def test_a_code_is_used_once(provider: httpx2.AsyncClient) -> None:
    code = await code_for(provider)
    assert (await redeem(provider, code)).status_code == 200
    assert (await redeem(provider, code)).json()["error"] == "invalid_grant"


async def test_a_code_expires(tmp_path: Path) -> None:
    now = [1_800_000_000.0]
    async with client_of(create_app(tmp_path, clock=lambda: now[0])) as client:
        code = await code_for(client)
        now[0] += CODE_LIVES + 1
        assert (await redeem(client, code)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("change", [{"redirect_uri": REDIRECT + "2"}, {"client_id": "another"}])
async def test_a_code_is_only_for_who_asked(provider: httpx2.AsyncClient, change: dict[str, str]) -> None:
    assert (await redeem(provider, await code_for(provider), **change)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("missing", ["code_verifier", "redirect_uri", "client_id"])
async def test_a_token_request_must_be_whole(provider: httpx2.AsyncClient, missing: str) -> None:
    answer = await redeem(provider, await code_for(provider), **{missing: ""})
    assert answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize("change", [{"code_challenge": ""}, {"code_challenge_method": "plain"}])
async def test_there_is_no_login_without_pkce(provider: httpx2.AsyncClient, change: dict[str, str]) -> None:
    answer = await provider.get("/authorize", params=ASKED | change)
    back = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (back["error"], back["state"]) == (["invalid_request"], ["s&1"])


@pytest.mark.parametrize("where", ["https://elsewhere.example/cb", "javascript:alert(1)", "//127.0.0.1/x"])
async def test_a_foreign_redirect_is_not_followed(provider: httpx2.AsyncClient, where: str) -> None:
    assert (await provider.get("/authorize", params=ASKED | {"redirect_uri": where})).status_code == 400


async def test_the_login_page_lists_people_and_says_it_is_a_stand_in(provider: httpx2.AsyncClient) -> None:
    answer = await provider.get("/authorize", params=ASKED | {"state": "'><script>"})
    assert "stand-in" in answer.text
    assert f"citizen:{PLAIN_MOTHER}" in answer.text
    assert "<script>" not in answer.text


async def test_anyone_may_log_in_by_number(provider: httpx2.AsyncClient) -> None:
    code = (await log_in(provider, number=f" {PLAIN_MOTHER} "))["code"][0]
    token = await read(provider, (await redeem(provider, code)).json()["access_token"])
    assert token.claims["citizen_number"] == PLAIN_MOTHER
    unknown = await provider.post("/authorize", data=ASKED | {"number": "001000000000"})
    assert unknown.status_code == 404


async def test_an_officer_of_any_commune_is_chosen_from_the_list(provider: httpx2.AsyncClient) -> None:
    listed = (await provider.get("/authorize", params=ASKED)).text
    assert "<option value='officer:hotich.tranlam'>" in listed
    assert "<button name=as value='officer:hotich.tranlam'>" not in listed
    code = (await log_in(provider, **{"as": "", "officer": "officer:hotich.tranlam"}))["code"][0]
    token = await read(provider, (await redeem(provider, code)).json()["access_token"])
    assert (token.claims["officer_id"], token.claims["agency"]) == ("cb-12454-03", "12454")


async def test_a_citizen_token_tells_number_and_level_but_an_opaque_subject(provider: httpx2.AsyncClient) -> None:
    claims = await dev_token(provider, **{"as": f"citizen:{PLAIN_MOTHER}", "eid_level": 1})
    assert (claims["citizen_number"], claims["eid_level"], claims["name"]) == (PLAIN_MOTHER, 1, "Nguyễn Thị Lan Anh")
    assert PLAIN_MOTHER not in claims["sub"]
    assert claims["exp"] - claims["iat"] == 3_600
    assert "roles" not in claims


async def test_an_officer_token_tells_desk_and_agency(provider: httpx2.AsyncClient) -> None:
    claims = await dev_token(provider, **{"as": "officer:phochutich.kienxuong"})
    assert (claims["officer_id"], claims["agency"]) == ("cb-13075-06", "13075")
    assert claims["roles"] == ["commune_leader", "civil_status_officer"]
    assert "citizen_number" not in claims


async def test_a_test_may_have_expired_and_misaddressed_tokens(provider: httpx2.AsyncClient) -> None:
    claims = await dev_token(provider, **{"as": "officer:vanthu.phohien", "expires_in": -5, "audience": "another"})
    assert (claims["exp"] - claims["iat"], claims["aud"]) == (-5, "another")


@pytest.mark.parametrize("who", ["citizen:001000000000", "officer:nobody", PLAIN_MOTHER, f"officer:{PLAIN_MOTHER}"])
async def test_an_unknown_person_is_answered_with_who_exists(provider: httpx2.AsyncClient, who: str) -> None:
    answer = await provider.post("/dev/token", json={"as": who})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert PLAIN_MOTHER in answer.json()["citizens"]
    assert "tiepnhan.phohien" in answer.json()["officers"]


async def test_key_and_subjects_survive_a_restart_and_stay_private(tmp_path: Path) -> None:
    keys, subjects = [], []
    for _ in range(2):
        async with client_of(create_app(tmp_path)) as client:
            keys.append((await client.get("/jwks")).json())
            subjects.append((await dev_token(client, **{"as": "officer:hotich.phohien"}))["sub"])
    assert keys[0] == keys[1]
    assert subjects[0] == subjects[1]
    assert "d" not in keys[0]["keys"][0]
    assert stat.S_IMODE((tmp_path / "identity-key.json").stat().st_mode) == 0o600


async def test_discovery_names_what_is_there(provider: httpx2.AsyncClient) -> None:
    told = (await provider.get("/.well-known/openid-configuration")).json()
    assert told["issuer"] == "http://sandbox"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["stand_in"] == "motcua-sandbox"


async def test_a_login_for_an_organisation_says_who_acts_and_by_what_right(provider: httpx2.AsyncClient) -> None:
    for number, right in ((PLAIN_MOTHER, True), (DIVORCED_FATHER, False)):
        claims = await dev_token(provider, **{"as": f"organisation:{MILL}:{number}"})
        assert (claims["citizen_number"], claims["organisation_code"]) == (number, MILL)
        assert (claims["organisation_name"], claims["represents"]) == ("Công ty TNHH May Phố Hiến", right)
    for stranger in (f"organisation:{MILL}:033088001401", "organisation:0999999999:" + PLAIN_MOTHER, "organisation:x"):
        assert (await provider.post("/dev/token", json={"as": stranger})).status_code == 404
