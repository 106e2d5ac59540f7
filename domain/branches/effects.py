"""What interlinked dossiers make of the one that opened them."""

from domain.base.law import Status
from domain.branches.model import Branch
from domain.dossier import acts
from domain.dossier.act import Recorded
from domain.dossier.effects import apply
from domain.dossier.state import Dossier


@apply.register
def _(act: acts.BranchOpened, dossier: Dossier, _event: Recorded) -> None:
    dossier.branches[act.step] = Branch(code=act.branch, procedure=act.procedure)


@apply.register
def _(act: acts.BranchEnded, dossier: Dossier, _event: Recorded) -> None:
    branch = dossier.branches[act.step]
    branch.ended, branch.reason = act.status, act.reason


@apply.register
def _(_act: acts.PassedOn, dossier: Dossier, _event: Recorded) -> None:
    dossier.status = Status.DELIVERED
