"""What runs in the processes of the press: each has loaded renderer and seal, and keeps its connections."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Unpack

from domain.results.printed import schema_name
from domain.transparency.authenticity import Claim
from infra.documents.anchors import CODE, ISSUED, NUMBER, SEAL
from infra.documents.orders import (
    ENCLOSED,
    Coded,
    CodeKey,
    Draft,
    Leaf,
    OfficeSeal,
    PressError,
    RenderConfig,
    Said,
    SealNotReady,
    Signatory,
    Unprintable,
)
from infra.runtime.children import die_with_parent

if TYPE_CHECKING:
    from infra.documents.qr import QrSigner
    from infra.printing.pdf import Renderer
    from infra.signing.seal import Labels, Sealer
    from infra.signing.services import Register, Stamper

SCAN = "results/scan.html"
NICE = 10
"""Loading and printing take seconds of a whole core: they give way to the event loops that serve everybody else."""


@dataclass
class RenderContext:
    """What a process has at hand."""

    renderer: "Renderer"
    sealer: "Sealer | PressError"
    stamper: "Stamper | None" = None
    register: "Register | None" = None
    codes: "QrSigner | None" = None
    sealers: "dict[str, Sealer | PressError]" = field(default_factory=dict)
    """By office, the seals of those that seal apart."""

    def seal(self, office: str = "", body: str = "") -> "Sealer":
        """The seal of an office that issues for this body, or say why there is none."""
        sealer = self.sealers.get(office, self.sealer)
        if isinstance(sealer, PressError):
            raise sealer  # said over each document: a process that dies at its start could not say why
        if office in self.sealers and not sealer.is_of(body):
            raise SealNotReady(f"MOTCUA_SEALS_FILE ({office}): the certificate is not that of {body}")
        return sealer

    def place_of(self, code: Coded | None) -> dict[str, str]:
        """What a template is told that leaves a place for the document's code."""
        return {"check_page": self.codes.page} if self.codes and code else {}

    def link(self, pdf: bytes, code: Coded | None, *, body: str, number: str, issued_at: datetime) -> str:
        """Sign what a document says of itself, the digest of its data among it."""
        from infra.signing.seal import digest_of_data

        if not (self.codes and code):
            raise SealNotReady("the document has a place for a code, and MOTCUA_QR_KEY_FILE names nothing to sign it")
        said = {"issuer": body, "kind": code.title, "number": number, "issued_at": issued_at, "shown": code.shown}
        try:
            return self.codes.link(Claim.model_validate(said | {"digest": digest_of_data(pdf)}))
        except ValueError as fault:
            raise Unprintable(f"{type(fault).__name__}: the document's code cannot say this") from None


_room: RenderContext | None = None


def start(config: RenderConfig) -> None:
    """Load everything, once for as long as the process lives."""
    global _room
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the whole terminal; the parent says when to stop
    die_with_parent()
    if hasattr(os, "nice"):
        os.nice(NICE)
    _room = furnish(config)


def furnish(config: RenderConfig) -> RenderContext:
    """Load what the configuration names; what is wrong with the seal is said when one is wanted."""
    from infra.printing.pdf import Renderer
    from infra.signing.seal import Sealer

    room = RenderContext(Renderer(*config.templates), SealNotReady("not loaded"))
    try:
        room.sealers = {seal.office: _sealer_of(seal, config.production) for seal in config.seals}
        room.sealer = Sealer(config.seal_key, config.seal_certificate, production=config.production, token=config.token)
        room.stamper, room.register = _services(config)
        room.codes = _codes(config.code, production=config.production)
    except PressError as fault:
        room.sealer = fault
    return room


def _codes(code: CodeKey | None, *, production: bool) -> "QrSigner | None":
    """Load what signs the codes of documents, where there is a key."""
    if code is None:
        return None
    from infra.documents.qr import QrKeyUnusable, QrSigner

    try:
        return QrSigner.load(code.key, code.published, code.public_url, production=production)
    except QrKeyUnusable as fault:
        raise SealNotReady(str(fault)) from fault


