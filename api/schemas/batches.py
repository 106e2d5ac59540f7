"""Many tasks decided in one go."""

from typing import Literal

from api.schemas.base import Moment, Schema


class BatchItem(Schema):
    """One task of a batch."""

    task: str
    dossier: str
    """Code of its dossier."""
    state: Literal["waiting", "decided", "refused", "left_out", "withdrawn"]
    words: str
    """What it would become, or why it is left out or refused, in the reader's language."""
    problem: str | None
    """The type of the problem document that says the same."""
    settled_at: Moment | None


class BatchLinks(Schema):
    """Where to go from a batch."""

    self: str
    """The batch."""
    confirmation: str
    """Where it is confirmed."""
    withdrawal: str
    """Where it is taken back."""


class BatchView(Schema):
    """A batch: what an officer wants decided of many tasks, and how far that is."""

    id: str
    procedure: str
    """Code of the procedure that all are of."""
    kind: str
    """What is to be done in each."""
    decision: str
    reason: str
    """For all of them."""
    state: Literal["drafted", "second", "confirmed", "withdrawn", "done"]
    needs_second: bool
    """Whether a second person must agree."""
    due_at: Moment | None
    """From when on it is decided; null until it is confirmed."""
    items: list[BatchItem]
    links: BatchLinks
