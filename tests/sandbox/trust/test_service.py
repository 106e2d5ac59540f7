"""The trust services certify, withdraw, stamp and answer as the RFCs say, and lose nothing when they start again."""

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from asn1crypto import crl, ocsp, tsp, x509  # type: ignore[import-untyped]
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from sandbox.people.officers import OFFICERS
from sandbox.registers.protocol import VIETNAM
from sandbox.trust.holders import EXPIRED, REVOKED, office_name, title_of
from tests.sandbox.trust_rig import NOW, Rejection, Services, certificate_of, hours, ocsp_request


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(tmp_path)


def request_of(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    made = pyca.CertificateSigningRequestBuilder(pyca.Name([])).sign(key, hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM).decode()


async def withdrawn(services: Services, authority: str) -> set[int]:
    """The serial numbers on an authority's list."""
    told = crl.CertificateList.load((await services.client.get(f"/crl/{authority}.crl")).content)
    entries = told["tbs_cert_list"]["revoked_certificates"]
    return {entry["user_certificate"].native for entry in entries} if entries.native else set()


async def test_every_certificate_says_that_it_is_worth_nothing(services: Services) -> None:
    found = [x509.Certificate.load((await services.client.get(f"/ca/{name}.crt")).content)
             for name in ("root", "persons", "bodies")]  # fmt: skip
    found += [certificate_of((await services.issued())["certificate"]), await services.certificate()]
    assert all("DEVELOPMENT ONLY, NOT VALID" in one.issuer.native["common_name"] for one in found)


async def test_an_officers_certificate_names_staff_code_title_and_office(services: Services) -> None:
    name = (await services.certificate("cb-12019-06")).subject.native
    assert name == {
        "country_name": "VN", "organization_name": "Ủy ban nhân dân xã Văn Giang", "title": "Phó Chủ tịch",
        "common_name": "Tạ Thị Quỳnh Hoa", "serial_number": "cb-12019-06",
    }  # fmt: skip


def test_every_officer_has_a_title_and_a_named_office() -> None:
    assert all(title_of(officer) for officer in OFFICERS.values())
    assert not [officer for officer in OFFICERS.values() if office_name(officer.agency) == officer.agency]
    assert office_name("11953.TYT") == "Trạm Y tế phường Phố Hiến"


async def test_a_bodys_certificate_names_its_office_code(services: Services) -> None:
    certificate = certificate_of((await services.issued())["certificate"])
    assert certificate.subject.native["organization_identifier"] == "CQ:VN-12019"
    assert certificate.key_usage_value.native == {"digital_signature", "non_repudiation"}
    assert certificate.not_valid_before < NOW < certificate.not_valid_after


async def test_a_name_of_any_length_is_certified_whole(services: Services) -> None:
    name = "Trung tâm Phục vụ hành chính công phường Phố Hiến tỉnh Hưng Yên"
    subject = certificate_of((await services.issued(id="11953", name=name))["certificate"]).subject.native
    assert subject["organization_name"] == name
    assert name.startswith(subject["common_name"])


async def test_authorities_hold_from_before_anyone_they_certify(services: Services) -> None:
    root = certificate_of((await services.client.get("/root.pem")).text)
    assert root.self_issued
    assert root.not_valid_before.astimezone(VIETNAM).isoformat() == "2020-01-01T00:00:00+07:00"
    expired = await services.certificate(EXPIRED)
    assert root.not_valid_before < expired.not_valid_before < expired.not_valid_after < NOW


async def test_asked_again_it_is_the_same_certificate_and_key(services: Services) -> None:
    first = await services.issued()
    assert await services.issued() == first
    renewed = await services.issued(renew=True)
    assert renewed["serial"] != first["serial"]
    assert renewed["key"] == first["key"]


async def test_who_brings_a_request_keeps_the_key(services: Services) -> None:
    for key in (rsa.generate_private_key(65537, 3072), ec.generate_private_key(ec.SECP384R1())):
        told = await services.issued(csr=request_of(key))
        assert told["key"] is None
        assert pyca.load_pem_x509_certificate(told["certificate"].encode()).public_key() == key.public_key()
        assert (await services.issued(csr=request_of(key)))["serial"] == told["serial"]


@pytest.mark.parametrize(
    "wish",
    [
        {"csr": "nonsense"}, {"csr": request_of(rsa.generate_private_key(65537, 2048))}, {"id": "../x"}, {"name": ""},
        {"valid_from": "2027-01-01T00:00:00+07:00", "valid_to": "2026-01-01T00:00:00+07:00"}, {"kind": "ca"},
    ],
)  # fmt: skip
async def test_a_wish_that_makes_no_sense_is_refused(services: Services, wish: dict[str, Any]) -> None:
    right = {"kind": "body", "id": "12019", "name": "Ủy ban"}
    assert (await services.client.post("/_certificates", json=right | wish)).status_code in (400, 422)


async def test_a_good_certificate_is_good_and_a_strangers_unknown(services: Services) -> None:
    officer, body = await services.certificate(), certificate_of((await services.issued())["certificate"])
    state = await services.state(officer, "persons")
    assert state["cert_status"].name == "good"
    assert state["this_update"].native == NOW < state["next_update"].native
    odd = ocsp_request(body, x509.Certificate.load((await services.client.get("/ca/persons.crt")).content))
    answer = ocsp.OCSPResponse.load((await services.client.post("/ocsp/persons", content=odd)).content)
    assert answer["response_status"].native == "unauthorized"


async def test_a_withdrawn_certificate_is_told_by_ocsp_and_on_the_list(services: Services) -> None:
    told = await services.issued()
    certificate = certificate_of(told["certificate"])
    assert await withdrawn(services, "bodies") == set()
    answer = await services.client.post(
        f"/_certificates/{told['serial']}/revocation", json={"reason": "key_compromise"}
    )
    assert answer.json()["status"] == "revoked"
    state = (await services.state(certificate, "bodies"))["cert_status"]
    assert (state.name, state.chosen["revocation_reason"].native) == ("revoked", "key_compromise")
    assert state.chosen["revocation_time"].native == NOW
    assert await withdrawn(services, "bodies") == {certificate.serial_number}


async def test_a_certificate_may_be_withdrawn_in_advance(services: Services) -> None:
    told = await services.issued()
    certificate, later = certificate_of(told["certificate"]), (NOW + hours(1)).isoformat()
    await services.client.post(f"/_certificates/{told['serial']}/revocation", json={"since": later})
    assert (await services.state(certificate, "bodies"))["cert_status"].name == "good"
    assert await withdrawn(services, "bodies") == set()
    services.now += hours(1)
    assert (await services.state(certificate, "bodies"))["cert_status"].name == "revoked"
    assert await withdrawn(services, "bodies") == {certificate.serial_number}


async def test_one_officer_is_withdrawn_and_one_has_run_out_from_the_start(services: Services) -> None:
    serial = (await services.certificate(REVOKED)).serial_number
    assert await withdrawn(services, "persons") == {serial}
    infos = [(await services.csc("credentials/info", credentialID=one))[1] for one in (REVOKED, EXPIRED)]
    assert [(info["key"]["status"], info["cert"]["status"]) for info in infos] == [
        ("disabled", "revoked"), ("disabled", "expired"),
    ]  # fmt: skip


async def test_a_list_is_newer_than_the_one_before(services: Services) -> None:
    numbers = []
    for _ in range(2):
        told = crl.CertificateList.load((await services.client.get("/crl/root.crl")).content)
        numbers.append(told.crl_number_value.native)
        services.now += timedelta(seconds=1)
    assert numbers[0] < numbers[1]


async def test_ocsp_may_be_asked_by_get(services: Services) -> None:
    officer = await services.certificate()
    issuer = x509.Certificate.load((await services.client.get("/ca/persons.crt")).content)
    asked = quote(base64.b64encode(ocsp_request(officer, issuer)).decode(), safe="")
    answer = await services.client.get(f"/ocsp/persons/{asked}")
    assert answer.headers["content-type"] == "application/ocsp-response"
    assert ocsp.OCSPResponse.load(answer.content)["response_status"].native == "successful"


async def test_what_is_no_request_is_called_malformed(services: Services) -> None:
    for answer in (
        await services.client.post("/ocsp/persons", content=b"nonsense"),
        await services.client.get("/ocsp/persons/%%%"),
    ):
        assert ocsp.OCSPResponse.load(answer.content)["response_status"].native == "malformed_request"
    assert (await services.client.post("/ocsp/nobody", content=b"")).status_code == 404


async def test_a_stamp_says_what_when_and_by_whom(services: Services) -> None:
    response = tsp.TimeStampResp.load(await services.stamp())
    assert response["status"]["status"].native == "granted"
    content = response["time_stamp_token"]["content"]
    told = tsp.TSTInfo.load(content["encap_content_info"]["content"].contents).native
    assert told["gen_time"] == NOW
    assert told["message_imprint"]["hashed_message"] == b"x" * 32
    assert (told["nonce"], told["policy"]) == (4711, "2.999.1")
    assert len(content["certificates"]) == 1
    assert "TSA" in told["tsa"]["common_name"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"digest": "sha1", "hashed": b"x" * 20}, "bad_alg"), ({"hashed": b"x"}, "bad_data_format"),
        ({"req_policy": "1.2.3"}, "unaccepted_policy"),
    ],
)  # fmt: skip
async def test_a_stamp_that_cannot_be_given_is_refused_with_its_reason(
    services: Services, changes: dict[str, Any], why: str
) -> None:
    status = Rejection.load(await services.stamp(**changes), strict=True)["status"]
    assert (status["status"].native, status["fail_info"].native) == ("rejection", {why})


