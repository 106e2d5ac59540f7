"""Rules of taking a consent to a look-up back."""

from domain.base.refusals import AlreadyDone, NotOnConsent
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.rules import Moment, judge, only_applicant
from domain.dossier.state import Dossier


@judge.register
def _(act: acts.ConsentWithdrawn, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
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
