"""Rules of slips: the engine alone seals them."""

from domain.base.refusals import Missing
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.rules import Moment, judge
from domain.dossier.state import Dossier


@judge.register
def _(act: acts.SlipSealed, _dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine":
        raise Missing
    return act
