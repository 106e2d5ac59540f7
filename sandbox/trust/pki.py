"""The stand-in's certificate authorities: a root, under it one for persons and one for bodies, and what they issued."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from sandbox.registers.protocol import VIETNAM
from sandbox.store import transaction
from sandbox.trust.holders import authority_name

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey
ROOT, PERSONS, BODIES = "root", "persons", "bodies"
AUTHORITIES = {ROOT: "CA GỐC THỬ NGHIỆM", PERSONS: "CA CÁN BỘ THỬ NGHIỆM", BODIES: "CA CƠ QUAN THỬ NGHIỆM"}
FOUNDED, CLOSES = datetime(2020, 1, 1, tzinfo=VIETNAM), datetime(2045, 1, 1, tzinfo=VIETNAM)
YEAR, SKEW = timedelta(days=365), timedelta(days=1)
SCHEMA = """
CREATE TABLE IF NOT EXISTS keys (name TEXT PRIMARY KEY, pem BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS certificates (
    place INTEGER PRIMARY KEY, serial TEXT NOT NULL UNIQUE, holder TEXT NOT NULL, issuer TEXT NOT NULL,
    url TEXT NOT NULL, der BLOB NOT NULL, revoked REAL, reason TEXT);
CREATE INDEX IF NOT EXISTS certificates_by_holder ON certificates (holder, place);
CREATE INDEX IF NOT EXISTS certificates_revoked ON certificates (issuer) WHERE revoked IS NOT NULL;
"""
USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """What a certificate is to say; the same holder gets the same key and, while the address stays, the same one."""

    holder: str
    issuer: str
    subject: x509.Name
    extensions: tuple[tuple[x509.ExtensionType, bool], ...]
    valid: tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate, and what became of it."""

    certificate: x509.Certificate
    issuer: str
    url: str
    revoked: datetime | None
    reason: str | None

    @property
    def serial(self) -> str:
        return f"{self.certificate.serial_number:x}"

    def status(self, at: datetime) -> str:
        """`valid`, `expired` or `revoked`."""
        if self.revoked:
            return "revoked"
        return "valid" if self.certificate.not_valid_after_utc >= at else "expired"


class Authority:
    """Issues, renews where its address has moved, and withdraws."""

    def __init__(self, store: sqlite3.Connection, url: str, clock: Callable[[], datetime]) -> None:
        self.store, self.url, self.clock = store, url, clock
        self._keys: dict[str, ec.EllipticCurvePrivateKey] = {}

    def key(self, name: str) -> ec.EllipticCurvePrivateKey:
        """A key by its holder's name, made at the first use."""
        if name not in self._keys:
            fresh = pem_of_key(ec.generate_private_key(ec.SECP256R1()))
            self.store.execute("INSERT OR IGNORE INTO keys VALUES (?, ?)", (name, fresh))
            kept = self.store.execute("SELECT pem FROM keys WHERE name = ?", (name,)).fetchone()[0]
            loaded = serialization.load_pem_private_key(kept, None)
            assert isinstance(loaded, ec.EllipticCurvePrivateKey)  # noqa: S101
            self._keys[name] = loaded
        return self._keys[name]

    def authority(self, name: str) -> Issued:
        """The certificate of an authority."""
        extensions = (
            (x509.BasicConstraints(ca=True, path_length=1 if name == ROOT else 0), True),
            (usage("key_cert_sign", "crl_sign"), True),
        )
        return self.certificate(
            Profile(f"ca:{name}", ROOT, authority_name(AUTHORITIES[name]), extensions, (FOUNDED, CLOSES))
        )

    def server(self, holder: str, issuer: str, name: str, purpose: x509.ObjectIdentifier, years: int = 10) -> Issued:
        """The certificate of a service that answers in the authorities' name."""
        extensions: list[tuple[x509.ExtensionType, bool]] = [
            (usage("digital_signature"), True),
            (x509.ExtendedKeyUsage([purpose]), True),
        ]
        if purpose == ExtendedKeyUsageOID.OCSP_SIGNING:
            extensions.append((x509.OCSPNoCheck(), False))
        valid = (self.clock() - SKEW, self.clock() + years * YEAR)
        return self.certificate(Profile(holder, issuer, authority_name(name), tuple(extensions), valid))

    def certificate(self, profile: Profile, public: PublicKey | None = None, renew: bool = False) -> Issued:
        """The holder's newest certificate; only one that is still good moves with the service's address."""
        known = self.newest(profile.holder)
        if known is None or renew:
            return self._issue(profile, public)
        if known.url == self.url or profile.holder == f"ca:{ROOT}" or known.status(self.clock()) != "valid":
            return known
        old = known.certificate
        moved = Profile(
            profile.holder, profile.issuer, old.subject, profile.extensions,
            (old.not_valid_before_utc, old.not_valid_after_utc),
        )  # fmt: skip
        return self._issue(moved, public or cast(PublicKey, old.public_key()))

    def newest(self, holder: str) -> Issued | None:
        return self._one("holder = ? ORDER BY place DESC LIMIT 1", holder)

    def by_serial(self, serial: str) -> Issued | None:
        return self._one("serial = ?", serial)

    def chain(self, issued: Issued) -> list[x509.Certificate]:
        """A certificate and those above it, the root last."""
        authorities = [self.authority(name).certificate for name in dict.fromkeys((issued.issuer, ROOT))]
        return [issued.certificate, *(one for one in authorities if one != issued.certificate)]

    def revoke(self, serial: str, reason: str, since: datetime | None = None) -> Issued | None:
        """Withdraws a certificate; one that was withdrawn stays so since when it was."""
        row = ((since or self.clock()).timestamp(), reason, serial)
        self.store.execute("UPDATE certificates SET revoked = ?, reason = ? WHERE serial = ? AND revoked IS NULL", row)
        return self.by_serial(serial)

    def revoked_by(self, issuer: str) -> Iterator[Issued]:
        return self._some("issuer = ? AND revoked IS NOT NULL ORDER BY place", issuer)

    def _one(self, where: str, value: str) -> Issued | None:
        return next(self._some(where, value), None)

    def _some(self, where: str, value: str) -> Iterator[Issued]:
        query = f"SELECT der, issuer, url, revoked, reason FROM certificates WHERE {where}"  # noqa: S608 - our own words
        for der, issuer, url, revoked, reason in self.store.execute(query, (value,)).fetchall():
            since = None if revoked is None else datetime.fromtimestamp(revoked, UTC).replace(microsecond=0)
            yield Issued(x509.load_der_x509_certificate(der), issuer, url, since, reason)

    def _issue(self, profile: Profile, public: PublicKey | None) -> Issued:
        made = self._sign(profile, public or self.key(profile.holder).public_key())
        der = made.public_bytes(serialization.Encoding.DER)
        row = (f"{made.serial_number:x}", profile.holder, profile.issuer, self.url, der)
        with transaction(self.store):
            self.store.execute(
                "INSERT INTO certificates (serial, holder, issuer, url, der) VALUES (?, ?, ?, ?, ?)", row
            )
        return Issued(made, profile.issuer, self.url, None, None)

    def _sign(self, profile: Profile, public: PublicKey) -> x509.Certificate:
        issuer_key = self.key(f"ca:{profile.issuer}")
        start, end = (moment.replace(microsecond=0) for moment in profile.valid)
        issuer = authority_name(AUTHORITIES[profile.issuer])
        builder = (
            x509.CertificateBuilder(issuer, profile.subject, public, x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        )
        own = (*profile.extensions, *self._links(profile))
        for extension, critical in own:
            builder = builder.add_extension(extension, critical)
        return builder.sign(issuer_key, hashes.SHA256())

    def _links(self, profile: Profile) -> list[tuple[x509.ExtensionType, bool]]:
        """Where one learns whether the certificate still holds: of the root and the responders nobody asks."""
        if profile.holder == f"ca:{ROOT}" or profile.holder.startswith("ocsp:"):
            return []
        oids, ca = AuthorityInformationAccessOID, profile.issuer
        where = {oids.OCSP: f"{self.url}/ocsp/{ca}", oids.CA_ISSUERS: f"{self.url}/ca/{ca}.crt"}
        access = [x509.AccessDescription(oid, _uri(address)) for oid, address in where.items()]
        point = x509.DistributionPoint([_uri(f"{self.url}/crl/{ca}.crl")], None, None, None)
        return [(x509.AuthorityInformationAccess(access), False), (x509.CRLDistributionPoints([point]), False)]


def usage(*allowed: str) -> x509.KeyUsage:
    """A key usage that allows these and nothing else."""
    return x509.KeyUsage(**{name: name in allowed for name in USAGES})


def signing_profile(holder: str, issuer: str, subject: x509.Name, valid: tuple[datetime, datetime]) -> Profile:
    """A certificate with which a person signs or a body seals documents."""
    extensions = (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (usage("digital_signature", "content_commitment"), True),
    )
    return Profile(holder, issuer, subject, extensions, valid)


def pem_of_key(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    """An unencrypted PKCS#8 PEM."""
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)


def pem_of(*certificates: x509.Certificate) -> str:
    """Certificates as one PEM text."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates).decode()


def _uri(address: str) -> x509.UniformResourceIdentifier:
    return x509.UniformResourceIdentifier(address)
