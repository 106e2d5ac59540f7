"""The body's seal: over a document that was printed with its number, or over one that an officer has signed."""

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata
from pyhanko.sign.timestamps import TimeStamper

from infra.orders import SealNotReady, Token, Unprintable
from infra.places import BODY_SEAL, ISSUED, NUMBER, SEAL
from infra.signing.development import DEVELOPMENT_NAME, is_development
from infra.signing.keys import held_key, token_key
from infra.signing.names import name_of, same_name
from infra.signing.revisions import ArchivalWriter, DatedSigner, room_for


@dataclass(frozen=True)
class Labels:
    """What is filled in when a document gets its number: how each looks, a page each, and what the fields say."""

    pages: bytes
    number: str
    issued: str


class Sealer:
    """A body's seal, loaded once."""

    def __init__(self, key: Path, certificate: Path, *, production: bool = False, token: Token | None = None) -> None:
        """Load the seal's key, or find it in its token, and its certificate chain (PEM).

        Raises:
            SealNotReady: they are missing, unreadable or not a pair; or made for development, in production.
            TrustServiceDown: the token does not sign.
        """
        self.signer = token_key(token, certificate) if token else held_key(key, certificate)
        if production and is_development(self.signer.signing_cert):
            raise SealNotReady("MOTCUA_SEAL_CERTIFICATE_FILE is made for development; name a real one")

    def is_of(self, body: str) -> bool:
        """Whether its certificate names this body, as who checks a document demands; the throw-away one is all's."""
        own = self.signer.signing_cert
        sealer = name_of(own, "organization_name") or name_of(own, "common_name")
        return sealer == DEVELOPMENT_NAME or same_name(body, sealer)

    async def seal(
        self, pdf: bytes, *, reason: str, location: str, at: datetime, stamper: TimeStamper | None = None
    ) -> bytes:
        """Seal a document and forbid any later change to it.

        Raises:
            Unprintable: the document is not a PDF that can be sealed.
            TrustServiceDown, SealNotReady: of the token or the time-stamp authority.
        """
        metadata = PdfSignatureMetadata(
            field_name=BODY_SEAL, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES, reason=reason, location=location,
        )  # fmt: skip
        try:
            return await self._sign(ArchivalWriter(pdf), metadata, at, stamper, new_field=True)
        except (SigningError, PdfError, ValueError) as fault:
            raise Unprintable(str(fault)) from fault

    async def number_and_seal(
        self,
        signed: bytes,
        labels: Labels,
        *,
        reason: str,
        location: str,
        at: datetime,
        stamper: TimeStamper | None = None,
    ) -> bytes:
        """Fill number and date into what an officer has signed, and seal it; both are one revision.

        Raises:
            Unprintable: it has no places for them, or is sealed.
            TrustServiceDown, SealNotReady: of the token or the time-stamp authority.
        """
        metadata = PdfSignatureMetadata(
            field_name=SEAL, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES,
            docmdp_permissions=MDPPerm.NO_CHANGES, reason=reason, location=location,
        )  # fmt: skip
        try:
            writer = ArchivalWriter(signed)
            _fill(writer, labels)
            return await self._sign(writer, metadata, at, stamper, new_field=False)
        except (SigningError, PdfError, ValueError, KeyError) as fault:
            raise Unprintable(f"number and seal find no place: {fault}") from fault

    async def _sign(
        self,
        writer: ArchivalWriter,
        metadata: PdfSignatureMetadata,
        at: datetime,
        stamper: TimeStamper | None,
        *,
        new_field: bool,
    ) -> bytes:
        if at.tzinfo is None:
            raise Unprintable("the time of sealing needs its zone")
        sealed = io.BytesIO()
        signer = DatedSigner(metadata, self.signer, at, timestamper=stamper, new_field=new_field)
        room = await room_for(self.signer, stamper)
        await signer.async_sign_pdf(writer, existing_fields_only=not new_field, output=sealed, bytes_reserved=room)
        return sealed.getvalue()


def places(pdf: bytes) -> dict[str, tuple[float, float]]:
    """How wide and high, in points, the places are that wait to be filled in.

    Raises:
        Unprintable: the document has none.
    """
    try:
        fields = _fields(PdfFileReader(io.BytesIO(pdf)).root)
        if missing := {NUMBER, ISSUED, SEAL} - set(fields):
            raise Unprintable(f"the document has no place for {', '.join(sorted(missing))}")
        found = {}
        for name in (NUMBER, ISSUED, SEAL):
            left, bottom, right, top = (float(edge) for edge in fields[name]["/Rect"])
            found[name] = (right - left, top - bottom)
    except (PdfError, ValueError, KeyError, TypeError) as fault:
        raise Unprintable(f"the document cannot be read: {fault}") from fault
    return found


def _fields(root: generic.DictionaryObject) -> dict[str, generic.DictionaryObject]:
    if "/AcroForm" not in root:
        return {}
    found = (one.get_object() for one in root["/AcroForm"]["/Fields"])
    return {str(field["/T"]): field for field in found}


def _fill(writer: ArchivalWriter, labels: Labels) -> None:
    pages, fields = PdfFileReader(io.BytesIO(labels.pages)), _fields(writer.root)
    if any("/V" in fields[name] for name in (NUMBER, ISSUED, SEAL)):
        raise Unprintable("number and seal were set before")
    for place, (name, value) in enumerate(((NUMBER, labels.number), (ISSUED, labels.issued), (SEAL, ""))):
        drawn = writer.import_page_as_xobject(pages, place)
        field = fields[name]
        looks = {pdf_name("/N"): drawn}
        field[pdf_name("/AP")] = generic.DictionaryObject(looks)  # type: ignore[no-untyped-call]
        if value:
            field[pdf_name("/V")] = generic.TextStringObject(value)
        writer.update_container(field)
