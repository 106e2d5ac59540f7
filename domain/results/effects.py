"""What approval, issue, hand-over and refusal make of a dossier."""

from domain.base.law import Status
from domain.dossier import acts
from domain.dossier.act import Recorded
from domain.dossier.effects import apply, void, waits_no_more
from domain.dossier.state import Dossier
from domain.results.model import Issue


@apply.register
def _(act: acts.Rated, dossier: Dossier, _event: Recorded) -> None:
    dossier.stars = act.stars


@apply.register
def _(_act: acts.HandedOver, dossier: Dossier, event: Recorded) -> None:
    dossier.delivered_at = event.at
    if not dossier.duties:
        dossier.status = Status.DELIVERED


@apply.register
def _(_act: acts.DutiesBegun, dossier: Dossier, _event: Recorded) -> None:
    dossier.duties = True


@apply.register
def _(_act: acts.DutiesDone, dossier: Dossier, _event: Recorded) -> None:
    dossier.duties, dossier.status = False, Status.DELIVERED


@apply.register(acts.Refused)
@apply.register(acts.Stopped)
def _(act: acts.Refused | acts.Stopped, dossier: Dossier, _event: Recorded) -> None:
    dossier.status, dossier.reason = Status.STOPPED, act.reason


@apply.register
def _(_act: acts.Approved, dossier: Dossier, event: Recorded) -> None:
    dossier.approved_at, dossier.approved = event.at, dossier.basis if dossier.one_form else ""


@apply.register
def _(_act: acts.ApprovalVoided, dossier: Dossier, _event: Recorded) -> None:
    void(dossier)
    dossier.voided, dossier.status, dossier.approved_at = dossier.voided + 1, Status.IN_PROCESS, None


@apply.register
def _(_act: acts.FactsDisputed, dossier: Dossier, _event: Recorded) -> None:
    void(dossier)
    dossier.voided += 1


@apply.register
def _(act: acts.Numbered, dossier: Dossier, _event: Recorded) -> None:
    if dossier.result and dossier.result.sha256:
        dossier.replaced.append(dossier.result)
    # Until it is issued it has a number and no file: `sha256` tells the two apart everywhere.
    dossier.result = Issue(kind=act.kind, number=act.number)


@apply.register
def _(act: acts.Issued, dossier: Dossier, _event: Recorded) -> None:
    dossier.result = Issue(
        kind=act.kind, number=act.number, sha256=act.sha256, path=act.path, stamped_until=act.stamped_until
    )
    if act.replaces:
        # A leader cannot recall again before this one is issued, so the newest recall is the one it stands for.
        dossier.recalls[-1].replaced_by = act.number
    dossier.status = Status.DONE
    waits_no_more(dossier)


@apply.register
def _(act: acts.Restamped, dossier: Dossier, _event: Recorded) -> None:
    newest = {"sha256": act.sha256, "path": act.path, "stamped_until": act.stamped_until}
    if dossier.result and dossier.result.number == act.number:
        dossier.result = dossier.result.model_copy(update=newest)
    dossier.replaced = [one.model_copy(update=newest) if one.number == act.number else one for one in dossier.replaced]
    slips = dossier.slips.items()
    dossier.slips = {step: one.model_copy(update=newest) if one.number == act.number else one for step, one in slips}
