"""A remote signature is made only for what its signer confirmed, once, in time, and each refusal says why."""

import base64
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from sandbox.trust.holders import EXPIRED, REVOKED
from tests.sandbox.trust_rig import CLIENT, ECDSA, LEADER, Services, Told, hash_of, hours


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(tmp_path)


def refused(description: str, error: str = "invalid_request", status: int = 400) -> Told:
    return status, {"error": error, "error_description": description}


NOT_ACTIVATED = refused("Invalid parameter SAD")
DISABLED = refused("The credential identified by credentialID is disabled")


async def verified(services: Services, document: str, signature: str) -> None:
    """Raises unless it is the leader's signature."""
    certificate = x509.load_der_x509_certificate((await services.certificate()).dump())
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(base64.b64decode(signature), document.encode(), ec.ECDSA(hashes.SHA256()))


async def test_the_service_says_what_it_can(services: Services) -> None:
    told = (await services.client.post("/csc/v2/info", json={})).json()
    assert (told["specs"], told["region"], told["authType"]) == ("2.0.0.0", "VN", ["oauth2client"])
    assert "giả lập" in told["description"]
    assert {"credentials/authorizeCheck", "signatures/signHash"} <= set(told["methods"])


async def test_nothing_is_done_without_a_token(services: Services) -> None:
    for headers, status, error in (
        ({}, 400, "invalid_request"),
        ({"Authorization": "Bearer"}, 400, "invalid_request"),
        ({"Authorization": "Bearer nonsense"}, 401, "invalid_token"),
    ):
        for path in ("credentials/list", "credentials/info", "credentials/authorize", "credentials/authorizeCheck",
                     "signatures/signHash"):  # fmt: skip
            answer = await services.client.post(f"/csc/v2/{path}", json={}, headers=headers)
            assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_a_token_is_given_to_the_client_and_ends(services: Services) -> None:
    wrong: list[dict[str, str]] = [{"client_secret": "x"}, {"client_id": "x"}, {"grant_type": "password"}]
    for change in wrong:
        assert (await services.client.post("/oauth2/token", data=CLIENT | change)).status_code in (400, 401)
    basic = {"grant_type": "client_credentials"}, ("motcua", CLIENT["client_secret"])
    assert (await services.client.post("/oauth2/token", data=basic[0], auth=basic[1])).status_code == 200
    assert (await services.csc("credentials/list", userID=LEADER))[0] == 200
    services.now += hours(1)
    assert await services.csc("credentials/list", userID=LEADER) == refused(
        "The access token is expired", "expired_token", 401
    )


async def test_an_officer_has_one_credential(services: Services) -> None:
    _, told = await services.csc("credentials/list", userID=LEADER, credentialInfo=True, certificates="chain")
    assert told["credentialIDs"] == [LEADER]
    [info] = told["credentialInfos"]
    assert (info["SCAL"], info["auth"]["mode"], len(info["cert"]["certificates"])) == ("2", "explicit", 3)
    assert ECDSA in info["key"]["algo"]
    assert (await services.csc("credentials/list", userID=EXPIRED, onlyValid=True))[1]["credentialIDs"] == []
    assert await services.csc("credentials/list", userID="cb-1") == refused("Invalid parameter userID")
    assert await services.csc("credentials/info", credentialID="cb-1") == refused("Invalid parameter credentialID")


async def test_whoever_is_enrolled_has_one_too(services: Services) -> None:
    whom = {"id": "cb-new-01", "name": "Đỗ Văn Mới", "title": "Chủ tịch", "office": "Ủy ban nhân dân xã Mới"}
    told = (await services.client.post("/_credentials", json=whom)).json()
    assert told["credentialID"] == "cb-new-01"
    assert (await services.certificate("cb-new-01")).subject.native["common_name"] == "Đỗ Văn Mới"


async def test_nothing_is_signed_before_the_officer_confirms(services: Services) -> None:
    status, told = await services.ask("a", description="Giấy khai sinh")
    assert status == 202
    assert await services.csc("credentials/authorizeCheck", **told) == (202, told)
    await services.say(told["handle"])
    status, given = await services.csc("credentials/authorizeCheck", **told)
    assert (status, given["expiresIn"]) == (200, 300)
    status, signed = await services.sign(given["SAD"], "a")
    assert status == 200
    await verified(services, "a", signed["signatures"][0])


