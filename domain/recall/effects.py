"""What the recall of a result makes of a dossier."""

from domain.base.law import Status
from domain.dossier import acts
from domain.dossier.act import Recorded
from domain.dossier.effects import apply, declare
from domain.dossier.state import Dossier
from domain.recall.model import Recall
from domain.tasks.model import APPROVE, HAND_OVER, PROPOSED_RECALL


@apply.register
def _(act: acts.Recalled, dossier: Dossier, event: Recorded) -> None:
    said = act.model_dump(include={"number", "basis", "corrects"})
    dossier.recalls.append(Recall(at=event.at, reason=act.reason, **said))
    for task in dossier.open_tasks:
        if task.kind in (HAND_OVER, PROPOSED_RECALL):
            task.closed_at, task.closed_by, task.decision = event.at, event.actor.id, act.type
    if act.corrects:
        dossier.status, dossier.due_at, dossier.ending = Status.IN_PROCESS, act.due_at, ""
        # The approval is void: who gave it may think again, unless it is they who wrote the correction.
        dossier.acted_by = {officer: did for officer, did in dossier.acted_by.items() if did != APPROVE}
        declare(act, dossier)
        dossier.acted_by.setdefault(event.actor.id, "recall")
    elif act.ends:
        dossier.status, dossier.reason = Status.STOPPED, act.reason.vi
