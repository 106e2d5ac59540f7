"""Whom we believe about identity cards: country authorities and their lists of withdrawn signers, from one PEM file."""

from datetime import datetime
from pathlib import Path

from asn1crypto import pem  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from domain.vietnam.people import cards
from infra.crypto.secret_files import DEVELOPMENT_MARK


class CardTrustUnusable(Exception):
    """The file of MOTCUA_CARD_TRUST_FILE cannot be used; an operator must act."""


class CardTrust:
    """The country authorities that are trusted and what they withdrew: one PEM file, which may be renewed at work."""

    def __init__(self, file: Path, *, production: bool = False) -> None:
        self._file, self._production = file, production
        self._read_at = 0
        self._anchors: list[x509.Certificate] = []
        self._lists: list[x509.CertificateRevocationList] = []

    def load(self) -> None:
        """Read the file again where it has changed.

        Raises:
            CardTrustUnusable: it is missing, holds no authority, or in production one made for development.
        """
        try:
            if (changed := self._file.stat().st_mtime_ns) == self._read_at:
                return
            blocks = list(pem.unarmor(self._file.read_bytes(), multiple=True))
            anchors = [x509.load_der_x509_certificate(der) for kind, _, der in blocks if kind == "CERTIFICATE"]
            lists = [x509.load_der_x509_crl(der) for kind, _, der in blocks if kind == "X509 CRL"]
        except (OSError, ValueError) as fault:
            raise CardTrustUnusable(f"MOTCUA_CARD_TRUST_FILE: {type(fault).__name__}") from fault
        if not anchors or not all(_is_authority(anchor) for anchor in anchors):
            raise CardTrustUnusable("MOTCUA_CARD_TRUST_FILE: it must hold certificates of country authorities alone")
        if self._production and any(DEVELOPMENT_MARK in anchor.subject.rfc4514_string() for anchor in anchors):
            raise CardTrustUnusable("MOTCUA_CARD_TRUST_FILE holds an authority made for development; name real ones")
        self._anchors, self._lists, self._read_at = anchors, lists, changed

    def vouch(self, signer: x509.Certificate, now: datetime) -> None:
        """See that a trusted authority issued this signer of chips, and that it holds now.

        Raises:
            CardIssuerUnknown, CardForged, CardSignerExpired, CardSignerRevoked, RevocationUnknown
        """
        named = [anchor for anchor in self._anchors if anchor.subject == signer.issuer]
        if not named:
            raise cards.CardIssuerUnknown
        issuer = next((anchor for anchor in named if _issued(signer, anchor)), None)
        if issuer is None or _is_authority(signer):
            raise cards.CardForged(
                "chứng thư ký không do cơ quan cấp quốc gia cấp", "the authority did not issue its signer"
            )
        for certificate in (issuer, signer):
            if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
                raise cards.CardSignerExpired
        current = [crl for crl in self._lists if crl.issuer == issuer.subject and _is_current(crl, issuer, now)]
        if not current:
            raise cards.RevocationUnknown
        if any(crl.get_revoked_certificate_by_serial_number(signer.serial_number) for crl in current):
            raise cards.CardSignerRevoked


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except InvalidSignature:
        return False
    return True


def _is_current(crl: x509.CertificateRevocationList, issuer: x509.Certificate, now: datetime) -> bool:
    ends = crl.next_update_utc
    return ends is not None and now <= ends and crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