async def test_what_the_officer_refuses_is_never_signed(services: Services) -> None:
    told = (await services.ask("a"))[1]
    await services.say(told["handle"], "refuse")
    await services.say(told["handle"], "confirm")
    denied = refused("The user denied the request", "access_denied")
    assert await services.csc("credentials/authorizeCheck", **told) == denied
    assert (await services.ask("a"))[1]["handle"] != told["handle"]


async def test_only_confirmed_hashes_are_signed_and_each_once(services: Services) -> None:
    sad = await services.activated("a", "b")
    assert await services.sign(sad, "c") == refused("Hash is not authorized by the SAD")
    assert await services.sign(sad, "a", "a") == refused("Hash is not authorized by the SAD")
    assert (await services.sign(sad, "b"))[0] == 200
    assert await services.sign(sad, "b") == refused("Hash is not authorized by the SAD")
    status, signed = await services.sign(sad, "a")
    assert status == 200
    await verified(services, "a", signed["signatures"][0])
    assert await services.sign(sad, "a") == NOT_ACTIVATED


async def test_many_documents_are_confirmed_at_once_and_signed_in_order(services: Services) -> None:
    documents = [f"d-{number}" for number in range(100)]
    sad = await services.activated(*documents)
    signed = (await services.sign(sad, *documents))[1]["signatures"]
    for document, signature in zip(documents, signed, strict=True):
        await verified(services, document, signature)


async def test_a_confirmation_lasts_from_when_it_is_fetched(services: Services) -> None:
    told = (await services.ask("a"))[1]
    await services.say(told["handle"])
    services.now += hours(12)
    services.headers = {}
    given = (await services.csc("credentials/authorizeCheck", **told))[1]
    services.now += hours(0.05)
    again = (await services.csc("credentials/authorizeCheck", **told))[1]
    assert (again["SAD"], again["expiresIn"]) == (given["SAD"], 120)
    services.now += hours(0.05)
    assert await services.sign(given["SAD"], "a") == refused("SAD expired")
    assert await services.csc("credentials/authorizeCheck", **told) == refused("Invalid parameter handle")
    assert (await services.ask("a"))[0] == 202


async def test_asked_again_while_it_waits_it_is_one_asking(services: Services) -> None:
    first = await services.ask("a")
    assert await services.ask("a") == first
    assert (await services.ask("b"))[1] != first[1]
    assert len((await services.client.get("/_signatures", params={"credential": LEADER})).json()) == 2
    await services.say(first[1]["handle"])
    assert (await services.ask("a"))[1].keys() == {"SAD", "expiresIn"}


async def test_a_signature_that_got_lost_is_asked_of_the_officer_again(services: Services) -> None:
    sad = await services.activated("a")
    await services.client.put("/_faults", json={"kind": "drop_answer", "operation": "signatures/signHash"})
    with pytest.raises(ConnectionResetError):
        await services.sign(sad, "a")
    assert await services.sign(sad, "a") == NOT_ACTIVATED
    assert (await services.ask("a"))[0] == 202


async def test_nobody_signs_with_anothers_confirmation(services: Services) -> None:
    sad = await services.activated("a")
    assert await services.sign(sad, "a", credentialID="cb-12019-06") == NOT_ACTIVATED
    assert await services.sign("nonsense", "a") == NOT_ACTIVATED


async def test_a_withdrawn_or_expired_credential_signs_nothing(services: Services) -> None:
    assert await services.ask("a", credential=REVOKED) == DISABLED
    assert await services.ask("a", credential=EXPIRED) == refused("Signing certificate is expired")


