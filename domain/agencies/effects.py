"""What the answers and the silence of agencies make of a dossier."""

from domain.dossier import acts
from domain.dossier.act import Recorded
from domain.dossier.effects import apply
from domain.dossier.state import Dossier


@apply.register
def _(_act: acts.Done, dossier: Dossier, _event: Recorded) -> None:
    dossier.waiting_agency, dossier.waiting_since = "", None


@apply.register
def _(act: acts.AgencyWaited, dossier: Dossier, event: Recorded) -> None:
    dossier.waiting_agency, dossier.waiting_since = act.agency, event.at
    dossier.waiting_paused = bool(act.paused)


@apply.register
def _(act: acts.Answered, dossier: Dossier, event: Recorded) -> None:
    if act.rests:
        dossier.rests[event.key] = act.rests
    if act.look is not None and act.look.told and act.found:
        dossier.told[event.key] = act.agency
    if dossier.waiting_agency == act.agency:
        dossier.waiting_agency, dossier.waiting_since = "", None
