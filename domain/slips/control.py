"""Phiếu kiểm soát quá trình giải quyết hồ sơ (form 06): who had a dossier, from when to when, told from its journal."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel

from domain.base.calendar import in_vietnam
from domain.base.law import Role
from domain.dossier import acts
from domain.dossier.apply import fold
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.tasks.model import CONSENT, GIVE_BACK, LATE, PAID_THERE, PAY, PROPOSED_RECALL, RECONCILE, SIGN_SLIP

NO_HAND_OVER = (CONSENT, PAY, LATE, GIVE_BACK, RECONCILE, PAID_THERE, SIGN_SLIP, PROPOSED_RECALL)
"""Tasks beside the course: agreeing, paying, being told of a date."""


class Punctual(StrEnum):
    """How a step came in view of the date of the result, in the form's words."""

    EARLY = "Trước hạn"
    ON_TIME = "Đúng hạn"
    LATE = "Quá hạn"
    OPEN = "Đang giải quyết"


class HandOver(BaseModel):
    """A row: a dossier went from one to the next."""

    task: str
    kind: str
    agency: str
    role: Role
    at: datetime
    giver: str
    """Who had it before, by name or else staff code; empty for the applicant."""
    receiver: str = ""
    done_at: datetime | None = None
    decision: str = ""
    result: Punctual = Punctual.OPEN


def hand_overs(code: str, events: Sequence[Event]) -> list[HandOver]:
    """Every hand-over between offices and officers, in order; nothing recorded is ever left out."""
    dossier, rows, had = Dossier(code=code), dict[str, HandOver](), ""
    for event in events:
        act, due = event.act, dossier.due_at
        fold(dossier, event)
        if isinstance(act, acts.TaskOpened) and act.role != Role.APPLICANT and act.kind not in NO_HAND_OVER:
            opened = act.model_dump(include={"task", "kind", "agency", "role"})
            rows[act.task] = HandOver(at=event.at, giver=had, **opened)
        elif (row := rows.get(getattr(act, "task", ""))) and row.done_at is None and dossier.tasks[row.task].closed_at:
            had = row.receiver = _named(event) if event.actor.kind == "officer" else ""
            row.done_at, row.decision = event.at, dossier.tasks[row.task].decision
            row.result = punctual(event.at, due or dossier.due_at)
    return list(rows.values())


def punctual(at: datetime, due: datetime | None) -> Punctual:
    """Hold a moment against a date: on its very day is on time."""
    if due is None:
        return Punctual.ON_TIME
    if at > due:
        return Punctual.LATE
    return Punctual.ON_TIME if in_vietnam(at).date() == in_vietnam(due).date() else Punctual.EARLY


def _named(event: Event) -> str:
    return str(event.act.personal.get("name") or event.actor.id)