async def test_a_credential_withdrawn_after_the_confirmation_signs_nothing(services: Services) -> None:
    sad = await services.activated("a")
    serial = f"{(await services.certificate()).serial_number:x}"
    await services.client.post(f"/_certificates/{serial}/revocation", json={})
    assert await services.sign(sad, "a") == DISABLED


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"credentialID": 1}, "Missing (or invalid type) string parameter credentialID"),
        ({"credentialID": "cb-1"}, "Invalid parameter credentialID"),
        ({"numSignatures": "1"}, "Missing (or invalid type) integer parameter numSignatures"),
        ({"numSignatures": True}, "Missing (or invalid type) integer parameter numSignatures"),
        ({"numSignatures": 0}, "Invalid value for parameter numSignatures"),
        ({"numSignatures": 101}, "Numbers of signatures is too high"),
        ({"hashes": None}, "Missing (or invalid type) array parameter hashes"),
        ({"hashes": []}, "Empty hash array"),
        ({"hashes": ["%"]}, "Invalid Base64 hash string parameter"),
        ({"hashes": [1]}, "Invalid Base64 hash string parameter"),
        ({"hashes": ["YQ=="]}, "Invalid digest value length"),
        ({"hashAlgorithmOID": "1.3.14.3.2.26"}, "Invalid parameter hashAlgorithmOID"),
    ],
)
async def test_an_asking_that_makes_no_sense_is_refused(services: Services, change: dict[str, Any], why: str) -> None:
    assert await services.ask("a", **change) == refused(why)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"SAD": None}, "Missing (or invalid type) string parameter SAD"),
        ({"signAlgo": None}, "Missing (or invalid type) string parameter signAlgo"),
        ({"signAlgo": "1.2.840.113549.1.1.11"}, "Invalid parameter signAlgo"),
        ({"signAlgo": "1.2.840.10045.4.3.3"}, "Invalid parameter hashAlgorithmOID"),
        ({"signAlgo": "1.2.840.10045.4.3.3", "hashAlgorithmOID": None}, "Invalid digest value length"),
        ({"operationMode": "A"}, "Invalid parameter operationMode"),
        ({"credentialID": "cb-1"}, "Invalid parameter credentialID"),
    ],
)
async def test_a_signature_that_makes_no_sense_is_refused(services: Services, change: dict[str, Any], why: str) -> None:
    sad = await services.activated("a")
    assert await services.sign(sad, "a", **change) == refused(why)
    assert (await services.sign(sad, "a"))[0] == 200


async def test_the_first_version_of_the_api_is_understood(services: Services) -> None:
    sent = {"credentialID": LEADER, "numSignatures": 1, "hash": [hash_of("a")]}
    status, told = await services.csc("credentials/authorize", version="v1", **sent)
    assert status == 202
    await services.say(told["handle"])
    sad = (await services.csc("credentials/authorizeCheck", version="v1", **told))[1]["SAD"]
    sent |= {"SAD": sad, "signAlgo": ECDSA, "hashAlgo": "2.16.840.1.101.3.4.2.1"}
    assert (await services.csc("signatures/signHash", version="v1", **sent))[0] == 200


async def test_the_officers_page_shows_what_waits_and_takes_their_word(services: Services) -> None:
    told = (await services.ask("a", description="Giấy <khai sinh> số 12"))[1]
    assert f"sign/{LEADER}" in (await services.client.get("/sign")).text
    page = (await services.client.get(f"/sign/{LEADER}")).text
    assert "Giấy &lt;khai sinh&gt; số 12" in page
    assert base64.b64decode(hash_of("a")).hex() in page
    assert "10:00:00 ngày 25.11.2026" in page
    said = {"handle": told["handle"], "how": "confirm"}
    assert (await services.client.post("/sign/cb-12019-06", data=said)).status_code == 400
    assert (await services.client.post(f"/sign/{LEADER}", data=said | {"how": "perhaps"})).status_code == 400
    assert (await services.client.post(f"/sign/{LEADER}", data=said)).status_code == 303
    assert "Không có văn bản nào chờ ký." in (await services.client.get(f"/sign/{LEADER}")).text
    assert (await services.csc("credentials/authorizeCheck", handle=told["handle"]))[0] == 200


async def test_a_demo_may_have_every_officer_confirm_or_refuse_at_once(services: Services) -> None:
    await services.client.put("/_signatures", json={"how": "confirm"})
    assert (await services.ask("a"))[1].keys() == {"SAD", "expiresIn"}
    await services.client.put("/_signatures", json={"how": "refuse", "credential": LEADER})
    assert (await services.ask("b"))[1]["error"] == "access_denied"
    assert (await services.ask("b", credential="cb-12019-06"))[0] == 200
    for whom in (LEADER, "*"):
        await services.client.put("/_signatures", json={"how": "ask", "credential": whom})
    assert (await services.ask("c"))[0] == 202


async def test_what_was_asked_confirmed_and_signed_outlives_a_restart(services: Services, tmp_path: Path) -> None:
    waiting, sad = (await services.ask("a"))[1], await services.activated("b")
    again = Services(tmp_path)
    again.headers = services.headers
    assert await again.csc("credentials/authorizeCheck", **waiting) == (202, waiting)
    assert (await again.sign(sad, "b"))[0] == 200
    assert await services.sign(sad, "b") == NOT_ACTIVATED


async def test_an_asking_that_nobody_answers_ends_after_a_week(services: Services) -> None:
    told = (await services.ask("a"))[1]
    services.now += hours(7 * 24)
    services.headers = {}
    assert await services.csc("credentials/authorizeCheck", **told) == refused("Invalid parameter handle")
    assert (await services.client.get("/_signatures")).json() == []
