"""The Cloud Signature Consortium's API v2 over the keys of officers.

pyHanko speaks v1 of it: its paths and its names for hashes are understood too.
"""

import base64
import binascii
import hmac
import secrets
from typing import Any

from cryptography.hazmat.primitives import serialization
from fastapi import APIRouter, Depends, FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.answers import BODY, Refused, form
from sandbox.trust.pki import Issued
from sandbox.trust.signing import ALGORITHMS, MULTISIGN, RemoteSigning, csc_error

CLIENT, SECRET = "motcua", "stand-in-signing-secret"
HOUR = 3_600
P256 = "1.2.840.10045.3.1.7"
DIGEST_OIDS = dict(ALGORITHMS.values())
METHODS = ("credentials/list", "credentials/info", "credentials/authorize", "credentials/authorizeCheck",
           "signatures/signHash", "oauth2/token")  # fmt: skip
NAMES = {"hashes": "hash", "hashAlgorithmOID": "hashAlgo"}
"""What v1 calls them."""


def serve(app: FastAPI, signing: RemoteSigning, url: str) -> None:
    """The token endpoint, and the API under both versions' paths."""
    _serve_token(app, signing)
    for version in ("v1", "v2"):
        prefix = f"/csc/{version}"
        _serve_info(app, prefix, url)
        router = APIRouter(prefix=prefix, dependencies=[Depends(_bearer(signing))])
        _serve_credentials(router, signing)
        _serve_signatures(router, signing)
        app.include_router(router)


def _serve_token(app: FastAPI, signing: RemoteSigning) -> None:
    @app.post("/oauth2/token")
    async def token(request: Request) -> Response:
        sent = await form(request)
        if sent.get("grant_type") != "client_credentials":
            raise csc_error("Invalid parameter grant_type")
        client, secret = _client(request, sent)
        if client != CLIENT or not hmac.compare_digest(secret.encode(), SECRET.encode()):
            raise csc_error("Invalid parameter client_id or client_secret", "invalid_client", 401)
        fresh = secrets.token_urlsafe(32)
        signing.store.execute("DELETE FROM tokens WHERE ends < ?", (signing.now() - HOUR,))
        signing.store.execute("INSERT INTO tokens VALUES (?, ?)", (fresh, signing.now() + HOUR))
        told = {"access_token": fresh, "token_type": "Bearer", "expires_in": HOUR}
        return JSONResponse(told, headers={"Cache-Control": "no-store"})


def _client(request: Request, sent: dict[str, str]) -> tuple[str, str]:
    kind, _, basic = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return sent.get("client_id", ""), sent.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(basic, validate=True).decode().partition(":")
    except ValueError as fault:
        raise csc_error("Malformed authorization header") from fault
    return name, secret


def _bearer(signing: RemoteSigning) -> Any:
    async def check(request: Request) -> None:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise csc_error("Malformed authorization header")
        row = signing.store.execute("SELECT ends FROM tokens WHERE token = ?", (token,)).fetchone()
        if row is None:
            raise csc_error("The token provided is not a valid OAuth access token", "invalid_token", 401)
        if row[0] <= signing.now():
            raise csc_error("The access token is expired", "expired_token", 401)

    return check


def _serve_info(app: FastAPI, prefix: str, url: str) -> None:
    @app.post(f"{prefix}/info")
    async def info() -> dict[str, Any]:
        return {
            "specs": "2.0.0.0" if prefix.endswith("v2") else "1.0.4.0",
            "name": "Ký số từ xa (stand-in)",
            "logo": "",
            "region": "VN",
            "lang": "vi-VN",
            "description": "Hệ thống giả lập để phát triển và kiểm thử, không có giá trị pháp lý.",
            "authType": ["oauth2client"],
            "oauth2": url,
            "asynchronousOperationMode": False,
            "methods": list(METHODS),
            "signAlgorithms": {"algos": list(ALGORITHMS)},
            "signature_formats": {"formats": [], "envelope_properties": []},
            "conformance_levels": [],
        }


def _serve_credentials(router: APIRouter, signing: RemoteSigning) -> None:
    @router.post("/credentials/list")
    async def listed(request: Request) -> dict[str, Any]:
        sent = _sent(request)
        user = _word(sent, "userID")
        try:
            issued = signing.credential(user)
        except Refused as fault:
            raise csc_error("Invalid parameter userID") from fault
        usable = issued.status(signing.authority.clock()) == "valid"
        only = sent.get("onlyValid") is True
        found = [user] if usable or not only else []
        told: dict[str, Any] = {"credentialIDs": found} | ({"onlyValid": True} if only else {})
        if sent.get("credentialInfo") is True:
            told["credentialInfos"] = [{"credentialID": one} | _described(signing, issued, sent) for one in found]
        return told

    @router.post("/credentials/info")
    async def described(request: Request) -> dict[str, Any]:
        sent = _sent(request)
        return _described(signing, signing.credential(_word(sent, "credentialID")), sent)

    @router.post("/credentials/authorize")
    async def authorize(request: Request) -> Response:
        sent = _sent(request)
        credential, count = _word(sent, "credentialID"), sent.get("numSignatures")
        signing.must_be_usable(credential)
        if type(count) is not int:
            raise csc_error("Missing (or invalid type) integer parameter numSignatures")
        if count > MULTISIGN:
            raise csc_error("Numbers of signatures is too high")
        hashed = _hashes(sent)
        if count != len(hashed):
            raise csc_error("Invalid value for parameter numSignatures")
        asking = signing.ask(credential, hashed, str(sent.get("description") or "")[:500])
        return _activation(signing, asking.handle)

    @router.post("/credentials/authorizeCheck")
    async def check(request: Request) -> Response:
        return _activation(signing, _word(_sent(request), "handle"))


