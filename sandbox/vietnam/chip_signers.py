"""Who signs the chips of the stand-in's identity cards: a country authority, its document signers, what it withdrew."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from sandbox.registers.protocol import VIETNAM
from sandbox.trust.holders import authority_name
from sandbox.trust.pki import pem_of, pem_of_key, usage

SCHEMA = """
CREATE TABLE IF NOT EXISTS signers (name TEXT PRIMARY KEY, pem BLOB NOT NULL, der BLOB NOT NULL) WITHOUT ROWID;
"""
COUNTRY, STRANGER = "country", "stranger"
CURRENT, EXPIRED, REVOKED, FOREIGN, RSA = "current", "expired", "revoked", "foreign", "rsa"
TITLES = {
    COUNTRY: "CSCA THỬ NGHIỆM", STRANGER: "CSCA LẠ THỬ NGHIỆM", CURRENT: "KÝ CHIP 1", EXPIRED: "KÝ CHIP 2",
    REVOKED: "KÝ CHIP 3", RSA: "KÝ CHIP 4", FOREIGN: "KÝ CHIP LẠ",
}  # fmt: skip
START, END = datetime(2020, 1, 1, tzinfo=VIETNAM), datetime(2045, 1, 1, tzinfo=VIETNAM)
RAN_OUT = datetime(2023, 1, 1, tzinfo=VIETNAM)
LIST_LIVES = timedelta(days=90)


Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Signer:
    """A key and its certificate."""

    key: Key
    certificate: x509.Certificate

    def sign(self, content: bytes, algorithm: str) -> bytes:
        """A signature with SHA-256, `algorithm` as ALGORITHMS names it."""
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(content, ec.ECDSA(hashes.SHA256()))
        scheme = padding.PSS(padding.MGF1(hashes.SHA256()), 32) if algorithm == "rsa_pss" else padding.PKCS1v15()
        return self.key.sign(content, scheme, hashes.SHA256())


class Signers:
    """The authority and those it certified; keys and certificates are made once and kept."""

    def __init__(self, store: sqlite3.Connection, clock: Callable[[], datetime]) -> None:
        self.store, self.clock = store, clock

    def signer(self, name: str) -> Signer:
        """A signer by name, made at the first use."""
        query = "SELECT pem, der FROM signers WHERE name = ?"
        row = self.store.execute(query, (name,)).fetchone()
        if row is None:
            made = self._made(name)
            der = made.certificate.public_bytes(serialization.Encoding.DER)
            self.store.execute("INSERT INTO signers VALUES (?, ?, ?)", (name, pem_of_key(made.key), der))
            return made
        key = serialization.load_pem_private_key(row[0], None)
        assert isinstance(key, Key)  # noqa: S101
        return Signer(key, x509.load_der_x509_certificate(row[1]))

    def trust(self) -> str:
        """What who reads cards has to trust: the authority's certificate and its newest list of withdrawn ones, PEM."""
        country = self.signer(COUNTRY)
        now = self.clock().replace(microsecond=0)
        withdrawn = (
            x509.RevokedCertificateBuilder()
            .serial_number(self.signer(REVOKED).certificate.serial_number)
            .revocation_date(now - timedelta(days=30))
            .build()
        )
        made = (
            x509.CertificateRevocationListBuilder(country.certificate.subject)
            .last_update(now - timedelta(days=1))
            .next_update(now + LIST_LIVES)
            .add_revoked_certificate(withdrawn)
            .sign(country.key, hashes.SHA256())
        )
        return pem_of(country.certificate) + made.public_bytes(serialization.Encoding.PEM).decode()

    def _made(self, name: str) -> Signer:
        key: Key = rsa.generate_private_key(65537, 3072) if name == RSA else ec.generate_private_key(ec.SECP256R1())
        if name in (COUNTRY, STRANGER):
            return Signer(key, certificate_of(name, key, name, key))
        issuer = STRANGER if name == FOREIGN else COUNTRY
        return Signer(key, certificate_of(name, key, issuer, self.signer(issuer).key))


def certificate_of(name: str, key: Key, issuer: str, issuer_key: Key) -> x509.Certificate:
    authority = name == issuer
    uses = usage("key_cert_sign", "crl_sign") if authority else usage("digital_signature")
    known_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(authority_name(TITLES[name]))
        .issuer_name(authority_name(TITLES[issuer]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(RAN_OUT if name == EXPIRED else END)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(uses, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(known_by, critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
