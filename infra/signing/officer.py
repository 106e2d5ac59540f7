"""An officer's signature from afar: what lies between asking and signing is a draft, and may be days.

Time is stamped when the signature comes, so the document proves when it was signed, not when it was asked for.
"""

import hashlib
import io
from typing import Unpack

from asn1crypto import cms, x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import ExternalSigner, PdfSignatureMetadata
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_signer import PdfTBSDocument

from infra.documents.anchors import OFFICER
from infra.documents.orders import Draft, Said, Signatory, SignatureRefused, Unprintable
from infra.signing.archive import prove
from infra.signing.revisions import ArchivalWriter, DatedSigner, room_for
from infra.signing.seal_key import store_of, verifies
from infra.signing.services import Register, Stamper


async def prepare(pdf: bytes, signatory: Signatory, *, stamper: Stamper | None, **said: Unpack[Said]) -> Draft:
    """Make room for a signature after which only number and date may be filled in and the seal set.

    Raises:
        SignatureRefused: the certificate cannot be read.
        Unprintable: the document cannot be signed.
    """
    signer = _signer(signatory)
    metadata = PdfSignatureMetadata(
        field_name=OFFICER, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS, reason=said["reason"], location=said["location"],
    )  # fmt: skip
    waits = io.BytesIO()
    try:
        prepared, _, _ = await DatedSigner(metadata, signer, said["at"]).async_digest_doc_for_signing(
            ArchivalWriter(pdf), bytes_reserved=await room_for(signer, stamper), output=waits
        )
        attributes = await signer.signed_attrs(prepared.document_digest, "sha256", use_pades=True)
    except (SigningError, PdfError, ValueError) as fault:
        raise Unprintable(str(fault)) from fault
    signed = attributes.dump()
    return Draft(
        pdf=waits.getvalue(),
        to_sign=hashlib.sha256(signed).digest(),
        attributes=signed,
        digest=prepared.document_digest,
        room=(prepared.reserved_region_start, prepared.reserved_region_end),
        signatory=signatory,
    )


async def complete(draft: Draft, signature: bytes, *, stamper: Stamper | None, register: Register | None) -> bytes:
    """Put the signature, the time stamp over it, and the proof that it was valid then, into the draft.

    Raises:
        SignatureRefused: it is not the signatory's over this draft, or their certificate does not hold now.
        TrustServiceDown, SealNotReady: time stamp or proof of validity is not to be had.
    """
    signer = _signer(draft.signatory, signature)
    if not verifies(signer.signing_cert, draft.attributes, signature):
        raise SignatureRefused("the signature is not the signatory's over this document")
    attributes = cms.CMSAttributes.load(draft.attributes)
    done, room = io.BytesIO(draft.pdf), PreparedByteRangeDigest(draft.digest, *draft.room)
    try:
        made = await signer.async_sign_prescribed_attributes("sha256", attributes, timestamper=stamper)
        await PdfTBSDocument.async_finish_signing(done, room, made)
    except SigningError as fault:
        raise Unprintable(str(fault)) from fault
    signed = done.getvalue()
    return await prove(signed, stamper, register) if stamper and register else signed


def _signer(signatory: Signatory, signature: bytes | None = None) -> ExternalSigner:
    try:
        own = x509.Certificate.load(signatory.certificate)
        above = [x509.Certificate.load(one) for one in signatory.chain]
        for one in (own, *above):
            one.native  # noqa: B018 - asn1crypto reads only what is asked for
        return ExternalSigner(own, store_of(above), signature_value=signature)
    except (ValueError, TypeError) as fault:
        raise SignatureRefused(f"the signatory's certificate cannot be read: {fault}") from fault
