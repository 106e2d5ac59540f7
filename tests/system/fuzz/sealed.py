"""A small sealed page, and who judges it: apart, because the signing library takes a third of a second to load."""

import asyncio
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pikepdf

from infra.signing.development import development_identity
from infra.signing.seal import Sealer
from infra.signing.validate import Validation, validate

AT = datetime(2026, 11, 25, 3, tzinfo=UTC)


def sealed_page(folder: Path) -> tuple[bytes, Callable[[bytes], Validation]]:
    """A page with a seal, in this folder always the same, and a judge who trusts its authority."""
    seal, page = development_identity(folder), folder / "page.pdf"
    if not page.exists():
        sealer = Sealer(seal.key, seal.certificate)
        page.write_bytes(asyncio.run(sealer.seal(_plain(), reason="x", location="y", at=AT)))
    return page.read_bytes(), lambda data: validate(data, [seal.trust])


def _plain() -> bytes:
    plain = pikepdf.new()
    plain.add_blank_page(page_size=(100, 100))
    held = io.BytesIO()
    plain.save(held)
    return held.getvalue()
