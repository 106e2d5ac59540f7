"""What tells about people, encrypted to whom it is for: JWE (RFC 7516), General JSON Serialization, A256GCM.

A recipient's key is an EC or X25519 one (ECDH-ES+A256KW, RFC 7518 and 8037) or RSA (RSA-OAEP-256); it is known by its
thumbprint (RFC 7638). Nothing is compressed before it is encrypted.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from joserfc.errors import JoseError
from joserfc.jwe import FlattenedJSONSerialization, GeneralJSONEncryption, JWERegistry, decrypt_json, encrypt_json
from joserfc.jwk import ECKey, OKPKey, RSAKey

from domain.dossier.journal import canonical
from infra.crypto.strength import SHORTEST_RSA, too_short

Key = ECKey | OKPKey | RSAKey
ALGORITHMS = ("ECDH-ES+A256KW", "RSA-OAEP-256", "A256GCM")


class KeyUnusable(ValueError):
    """A key file holds no key that an archive is encrypted to or opened with."""


class NotForThisKey(ValueError):
    """Nothing here was encrypted to this key."""


class Undecipherable(ValueError):
    """A part was encrypted to this key, and is not what was encrypted."""


class _Registry(JWERegistry):
    max_ciphertext_length = 2**30


REGISTRY = _Registry(algorithms=ALGORITHMS)


@dataclass(frozen=True)
class Recipient:
    """Somebody's key."""

    key: Key
    thumbprint: str

    @property
    def algorithm(self) -> str:
        """How the content's key is given to them."""
        return "RSA-OAEP-256" if isinstance(self.key, RSAKey) else "ECDH-ES+A256KW"


def public_key(path: Path) -> Recipient:
    """Read a recipient's public key or certificate, PEM.

    Raises:
        KeyUnusable: it is none.
    """
    content = path.read_bytes()
    try:
        if b"BEGIN CERTIFICATE" in content:
            key = x509.load_pem_x509_certificate(content).public_key()
        else:
            key = serialization.load_pem_public_key(content)  # type: ignore[assignment]  # any kind of key so far
    except ValueError as error:
        raise KeyUnusable(f"{path} is neither a public key nor a certificate in PEM") from error
    form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return _recipient(key.public_bytes(*form), path)


def private_key(path: Path) -> Recipient:
    """Read the private key of whom an archive is for, PEM without a password.

    Raises:
        KeyUnusable: it is none.
    """
    try:
        serialization.load_pem_private_key(content := path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise KeyUnusable(f"{path} is no private key in PEM without a password") from error
    return _recipient(content, path)


def encrypt(content: bytes, recipients: Sequence[Recipient]) -> bytes:
    """Encrypt a part to everybody whom it is for."""
    made = GeneralJSONEncryption({"enc": "A256GCM"}, content)
    for one in recipients:
        made.add_recipient({"alg": one.algorithm, "kid": one.thumbprint}, one.key)
    return canonical(encrypt_json(made, None, registry=REGISTRY)) + b"\n"


def decrypt(content: bytes, own: Recipient) -> bytes:
    """Open a part with one's own key.

    Raises:
        NotForThisKey: it was encrypted to others.
        Undecipherable: it was altered.
    """
    try:
        whole: dict[str, Any] = json.loads(content)
        mine = [one for one in whole["recipients"] if one["header"]["kid"] == own.thumbprint]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Undecipherable("it is no JWE") from error
    if not mine:
        raise NotForThisKey("it was encrypted to other keys")
    try:
        sealed = {name: whole[name] for name in ("protected", "iv", "ciphertext", "tag")} | mine[0]
        return decrypt_json(cast("FlattenedJSONSerialization", sealed), own.key, registry=REGISTRY).plaintext or b""
    except (JoseError, ValueError, KeyError, TypeError, AssertionError) as error:
        raise Undecipherable("it is not what was encrypted") from error


def _recipient(pem: bytes, path: Path) -> Recipient:
    for kind in (ECKey, OKPKey, RSAKey):
        try:
            key = kind.import_key(pem)
        except (ValueError, JoseError, TypeError):
            continue
        if isinstance(key, RSAKey) and too_short(key.raw_value):
            raise KeyUnusable(f"{path}: an RSA key has at least {SHORTEST_RSA} bits")
        if isinstance(key, OKPKey) and key.curve_name != "X25519":
            raise KeyUnusable(f"{path}: {key.curve_name} signs; a key to encrypt to is EC, X25519 or RSA")
        return Recipient(key, key.thumbprint())
    raise KeyUnusable(f"{path}: a key to encrypt to is EC, X25519 or RSA")
