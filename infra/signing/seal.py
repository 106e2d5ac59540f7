"""The body's seal: over a document that was printed with its number, or over one that an officer has signed."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata

import infra.signing.digits  # noqa: F401 - it reads for pyHanko
from infra.documents.anchors import BODY_SEAL, CODE, ISSUED, NUMBER, SEAL
from infra.documents.orders import Said, SealNotReady, Token, Unprintable
from infra.signing.contents import data, fields
from infra.signing.development import DEVELOPMENT_NAME, is_development
from infra.signing.names import name_of, same_name
from infra.signing.revisions import ArchivalWriter, DatedSigner, room_for
from infra.signing.seal_key import held_key, token_key
from infra.signing.services import Stamper


@dataclass(frozen=True)
class Labels:
    """What is filled in before a document is sealed: how each place looks, a page each, and what its field says."""

    pages: bytes
    values: Mapping[str, str]
    """By place, in the order of the pages; nothing where the looks are all."""


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
        self, pdf: bytes, labels: Labels | None = None, *, stamper: Stamper | None = None, **said: Unpack[Said]
    ) -> bytes:
        """Fill in what waits for it, seal the document and forbid any later change to it.

        Raises:
            Unprintable: the document is not a PDF that can be sealed.
            TrustServiceDown, SealNotReady: of the token or the time-stamp authority.
        """
        try:
            writer = ArchivalWriter(pdf)
            if labels:
                _fill(writer, labels)
            return await self._sign(writer, BODY_SEAL, said, stamper, first=True)
        except (SigningError, PdfError, ValueError) as fault:
            raise Unprintable(str(fault)) from fault

    async def number_and_seal(
        self, signed: bytes, labels: Labels, *, stamper: Stamper | None = None, **said: Unpack[Said]
    ) -> bytes:
        """Fill number, date and code into what an officer has signed, and seal it; all are one revision.

        Raises:
            Unprintable: it has no places for them, or is sealed.
            TrustServiceDown, SealNotReady: of the token or the time-stamp authority.
        """
        try:
            writer = ArchivalWriter(signed)
            _fill(writer, labels)
            return await self._sign(writer, SEAL, said, stamper, first=False)
        except (SigningError, PdfError, ValueError, KeyError) as fault:
            raise Unprintable(f"number and seal find no place: {fault}") from fault

    async def _sign(
        self, writer: ArchivalWriter, field: str, said: Said, stamper: Stamper | None, *, first: bool
    ) -> bytes:
        """Set the seal; the ``first`` signature of a document makes its field, and certifies all of it."""
        if said["at"].tzinfo is None:
            raise Unprintable("the time of sealing needs its zone")
        metadata = PdfSignatureMetadata(
            field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, certify=first,
            docmdp_permissions=MDPPerm.NO_CHANGES, reason=said["reason"], location=said["location"],
        )  # fmt: skip
        sealed = io.BytesIO()
        signer = DatedSigner(metadata, self.signer, said["at"], timestamper=stamper, new_field=first)
        room = await room_for(self.signer, stamper)
        await signer.async_sign_pdf(writer, existing_fields_only=not first, output=sealed, bytes_reserved=room)
        return sealed.getvalue()


def places(pdf: bytes, *needed: str) -> dict[str, tuple[float, float]]:
    """How wide and high, in points, the places are that wait to be filled in.

    Raises:
        Unprintable: one that is needed is not there.
    """
    try:
        known = fields(PdfFileReader(io.BytesIO(pdf)).root)
        if missing := set(needed) - set(known):
            raise Unprintable(f"the document has no place for {', '.join(sorted(missing))}")
        return {name: _size(known[name]) for name in (NUMBER, ISSUED, SEAL, CODE) if name in known}
    except (PdfError, ValueError, KeyError, TypeError) as fault:
        raise Unprintable(f"the document cannot be read: {fault}") from fault


def digest_of_data(pdf: bytes) -> str:
    """SHA-256 of what a document says for machines.

    Raises:
        Unprintable: it says nothing, or cannot be read.
    """
    try:
        told = data(PdfFileReader(io.BytesIO(pdf)))
    except (PdfError, ValueError, KeyError, TypeError) as fault:
        raise Unprintable(f"the document cannot be read: {fault}") from fault
    if told is None:
        raise Unprintable("the document carries no data that its code could name")
    return hashlib.sha256(told).hexdigest()


def _size(field: generic.DictionaryObject) -> tuple[float, float]:
    left, bottom, right, top = (float(edge) for edge in field["/Rect"])
    return right - left, top - bottom


def _fill(writer: ArchivalWriter, labels: Labels) -> None:
    pages, known = PdfFileReader(io.BytesIO(labels.pages)), fields(writer.root)
    if any("/V" in known[name] for name in labels.values):
        raise Unprintable("number and seal were set before")
    for place, (name, value) in enumerate(labels.values.items()):
        drawn = writer.import_page_as_xobject(pages, place)
        field = known[name]
        looks = {pdf_name("/N"): drawn}
        field[pdf_name("/AP")] = generic.DictionaryObject(looks)  # type: ignore[no-untyped-call]
        if value:
            field[pdf_name("/V")] = generic.TextStringObject(value)
        writer.update_container(field)
