"""The body's key: held in memory, or used where it lies, in a PKCS#11 token."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pkcs11
from asn1crypto import pem as asn1_pem  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pkcs11 import Mechanism, ObjectClass
from pkcs11.util.ec import encode_ecdsa_signature
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from infra.crypto.strength import SHORTEST_EC, SHORTEST_RSA, too_short
from infra.documents.orders import SealNotReady, Token, TokenDown

PROBE = b"Is this the key of this certificate?"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class HeldKey(Signer):
    """Signs with a key that is already loaded: pyHanko's own signer parses it again for every document."""

    def __init__(self, key: Key, chain: Sequence[asn1_x509.Certificate]) -> None:
        self._key = key
        super().__init__(signing_cert=chain[0], cert_registry=store_of(chain[1:]))

    async def async_sign_raw(self, data: bytes, *_: object, **__: object) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


class TokenKey(Signer):
    """Signs in a token, by one session that is opened again when it was lost."""

    def __init__(self, token: Token, chain: Sequence[asn1_x509.Certificate]) -> None:
        self._token = token
        self._key: Any = None
        super().__init__(signing_cert=chain[0], cert_registry=store_of(chain[1:]))

    async def async_sign_raw(self, data: bytes, *_: object, dry_run: bool = False, **__: object) -> bytes:
        if dry_run:
            return bytes(512)
        return self.sign_now(data)

    def sign_now(self, data: bytes) -> bytes:
        """Sign with SHA-256.

        Raises:
            TokenDown: the token does not sign.
            SealNotReady: it is not there, or has no such key, or the PIN is wrong.
        """
        self._key = self._key or _key_in(self._token)
        try:
            if self._key.key_type == pkcs11.KeyType.RSA:
                return bytes(self._key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
            raw = self._key.sign(hashlib.sha256(data).digest(), mechanism=Mechanism.ECDSA)
            return bytes(encode_ecdsa_signature(raw))
        except pkcs11.PKCS11Error as fault:
            self._key = None
            raise TokenDown(f"the seal's token ({self._token.label}): {_said(fault)}") from fault


def held_key(key: Path, certificate: Path) -> HeldKey:
    """Load a seal's key and its certificate chain (PEM).

    Raises:
        SealNotReady: they are missing, unreadable, not a pair or too short.
    """
    try:
        loaded = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as fault:
        raise SealNotReady(f"MOTCUA_SEAL_KEY_FILE: {fault}") from fault
    if not isinstance(loaded, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SealNotReady("MOTCUA_SEAL_KEY_FILE: a seal's key is RSA or ECDSA")
    chain = _chain(certificate)
    if chain[0].public_key.dump() != _public_bytes(loaded):
        raise SealNotReady("MOTCUA_SEAL_CERTIFICATE_FILE is not the certificate of MOTCUA_SEAL_KEY_FILE")
    return HeldKey(loaded, chain)


def token_key(token: Token, certificate: Path) -> TokenKey:
    """Find a seal's key in its token; a signature on trial shows that the certificate (PEM) is its own.

    Raises:
        SealNotReady: token, key or certificate is missing, unreadable or too short, the PIN wrong, or they are no pair.
        TokenDown: the token does not sign.
    """
    chain = _chain(certificate)
    signer = TokenKey(token, chain)
    if not verifies(chain[0], PROBE, signer.sign_now(PROBE)):
        raise SealNotReady("MOTCUA_SEAL_CERTIFICATE_FILE is not the certificate of MOTCUA_SEAL_PKCS11_KEY")
    return signer


def verifies(certificate: asn1_x509.Certificate, data: bytes, signature: bytes) -> bool:
    """Whether a certificate's key made this signature with SHA-256."""
    try:
        public = x509.load_der_x509_certificate(certificate.dump()).public_key()
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


def certificates_in(path: Path) -> list[asn1_x509.Certificate]:
    """Read a PEM file of certificates."""
    return [asn1_x509.Certificate.load(der) for _, _, der in asn1_pem.unarmor(path.read_bytes(), multiple=True)]


def store_of(certificates: Sequence[asn1_x509.Certificate]) -> SimpleCertificateStore:
    """Certificates in the form in which pyHanko looks them up."""
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(certificates)
    return store


def _chain(path: Path) -> list[asn1_x509.Certificate]:
    try:
        found = certificates_in(path)
        for one in found:
            one.native  # noqa: B018 - asn1crypto reads only what is asked for
    except (OSError, ValueError) as fault:
        raise SealNotReady(f"MOTCUA_SEAL_CERTIFICATE_FILE: {fault}") from fault
    if not found:
        raise SealNotReady("MOTCUA_SEAL_CERTIFICATE_FILE holds no certificate")
    if too_short(x509.load_der_x509_certificate(found[0].dump()).public_key()):
        least = f"an RSA key has at least {SHORTEST_RSA} bits, one of a curve {SHORTEST_EC}"
        raise SealNotReady(f"MOTCUA_SEAL_CERTIFICATE_FILE: {least}; have a longer key certified")
    return found


def _key_in(token: Token) -> Any:
    try:
        found = pkcs11.lib(str(token.module)).get_token(token_label=token.label)
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as fault:
        where = f"MOTCUA_SEAL_PKCS11_MODULE or MOTCUA_SEAL_PKCS11_TOKEN ({token.label})"
        raise SealNotReady(f"{where}: {_said(fault)}") from fault
    try:
        session = found.open(user_pin=token.pin)
        return session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=token.key)
    except pkcs11.NoSuchKey as fault:
        raise SealNotReady(f"MOTCUA_SEAL_PKCS11_KEY: the token has no key {token.key!r}") from fault
    except (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinLocked) as fault:
        raise SealNotReady(f"MOTCUA_SEAL_PKCS11_PIN: {_said(fault)}") from fault
    except pkcs11.PKCS11Error as fault:
        raise TokenDown(f"the seal's token ({token.label}): {_said(fault)}") from fault


def _said(fault: BaseException) -> str:
    return f"{type(fault).__name__} {fault}".strip()


def _public_bytes(key: Key) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.DER, form)
