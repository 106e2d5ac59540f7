"""People who must agree, and consents to look-ups (sự đồng ý): given, refused, taken back."""

from typing import Literal

from domain.base.refusals import AlreadyDone, NotOnConsent
from domain.base.words import Words
from domain.dossier.act import Act, Actor, Recorded, TaskAct
from domain.dossier.effects import apply
from domain.dossier.rules import Moment, judge, only_applicant
from domain.dossier.state import Dossier


class Consented(TaskAct):
    """Đồng ý: somebody whose consent the law asks for agreed."""

    type: Literal["consented"] = "consented"
    told = Words(vi="Đồng ý", en="Agreed")
    verb = "consent"
    given_in: str = ""
    """The dossier in which they agreed to it, where the engine carries that into a branch."""
    owes = False


class Objected(TaskAct):
    """Không đồng ý: somebody whose consent the law asks for did not agree; they can still agree later."""

    type: Literal["objected"] = "objected"
    told = Words(vi="Không đồng ý", en="Did not agree")
    verb = "object"
    reason: str = ""
    wakes = False
    ends_task = False


class ConsentWithdrawn(Act):
    """Rút lại sự đồng ý: the applicant lets nothing more be looked up that rests on their consent."""

    type: Literal["consent_withdrawn"] = "consent_withdrawn"
    told = Words(vi="Rút lại sự đồng ý cho tra cứu", en="Consent to a look-up taken back")
    query: str
    """The kind of look-up."""
    wakes = False


AnyConsentAct = Consented | Objected | ConsentWithdrawn


@judge.register
def _(act: ConsentWithdrawn, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    only_applicant(dossier, actor, moment.at)
    query = moment.registry.queries.get(act.query)
    if query is None or query.basis.rests_on != "consent":
        raise NotOnConsent(
            "Việc tra cứu này không dựa trên sự đồng ý nên không rút được; xem danh sách tra cứu của hồ sơ.",
            "This look-up does not rest on consent, so none can be taken back; see the dossier's look-ups.",
        )
    if act.query in dossier.withdrawn:
        raise AlreadyDone("Sự đồng ý đã được rút.", "The consent was already taken back.")
    return act


@apply.register
def _(act: Objected, dossier: Dossier, _event: Recorded) -> None:
    dossier.tasks[act.task].objection = act.reason


@apply.register
def _(act: Consented, dossier: Dossier, _event: Recorded) -> None:
    dossier.tasks[act.task].objection = ""


@apply.register
def _(act: ConsentWithdrawn, dossier: Dossier, _event: Recorded) -> None:
    dossier.withdrawn += (act.query,)
