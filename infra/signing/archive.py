"""What makes a document provable for good: answers about every certificate in it, and a time stamp over the whole."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from asn1crypto import x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError, extract_certificate_info
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore, EmbeddedPdfSignature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter

from infra.documents.orders import Unprintable
from infra.signing.revisions import OFF_THE_PAGE, ArchivalWriter, time_in
from infra.signing.services import Register, Stamper

STAMP = "archive"
CANNOT = (PdfError, SigningError, ValueError, KeyError, TypeError)
Known = tuple[x509.Certificate, Iterable[x509.Certificate], bool, datetime | None]
"""A certificate, what came with it, whether it is a time-stamp authority's, and when it is proved to have been used."""


async def prove(pdf: bytes, stamper: Stamper, register: Register) -> bytes:
    """Add proofs that the certificates in a document are good, in a revision that every signature allows.

    Raises:
        Unprintable: the file carries no signature.
        SignatureRefused: one of its certificates does not hold.
        TrustServiceDown: nobody says whether they were withdrawn.
    """
    proved = io.BytesIO()
    try:
        (await _with_proofs(pdf, stamper, register)).write(proved)  # type: ignore[no-untyped-call]
    except CANNOT as fault:
        raise Unprintable(f"the file cannot be archived: {fault}") from fault
    return proved.getvalue()


async def archive(pdf: bytes, stamper: Stamper, register: Register) -> bytes:
    """Add proofs of validity and a time stamp, in one revision that every seal allows (PAdES B-LTA).

    Done again before the certificate of the last time stamp ends, it holds for as long as that of the new one.

    Raises:
        Unprintable: the file carries no signature.
        SignatureRefused: one of its certificates does not hold.
        TrustServiceDown, SealNotReady: time stamp or proof of validity is not to be had.
    """
    stamped = io.BytesIO()
    try:
        writer = await _with_proofs(pdf, stamper, register)
        name = f"{STAMP}-{len(writer.prev.embedded_signatures)}"
        await PdfTimeStamper(stamper, name, OFF_THE_PAGE, "Dấu thời gian lưu trữ").async_timestamp_pdf(
            writer, "sha256", bytes_reserved=2 * (await stamper.room() + 1024), output=stamped
        )
    except CANNOT as fault:
        raise Unprintable(f"the file cannot be archived: {fault}") from fault
    return stamped.getvalue()


async def _with_proofs(pdf: bytes, stamper: Stamper, register: Register) -> ArchivalWriter:
    writer = ArchivalWriter(pdf)
    signatures = writer.prev.embedded_signatures
    if not signatures:
        raise Unprintable("the file carries no signature")
    await stamper.async_dummy_response("sha256")
    earlier = DocumentSecurityStore.read_dss(writer.prev) if "/DSS" in writer.prev.root else None
    proofs = [
        await register.proof(certificate, above, stamps_time=stamps_time, at=at, earlier=earlier)
        for certificate, above, stamps_time, at in _known(signatures, stamper)
    ]
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=[one for proof in proofs for one in proof.certificates],
        ocsps=[one for proof in proofs for one in proof.ocsps],
        crls=[one for proof in proofs for one in proof.crls],
    )
    return writer


def proved_until(pdf: bytes) -> datetime | None:
    """When the certificate of a document's last time stamp ends; none where it carries no time stamp over the whole."""
    stamps = [one for one in PdfFileReader(io.BytesIO(pdf)).embedded_signatures if _is_stamp(one)]
    return stamps[-1].signer_cert.not_valid_after if stamps else None


def _known(signatures: list[EmbeddedPdfSignature], stamper: Stamper) -> Iterator[Known]:
    """Everybody whose certificate must be proved: signatories and authorities; what an earlier proof holds is not."""
    last = max((place for place, one in enumerate(signatures) if _is_stamp(one)), default=-1)
    for signature in signatures[max(last, 0) :]:
        yield signature.signer_cert, signature.other_embedded_certs, _is_stamp(signature), time_in(signature)
        for token in extract_tst_data_iter(signature.signer_info, signed=False):
            told = extract_certificate_info(token)
            yield told.signer_cert, told.other_certs, True, None
    for certificate in stamper.known:
        yield certificate, stamper.cert_registry, True, None


def _is_stamp(signature: EmbeddedPdfSignature) -> bool:
    return bool(signature.sig_object_type == "/DocTimeStamp")
