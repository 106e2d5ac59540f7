"""What the tests of the trust services share: a clock that stands, tokens, requests, and pyHanko as their client."""

import base64
import hashlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import httpx2
import pikepdf
from asn1crypto import algos, core, ocsp, pem, tsp, x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.csc_signer import (
    CSCAuthorizationInfo,
    CSCAuthorizationManager,
    CSCServiceSessionInfo,
    CSCSigner,
    fetch_certs_in_csc_credential,
)
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend

from sandbox.trust import service

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
LEADER, SHA256, ECDSA = "cb-12019-05", "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2"
CLIENT = {"grant_type": "client_credentials", "client_id": "motcua", "client_secret": "stand-in-signing-secret"}
Told = tuple[int, dict[str, Any]]


def hash_of(what: str) -> str:
    return base64.b64encode(hashlib.sha256(what.encode()).digest()).decode()


class Rejection(core.Sequence):  # type: ignore[misc]
    """A time stamp's refusal: asn1crypto knows none without a token."""

    _fields = [("status", tsp.PKIStatusInfo)]  # noqa: RUF012


class Services:
    """The services in this process, and a clock that stands until it is moved."""

    def __init__(self, data: Path, url: str = "http://sandbox") -> None:
        self.now, self.headers = NOW, dict[str, str]()
        self.app = service.create_app(data, url, lambda: self.now)
        self.client = httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app), base_url="http://sandbox")

    async def csc(self, path: str, /, version: str = "v2", **sent: Any) -> Told:
        """A call with a bearer token, which is asked for when it is first needed."""
        if not self.headers:
            answer = await self.client.post("/oauth2/token", data=CLIENT)
            self.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        answer = await self.client.post(f"/csc/{version}/{path}", json=sent, headers=self.headers)
        return answer.status_code, answer.json()

    async def ask(self, *documents: str, credential: str = LEADER, **more: Any) -> Told:
        sent: dict[str, Any] = {"credentialID": credential, "numSignatures": len(documents), "hashAlgorithmOID": SHA256}
        return await self.csc("credentials/authorize", **sent | {"hashes": [hash_of(one) for one in documents]} | more)

    async def say(self, handle: str, how: str = "confirm") -> None:
        answer = await self.client.post(f"/_signatures/{handle}", json={"how": how})
        assert answer.status_code == 200, answer.text

    async def activated(self, *documents: str) -> str:
        """The SAD for documents that their signer has confirmed."""
        status, told = await self.ask(*documents)
        assert status == 202, told
        await self.say(told["handle"])
        return str((await self.csc("credentials/authorizeCheck", **told))[1]["SAD"])

    async def sign(self, sad: str, *documents: str, **more: Any) -> Told:
        sent = {"credentialID": LEADER, "SAD": sad, "signAlgo": ECDSA, "hashAlgorithmOID": SHA256}
        return await self.csc("signatures/signHash", **sent | {"hashes": [hash_of(one) for one in documents]} | more)

    async def certificate(self, credential: str = LEADER) -> x509.Certificate:
        told = (await self.csc("credentials/info", credentialID=credential))[1]
        return x509.Certificate.load(base64.b64decode(told["cert"]["certificates"][0]))

    async def issued(self, **wish: Any) -> dict[str, Any]:
        wish = {"kind": "body", "id": "12019", "name": "Ủy ban nhân dân xã Văn Giang"} | wish
        answer = await self.client.post("/_certificates", json=wish)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def state(self, certificate: x509.Certificate, authority: str) -> ocsp.SingleResponse:
        """What the OCSP responder says of a certificate."""
        issuer = x509.Certificate.load((await self.client.get(f"/ca/{authority}.crt")).content)
        answer = await self.client.post(f"/ocsp/{authority}", content=ocsp_request(certificate, issuer))
        response = ocsp.OCSPResponse.load(answer.content)
        assert response["response_status"].native == "successful", response["response_status"].native
        return response.basic_ocsp_response["tbs_response_data"]["responses"][0]

    async def stamp(self, **changes: Any) -> bytes:
        return (await self.client.post("/tsa", content=time_stamp_request(**changes))).content


def certificate_of(text: str) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(text.encode())[2])


