"""What a cell does with a document: judges it with the keys and authorities that it was given."""

import logging
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from infra.documents.qr import QrKeys
from infra.runtime.cell import Said, Work
from infra.verification.paper import Paper, examine

PAPER = TypeAdapter(Paper)
_trust: list[Path] = []
_keys: list[QrKeys] = []


def furnish(given: dict[str, Any]) -> None:
    """Take what it judges with."""
    logging.disable(logging.CRITICAL)  # libraries tell whose certificate it is that they do not like
    _trust[:] = map(Path, given["trust"])
    _keys[:] = [QrKeys(given["keys"].encode())]


def judge(_: Said, pdf: bytes) -> tuple[Said, bytes]:
    """Judge a file by itself."""
    return {}, PAPER.dump_json(examine(pdf, _trust, _keys[0]))


WORKS: dict[str, Work] = {"examine": judge}
