"""Rules of what becomes of an approved result: entered beside those of ``domain.dossier.admit``."""

from domain.base.refusals import AlreadyDone, Missing, ReasonMissing
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.rules import Moment, judge
from domain.dossier.state import Dossier
from domain.tasks.eligibility import leader_of, no_party

RECALLS = Words(vi="thu hồi kết quả", en="recalls a result")
SETTLED = Words(vi="Việc ký kết quả đã được quyết định.", en="Whether the result is signed is settled.")


@judge.register(acts.SignatureAsked)
@judge.register(acts.Signed)
@judge.register(acts.SignatureDeclined)
def _(
    act: acts.SignatureAsked | acts.Signed | acts.SignatureDeclined, dossier: Dossier, actor: Actor, _moment: Moment
) -> Act:
    if actor.kind != "engine" or dossier.approved_at is None:
        raise Missing
    signature = dossier.signatures.get(act.step)
    if signature is not None and (signature.signed_at or signature.declined):
        raise AlreadyDone.saying(SETTLED)
    return act


@judge.register
def _(act: acts.Numbered, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine" or dossier.approved_at is None or any(p.outstanding for p in dossier.payments.values()):
        raise Missing
    return act


@judge.register
def _(act: acts.Restamped, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    found = next((one for one in (dossier.result, *dossier.replaced) if one and one.number == act.number), None)
    if actor.kind != "engine" or found is None:
        raise Missing
    if found.stamped_until and found.stamped_until >= act.stamped_until:
        raise AlreadyDone("Dấu thời gian đã được gia hạn.", "Its proof lasts as long already.")
    return act


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
