"""The token that every look-up carries: who asks, for which dossier, on what ground, and which fields may be answered.

Only the worker has the key. Who verifies a token needs nothing but the published half of it (``published``).
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry, serialize_compact

from infra.crypto.secret_files import write_new
from infra.runtime.settings import Settings

ALGORITHM = "Ed25519"
REGISTRY = JWSRegistry(algorithms=[ALGORITHM])
KIND = "legal-basis+jwt"
LIVES = 300
"""Seconds in which a question must have come; each try carries a token of its own."""


class KeyUnusable(ValueError):
    """The key of the tokens is not there, or none that signs them."""


@dataclass(frozen=True)
class Mint:
    """Signs tokens in the house's name."""

    key: OKPKey
    issuer: str
    clock: Callable[[], float] = time.time

    def token(self, audience: str, message: str, claims: Mapping[str, Any]) -> str:
        """Sign what an agency is to know of one message."""
        now = int(self.clock())
        known = {"iss": self.issuer, "aud": audience, "jti": message, "iat": now, "exp": now + LIVES}
        header = {"alg": ALGORITHM, "kid": self.key.kid, "typ": KIND}
        content = json.dumps(known | dict(claims), ensure_ascii=False, separators=(",", ":"))
        return serialize_compact(header, content.encode(), self.key, registry=REGISTRY)


def open_mint(settings: Settings) -> Mint | None:
    """Open the mint of the settings; None where development has no key.

    Raises:
        KeyUnusable: production has none, or the file holds another kind of key.
    """
    if settings.basis_key_file:
        return Mint(load_key(Path(settings.basis_key_file)), settings.public_url)
    if settings.environment == "production":
        raise KeyUnusable("production refuses to start: MOTCUA_BASIS_KEY_FILE is not set")
    return None


def load_key(file: Path, setting: str = "MOTCUA_BASIS_KEY_FILE") -> OKPKey:
    """Read an Ed25519 key, named by its thumbprint.

    Raises:
        KeyUnusable
    """
    try:
        key = OKPKey.import_key(file.read_text(), {"use": "sig", "alg": ALGORITHM})
    except (OSError, JoseError, ValueError) as error:
        raise KeyUnusable(f"{setting}: {file} is no key in PEM ({type(error).__name__})") from error
    if key.curve_name != "Ed25519" or not key.is_private:
        raise KeyUnusable(f"{setting}: {file} is no private Ed25519 key")
    key.ensure_kid()
    return key


def published(*keys: OKPKey) -> dict[str, Any]:
    """The public halves, as agencies take them (JWKS)."""
    return {"keys": [key.as_dict(private=False) for key in keys]}


def development_key(private: Path, public: Path) -> None:
    """Make a key, unless it is there, and write its published half beside it."""
    if not private.exists():
        pem = OKPKey.generate_key("Ed25519").as_pem(private=True)
        write_new(private, pem)
    public.write_text(json.dumps(published(load_key(private))))
