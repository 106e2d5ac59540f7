"""Journals of dossiers, one for each waiting state of each procedure: new code shows by them that it walks old ones.

``make journals`` adds those of states that have none. What is there was written by the code of its day, and stays.
"""

import gzip
import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from domain.dossier import acts
from domain.dossier.journal import Event
from domain.tasks.model import APPROVE

FOLDER = Path(__file__).parents[1] / "journals"
RECORDS = bool(os.environ.get("MOTCUA_RECORD_JOURNALS"))
FORWARDED, CORRECTED = "-forwarded", "-corrected"
"""Of one kind of task, what is waited for elsewhere: the same may be asked on another's wish, or of a correction."""
ANEW, VOIDED = "-anew", "-voided"
"""Of an approval, that all was examined again before it: for the form was put right, or a register took no entry."""


class Kept(BaseModel):
    """A dossier's journal in one of its states."""

    code: str
    procedure: str
    events: list[Event]


def keep(code: str, kind: str, events: Sequence[Event]) -> None:
    """Keep a journal in the state in which a task of this kind is open, where that state has none."""
    filed = events[0].act
    assert isinstance(filed, acts.Filed)
    path = FOLDER / f"{filed.procedure}.{state_of(kind, events)}.json.gz"
    if not path.exists():
        FOLDER.mkdir(exist_ok=True)
        written = Kept(code=code, procedure=filed.procedure, events=list(events)).model_dump_json(exclude_none=True)
        path.write_bytes(gzip.compress(written.encode(), mtime=0))


def state_of(kind: str, events: Sequence[Event]) -> str:
    """Name a state by the open task's kind, and by what it is asked for."""
    if any(isinstance(event.act, acts.Recalled) for event in events):
        return f"{kind}{CORRECTED}"
    if kind == APPROVE and any(isinstance(event.act, acts.ApprovalVoided) for event in events):
        return f"{kind}{VOIDED}"
    if kind == APPROVE and _put_right(events):
        return f"{kind}{ANEW}"
    opened = {event.act.kind for event in events if isinstance(event.act, acts.TaskOpened)}
    return f"{kind}{FORWARDED}" if kind == "supply" and "forward_supplement" in opened else kind


def _put_right(events: Sequence[Event]) -> bool:
    """Whether the form was put right before any approval, in a dossier whose steps say what they rest on."""
    filed = events[0].act
    assert isinstance(filed, acts.Filed)
    form = filed.personal["form"]
    told = (event.act.personal for event in events if isinstance(event.act, acts.Supplied | acts.Corrected))
    return filed.one_form and any(personal.get("form", form) != form for personal in told)


def kept() -> dict[str, Kept]:
    """Every journal that is kept, by procedure and state."""
    return {
        path.name.removesuffix(".json.gz"): Kept.model_validate_json(gzip.decompress(path.read_bytes()))
        for path in sorted(FOLDER.glob("*.json.gz"))
    }
