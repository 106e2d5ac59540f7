"""Rules and effect of a mandate that is taken back: entered beside those of ``dossier.rules`` and ``dossier.fold``."""

from domain.base.refusals import AlreadyDone, Forbidden, NoMandate
from domain.dossier.acts import Act, Actor, MandateRevoked
from domain.dossier.rules import Moment, judge, only_applicant
from domain.dossier.state import Dossier


@judge.register
def _(act: MandateRevoked, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    only_applicant(dossier, actor, moment.at)
    if not dossier.by_mandate:
        raise NoMandate(
            "Hồ sơ này không do người được ủy quyền nộp.",
            "Nobody filed it by a mandate: there is none to revoke.",
        )
    if actor.id != dossier.owner:
        raise Forbidden("Chỉ chủ hồ sơ được hủy bỏ ủy quyền.", "Only the owner, who gave the mandate, revokes it.")
    if dossier.mandate_revoked_at:
        raise AlreadyDone("Việc ủy quyền đã được hủy bỏ.", "The mandate was already revoked.")
    return act
