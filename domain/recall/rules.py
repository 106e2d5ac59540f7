"""Rules of taking an issued result back."""

from domain.base.refusals import AlreadyDone, Missing, ReasonMissing
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.eligibility import leader_of, no_party
from domain.dossier.rules import Moment, judge
from domain.dossier.state import Dossier

RECALLS = Words(vi="thu hồi kết quả", en="recalls a result")


@judge.register
def _(act: acts.Recalled, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    leader_of(dossier, actor, RECALLS)
    no_party(dossier, actor)
    if any(recall.number == act.number for recall in dossier.recalls):
        raise AlreadyDone("Kết quả này đã được thu hồi.", "This result was recalled before; see who corrects it.")
    if dossier.result is None or dossier.result.number != act.number or not dossier.result.sha256:
        raise Missing("Không có kết quả đã ban hành với số này.", "No result of this number was issued here.")
    if not act.basis.strip():
        raise ReasonMissing("Phải nêu căn cứ thu hồi.", "Name the decision or provision on which it is recalled.")
    if not act.corrects:
        return act.model_copy(update={"ends": not dossier.ended})
    term = dossier.law.correction or dossier.law.term_of(dossier.case)
    return act.model_copy(update={"due_at": term.due(moment.at, moment.calendar)})
