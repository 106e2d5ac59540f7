"""A small sealed page, and who judges it: apart, because the signing library takes a third of a second to load."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pikepdf

from infra.seal import Sealer, Validation, development_identity, validate


def sealed_page(folder: Path) -> tuple[bytes, Callable[[bytes], Validation]]:
    """A page with a seal, and a judge who trusts its authority."""
    plain = pikepdf.new()
    plain.add_blank_page(page_size=(100, 100))
    held = io.BytesIO()
    plain.save(held)
    seal = development_identity(folder)
    at = datetime(2026, 11, 25, 3, tzinfo=UTC)
    page = Sealer(seal.key, seal.certificate).seal(held.getvalue(), reason="x", location="y", at=at)
    return page, lambda data: validate(data, [seal.trust])
