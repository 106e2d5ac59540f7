"""Which events a person is told about (thông báo)."""

from domain.base.law import Role
from domain.dossier.acts import Act, BranchEnded, Redated, Reminded, TaskOpened
from domain.tasks.model import CONSENT, OPINION, PAY, PAY_TO, Task

ASKED = {
    "confirm": "confirmation_asked",
    "pay": "payment_asked",
    CONSENT: "consent_asked",
    PAY_TO: "account_asked",
    "answer": "answer_asked",
}
"""By the kind of a task that asks something of the applicant, or of somebody who must agree; a procedure's own kinds
by the decision that answers them."""


def notice_of(act: Act, task: Task | None = None) -> str:
    """The kind of notice that an act calls for, or nothing; ``task`` is the one that it is about."""
    if isinstance(act, BranchEnded) and act.succeeded:
        return ""
    if isinstance(act, Redated):
        return "redated" if act.due_at else ""
    if isinstance(act, Reminded):
        return _reminder(act, task)
    if isinstance(act, TaskOpened):
        if act.kind == CONSENT and task is not None and not task.open:
            return ""  # they agreed before, in the dossier that opened this branch
        if act.tells:
            return act.tells
        own_question = act.role == Role.APPLICANT and act.decisions == ("answer",) and act.lapses_at is None
        return ASKED.get(act.kind, ASKED["answer"] if own_question else "")
    return act.notice


def _reminder(act: Reminded, task: Task | None) -> str:
    """Whom a task waits for is reminded, but for an office: it reads its queue, or is only to let time pass."""
    if act.kind == CONSENT:
        return "consent_reminded"
    if act.kind == OPINION or (task and task.role != Role.APPLICANT and task.kind != PAY):
        return ""
    return act.notice
