"""Which events a person is told about (thông báo)."""

from domain.dossier.acts import Act, BranchEnded, Redated, Reminded, TaskOpened
from domain.tasks.model import CONSENT, OPINION

TOLD = {
    "filed": "filed",
    "accepted": "accepted",
    "supplement_requested": "supplement_requested",
    "not_accepted": "not_accepted",
    "refused": "refused",
    "issued": "issued",
    "recalled": "recalled",
    "withdrawn": "withdrawn",
    "handed_over": "delivered",
    "stopped": "stopped",
    "branch_ended": "branch_ended",
    "apologised": "apologised",
    "reminded": "reminded",
    "money_back": "money_back",
    "receipted": "receipted",
}
ASKED = {
    "confirm": "confirmation_asked",
    "pay": "payment_asked",
    "commitment": "answer_asked",
    "pay_to": "answer_asked",
    CONSENT: "consent_asked",
}
"""By the kind of a task that asks something of the applicant, or of somebody who must agree."""

NOT_THE_APPLICANTS = {CONSENT: "consent_reminded", OPINION: "", "verify_elsewhere": "", "posting": ""}
"""The reminder of whom else a task waits for: an office reads its queue, and of a posting nobody is to say anything."""


def notice_of(act: Act) -> str:
    """Give the kind of notice that an act calls for, or nothing."""
    if isinstance(act, BranchEnded) and act.succeeded:
        return ""
    if isinstance(act, Redated):
        return "redated" if act.due_at else ""
    if isinstance(act, Reminded) and act.kind in NOT_THE_APPLICANTS:
        return NOT_THE_APPLICANTS[act.kind]
    if isinstance(act, TaskOpened):
        return ASKED.get(act.kind, "")
    return TOLD.get(act.type, "")