def ocsp_request(certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
    name = {"hash_algorithm": {"algorithm": "sha1"}, "issuer_name_hash": certificate.issuer.sha1}
    key = {"issuer_key_hash": issuer.public_key.sha1, "serial_number": certificate.serial_number}
    asked = {"request_list": [{"req_cert": name | key}]}
    return bytes(ocsp.OCSPRequest({"tbs_request": asked}).dump())


def time_stamp_request(digest: str = "sha256", hashed: bytes = b"x" * 32, **more: Any) -> bytes:
    imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": digest}), "hashed_message": hashed}
    request = {"version": "v1", "message_imprint": imprint, "cert_req": True, "nonce": 4711}
    return bytes(tsp.TimeStampReq(request | more).dump())


class Confirmed(CSCAuthorizationManager):
    """Asks the officer, who says what they say at once; remembers why not."""

    def __init__(self, session: aiohttp.ClientSession, *known: Any, how: str = "confirm") -> None:
        super().__init__(*known)
        self.session, self.how, self.refusal = session, how, dict[str, str]()

    async def authorize_signature(self, hash_b64s: list[str]) -> CSCAuthorizationInfo:
        asked = self.format_csc_auth_request(hash_b64s=hash_b64s, num_signatures=1, description="Giấy khai sinh")
        told = await self._post("/csc/v2/credentials/authorize", asked)
        if "handle" in told:
            await self._post(f"/_signatures/{told['handle']}", {"how": self.how})
            told = await self._post("/csc/v2/credentials/authorizeCheck", told)
        if "error" in told:
            self.refusal = told
            raise SigningError(told["error_description"])
        return self.parse_csc_auth_response(told)

    async def _post(self, path: str, sent: dict[str, Any]) -> dict[str, Any]:
        url = f"{self.csc_session_info.service_url}{path}"
        async with self.session.post(url, json=sent, headers=self.auth_headers) as answer:
            return dict(await answer.json())


SLOWEST = timedelta(minutes=1)
"""How long an answer may be on its way to who asks whether a certificate is good now."""


class Office:
    """Signs and validates PDFs with the services of a sandbox that runs."""

    asked: Confirmed

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.session = f"{url}/trust", session
        self.stamper = HTTPTimeStamper(f"{self.url}/tsa", session=session)

    async def post(self, path: str, **sent: Any) -> dict[str, Any]:
        async with self.session.post(f"{self.url}{path}", json=sent) as answer:
            assert answer.status == 200, await answer.text()
            return dict(await answer.json())

    async def get(self, path: str) -> bytes:
        async with self.session.get(f"{self.url}{path}") as answer:
            assert answer.status == 200
            return await answer.read()

    async def officer(self, credential: str = LEADER, how: str = "confirm") -> CSCSigner:
        async with self.session.post(f"{self.url}/oauth2/token", data=CLIENT) as answer:
            token = (await answer.json())["access_token"]
        service = CSCServiceSessionInfo(self.url, credential, token, api_ver="v2")
        known = await fetch_certs_in_csc_credential(self.session, service)
        self.asked = Confirmed(self.session, service, known, how=how)
        return CSCSigner(self.session, self.asked)

    async def context(self, **more: Any) -> ValidationContext:
        root = certificate_of((await self.get("/root.pem")).decode())
        fetchers = AIOHttpFetcherBackend(self.session)
        kinds: dict[str, Any] = {"trust_roots": [root], "allow_fetching": True, "fetcher_backend": fetchers}
        kinds |= {"revocation_mode": "require", "time_tolerance": SLOWEST}
        return ValidationContext(**kinds | more)

    async def signed(self, signer: Signer, **more: Any) -> bytes:
        """A PAdES B-T signature, or what `more` makes of it."""
        out = io.BytesIO()
        metadata = PdfSignatureMetadata(
            field_name="Officer", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, **more
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(blank_pdf()))
        await PdfSigner(metadata, signer=signer, timestamper=self.stamper).async_sign_pdf(writer, output=out)
        return out.getvalue()

    async def validated(self, pdf: bytes, **more: Any) -> PdfSignatureStatus:
        signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
        return await async_validate_pdf_signature(signature, signer_validation_context=await self.context(**more))


def blank_pdf() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def hours(count: float) -> timedelta:
    return timedelta(hours=count)
