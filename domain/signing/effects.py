"""What the officer's signature makes of a dossier."""

from typing import cast

from domain.dossier import acts, keys
from domain.dossier.act import Recorded
from domain.dossier.effects import apply, void, waits_no_more
from domain.dossier.state import Dossier
from domain.signing.model import Signature
from domain.slips.model import FormNumber, Slip
from domain.tasks.model import APPROVE


def _signature(step: str, signer: str, dossier: Dossier) -> Signature:
    if keys.is_slip(step):
        slip = dossier.slips.setdefault(step, Slip(form=cast("FormNumber", keys.slip_parts(step)[0])))
        slip.signature = slip.signature or Signature(signer=signer)
        return slip.signature
    waits_no_more(dossier)
    return dossier.signatures.setdefault(step, Signature(signer=signer))


@apply.register
def _(act: acts.SignatureAsked, dossier: Dossier, event: Recorded) -> None:
    signature = _signature(act.step, act.signer, dossier)
    signature.handle, signature.asked = act.handle, signature.asked + 1
    signature.asked_at = signature.asked_at or event.at


@apply.register
def _(act: acts.Signed, dossier: Dossier, event: Recorded) -> None:
    _signature(act.step, act.signer, dossier).signed_at = event.at


@apply.register
def _(act: acts.SignatureDeclined, dossier: Dossier, _event: Recorded) -> None:
    _signature(act.step, act.signer, dossier).declined = act.reason.vi
    if keys.is_slip(act.step):
        return  # what it tells of stands
    if dossier.one_form:
        # Before the bars had editions an approval stood all the same: the leader could not stop it any more.
        void(dossier)
    elif dossier.acted_by.get(act.signer) == APPROVE:
        # The approval is void: who gave it may think again.
        del dossier.acted_by[act.signer]
