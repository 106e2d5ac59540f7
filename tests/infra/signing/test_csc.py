"""An officer's remote signature is asked for once, made when they have confirmed, and each "no" has a name."""

import base64
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from domain.base.words import Words
from domain.signing.signing import ANOTHERS, EXPIRED, NO_CERTIFICATE, REVOKED, TOO_SHORT, Holder, unfit
from infra.signing.csc import HandleGone, SignatureDenied, SignerUnusable, SigningDown, SigningService
from sandbox.trust.holders import EXPIRED as RUN_OUT
from sandbox.trust.holders import REVOKED as WITHDRAWN
from tests.sandbox.trust_rig import CLIENT, LEADER, Services, hours
from tests.support.platform import Wire
from tests.support.signing_rig import certified

DOCUMENT = b"a draft"
DIGEST = hashlib.sha256(DOCUMENT).digest()
BODY = "Ủy ban nhân dân xã Văn Giang"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(tmp_path)


@pytest.fixture
async def signing(services: Services) -> AsyncIterator[SigningService]:
    async with httpx2.AsyncClient(transport=Wire(services.app), base_url="http://sandbox") as client:
        yield SigningService(client, CLIENT["client_id"], CLIENT["client_secret"])


async def confirmed(signing: SigningService, services: Services) -> tuple[str, str]:
    """A handle and the leave that it gave."""
    asked = await signing.ask(await signing.credential(LEADER), DIGEST, "Giấy khai sinh", "H31-1/issue")
    await services.say(asked.handle)
    return asked.handle, await signing.leave(asked.handle)


async def test_a_certificate_names_its_officer_and_their_office(signing: SigningService) -> None:
    credential = await signing.credential(LEADER)
    assert (credential.holder.staff, credential.holder.organisation) == (LEADER, BODY)
    assert len(credential.chain) == 2
    assert unfit(credential.holder, LEADER, BODY) is None


@pytest.mark.parametrize(
    ("staff", "body", "why"),
    [("cb-12019-06", BODY, ANOTHERS.vi), (LEADER, "Ủy ban nhân dân phường Phố Hiến", "thuộc cơ quan khác")],
)
async def test_a_colleagues_or_another_bodys_certificate_does_not_do(staff: str, body: str, why: str) -> None:
    fault = unfit(Holder(staff=LEADER, organisation=BODY), staff, body)
    assert fault
    assert why in fault.vi


def test_a_body_is_the_same_however_its_name_is_written() -> None:
    decomposed = "ỦY  BAN NHÂN DÂN XÃ VĂN GIANG"
    assert unfit(Holder(staff=LEADER, organisation=decomposed), LEADER, BODY) is None


async def test_what_the_officer_confirmed_is_signed_once(signing: SigningService, services: Services) -> None:
    credential = await signing.credential(LEADER)
    asked = await signing.ask(credential, DIGEST, "Giấy khai sinh", "H31-1/issue")
    assert await signing.leave(asked.handle) == ""
    await services.say(asked.handle)
    leave = await signing.leave(asked.handle)
    signature = await signing.sign(credential, leave, DIGEST)
    key = x509.load_der_x509_certificate(credential.certificate).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(signature, DOCUMENT, ec.ECDSA(hashes.SHA256()))
    with pytest.raises(HandleGone):
        await signing.sign(credential, leave, DIGEST)
    with pytest.raises(HandleGone):
        await signing.leave(asked.handle)


async def test_asked_twice_it_is_one_asking(signing: SigningService) -> None:
    credential = await signing.credential(LEADER)
    first = await signing.ask(credential, DIGEST, "Giấy khai sinh", "H31-1/issue")
    assert first.handle
    assert await signing.ask(credential, DIGEST, "Giấy khai sinh", "H31-1/issue") == first


async def test_an_officer_who_confirms_whatever_comes_gives_leave_at_once(
    signing: SigningService, services: Services
) -> None:
    await services.client.put("/_signatures", json={"how": "confirm"})
    assert (await signing.ask(await signing.credential(LEADER), DIGEST, "", "")).leave


async def test_an_officer_who_says_no_is_heard(signing: SigningService, services: Services) -> None:
    credential = await signing.credential(LEADER)
    asked = await signing.ask(credential, DIGEST, "", "")
    await services.say(asked.handle, "refuse")
    with pytest.raises(SignatureDenied):
        await signing.leave(asked.handle)


