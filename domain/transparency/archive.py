"""The archive of a dossier (hồ sơ lưu trữ), which stands without us: what its manifest and its lines of events say.

``docs/archive.md`` writes the format down for whoever writes a verifier of their own.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from domain.base.law import Frozen
from domain.dossier.journal import Event, canonical, instant, joined
from domain.transparency.heads import ConsistencyProof, Hash, SignedHead, Timestamp

MANIFEST, EVENTS, PERSONAL, PROOF, CODE = "manifest.json", "events.jsonl", "personal.jsonl", "proof.json", "code.json"
FACTS, HISTORY, DOCUMENTS, RESULTS, GROWTH = "facts/", "history/", "documents/", "results/", "consistency/"
SEALED = ("issued", "slip_sealed")
"""The acts that name a sealed document of ours."""
SECRET = (PERSONAL, HISTORY, DOCUMENTS, RESULTS)
"""What tells about people: encrypted unless the archive is in the open."""
ENCRYPTED = ".jwe"
Path = Annotated[str, Field(pattern=r"^([a-z]{1,20}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,139}$")]
Row = Mapping[str, Any]


class Strict(Frozen):
    """What nobody knows of is not passed over."""

    model_config = ConfigDict(extra="forbid")


class Part(Strict):
    """A file of the archive, as it lies in it."""

    path: Path
    size: int = Field(ge=0)
    sha256: Hash


class Absent(Strict):
    """What belongs to the dossier and is not in the archive."""

    path: str
    why: str


class Manifest(Strict):
    """What an archive says it is."""

    type: Literal["motcua-archive-1"] = "motcua-archive-1"
    dossier: str
    procedure: str
    exported_at: Timestamp
    events: int = Field(ge=1)
    head: Hash
    covered: int = Field(ge=0)
    """The newest event that the published head covers; 0 where none was published."""
    recipients: tuple[str, ...]
    """Thumbprints of the keys that open it (RFC 7638); none where it is in the open."""
    parent: str
    branches: tuple[str, ...]
    """Codes of interlinked dossiers, each with an archive of its own."""
    absent: tuple[Absent, ...]
    parts: tuple[Part, ...]


class Growth(Strict):
    """An older head that somebody keeps, and the proof that the archive's head holds all of it."""

    signed_head: SignedHead
    proof: ConsistencyProof


class Line(Strict):
    """An event, as the chain hashes it; its payload stands apart."""

    seq: int
    at: Timestamp
    key: str
    actor: dict[str, Any]
    act: dict[str, Any]
    digest: str
    hash: Hash


class Payload(Strict):
    """The personal payload of an event and the salt of its digest."""

    seq: int
    personal: dict[str, Any]
    salt: Annotated[str, Field(pattern=r"^([0-9a-f]{2})+$")]


class Unreadable(ValueError):
    """A part is not written as the format says."""


def is_secret(path: str) -> bool:
    """Whether a part tells about people."""
    return path.startswith(SECRET)


def frame(rows: Iterable[Row]) -> bytes:
    """Write what everybody may read of the stored events: a line each, canonical JSON."""
    return _lines(
        {name: row[name] for name in ("seq", "key", "actor", "act", "digest", "hash")} | {"at": instant(row["at"])}
        for row in rows
    )


def payloads(rows: Iterable[Row]) -> bytes:
    """Write what tells about people, a line each; an erased payload has none."""
    return _lines(
        {"seq": row["seq"], "personal": row["personal"], "salt": row["salt"].hex()} for row in rows if row["salt"]
    )


def read_rows(events: bytes, personal: bytes = b"") -> list[dict[str, Any]]:
    """Read the events back as ``journal.check_chain`` walks them; ``Unreadable`` names the line that cannot be."""
    told = {line.seq: line for line in _read(Payload, personal)}
    rows = []
    for line in _read(Line, events):
        own = told.pop(line.seq, None)
        secret = {"personal": own.personal if own else None, "salt": bytes.fromhex(own.salt) if own else None}
        rows.append(line.model_dump() | {"at": datetime.fromisoformat(line.at)} | secret)
    if told:
        raise Unreadable(f"{PERSONAL}: event {min(told)} is not there, or there is more than one payload of it")
    return rows


def events_of(rows: Iterable[Row]) -> list[Event]:
    """Read rows as events of the journal, whose acts this code must know; what is not there of a payload is empty."""
    return [Event.model_validate({**row, "act": joined(row["act"], row["personal"])}) for row in rows]


def _lines(objects: Iterable[Row]) -> bytes:
    return b"".join(canonical(one) + b"\n" for one in objects)


def _read[M: Strict](model: type[M], content: bytes) -> Sequence[M]:
    lines = content.split(b"\n")
    if lines.pop():
        raise Unreadable(f"the last line ({model.__name__.lower()}) does not end")
    return [_line(model, line, number) for number, line in enumerate(lines, start=1)]


def _line[M: Strict](model: type[M], line: bytes, number: int) -> M:
    # One way to write it is one way to read it: no verifier sees another value of a key that stands twice.
    try:
        read = json.loads(line)
        if canonical(read) == line:
            return model.model_validate(read)
    except (ValueError, RecursionError):
        pass
    raise Unreadable(f"line {number} ({model.__name__.lower()}) is not written as the format says")
