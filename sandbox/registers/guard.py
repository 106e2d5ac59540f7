"""Stands before a register: no answer without a legal basis that the engine signed, none beyond it.

The token comes in `Legal-Basis`, a JWS by a key of the JWKS that the sandbox was told. Each answer goes with a receipt
in `Receipt`, a JWS by the register's own key, published at `/.well-known/jwks.json`.
"""

import base64
import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from joserfc.jws import JWSRegistry, deserialize_compact, extract_compact, serialize_compact
from starlette.responses import JSONResponse

from sandbox.answers import Refused, refuse
from sandbox.middleware import STAND_IN, Message, Receive, Scope, Send, again, keep, parsed, read_body
from sandbox.registers.agreements import agreed
from sandbox.store import kept_key

ALGORITHM = "Ed25519"
REGISTRY = JWSRegistry(algorithms=[ALGORITHM])
BASIS_KIND, RECEIPT_KIND = "legal-basis+jwt", "receipt+jwt"
LEEWAY = 5
REMEMBERED = 10_000
FOUND = "KetQua"
JWKS = "/.well-known/jwks.json"
CLAIMS = ("iss", "aud", "jti", "iat", "exp", "dossier", "office", "procedure", "purpose", "basis", "fields", "request")


def digest(content: bytes) -> str:
    """SHA-256 in base64url."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def own_key(data: Path, register: str) -> OKPKey:
    """The key with which a register signs, made at the first start and readable by its owner only."""
    make = partial(OKPKey.generate_key, "Ed25519", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
    return OKPKey.import_key(kept_key(data / f"{register}-receipts.json", make))


class Askers:
    """The keys of those who may ask, read anew when an unknown one is named."""

    def __init__(self, file: Path) -> None:
        self.file, self.keys = file, KeySet([])

    def of(self, kid: str) -> KeySet:
        if kid not in {key.kid for key in self.keys.keys}:
            self.keys = KeySet.import_key_set(json.loads(self.file.read_text()))
        if kid not in {key.kid for key in self.keys.keys}:
            raise refuse(401, "basis-foreign-key", "Căn cứ pháp lý không do hệ thống được phép tra cứu ký.")
        return self.keys


@dataclass
class Guard:
    """One register behind its guard."""

    app: FastAPI
    register: str
    askers: Askers
    key: OKPKey
    clock: Callable[[], float] = time.time
    asked: OrderedDict[str, str] = field(default_factory=OrderedDict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or (path != JWKS and not (scope["method"] == "POST" and path.startswith("/v1/"))):
            await self.app(scope, receive, send)
        elif path == JWKS:
            published = JSONResponse({"keys": [self.key.as_dict(private=False)]}, headers=_stand_in())
            await published(scope, receive, send)
        else:
            await self._let_in(scope, path, receive, send)

    async def _let_in(self, scope: Scope, path: str, receive: Receive, send: Send) -> None:
        sent = await read_body(receive)
        try:
            claims = self.basis(dict(scope["headers"]), path, sent)
        except Refused as refused:
            refused.answer.headers.update(_stand_in())
            await refused.answer(scope, receive, send)
            return
        held: list[Message] = []
        await self.app(scope, again(sent, receive), keep(held))
        if held:  # otherwise the connection was cut
            await self._answer(held, claims, send)

    def basis(self, headers: dict[bytes, bytes], path: str, sent: bytes) -> dict[str, Any]:
        """What a request's token says; refused where it does not hold for this very request."""
        claims = self._signed(headers.get(b"legal-basis", b"").decode("latin-1"))
        now, body = self.clock(), _parsed(sent)
        if not claims["iat"] - LEEWAY <= now <= claims["exp"] + LEEWAY:
            raise refuse(401, "basis-expired", "Căn cứ pháp lý đã hết hạn hoặc chưa có hiệu lực.")
        message = str(body.get("MaThongDiep") or headers.get(b"message-id", b"").decode("latin-1"))
        request = digest(f"POST {path}\n".encode() + sent)
        for slug, holds in (
            ("other-register", claims["aud"] == self.register),
            ("other-dossier", claims["dossier"] == body.get("MaHoSo")),
            ("other-office", body.get("CoQuan") in (None, claims["office"])),
            ("other-message", claims["jti"] == message),
            ("other-request", claims["request"] == request),
            ("replayed", self.asked.get(message, request) == request),
        ):
            if not holds:
                raise refuse(403, f"basis-{slug}", "Căn cứ pháp lý được cấp cho yêu cầu khác.")
        self._covers(claims, path)
        self.asked[message] = request
        if len(self.asked) > REMEMBERED:
            self.asked.popitem(last=False)
        return claims

    def _signed(self, compact: str) -> dict[str, Any]:
        if not compact:
            raise refuse(401, "basis-missing", "Thiếu căn cứ pháp lý của việc tra cứu (Legal-Basis).")
        try:
            keys = self.askers.of(str(extract_compact(compact.encode()).headers().get("kid", "")))
            signed = deserialize_compact(compact, keys, registry=REGISTRY)
            claims: dict[str, Any] = json.loads(signed.payload)
            if signed.headers().get("typ") != BASIS_KIND or any(name not in claims for name in CLAIMS):
                raise ValueError
            float(claims["iat"]), float(claims["exp"])
        except (JoseError, ValueError, TypeError) as error:
            raise refuse(401, "basis-unreadable", "Căn cứ pháp lý không hợp lệ.") from error
        return claims

    def _covers(self, claims: dict[str, Any], path: str) -> None:
        """Whether what is agreed for the operation holds all that the token names, on such a ground."""
        agreement = agreed(self.app.state.agreements, path)
        if agreement is None or not set(claims["fields"]) <= agreement.fields:
            raise refuse(403, "basis-too-broad", "Mục đích tra cứu không bao gồm các trường dữ liệu này.")
        basis = claims["basis"]
        if agreement.on_consent and not (basis["rests_on"] == "consent" and basis["consent"]):
            raise refuse(403, "basis-needs-consent", "Chỉ cung cấp khi người được tra cứu đồng ý.")

    async def _answer(self, held: list[Message], claims: dict[str, Any], send: Send) -> None:
        start, body = held[0], b"".join(message.get("body", b"") for message in held[1:])
        if start["status"] < 300:
            body = _only(body, frozenset(claims["fields"]))
        kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        kept.append((b"content-length", str(len(body)).encode()))
        if start["status"] < 300 or start["status"] == 404:
            kept.append((b"receipt", self.receipt(claims, body).encode()))
        await send(dict(start) | {"headers": kept})
        await send({"type": "http.response.body", "body": body})

    def receipt(self, claims: dict[str, Any], body: bytes) -> str:
        """What this register answered to which request."""
        content = {
            "iss": self.register, "jti": claims["jti"], "iat": int(self.clock()), "request": claims["request"],
            "answer": digest(body),
        }  # fmt: skip
        header = {"alg": ALGORITHM, "kid": self.key.kid, "typ": RECEIPT_KIND}
        return serialize_compact(header, json.dumps(content).encode(), self.key, registry=REGISTRY)


def _stand_in() -> dict[str, str]:
    return {STAND_IN[0].decode(): STAND_IN[1].decode()}


def _only(body: bytes, fields: frozenset[str]) -> bytes:
    """The answer without all that was not asked for."""
    told = _parsed(body)
    kept: dict[str, Any] = {name: value for name, value in told.items() if name in fields}
    if FOUND in told:
        kept[FOUND] = [{name: value for name, value in one.items() if name in fields} for one in told[FOUND]]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def _parsed(raw: bytes) -> dict[str, Any]:
    return told if isinstance(told := parsed(raw), dict) else {}
