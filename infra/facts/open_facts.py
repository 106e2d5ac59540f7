"""What of the law's data nobody has confirmed (chưa xác nhận), to be read before anybody relies on it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from infra.facts.loading import FACTS

OPEN = {
    "K": "known, not confirmed (chưa xác nhận)",
    "D": "derived from what was found (suy ra)",
    "plan": "announced or expected (dự kiến)",
}
"""Every mark but that of what was found in a source."""
TELLS_APART = ("code", "procedure", "id", "what", "kind", "decision", "date", "valid_from")
"""By which of its fields an entry of a list is known from the others."""


class OpenFact(NamedTuple):
    """An entry of a file that is not confirmed."""

    file: str
    place: str
    mark: str
    basis: str
    """What would say so; empty where the file names nothing."""


def open_facts(folder: str = "") -> list[OpenFact]:
    """Those of a province's folder, ours unless named, in the order of its files."""
    home = Path(folder) if folder else FACTS
    return [
        fact
        for path in sorted(home.glob("*.json"))
        for fact in _within(json.loads(path.read_text(encoding="utf-8")), path.name, "")
    ]


def _within(value: Any, file: str, place: str) -> Iterator[OpenFact]:
    if isinstance(value, dict):
        if (mark := value.get("mark")) in OPEN:
            yield OpenFact(file, place, mark, value.get("basis", ""))
        for name, inner in value.items():
            yield from _within(inner, file, f"{place} {name}".strip())
    if isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _within(inner, file, f"{place} {_called(inner) or number}")


def _called(entry: Any) -> str:
    """An entry by what tells it apart."""
    return " ".join(str(entry[name]) for name in TELLS_APART if name in entry) if isinstance(entry, dict) else ""
