"""The identity provider's key and what it signs."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from sandbox.store import kept_key

ALGORITHM = "RS256"
HOUR = 3_600
BITS = 3_072


@dataclass(frozen=True, slots=True)
class Subject:
    """Who logs in, as `citizen:NUMBER` or `officer:LOGIN`, and what their token says of them."""

    key: str
    name: str
    claims: dict[str, Any] = field(default_factory=dict)


def load_key(file: Path) -> RSAKey:
    """The signing key of this data folder, made at the first start and readable by its owner only."""
    make = partial(RSAKey.generate_key, BITS, {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
    key = RSAKey.import_key(kept_key(file, make))
    if key.raw_value.key_size >= BITS:
        return key
    file.unlink()  # made when shorter ones were taken
    return load_key(file)


class Mint:
    """Signs tokens in one issuer's name."""

    def __init__(self, key: RSAKey, issuer: str, clock: Callable[[], float] = time.time) -> None:
        self.key, self.issuer, self.clock = key, issuer, clock
        self.salt = str(key.as_dict(private=True)["d"]).encode()

    def jwks(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def opaque(self, subject: Subject) -> str:
        """A stable subject identifier from which nobody reads a citizen number."""
        digest = hmac.digest(self.salt, subject.key.encode(), "sha256")
        return base64.b32encode(digest[:15]).decode().lower()

    def access_token(self, subject: Subject, audience: str, expires_in: int = HOUR) -> str:
        return self._sign("at+jwt", subject, audience, expires_in, {})

    def id_token(self, subject: Subject, client: str, nonce: str | None) -> str:
        return self._sign("JWT", subject, client, HOUR, {"nonce": nonce} if nonce else {})

    def _sign(self, kind: str, subject: Subject, audience: str, expires_in: int, more: dict[str, Any]) -> str:
        now = int(self.clock())
        claims = {"iss": self.issuer, "aud": audience, "sub": self.opaque(subject), "iat": now, "exp": now + expires_in}
        claims["auth_time"] = now
        header = {"alg": ALGORITHM, "kid": self.key.kid, "typ": kind}
        return jwt.encode(header, claims | {"name": subject.name} | subject.claims | more, self.key)


def challenge_of(verifier: str) -> str:
    """PKCE's S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
