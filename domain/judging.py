"""How an act is judged: the one place that rules are entered into, and the moment by which they judge."""

from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch

from domain.acts import Act, Actor
from domain.calendar import Calendar
from domain.dossier import Dossier
from domain.refusals import Missing
from domain.versions import Laws


@dataclass(frozen=True)
class Moment:
    """When, by which calendar and under which laws an act is judged."""

    at: datetime
    calendar: Calendar
    laws: Laws


@singledispatch
def judge(act: Act, _dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    """Judge the engine's own records: whoever is not the engine has no business writing them."""
    if actor.kind != "engine":
        raise Missing
    return act


def only_applicant(dossier: Dossier, actor: Actor) -> None:
    if actor.kind != "citizen" or actor.id not in dossier.applicants:
        raise Missing
