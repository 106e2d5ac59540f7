"""What workflows see of activities: names and models, nothing that touches the world."""

from typing import Any

from pydantic import BaseModel

from domain.journal import Entry, Event

ADVANCE = "advance"
ASK = "ask"
ISSUE = "issue"


class Advance(BaseModel):
    """Append what the workflow did since it last wrote, and give what happened meanwhile."""

    code: str
    entries: list[Entry] = []
    since: int
    latest: int
    """The newest event it knows; between ``since`` and it some may be missing."""
    waits: bool = False
    """Whether the workflow will now wait for news, with nothing under way outside."""


class Ask(BaseModel):
    """One question or message to an agency; its step makes it idempotent there."""

    code: str
    step: str
    kind: str
    query: dict[str, Any]
    office: str
    since: int | None = None
    """Set when the agency is told something: then the activity itself journals the answer, right behind the effect."""


class Reply(BaseModel):
    """What the agency said, None when it knows of nothing; with the journal's news where it was journaled."""

    answer: dict[str, Any] | None
    events: list[Event] = []


class Issue(BaseModel):
    """Number, render, seal, store and journal the result, once."""

    code: str
    step: str
    kind: str
    template: str
    content: dict[str, Any]
    office: str
    signatory: str
    since: int
