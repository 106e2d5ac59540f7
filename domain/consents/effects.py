"""What people who must agree make of a dossier."""

from domain.dossier import acts
from domain.dossier.effects import apply
from domain.dossier.journal import Event
from domain.dossier.state import Dossier


@apply.register
def _(act: acts.Objected, dossier: Dossier, _event: Event) -> None:
    dossier.tasks[act.task].objection = act.reason


@apply.register
def _(act: acts.Consented, dossier: Dossier, _event: Event) -> None:
    dossier.tasks[act.task].objection = ""


@apply.register
def _(act: acts.ConsentWithdrawn, dossier: Dossier, _event: Event) -> None:
    dossier.withdrawn += (act.query,)
