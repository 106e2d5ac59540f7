"""The journal's events and their chain: pure functions, so that anyone can check a chain without us.

``hash = SHA-256(canonical JSON of [previous, seq, at, key, actor, act, digest])``, hex; ``digest`` is the SHA-256 of
salt and canonical JSON of the personal payload, so that the payload can be erased and the chain stays whole.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from domain.base.law import Frozen
from domain.dossier.act import Recorded
from domain.dossier.acts import AnyAct, Recalled, Stopped
from domain.dossier.digest import canonical as canonical
from domain.dossier.keys import outside

GENESIS = "0" * 64
Json = Mapping[str, Any]


class Entry(Frozen):
    """An act to append. ``key`` makes it idempotent in its dossier; without, it is done each time."""

    key: str
    act: AnyAct


class Event(Recorded):
    """An act as it was recorded."""

    act: AnyAct
    hash: str = ""

    @property
    def wakes(self) -> bool:
        """Whether the workflow has to hear of it: it knows what it stopped, and has no part in a mere recall."""
        if isinstance(self.act, Recalled):
            return self.act.corrects or self.act.ends
        return self.act.wakes and not (isinstance(self.act, Stopped) and self.actor.kind == "engine")


class BrokenChain(Exception):
    """The journal was altered: names the dossier's first event that does not follow from the one before it."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"event {seq}: {why}")
        self.seq, self.why = seq, why


def instant(at: datetime) -> str:
    """Write a time the way the chain holds it: UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest(personal: Json, salt: bytes) -> str:
    """Commit to a personal payload; empty when there is none."""
    return sha256(salt + canonical(personal)).hexdigest() if personal else ""


def parted(act: AnyAct) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part an act into what anybody may know of it and what it says of people."""
    public = act.model_dump(mode="json", exclude={"personal", *act.said}, exclude_none=True)
    said = {name: value for name in act.said if (value := getattr(act, name, None))}
    return public, {**act.personal} | ({"words": said} if said else {})


def joined(public: Json, personal: Json | None) -> dict[str, Any]:
    """Put an act together again; of one whose payload was erased, what is public."""
    kept = dict(personal or {})
    return {"reason": "", **public, **kept.pop("words", {}), "personal": kept}


def link(previous: str, seq: int, at: datetime, key: str, actor: Json, act: Json, personal: str) -> str:
    """The hash of the event that follows ``previous``."""
    return sha256(canonical([previous, seq, instant(at), key, actor, act, personal])).hexdigest()


def check_chain(rows: Iterable[Json]) -> str:
    """Walk a dossier's stored events in order and give the head.

    Rows have ``seq at key actor act personal salt digest hash``; an erased payload has neither personal nor salt.

    Raises:
        BrokenChain: an event is missing, moved, altered, or its payload is not the one committed to.
    """
    previous = GENESIS
    for expected, row in enumerate(rows, start=1):
        if row["seq"] != expected:
            raise BrokenChain(expected, f"missing, event {row['seq']} stands in its place")
        if row["salt"] is not None and digest(row["personal"], row["salt"]) != row["digest"]:
            raise BrokenChain(expected, "its personal payload was altered")
        if row["salt"] is None and row["personal"]:
            raise BrokenChain(expected, "it carries a payload that nothing commits to")
        made = link(previous, expected, row["at"], row["key"], row["actor"], row["act"], row["digest"])
        if made != row["hash"]:
            raise BrokenChain(expected, "it does not follow from the event before it")
        previous = made
    return previous


def form_of(events: Iterable[Event]) -> Json:
    """The form as it was filed, or as it was corrected last; empty where none was sent."""
    forms = [event.act.personal["form"] for event in events if "form" in event.act.personal]
    return forms[-1] if forms else {}


def task_id(code: str, step: str) -> str:
    """Name a task of a dossier: the same step always has the same id, and nothing personal is in it."""
    return sha256(outside(code, step).encode()).hexdigest()[:24]
