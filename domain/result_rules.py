"""Rules of what becomes of an approved result: entered beside those of ``domain.rules``."""

from domain import acts
from domain.acts import Act, Actor
from domain.dossier import Dossier
from domain.judging import Moment, judge
from domain.refusals import AlreadyDone, Missing

SETTLED = "Việc ký kết quả đã được quyết định.", "Whether the result is signed is settled."


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
        raise AlreadyDone(*SETTLED)
    return act


@judge.register
def _(act: acts.Numbered, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine" or dossier.approved_at is None or any(p.outstanding for p in dossier.payments.values()):
        raise Missing
    return act


@judge.register
def _(act: acts.Restamped, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine" or dossier.result is None or dossier.result.number != act.number:
        raise Missing
    if dossier.result.stamped_until and dossier.result.stamped_until >= act.stamped_until:
        raise AlreadyDone("Dấu thời gian đã được gia hạn.", "Its proof lasts as long already.")
    return act
