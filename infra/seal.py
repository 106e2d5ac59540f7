"""The body's seal on a result: a PAdES signature, and its proof with nothing but the file and the trusted certificates.

The stamp that people see is printed by the template; the signature's own field lies off the page, which keeps it PDF/A.

``SealError``
├── ``SealUnusable``    key or certificate is missing, unreadable or not a pair
├── ``DevelopmentSeal`` a throw-away certificate where only a real one may seal
└── ``SealingFailed``   this document could not be sealed
"""

import asyncio
import io
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "BodySeal"
DEVELOPMENT_MARK = "DEVELOPMENT ONLY"
DEVELOPMENT_NAME = f"UBND (CHỨNG THƯ THỬ NGHIỆM - {DEVELOPMENT_MARK}, NOT VALID)"
ROOM_FOR_CMS = 3072
"""Bytes of a signature beside its certificates; said beforehand, it saves signing everything once on trial."""
UNUSED = ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")
CLOCK_SKEW = timedelta(minutes=5)


class SealError(Exception):
    """The seal could not be set."""


class SealUnusable(SealError):
    """Key or certificate of the seal is missing, unreadable or not a pair: an operator must act."""


class DevelopmentSeal(SealError):
    """A certificate made for development stands where a real one must."""


class SealingFailed(SealError):
    """This document could not be sealed; the seal itself may be well."""


@dataclass(frozen=True)
class DevelopmentIdentity:
    """Where a throw-away seal lies: its key, its certificate and what a verifier has to trust."""

    key: Path
    certificate: Path
    trust: Path


@dataclass(frozen=True)
class Validation:
    """What a sealed file proves by itself; ``problems`` is empty exactly when it proves all of it."""

    problems: tuple[str, ...]
    intact: bool = False
    trusted: bool = False
    covers_whole_file: bool = False
    signer: str = ""
    signed_at: datetime | None = None
    development: bool = False

    @property
    def holds(self) -> bool:
        """Nobody touched the file since a trusted body sealed it."""
        return not self.problems


class _HeldKey(Signer):
    """Signs with a key that is already loaded: pyHanko's own signer parses it again for every document."""

    def __init__(
        self,
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
        certificate: asn1_x509.Certificate,
        chain: Sequence[asn1_x509.Certificate],
    ) -> None:
        self._key = key
        known = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        known.register_multiple(chain)
        super().__init__(signing_cert=certificate, cert_registry=known)

    async def async_sign_raw(self, data: bytes, *_: object, **__: object) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


class _DatedSigner(PdfSigner):
    """Puts the time of the act, not of the retry, into the signature."""

    def __init__(self, metadata: PdfSignatureMetadata, signer: Signer, field: SigFieldSpec, at: datetime) -> None:
        super().__init__(metadata, signer=signer, new_field_spec=field)
        self._at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


class _ArchivalWriter(IncrementalPdfFileWriter):
    """Leaves the metadata alone: rewritten, it no longer says that the file is PDF/A."""

    def _update_meta(self) -> None:
        pass


class Sealer:
    """A body's seal, loaded once."""

    def __init__(self, key: Path, certificate: Path, *, production: bool = False) -> None:
        """Load the seal's key and certificate chain (PEM).

        Raises:
            SealUnusable: they are missing, unreadable or not a pair.
            DevelopmentSeal: in production, with a certificate made for development.
        """
        try:
            loaded = serialization.load_pem_private_key(key.read_bytes(), password=None)
            chain = _certificates(certificate)
        except (OSError, ValueError, TypeError) as fault:
            raise SealUnusable(f"MOTCUA_SEAL_KEY_FILE or MOTCUA_SEAL_CERTIFICATE_FILE: {fault}") from fault
        if not isinstance(loaded, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise SealUnusable("MOTCUA_SEAL_KEY_FILE: a seal's key is RSA or ECDSA")
        if not chain or chain[0].public_key.dump() != _public_bytes(loaded):
            raise SealUnusable("MOTCUA_SEAL_CERTIFICATE_FILE is not the certificate of MOTCUA_SEAL_KEY_FILE")
        if production and _is_development(chain[0]):
            raise DevelopmentSeal("MOTCUA_SEAL_CERTIFICATE_FILE is made for development; name a real one")
        self.signer = _HeldKey(loaded, chain[0], chain[1:])
        self._room = 2 * (sum(len(certificate.dump()) for certificate in chain) + ROOM_FOR_CMS)

    def seal(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        """Seal a document and forbid any later change to it.

        Raises:
            SealingFailed: the document is not a PDF that can be sealed.
        """
        if at.tzinfo is None:
            raise SealingFailed("the time of sealing needs its zone")
        field = SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True))
        signer = _DatedSigner(_metadata(reason, location), self.signer, field, at)
        sealed = io.BytesIO()
        try:
            signer.sign_pdf(_ArchivalWriter(io.BytesIO(pdf)), output=sealed, bytes_reserved=self._room)
        except (SigningError, PdfError, ValueError) as fault:
            raise SealingFailed(str(fault)) from fault
        return sealed.getvalue()