async def test_a_leave_that_nobody_used_in_time_is_gone(signing: SigningService, services: Services) -> None:
    handle, leave = await confirmed(signing, services)
    services.now += hours(0.1)
    with pytest.raises(HandleGone):
        await signing.sign(await signing.credential(LEADER), leave, DIGEST)
    with pytest.raises(HandleGone):
        await signing.leave(handle)


@pytest.mark.parametrize(("staff", "why"), [(WITHDRAWN, REVOKED), (RUN_OUT, EXPIRED), ("cb-99999-01", NO_CERTIFICATE)])
async def test_an_officer_who_cannot_sign_is_told_why(signing: SigningService, staff: str, why: Words) -> None:
    with pytest.raises(SignerUnusable) as refused:
        await signing.credential(staff)
    assert refused.value.words == why


@pytest.mark.parametrize(("bits", "least", "words"), [(2048, 3072, TOO_SHORT), (3072, 3072, None), (2048, 2048, None)])
async def test_an_officers_key_that_is_too_short_signs_nothing(bits: int, least: int, words: Words | None) -> None:
    certificate = certified(rsa.generate_private_key(65537, bits), serialization.Encoding.DER)
    told = {
        "/oauth2/token": {"access_token": "t"},
        "/csc/v2/credentials/list": {"credentialIDs": [LEADER]},
        "/csc/v2/credentials/info": {
            "cert": {"certificates": [base64.b64encode(certificate).decode()]},
            "key": {"algo": ["1.2.840.113549.1.1.11"], "status": "enabled"},
        },
    }
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json=told[request.url.path]))
    async with httpx2.AsyncClient(transport=transport, base_url="https://signing.example.vn") as client:
        service = SigningService(client, "motcua", "secret", least)
        if words is None:
            assert (await service.credential(LEADER)).id == LEADER
            return
        with pytest.raises(SignerUnusable) as refused:
            await service.credential(LEADER)
    assert refused.value.words == words


async def test_a_certificate_that_is_withdrawn_meanwhile_signs_nothing(
    signing: SigningService, services: Services
) -> None:
    _, leave = await confirmed(signing, services)
    credential = await signing.credential(LEADER)
    serial = f"{(await services.certificate()).serial_number:x}"
    await services.client.post(f"/_certificates/{serial}/revocation", json={})
    with pytest.raises(SignerUnusable) as refused:
        await signing.sign(credential, leave, DIGEST)
    assert refused.value.words == REVOKED


async def test_a_token_that_has_ended_is_renewed(signing: SigningService, services: Services) -> None:
    await signing.credential(LEADER)
    services.now += hours(2)
    assert (await signing.credential(LEADER)).id == LEADER


@pytest.mark.parametrize("kind", ["unavailable", "drop_answer", "wrong_answer", "not_found"])
@pytest.mark.parametrize("operation", ["oauth2/token", "credentials/list", "credentials/info", "credentials/authorize",
                                       "credentials/authorizeCheck", "signatures/signHash"])  # fmt: skip
async def test_whatever_fails_on_the_way_can_be_tried_again(
    signing: SigningService, services: Services, kind: str, operation: str
) -> None:
    async def whole() -> bytes:
        credential = await signing.credential(LEADER)
        asked = await signing.ask(credential, DIGEST, "", "")
        if not asked.leave:
            await services.say(asked.handle)
        return await signing.sign(credential, asked.leave or await signing.leave(asked.handle), DIGEST)

    await services.client.put("/_faults", json={"kind": kind, "operation": operation})
    with pytest.raises(SigningDown):
        await whole()
    assert await whole()


async def test_a_service_that_wants_to_be_left_alone_says_how_long(signing: SigningService, services: Services) -> None:
    await services.client.put("/_faults", json={"kind": "unavailable", "retry_after": 7})
    with pytest.raises(SigningDown) as down:
        await signing.credential(LEADER)
    assert down.value.retry_after == 7


async def test_a_wrong_secret_is_the_operators_to_put_right(services: Services) -> None:
    async with httpx2.AsyncClient(transport=Wire(services.app), base_url="http://sandbox") as client:
        with pytest.raises(SigningDown, match="MOTCUA_SIGNING_SECRET"):
            await SigningService(client, "motcua", "wrong").credential(LEADER)
