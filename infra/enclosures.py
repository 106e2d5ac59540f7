"""What travels inside a result's file beside the page: its data for machines, and its code for who checks the file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

DATA, CODE = "data.json", "qr.txt"


@dataclass(frozen=True)
class Enclosure:
    """A file within the file (PDF/A-3)."""

    name: str
    content: bytes
    description: str
    relationship: Literal["Data", "Supplement"]


def data(kind: str, number: str, body: str, content: Mapping[str, object]) -> Enclosure:
    """What the page says, as data; the same bytes whenever they are made."""
    said = {"kind": kind, "number": number, "body": body, "content": content}
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Enclosure(DATA, written.encode(), "Dữ liệu của văn bản", "Data")


def code(link: str) -> Enclosure:
    """What the printed QR code says."""
    return Enclosure(CODE, link.encode(), "Nội dung mã QR", "Supplement")