def _sealer_of(seal: OfficeSeal, production: bool) -> "Sealer | PressError":
    """Load an office's seal; one that cannot be used keeps no other office from its own."""
    from infra.signing.seal import Sealer

    try:
        return Sealer(seal.key, seal.certificate, production=production, token=seal.token)
    except PressError as fault:
        return type(fault)(f"MOTCUA_SEALS_FILE ({seal.office}): {fault}")


def _services(config: RenderConfig) -> "tuple[Stamper | None, Register | None]":
    """Who stamps the time and who knows what was withdrawn, where the configuration names them."""
    if not config.timestamp_url:
        return None, None
    import httpx2

    from infra.signing.seal_key import certificates_in
    from infra.signing.services import PATIENCE, Register, Stamper

    try:
        roots = [certificate for path in config.trust for certificate in certificates_in(path)]
    except (OSError, ValueError) as fault:
        raise SealNotReady(f"MOTCUA_SEAL_TRUST_FILE: {fault}") from fault
    if not roots:
        raise SealNotReady("MOTCUA_SEAL_TRUST_FILE names no certificate, and MOTCUA_TIMESTAMP_URL needs one")
    client = httpx2.Client(timeout=PATIENCE)
    return Stamper(client, config.timestamp_url), Register(client, roots)


def _at_hand() -> RenderContext:
    assert _room, "only a process of the press prints"  # noqa: S101
    return _room


def check() -> None:
    """See that the seals can be used."""
    room = _at_hand()
    for sealer in (room.sealer, *room.sealers.values()):
        if isinstance(sealer, PressError):
            raise sealer


def render(template: str, context: Mapping[str, Any], data: Mapping[str, object] | None = None) -> bytes:
    """Print without a seal; papers that are enclosed are bound in, page by page."""
    from infra.printing.pdf import NotRenderable

    pages: list[Leaf] = context.get(ENCLOSED, [])
    if pages:
        context = {**context, "leaves": [page.wide for page in pages]}
    try:
        return _at_hand().renderer.render(template, context, data, [page.jpeg for page in pages])
    except NotRenderable as fault:
        raise Unprintable(f"{type(fault).__name__}: {fault}") from None


def copies(pdf: bytes, many: int) -> bytes:
    """Repeat a document in one file, so that a printer gives it so often."""
    from io import BytesIO

    import pypdfium2 as pdfium

    one, repeated, written = pdfium.PdfDocument(pdf), pdfium.PdfDocument.new(), BytesIO()
    try:
        for _ in range(many):
            repeated.import_pages(one)
        repeated.save(written)
    finally:
        repeated.close()
        one.close()
    return written.getvalue()


def issue(
    template: str, context: Mapping[str, object], code: Coded | None, office: str = "", **said: Unpack[Said]
) -> bytes:
    """Print with the number and seal."""
    room = _at_hand()
    sealer, place = room.seal(office, str(context.get("body", ""))), room.place_of(code)
    said["at"] = _dated(said["at"])
    page = render(template, {**context, "sealed_at": said["at"], **place}, _data(template, context))
    labels = _label(room, page, code, context) if place else None
    return asyncio.run(_proved(room, sealer.seal(page, labels, stamper=room.stamper, **said)))


def _label(room: RenderContext, page: bytes, code: Coded | None, context: Mapping[str, Any]) -> "Labels":
    from infra.signing.seal import Labels, places

    body, number, issued_at = context["body"], context["number"], context["issued_at"]
    link = room.link(page, code, body=body, number=number, issued_at=issued_at)
    return Labels(labelled({"places": places(page, CODE), "body": body, "code": link}), {CODE: link})


def labelled(context: Mapping[str, object]) -> bytes:
    """Print what is filled in."""
    from infra.printing.pdf import NotRenderable

    try:
        return _at_hand().renderer.labels(context)
    except NotRenderable as fault:
        raise Unprintable(f"{type(fault).__name__}: {fault}") from None


