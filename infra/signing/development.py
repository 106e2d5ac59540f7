"""A throw-away seal for one machine: it says so in its own name, and production refuses it."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from infra.crypto.secret_files import DEVELOPMENT_MARK, write_new

DEVELOPMENT_NAME = f"UBND (CHỨNG THƯ THỬ NGHIỆM - {DEVELOPMENT_MARK}, NOT VALID)"
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
"""From when it holds: before any day that a made year or a test signs on, whenever it is made."""
UNUSED = ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")


@dataclass(frozen=True)
class DevelopmentIdentity:
    """Where a throw-away seal lies: its key, its certificate and what a verifier has to trust."""

    key: Path
    certificate: Path
    trust: Path


def development_identity(folder: Path) -> DevelopmentIdentity:
    """The throw-away seal of this folder, made on first use by a CA whose key nobody keeps."""
    home = folder / "development-seal"
    identity = DevelopmentIdentity(home / "key.pem", home / "certificate.pem", home / "trust.pem")
    if not home.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=folder, prefix=".seal-"))
        _write_identity(fresh)
        try:
            fresh.rename(home)
        except OSError:  # another process was first, and its seal is as good
            shutil.rmtree(fresh)
    return identity


def is_development(certificate: asn1_x509.Certificate) -> bool:
    """Whether a certificate says that it is worth nothing."""
    return any(DEVELOPMENT_MARK in name.human_friendly for name in (certificate.subject, certificate.issuer))


def _write_identity(folder: Path) -> None:
    authority_key, seal_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"CA THỬ NGHIỆM - {DEVELOPMENT_MARK}, NOT VALID")])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DEVELOPMENT_NAME)])
    root = _certificate(authority, authority_key.public_key(), authority, authority_key, True)
    leaf = _certificate(subject, seal_key.public_key(), authority, authority_key, False)
    pem = serialization.Encoding.PEM
    secret = seal_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_new(folder / "key.pem", secret)
    (folder / "trust.pem").write_bytes(root.public_bytes(pem))
    (folder / "certificate.pem").write_bytes(leaf.public_bytes(pem))


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    ca: bool,
) -> x509.Certificate:
    usage = {"digital_signature": not ca, "content_commitment": not ca, "key_cert_sign": ca, "crl_sign": ca}
    usage |= dict.fromkeys(UNUSED, False)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number())
        .not_valid_before(SINCE)
        .not_valid_after(datetime.now(UTC) + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(authority, critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