async def test_nonsense_is_not_stamped(services: Services) -> None:
    answer = await services.client.post("/tsa", content=b"nonsense")
    status = Rejection.load(answer.content, strict=True)["status"]
    assert (answer.status_code, status["fail_info"].native) == (200, {"bad_data_format"})


async def test_keys_and_certificates_outlive_a_restart(services: Services, tmp_path: Path) -> None:
    before = [await services.issued(), (await services.client.get("/root.pem")).text, await services.certificate()]
    again = Services(tmp_path)
    after = [await again.issued(), (await again.client.get("/root.pem")).text, await again.certificate()]
    assert [*before[:2], before[2].dump()] == [*after[:2], after[2].dump()]
    assert (tmp_path / "trust.sqlite3").stat().st_mode & 0o077 == 0


async def test_at_another_address_certificates_name_that_and_keep_key_and_term(
    services: Services, tmp_path: Path
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    wishes: list[dict[str, Any]] = [{}, {"csr": request_of(key)}]
    before = [await services.issued(**wish) for wish in wishes]
    moved = Services(tmp_path, "http://elsewhere")
    after = [await moved.issued(**wish) for wish in wishes]
    for old, new in zip(before, after, strict=True):
        one, other = certificate_of(old["certificate"]), certificate_of(new["certificate"])
        assert (one.ocsp_urls, other.ocsp_urls) == (["http://sandbox/ocsp/bodies"], ["http://elsewhere/ocsp/bodies"])
        assert one.public_key.dump() == other.public_key.dump()
        assert (one.not_valid_before, one.not_valid_after) == (other.not_valid_before, other.not_valid_after)
        assert (await moved.state(one, "bodies"))["cert_status"].name == "good"
    roots = [(await each.client.get("/root.pem")).text for each in (services, moved)]
    assert roots[0] == roots[1]


async def test_the_services_fail_when_they_are_told_to(services: Services) -> None:
    await services.client.put("/_faults", json={"kind": "unavailable", "operation": "/tsa", "retry_after": 3})
    answer = await services.client.post("/tsa", content=b"")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    await services.client.put("/_faults", json={"kind": "unavailable", "operation": "signatures/signHash"})
    assert (await services.sign("x", "a"))[0] == 503
    assert (await services.sign("x", "a"))[0] == 400