def _serve_signatures(router: APIRouter, signing: RemoteSigning) -> None:
    @router.post("/signatures/signHash")
    async def sign(request: Request) -> dict[str, Any]:
        sent = _sent(request)
        credential, sad = _word(sent, "credentialID"), _word(sent, "SAD")
        hashed, algorithm = _hashes(sent), _word(sent, "signAlgo")
        if algorithm not in ALGORITHMS:
            raise csc_error("Invalid parameter signAlgo")
        oid, digest = ALGORITHMS[algorithm]
        if _either(sent, "hashAlgorithmOID") not in (None, oid):
            raise csc_error("Invalid parameter hashAlgorithmOID")
        if any(len(base64.b64decode(one)) != digest.digest_size for one in hashed):
            raise csc_error("Invalid digest value length")
        if sent.get("operationMode", "S") != "S":
            raise csc_error("Invalid parameter operationMode")
        signing.credential(credential)
        return {"signatures": signing.sign(credential, sad, hashed, algorithm)}


def _activation(signing: RemoteSigning, handle: str) -> Response:
    given = signing.activation(handle)
    if given is None:
        return JSONResponse({"handle": handle}, 202)
    return JSONResponse({"SAD": given[0], "expiresIn": given[1]})


def _sent(request: Request) -> dict[str, Any]:
    sent = request.scope.get(BODY)
    if not isinstance(sent, dict):
        raise csc_error("The body must be a JSON object")
    return sent


def _word(sent: dict[str, Any], name: str) -> str:
    value = sent.get(name)
    if not isinstance(value, str) or not value:
        raise csc_error(f"Missing (or invalid type) string parameter {name}")
    return value


def _either(sent: dict[str, Any], name: str) -> Any:
    return sent.get(name, sent.get(NAMES[name]))


def _hashes(sent: dict[str, Any]) -> list[str]:
    """Hashes in their one spelling; SCAL 2 means that there always are some."""
    hashed = _either(sent, "hashes")
    if not isinstance(hashed, list):
        raise csc_error("Missing (or invalid type) array parameter hashes")
    if not hashed:
        raise csc_error("Empty hash array")
    try:
        raw = [base64.b64decode(one, validate=True) for one in hashed]
    except (binascii.Error, TypeError, ValueError) as fault:
        raise csc_error("Invalid Base64 hash string parameter") from fault
    oid = _either(sent, "hashAlgorithmOID")
    if oid is not None and oid not in DIGEST_OIDS:
        raise csc_error("Invalid parameter hashAlgorithmOID")
    sizes = {DIGEST_OIDS[oid].digest_size} if oid else {digest.digest_size for digest in DIGEST_OIDS.values()}
    if any(len(one) not in sizes for one in raw):
        raise csc_error("Invalid digest value length")
    return [base64.b64encode(one).decode() for one in raw]


def _described(signing: RemoteSigning, issued: Issued, sent: dict[str, Any]) -> dict[str, Any]:
    wanted = sent.get("certificates", "single")
    if wanted not in ("none", "single", "chain"):
        raise csc_error("Invalid parameter certificates")
    chain = signing.authority.chain(issued)
    own, status = issued.certificate, issued.status(signing.authority.clock())
    ders = [one.public_bytes(serialization.Encoding.DER) for one in (chain if wanted == "chain" else chain[:1])]
    cert: dict[str, Any] = {"status": status}
    if wanted != "none":
        cert["certificates"] = [base64.b64encode(der).decode() for der in ders]
    if sent.get("certInfo") is True:
        moments = {"validFrom": own.not_valid_before_utc, "validTo": own.not_valid_after_utc}
        cert |= {"issuerDN": own.issuer.rfc4514_string(), "subjectDN": own.subject.rfc4514_string()}
        cert |= {"serialNumber": f"{own.serial_number:X}"}
        cert |= {name: moment.strftime("%Y%m%d%H%M%SZ") for name, moment in moments.items()}
    return {
        "key": {"status": "enabled" if status == "valid" else "disabled", "algo": list(ALGORITHMS), "len": 256,
                "curve": P256},
        "cert": cert,
        "auth": {"mode": "explicit", "expression": "", "objects": []},
        "SCAL": "2",
        "multisign": MULTISIGN,
        "lang": "vi-VN",
    }  # fmt: skip