def validate(pdf: bytes, trust: Sequence[Path]) -> Validation:
    """Judge a sealed file off-line against the certificates that a seal must chain to.

    Works the processor for a moment: from a coroutine, call it in a thread.
    """
    return asyncio.run(_validate(pdf, trust))


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


def _metadata(reason: str, location: str) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=reason,
        location=location,
    )


async def _validate(pdf: bytes, trust: Sequence[Path]) -> Validation:
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if not signatures:
            return Validation(problems=("the file carries no seal",))
        seal = signatures[-1]
        roots = [certificate for path in trust for certificate in _certificates(path)]
        context = ValidationContext(trust_roots=roots, allow_fetching=False)
        status = await async_validate_pdf_signature(seal, signer_validation_context=context)
    except (SignatureValidationError, SigningError, PdfError, ValueError, KeyError, TypeError) as fault:
        return Validation(problems=(f"the seal cannot be read: {fault}",))
    return _judge(seal, status, len(signatures))


def _judge(seal: EmbeddedPdfSignature, status: PdfSignatureStatus, count: int) -> Validation:
    intact = bool(status.intact and status.valid)
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    at = status.signer_reported_dt
    problems = [
        (not intact, "the file was altered after it was sealed"),
        (not whole, "something was appended after the seal"),
        (not status.trusted, "the seal does not chain to a trusted certificate"),
        (whole and intact and not status.docmdp_ok, "the seal does not allow what the file holds"),
        (count > 1, "the file carries more than the body's seal"),
        (at is None or at > datetime.now(UTC) + CLOCK_SKEW, "the seal's time is missing or lies in the future"),
    ]
    return Validation(
        intact=intact,
        trusted=bool(status.trusted),
        covers_whole_file=whole,
        signer=_name(seal.signer_cert),
        signed_at=at,
        development=_is_development(seal.signer_cert),
        problems=tuple(problem for found, problem in problems if found),
    )


def _name(certificate: asn1_x509.Certificate) -> str:
    return str(certificate.subject.native.get("common_name", ""))


def _is_development(certificate: asn1_x509.Certificate) -> bool:
    return any(DEVELOPMENT_MARK in name.human_friendly for name in (certificate.subject, certificate.issuer))


def _certificates(path: Path) -> list[asn1_x509.Certificate]:
    found = x509.load_pem_x509_certificates(path.read_bytes())
    return [asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)) for certificate in found]


def _public_bytes(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.DER, form)


def _write_identity(folder: Path) -> None:
    authority_key, seal_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"CA THỬ NGHIỆM - {DEVELOPMENT_MARK}, NOT VALID")])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DEVELOPMENT_NAME)])
    root = _certificate(authority, authority_key.public_key(), authority, authority_key, True)
    leaf = _certificate(subject, seal_key.public_key(), authority, authority_key, False)
    pem = serialization.Encoding.PEM
    secret = seal_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    handle = os.open(folder / "key.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secret)
    (folder / "trust.pem").write_bytes(root.public_bytes(pem))
    (folder / "certificate.pem").write_bytes(leaf.public_bytes(pem))


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    ca: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = {"digital_signature": not ca, "content_commitment": not ca, "key_cert_sign": ca, "crl_sign": ca}
    usage |= dict.fromkeys(UNUSED, False)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(authority, critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
