"""What a workflow is told: that it begins, and what happened."""

from pydantic import BaseModel

from domain.dossier.journal import Event

NEWS = "news"
"""Name of the signal."""


def queue_of(queue: str, agency: str) -> str:
    """The task queue of one agency's calls: its own limits, and nobody waits behind another's outage."""
    return f"{queue}.{agency}"


class Start(BaseModel):
    """All a workflow needs to begin, or to begin again from the journal."""

    code: str
    own_queues: tuple[str, ...] | None = None
    """The agencies that are asked within limits, each on a task queue of its own; the worker that takes it up says
    which, where whoever began it did not."""
    sleeps_after: float = 0
    """Seconds without anything to do after which it ends, until the next news or its next moment; 0 is never."""


class News(BaseModel):
    """Events of the journal that the workflow adopts."""

    events: list[Event] = []
