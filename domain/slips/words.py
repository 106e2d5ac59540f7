"""How a slip gets its signature, in words: not those of a result's."""

from domain.base.words import Words
from domain.dossier import acts, keys

ASKED = Words(vi="Trình ký số phiếu", en="A slip was laid before its author to be signed")
SIGNED = Words(vi="Phiếu đã được ký số", en="A slip was signed")
DECLINED = Words(vi="Phiếu không được ký, chờ người khác ký", en="A slip was not signed: somebody else has to")
OF = {"signature_asked": ASKED, "signed": SIGNED, "signature_declined": DECLINED}


def told(act: acts.Act) -> Words:
    """That it happened, as a history says it: to a slip, where it did to a slip."""
    return OF[act.type] if of_slip(act) else act.told


def of_slip(act: acts.Act) -> bool:
    """Whether it is a step towards the signature under a slip."""
    return isinstance(act, acts.AnySigningAct) and keys.is_slip(act.step)