def bind(pages: Sequence[Leaf], context: Mapping[str, Any], office: str = "", **said: Unpack[Said]) -> bytes:
    """Bind a scan, with the body's note, and seal it."""
    from infra.printing.vocabulary import iso

    room = _at_hand()
    sealer = room.seal(office, context["body"])
    said["at"] = _dated(said["at"])
    note = [context["words"], context["body"], iso(said["at"])]
    page = render(SCAN, {"note": note, "stand_in": context["stand_in"], ENCLOSED: pages})
    return asyncio.run(_proved(room, sealer.seal(page, stamper=room.stamper, **said)))


def draft(
    template: str, context: Mapping[str, object], code: Coded | None, signatory: Signatory, **said: Unpack[Said]
) -> Draft:
    """Print for a signatory."""
    from infra.signing import officer

    room = _at_hand()
    places = {"number": "", "draft": True, **room.place_of(code)}
    page = render(template, {**context, **places}, _data(template, context))
    return asyncio.run(officer.prepare(page, signatory, stamper=room.stamper, **said))


def _data(template: str, context: Mapping[str, object]) -> dict[str, object]:
    return {"$schema": schema_name(template), **{name: said for name, said in context.items() if name != ENCLOSED}}


def signed(draft: Draft, signature: bytes) -> bytes:
    """Put a signatory's signature in."""
    from infra.signing import officer

    room = _at_hand()
    return asyncio.run(officer.complete(draft, signature, stamper=room.stamper, register=room.register))


def seal(pdf: bytes, given: Mapping[str, Any], code: Coded | None, office: str = "", **said: Unpack[Said]) -> bytes:
    """Fill number, date and code in and seal; ``given`` are both ways to write the number, the date and the body."""
    from infra.printing.vocabulary import day
    from infra.signing.seal import Labels, places

    room = _at_hand()
    number, issued_at, body = given["number"], given["issued_at"], str(given["body"])
    sealer = room.seal(office, body)
    said["at"] = _dated(said["at"])
    values, sizes = {NUMBER: number, ISSUED: day(issued_at), SEAL: ""}, places(pdf, NUMBER, ISSUED, SEAL)
    if CODE in sizes:
        values[CODE] = room.link(pdf, code, body=body, number=number, issued_at=issued_at)
    context = {**given, **values, "places": sizes, "sealed_at": said["at"]}
    labels = Labels(labelled(context), values)
    return asyncio.run(_proved(room, sealer.number_and_seal(pdf, labels, stamper=room.stamper, **said)))


def restamp(pdf: bytes) -> bytes:
    """Stamp a document's whole again."""
    from infra.signing.archive import archive

    room = _at_hand()
    room.seal()
    if not (room.stamper and room.register):
        raise SealNotReady("MOTCUA_TIMESTAMP_URL names no time-stamp authority")
    return asyncio.run(archive(pdf, room.stamper, room.register))


def proved_until(pdf: bytes) -> datetime | None:
    """Say for how long a document is proved."""
    from infra.signing.archive import proved_until as until

    return until(pdf)


def sign(content: bytes, at: datetime) -> bytes:
    """Sign what is no document."""
    from infra.signing import detached

    room = _at_hand()
    return asyncio.run(detached.sign(room.seal().signer, content, at, room.stamper))


async def _proved(room: RenderContext, sealing: Awaitable[bytes]) -> bytes:
    from infra.signing.archive import archive

    pdf = await sealing
    return await archive(pdf, room.stamper, room.register) if room.stamper and room.register else pdf


def _dated(at: datetime) -> datetime:
    """The time of sealing: that of the act; but where an authority stamps the time, what it will agree with."""
    if at.tzinfo is None:
        raise Unprintable("the time of sealing needs its zone")
    return datetime.now(UTC).astimezone(at.tzinfo) if _at_hand().stamper else at
