"""What the acts of ``result_acts`` make of a dossier: entered beside the effects of ``domain.dossier.apply``."""

from domain.base.law import Status
from domain.dossier import acts
from domain.dossier.effects import apply
from domain.dossier.journal import Event
from domain.dossier.state import APPROVE, HAND_OVER, Dossier, Issue, Signature
from domain.recall.model import Recall
from domain.signing.trust_services import SERVICES


def _signature(step: str, signer: str, dossier: Dossier) -> Signature:
    _waits_no_more(dossier)
    return dossier.signatures.setdefault(step, Signature(signer=signer))


def _waits_no_more(dossier: Dossier) -> None:
    """The trust service that it waited for is there again."""
    if dossier.waiting_agency in SERVICES:
        dossier.waiting_agency, dossier.waiting_since = "", None


@apply.register
def _(act: acts.SignatureAsked, dossier: Dossier, event: Event) -> None:
    signature = _signature(act.step, act.signer, dossier)
    signature.handle, signature.asked = act.handle, signature.asked + 1
    signature.asked_at = signature.asked_at or event.at


@apply.register
def _(act: acts.Signed, dossier: Dossier, event: Event) -> None:
    _signature(act.step, act.signer, dossier).signed_at = event.at


@apply.register
def _(act: acts.SignatureDeclined, dossier: Dossier, _event: Event) -> None:
    _signature(act.step, act.signer, dossier).declined = act.reason.vi
    if dossier.acted_by.get(act.signer) == APPROVE:
        # The approval is void: who gave it may think again.
        del dossier.acted_by[act.signer]


@apply.register
def _(act: acts.Numbered, dossier: Dossier, _event: Event) -> None:
    if dossier.result and dossier.result.sha256:
        dossier.replaced.append(dossier.result)
    dossier.result = Issue(kind=act.kind, number=act.number)


@apply.register
def _(act: acts.Issued, dossier: Dossier, _event: Event) -> None:
    dossier.result = Issue(
        kind=act.kind, number=act.number, sha256=act.sha256, path=act.path, stamped_until=act.stamped_until
    )
    if act.replaces:
        dossier.recalls[-1].replaced_by = act.number
    dossier.status = Status.DONE
    _waits_no_more(dossier)


@apply.register
def _(act: acts.Restamped, dossier: Dossier, _event: Event) -> None:
    newest = {"sha256": act.sha256, "path": act.path, "stamped_until": act.stamped_until}
    if dossier.result and dossier.result.number == act.number:
        dossier.result = dossier.result.model_copy(update=newest)
    dossier.replaced = [one.model_copy(update=newest) if one.number == act.number else one for one in dossier.replaced]


@apply.register
def _(act: acts.Recalled, dossier: Dossier, event: Event) -> None:
    said = act.model_dump(include={"number", "basis", "corrects"})
    dossier.recalls.append(Recall(at=event.at, reason=act.reason, **said))
    for task in dossier.open_tasks:
        if task.kind == HAND_OVER:
            task.closed_at, task.closed_by, task.decision = event.at, event.actor.id, act.type
    if act.corrects:
        dossier.status, dossier.due_at, dossier.ending = Status.IN_PROCESS, act.due_at, ""
        # The approval is void: who gave it may think again, unless it is they who wrote the correction.
        dossier.acted_by = {officer: did for officer, did in dossier.acted_by.items() if did != APPROVE}
        dossier.acted_by.setdefault(event.actor.id, "recall")
    elif act.ends:
        dossier.status, dossier.reason = Status.STOPPED, act.reason.vi
