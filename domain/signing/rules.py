"""Rules of the officer's signature under an approved result, or under a slip."""

from domain.base.refusals import AlreadyDone, Missing
from domain.dossier import acts, keys
from domain.dossier.acts import Act, Actor
from domain.dossier.rules import Moment, judge
from domain.dossier.state import Dossier


@judge.register(acts.SignatureAsked)
@judge.register(acts.Signed)
@judge.register(acts.SignatureDeclined)
def _(
    act: acts.SignatureAsked | acts.Signed | acts.SignatureDeclined, dossier: Dossier, actor: Actor, _moment: Moment
) -> Act:
    if actor.kind != "engine" or (dossier.approved_at is None and not keys.is_slip(act.step)):
        raise Missing
    signature = dossier.signature(act.step)
    if signature is not None and (signature.signed_at or signature.declined):
        raise AlreadyDone("Việc ký kết quả đã được quyết định.", "Whether the result is signed is settled.")
    return act
