"""The body's signature on something that is no PDF: CMS (RFC 5652), beside what it signs, not around it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import cms  # type: ignore[import-untyped]
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from infra.signing.seal_key import certificates_in

SKEW = timedelta(minutes=5)
"""How far the clock of who signed may be from the time-stamp authority's."""


async def sign(signer: Signer, content: bytes, at: datetime, timestamper: TimeStamper | None = None) -> bytes:
    """The detached signature, DER; a time-stamp authority's token goes into it where there is one (RFC 3161)."""
    attributes = PdfCMSSignedAttributes(signing_time=at)
    made = await signer.async_sign_general_data(
        content, "sha256", timestamper=timestamper, signed_attr_settings=attributes
    )
    return bytes(made.dump())


async def fault(content: bytes, signature: bytes, trust: Sequence[Path], at: datetime) -> str:
    """Say why a detached signature proves nothing; empty where a trusted body signed exactly this.

    What was kept outlives the certificate it was signed with: the certificate has to have been good at the time that
    the content says of itself.
    """
    try:
        roots = [certificate for path in trust for certificate in certificates_in(path)]
        context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=at)
        info = cms.ContentInfo.load(signature)
        if info["content_type"].native != "signed_data":
            return "the signature is none"
        status = await async_validate_detached_cms(content, info["content"], context)
    except (SignatureValidationError, SigningError, ValueError, KeyError, TypeError, OSError) as error:
        return f"the signature cannot be read: {error}"
    if not (status.intact and status.valid):
        return "it is not what was signed"
    if not status.trusted:
        return "the signature does not chain to a trusted certificate"
    return _stamp_fault(status.timestamp_validity, at)


def _stamp_fault(stamp: TimestampSignatureStatus | None, at: datetime) -> str:
    """Say why its time stamp does not prove when it was signed; what was signed without an authority has none."""
    if stamp is None:
        return ""
    if not (stamp.intact and stamp.valid and stamp.trusted):
        return "its time stamp is not a trusted authority's"
    if abs(stamp.timestamp - at) > SKEW:
        return (
            f"the clock was wrong: it says {at:%Y-%m-%d %H:%M}, its time stamp proves {stamp.timestamp:%Y-%m-%d %H:%M}"
        )
    return ""
