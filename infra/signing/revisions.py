"""How a signature gets into a PDF: as a revision of its own, which leaves archival form and signatures alone."""

import io
from datetime import datetime

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.stamp import BaseStampStyle

from infra.signing.services import Stamper

OFF_THE_PAGE = InvisSigSettings(box_out_of_bounds=True)
"""An invisible field's rectangle lies off the page, not at 0×0: only so both PDF/A and PDF/UA hold."""
ROOM_FOR_CMS = 2048
"""Bytes of a signature beside certificates and time stamp; said beforehand, nothing is signed on trial."""


class ArchivalWriter(IncrementalPdfFileWriter):
    """Leaves the metadata alone: rewritten, it no longer says that the file is PDF/A."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__(io.BytesIO(pdf))

    def _update_meta(self) -> None:
        pass


class DatedSigner(PdfSigner):
    """Puts a given time into the signature, and no stamp of its own on the page."""

    def __init__(
        self,
        metadata: PdfSignatureMetadata,
        signer: Signer,
        at: datetime,
        *,
        timestamper: Stamper | None = None,
        new_field: bool = True,
    ) -> None:
        spec = SigFieldSpec(str(metadata.field_name), invis_sig_settings=OFF_THE_PAGE) if new_field else None
        super().__init__(
            metadata, signer=signer, timestamper=timestamper, stamp_style=_Unstamped(), new_field_spec=spec
        )
        self._at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


class _Unstamped(BaseStampStyle):
    """pyHanko's stamps are untagged and in a font that is not embedded; ours are printed by the renderer."""

    def create_stamp(self, *_: object) -> None:
        return None


async def room_for(signer: Signer, stamper: Stamper | None) -> int:
    """Hexadecimal digits that a signature of this signer takes at most."""
    known = [signer.signing_cert, *signer.cert_registry]
    stamp = await stamper.room() if stamper else 0
    return 2 * (sum(len(certificate.dump()) for certificate in known) + stamp + ROOM_FOR_CMS)


def time_in(signature: EmbeddedPdfSignature) -> datetime | None:
    """The time of a time stamp: of this one, or of that in this signature."""
    stamp = signature.sig_object_type == "/DocTimeStamp"
    signed = signature.signed_data if stamp else next(extract_tst_data_iter(signature.signer_info, signed=False), None)
    if signed is None:
        return None
    moment = signed["encap_content_info"]["content"].parsed["gen_time"].native
    return moment if isinstance(moment, datetime) else None
