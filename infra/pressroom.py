"""What runs in the processes of the press: each has loaded renderer and seal, and keeps its connections."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from domain.printed import schema_name
from infra.orders import ENCLOSED, Draft, Plates, PressError, SealNotReady, Signatory, Unprintable

if TYPE_CHECKING:
    from infra.pdf import Renderer
    from infra.scans import Leaf
    from infra.signing.seal import Labels, Sealer
    from infra.signing.services import Register, Stamper

SCAN = "results/scan.html"
NICE = 10
"""Loading and printing take seconds of a whole core: they give way to the event loops that serve everybody else."""


@dataclass
class Room:
    """What a process has at hand."""

    renderer: "Renderer"
    sealer: "Sealer | PressError"
    stamper: "Stamper | None" = None
    register: "Register | None" = None

    def seal(self) -> "Sealer":
        """Give the seal, or say why there is none."""
        if isinstance(self.sealer, PressError):
            raise self.sealer  # said over each document: a process that dies at its start could not say why
        return self.sealer


_room: Room | None = None


def start(plates: Plates) -> None:
    """Load everything, once for as long as the process lives."""
    global _room
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the whole terminal; the parent says when to stop
    threading.Thread(target=_die_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICE)
    _room = furnish(plates)


def furnish(plates: Plates) -> Room:
    """Load what the plates name; what is wrong with the seal is said when one is wanted."""
    from infra.pdf import Renderer
    from infra.signing.seal import Sealer

    room = Room(Renderer(plates.templates, plates.packages), SealNotReady("not loaded"))
    try:
        room.sealer = Sealer(plates.seal_key, plates.seal_certificate, production=plates.production, token=plates.token)
        room.stamper, room.register = _services(plates)
    except PressError as fault:
        room.sealer = fault
    return room


def _services(plates: Plates) -> "tuple[Stamper | None, Register | None]":
    if not plates.timestamp_url:
        return None, None
    import httpx2

    from infra.signing.keys import certificates_in
    from infra.signing.services import PATIENCE, Register, Stamper

    try:
        roots = [certificate for path in plates.trust for certificate in certificates_in(path)]
    except (OSError, ValueError) as fault:
        raise SealNotReady(f"MOTCUA_SEAL_TRUST_FILE: {fault}") from fault
    if not roots:
        raise SealNotReady("MOTCUA_SEAL_TRUST_FILE names no certificate, and MOTCUA_TIMESTAMP_URL needs one")
    client = httpx2.Client(timeout=PATIENCE)
    return Stamper(client, plates.timestamp_url), Register(client, roots)


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(0)


def _at_hand() -> Room:
    assert _room, "only a process of the press prints"  # noqa: S101
    return _room


def check() -> None:
    """See that the seal can be used."""
    _at_hand().seal()


def render(template: str, context: Mapping[str, Any], data: Mapping[str, object] | None = None) -> bytes:
    """Print without a seal; papers that are enclosed are bound in, page by page."""
    from infra.pdf import NotRenderable

    pages: list[Leaf] = []
    if papers := context.get(ENCLOSED):
        from infra.scans import leaves

        pages = leaves(papers)
        context = {**context, "leaves": [page.wide for page in pages]}
    try:
        return _at_hand().renderer.render(template, context, data, [page.jpeg for page in pages])
    except NotRenderable as fault:
        raise Unprintable(f"{type(fault).__name__}: {fault}") from None


def issue(template: str, context: Mapping[str, object], reason: str, location: str, at: datetime) -> bytes:
    """Print with the number and seal."""
    room = _at_hand()
    sealer, at = room.seal(), _dated(at)
    page = render(template, {**context, "sealed_at": at}, _data(template, context))
    return asyncio.run(_sealed(sealer, room, page, reason, location, at))


def bind(pages: Sequence[bytes], context: Mapping[str, object], reason: str, location: str, at: datetime) -> bytes:
    """Bind a scan, with the body's note, and seal it."""
    from infra.pdf import iso

    room = _at_hand()
    sealer, at = room.seal(), _dated(at)
    note = [context["words"], context["body"], iso(at)]
    page = render(SCAN, {"note": note, "stand_in": context["stand_in"], ENCLOSED: pages})
    return asyncio.run(_sealed(sealer, room, page, reason, location, at))


async def _sealed(sealer: "Sealer", room: Room, page: bytes, reason: str, location: str, at: datetime) -> bytes:
    return await _archived(room, await sealer.seal(page, reason=reason, location=location, at=at, stamper=room.stamper))


def draft(
    template: str, context: Mapping[str, object], signatory: Signatory, reason: str, location: str, at: datetime
) -> Draft:
    """Print for a signatory."""
    from infra.signing import officer

    stamper = _at_hand().stamper
    page = render(template, {**context, "number": "", "draft": True}, _data(template, context))
    return asyncio.run(officer.prepare(page, signatory, reason=reason, location=location, at=at, stamper=stamper))


def _data(template: str, context: Mapping[str, object]) -> dict[str, object]:
    return {"$schema": schema_name(template), **{name: said for name, said in context.items() if name != ENCLOSED}}


def signed(draft: Draft, signature: bytes) -> bytes:
    """Put a signatory's signature in."""
    from infra.signing import officer

    room = _at_hand()
    return asyncio.run(officer.complete(draft, signature, stamper=room.stamper, register=room.register))


def seal(pdf: bytes, number: str, issued_at: datetime, body: str, reason: str, location: str, at: datetime) -> bytes:
    """Fill number and date in and seal."""
    from infra.pdf import NotRenderable, day
    from infra.signing.seal import Labels, places

    room = _at_hand()
    sealer, at = room.seal(), _dated(at)
    context = {"places": places(pdf), "number": number, "issued_at": issued_at, "body": body, "sealed_at": at}
    try:
        labels = Labels(room.renderer.labels(context), number, day(issued_at))
    except NotRenderable as fault:
        raise Unprintable(f"{type(fault).__name__}: {fault}") from None
    return asyncio.run(_numbered(sealer, room, pdf, labels, reason, location, at))


async def _numbered(
    sealer: "Sealer", room: Room, pdf: bytes, labels: "Labels", reason: str, location: str, at: datetime
) -> bytes:
    sealed = await sealer.number_and_seal(pdf, labels, reason=reason, location=location, at=at, stamper=room.stamper)
    return await _archived(room, sealed)


def restamp(pdf: bytes) -> bytes:
    """Stamp a document's whole again."""
    room = _at_hand()
    room.seal()
    if not room.stamper:
        raise SealNotReady("MOTCUA_TIMESTAMP_URL names no time-stamp authority")
    return asyncio.run(_archived(room, pdf))


def proved_until(pdf: bytes) -> datetime | None:
    """Say for how long a document is proved."""
    from infra.signing.archive import proved_until as until

    return until(pdf)


def sign(content: bytes, at: datetime) -> bytes:
    """Sign what is no document."""
    from infra import detached

    room = _at_hand()
    return asyncio.run(detached.sign(room.seal().signer, content, at, room.stamper))


async def _archived(room: Room, pdf: bytes) -> bytes:
    from infra.signing.archive import archive

    if not (room.stamper and room.register):
        return pdf
    return await archive(pdf, room.stamper, room.register)


def _dated(at: datetime) -> datetime:
    """The time of sealing: that of the act; but where an authority stamps the time, what it will agree with."""
    if at.tzinfo is None:
        raise Unprintable("the time of sealing needs its zone")
    return datetime.now(UTC).astimezone(at.tzinfo) if _at_hand().stamper else at
