"""Stand-in for the trust services that a signature needs: authorities, time stamps, OCSP, CRLs, remote signing."""

import base64
import binascii
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from fastapi import FastAPI
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.answers import nobody, refuse
from sandbox.standin import new_app
from sandbox.store import open_store
from sandbox.trust import csc, page, pki
from sandbox.trust.holders import AWKWARD, body_name, person_name
from sandbox.trust.pki import AUTHORITIES, BODIES, PERSONS, ROOT, SKEW, YEAR, Authority, Issued, PublicKey
from sandbox.trust.signing import SAD_LIVES, SCHEMA, RemoteSigning

LEAST_RSA = 3072
ID = Field(pattern=r"^[A-Za-z0-9.-]{1,40}$")
ABOUT = (
    "<ul><li><a href=root.pem>root.pem</a>: chứng thư gốc</li><li>POST tsa, ocsp/…; GET crl/….crl</li>"
    "<li>csc/v2: ký số từ xa (Cloud Signature Consortium)</li><li><a href=sign>Trang xác nhận ký số</a></li></ul>"
)


class CertificateWish(BaseModel, extra="forbid"):
    """Whom to certify; with `csr` the key stays with who asks, else it is made here and handed out."""

    kind: Literal["person", "body"]
    id: str = ID
    name: str = Field(min_length=1, max_length=64)
    title: str = Field(default="", max_length=64)
    office: str = Field(default="", max_length=64)
    csr: str | None = None
    valid_from: AwareDatetime | None = None
    valid_to: AwareDatetime | None = None
    renew: bool = False


class Revocation(BaseModel, extra="forbid"):
    """Why and since when a certificate no longer holds."""

    reason: Literal["unspecified", "key_compromise", "affiliation_changed", "superseded", "cessation_of_operation"] = (
        "cessation_of_operation"
    )
    since: AwareDatetime | None = None


def create_app(
    data: Path,
    url: str = "http://127.0.0.1/trust",
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    sad_lives: int = SAD_LIVES,
) -> FastAPI:
    """The services at `url`, which every certificate names; keys and certificates stay in `data`."""
    store = open_store(data, "trust", pki.SCHEMA + SCHEMA)
    (data / "trust.sqlite3").chmod(0o600)
    authority = Authority(store, url, clock)
    app = new_app("Dịch vụ tin cậy (chứng thực chữ ký số)", ABOUT)
    _serve_authorities(app, authority)
    _serve_answers(app, authority)
    _serve_controls(app, authority)
    signing = RemoteSigning(store, authority, sad_lives)
    for credential in AWKWARD:
        signing.credential(credential)
    csc.serve(app, signing, url)
    page.serve(app, signing)
    return app


def _answers() -> ModuleType:
    # Loading certomancer takes a tenth of a second: the sandbox starts without.
    from sandbox.trust import ca_answers

    return ca_answers


def _serve_authorities(app: FastAPI, authority: Authority) -> None:
    @app.get("/root.pem")
    async def root() -> Response:
        pem = pki.pem_of(authority.authority(ROOT).certificate)
        return Response(pem, media_type="application/x-pem-file")

    @app.get("/ca/{name}.crt")
    async def certificate(name: str) -> Response:
        if name not in AUTHORITIES:
            return nobody()
        der = authority.authority(name).certificate.public_bytes(serialization.Encoding.DER)
        return Response(der, media_type="application/pkix-cert")

    @app.get("/crl/{name}.crl")
    async def revoked(name: str) -> Response:
        if name not in AUTHORITIES:
            return nobody()
        return Response(_answers().crl(authority, name), media_type="application/pkix-crl")


def _serve_answers(app: FastAPI, authority: Authority) -> None:
    def answer(name: str, sent: bytes) -> Response:
        if name not in AUTHORITIES:
            return nobody()
        return Response(_answers().ocsp_answer(authority, name, sent), media_type="application/ocsp-response")

    @app.post("/tsa")
    async def stamp(request: Request) -> Response:
        token = _answers().time_stamp(authority, await request.body())
        return Response(token, media_type="application/timestamp-reply")

    @app.post("/tsa/later")
    async def stamp_later(request: Request) -> Response:
        token = _answers().time_stamp(authority, await request.body(), "later")
        return Response(token, media_type="application/timestamp-reply")

    @app.post("/ocsp/{name}")
    async def post_ocsp(name: str, request: Request) -> Response:
        return answer(name, await request.body())

    @app.get("/ocsp/{name}/{asked:path}")
    async def get_ocsp(name: str, asked: str) -> Response:
        try:
            return answer(name, base64.b64decode(asked, validate=True))
        except binascii.Error:
            return answer(name, b"")


def _serve_controls(app: FastAPI, authority: Authority) -> None:
    @app.post("/_certificates")
    async def certify(wish: CertificateWish) -> Response:
        public = _public_key(wish.csr) if wish.csr else None
        issued, holder = _certified(authority, wish, public)
        key = None if public else pki.pem_of_key(authority.key(holder)).decode()
        return JSONResponse(_told(authority, issued) | {"key": key})

    @app.get("/_certificates/{serial}")
    async def told(serial: str) -> Response:
        issued = authority.by_serial(serial)
        return JSONResponse(_told(authority, issued)) if issued else nobody()

    @app.post("/_certificates/{serial}/revocation")
    async def revoke(serial: str, why: Revocation) -> Response:
        issued = authority.revoke(serial, why.reason, why.since)
        return JSONResponse(_told(authority, issued)) if issued else nobody()


def _certified(authority: Authority, wish: CertificateWish, public: PublicKey | None) -> tuple[Issued, str]:
    start, end = authority.clock() - SKEW, authority.clock() + 5 * YEAR
    holder = f"{wish.kind}:{wish.id}"
    if wish.valid_from or wish.valid_to:
        start, end = wish.valid_from or start, wish.valid_to or end
        holder += f":{wish.valid_from}:{wish.valid_to}"
    if start >= end:
        raise refuse(400, "bad-field", "valid_from phải trước valid_to.")
    if public:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        digest = hashes.Hash(hashes.SHA256())
        digest.update(public.public_bytes(serialization.Encoding.DER, form))
        holder += f":{digest.finalize().hex()}"
    body = wish.kind == "body"
    name = body_name(wish.id, wish.name) if body else person_name(wish.id, wish.name, wish.title, wish.office)
    profile = pki.signing_profile(holder, BODIES if body else PERSONS, name, (start, end))
    return authority.certificate(profile, public, wish.renew), holder


def _public_key(pem: str) -> PublicKey:
    """The key of a request (PKCS#10) whose holder has proved to have the other half."""
    try:
        request = x509.load_pem_x509_csr(pem.encode())
    except ValueError as fault:
        raise refuse(400, "bad-field", "csr không phải PKCS#10 dạng PEM.") from fault
    key = request.public_key()
    strong = isinstance(key, ec.EllipticCurvePublicKey) or (
        isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_RSA
    )
    if not strong or not request.is_signature_valid:
        raise refuse(400, "bad-field", f"csr phải tự ký đúng, khóa EC hoặc RSA từ {LEAST_RSA} bit.")
    assert isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey)  # noqa: S101
    return key


def _told(authority: Authority, issued: Issued) -> dict[str, Any]:
    own, *above = authority.chain(issued)
    return {
        "serial": issued.serial,
        "status": issued.status(authority.clock()),
        "subject": own.subject.rfc4514_string(),
        "certificate": pki.pem_of(own),
        "chain": pki.pem_of(*above),
    }
