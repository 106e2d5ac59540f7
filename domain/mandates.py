"""A mandate by which somebody acts for an owner (ủy quyền), and the owner who takes it back."""

from typing import Literal

from domain.base.refusals import AlreadyDone, Forbidden, NoMandate
from domain.base.words import Words
from domain.dossier import keys
from domain.dossier.act import Act, Actor, Recorded
from domain.dossier.effects import apply
from domain.dossier.rules import Moment, judge, only_applicant
from domain.dossier.state import Dossier


class MandateRevoked(Act):
    """Hủy bỏ ủy quyền: from now on nobody acts for the owner, or looks for them; ``personal`` holds their contact.

    Civil Code 2015, Article 569. It can be said of a dossier that has ended too: who filed it sees it no longer.
    """

    type: Literal["mandate_revoked"] = "mandate_revoked"
    told = Words(vi="Chủ hồ sơ hủy bỏ ủy quyền", en="The owner revoked the mandate")
    own_key = keys.MANDATE_REVOKED
    reason: str = ""
    wakes = False
    after_end = True
    reaches_branches = True


@judge.register
def _(act: MandateRevoked, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    only_applicant(dossier, actor, moment.at)
    if not dossier.by_mandate:
        raise NoMandate(
            "Hồ sơ này không do người được ủy quyền nộp.", "Nobody filed it by a mandate: there is none to revoke."
        )
    if actor.id != dossier.owner:
        raise Forbidden("Chỉ chủ hồ sơ được hủy bỏ ủy quyền.", "Only the owner, who gave the mandate, revokes it.")
    if dossier.mandate_revoked_at:
        raise AlreadyDone("Việc ủy quyền đã được hủy bỏ.", "The mandate was already revoked.")
    return act


@apply.register
def _(_act: MandateRevoked, dossier: Dossier, event: Recorded) -> None:
    dossier.mandate_revoked_at = event.at
