"""Rules of interlinked dossiers (thủ tục liên thông)."""

from domain.base.refusals import Missing
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.rules import Moment, judge
from domain.dossier.state import Dossier


@judge.register
def _(act: acts.BranchEnded, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine" or act.step not in dossier.branches:
        raise Missing
    return act
