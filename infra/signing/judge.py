"""The judgement of one signature: whole, trusted at its time, and followed by nothing that it does not allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import x509  # type: ignore[import-untyped]
from asn1crypto.crl import CertificateList  # type: ignore[import-untyped]
from asn1crypto.ocsp import OCSPResponse  # type: ignore[import-untyped]
from asn1crypto.parser import peek  # type: ignore[import-untyped]
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESSubIndic
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, async_validate_pdf_timestamp
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    TimestampSignatureStatus,
)
from pyhanko_certvalidator import ValidationContext

from infra.documents.anchors import OFFICER
from infra.signing.names import name_of
from infra.signing.revisions import time_in

SKEW = timedelta(minutes=5)
WITHDRAWN = (AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE)
OVER = (
    AdESIndeterminate.EXPIRED,
    AdESIndeterminate.NOT_YET_VALID,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
)
UNSAID = (
    AdESIndeterminate.TRY_LATER,
    AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE,
    AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE,
)


@dataclass(frozen=True)
class Verdict:
    """What was found about one signature or time stamp."""

    field: str
    stamp: bool
    certificate: x509.Certificate
    intact: bool
    trusted: bool
    whole_file: bool
    problems: tuple[str, ...]
    claimed_at: datetime | None
    proved_at: datetime | None
    own_stamp: bool

    @property
    def name(self) -> str:
        """Whom the certificate names."""
        return name_of(self.certificate, "common_name")

    @property
    def organisation(self) -> str:
        """The organisation that it names."""
        return name_of(self.certificate, "organization_name")


class Judge:
    """Judges the signatures of one file by the certificates one trusts and the proofs that the file carries."""

    def __init__(self, reader: PdfFileReader, roots: Sequence[x509.Certificate]) -> None:
        self._told: dict[str, Any] = {"trust_roots": roots, "allow_fetching": False}
        try:
            proofs = DocumentSecurityStore.read_dss(reader)
        except NoDSSFoundError:
            return
        self._told |= {"revocation_mode": "hard-fail", "retroactive_revinfo": True, **_read(proofs)}

    async def verdicts(self, signatures: Sequence[EmbeddedPdfSignature]) -> list[Verdict]:
        """Judge each, in the order in which they were made; what a later time stamp covers was there by its time."""
        found: list[Verdict] = []
        covered: datetime | None = None
        for signature in reversed(signatures):
            verdict = await self._verdict(signature, covered)
            found.insert(0, verdict)
            if verdict.stamp and verdict.intact:
                covered = verdict.proved_at
        return found

    async def _verdict(self, signature: EmbeddedPdfSignature, covered: datetime | None) -> Verdict:
        own = time_in(signature)
        stamp = signature.sig_object_type == "/DocTimeStamp"
        at = own or covered
        if stamp:
            status: PdfSignatureStatus | DocumentTimestampStatus = await async_validate_pdf_timestamp(
                signature, self._context(at)
            )
        else:
            status = await async_validate_pdf_signature(
                signature, signer_validation_context=self._context(at), ts_validation_context=self._context(at)
            )
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        return Verdict(
            field=str(signature.field_name),
            stamp=stamp,
            certificate=signature.signer_cert,
            intact=bool(status.intact and status.valid and _is_tidy(signature)),
            trusted=bool(status.trusted),
            whole_file=whole,
            problems=tuple(_problems(signature, status, stamp=stamp)),
            claimed_at=signature.self_reported_timestamp,
            proved_at=at,
            own_stamp=own is not None,
        )

    def _context(self, at: datetime | None) -> ValidationContext:
        """Everything that was good at a time; what was answered later about that time counts."""
        return ValidationContext(**self._told, moment=at)


def _read(proofs: DocumentSecurityStore) -> dict[str, Any]:
    """The proofs that a file carries, read once for all its signatures: a certificate keeps what was made out of it."""
    ocsps, crls = DecodePurpose.OCSP_RESPONSE, DecodePurpose.CRL
    return {
        "other_certs": list(proofs.load_certs()),
        "ocsps": [OCSPResponse.load(one.get_object().read_data(ocsps)) for one in proofs.ocsps],
        "crls": [CertificateList.load(one.get_object().read_data(crls)) for one in proofs.crls],
    }


def _problems(
    signature: EmbeddedPdfSignature, status: PdfSignatureStatus | DocumentTimestampStatus, *, stamp: bool
) -> list[str]:
    what = _what(signature, stamp=stamp)
    if not (status.intact and status.valid and _is_tidy(signature)):
        return [f"the file was altered after {what}"]
    problems = []
    if not status.trusted:
        problems.append(_why_not(what, status.trust_problem_indic))
    if isinstance(status, PdfSignatureStatus) and status.timestamp_validity:
        problems += _about_time(what, status.timestamp_validity)
    allowed = ModificationLevel.FORM_FILLING if signature.field_name == OFFICER else ModificationLevel.LTA_UPDATES
    if status.coverage not in (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION):
        problems.append(f"part of the file is not covered: {what} is not over all that was there")
    elif status.coverage != SignatureCoverageLevel.ENTIRE_FILE and not _followed_by_at_most(status, allowed):
        problems.append(f"something was changed behind it that may not be after {what}")
    return problems


def _is_tidy(signature: EmbeddedPdfSignature) -> bool:
    """Whether nothing hides where the signature itself does not reach: in the room around it, and in its own envelope.

    What a later signature covers cannot be touched; for the last one, this is all that could be.
    """
    start, length, end = [int(number) for number in signature.byte_range][:3]
    signature.reader.stream.seek(start + length)
    room, content = signature.reader.stream.read(end - start - length), bytes(signature.pkcs7_content)
    version = "v1" if signature.signed_data["encap_content_info"]["content_type"].native == "data" else "v3"
    named = [one.dump() for one in signature.signed_data["digest_algorithms"]]
    return (
        room in (f"<{content.hex()}>".encode(), f"<{content.hex().upper()}>".encode())
        and not any(content[peek(content) :])
        and signature.signed_data["version"].native == version
        and named == [signature.signer_info["digest_algorithm"].dump()]
    )


def _followed_by_at_most(status: PdfSignatureStatus | DocumentTimestampStatus, allowed: ModificationLevel) -> bool:
    level = status.modification_level
    return level is not None and level <= allowed and status.docmdp_ok is not False


def _about_time(what: str, stamp: TimestampSignatureStatus) -> list[str]:
    if not (stamp.intact and stamp.valid):
        return [f"the time stamp over {what} is not over it"]
    return [] if stamp.trusted else [_why_not(f"the time stamp over {what}", stamp.trust_problem_indic)]


def _why_not(what: str, why: AdESSubIndic | None) -> str:
    if why in WITHDRAWN:
        return f"the certificate of {what} had been withdrawn"
    if why in OVER:
        return f"the certificate of {what} was over, or had not begun"
    if why in UNSAID:
        return f"nothing in the file proves that the certificate of {what} was good"
    return f"{what} does not chain to a trusted certificate"


def _what(signature: EmbeddedPdfSignature, *, stamp: bool) -> str:
    if stamp:
        return "the archive time stamp"
    return "the officer's signature" if signature.field_name == OFFICER else "the seal"
