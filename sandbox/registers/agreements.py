"""What registers answer to procedures, by operation: the fields they agreed to, and where only on consent."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """The fields that may be named for an operation; anything else is beyond every purpose."""

    fields: frozenset[str]
    on_consent: bool = False


Agreements = Mapping[str, Agreement]
"""By path; ``*`` stands for one part."""


def to(fields: str, on_consent: bool = False) -> Agreement:
    """What is agreed for one operation."""
    return Agreement(frozenset(fields.split()), on_consent)


def agreed(agreements: Agreements, path: str) -> Agreement | None:
    """What is agreed for a path; nothing for what no procedure needs."""
    for pattern, agreement in agreements.items():
        parts, wanted = path.strip("/").split("/"), pattern.split("/")
        if len(parts) == len(wanted) and all(want in ("*", part) for part, want in zip(parts, wanted, strict=True)):
            return agreement
    return None
