"""Who may do what, and when: one pure function on the dossier, its tasks and its past actors.

``admit`` refuses with a type of ``domain.base.refusals``, or gives the act back with the facts that are fixed under
the lock.
"""

import domain.agencies.rules
import domain.branches.rules
import domain.deadlines.rules
import domain.filing.rules
import domain.money.rules
import domain.opinions.rules
import domain.recall.rules
import domain.results.rules
import domain.signing.rules
import domain.slips.rules
import domain.tasks.rules  # noqa: F401 - they enter their rules
from domain.base.refusals import DossierEnded
from domain.dossier import acts, keys
from domain.dossier.act import Declares
from domain.dossier.acts import Act, Actor
from domain.dossier.digest import digest, secret_of
from domain.dossier.rules import Moment, judge
from domain.dossier.state import Dossier


def admit(dossier: Dossier, act: Act, actor: Actor, moment: Moment) -> Act:
    """Judge an act against the dossier as it stands under the lock: of what is refused nothing may be written."""
    if dossier.ended and not act.after_end and not _lives_on(dossier, act, actor):
        raise DossierEnded("Hồ sơ đã kết thúc.", "The dossier has ended.")
    return _declared(judge(act, dossier, actor, moment), dossier)


def _declared(act: Act, dossier: Dossier) -> Act:
    """The act with the digest of the form that it brings, if it brings one."""
    bound = act.one_form if isinstance(act, acts.Filed) else dossier.one_form
    if not bound or not isinstance(act, Declares) or "form" not in act.personal:
        return act
    secret = secret_of(act.personal) if isinstance(act, acts.Filed) else dossier.secret
    return act.model_copy(update={"form": digest(secret, act.personal["form"])})


def _lives_on(dossier: Dossier, act: Act, actor: Actor) -> bool:
    """Whether it is about a task that outlives the dossier, or a slip that tells of its end."""
    if isinstance(act, acts.TaskOpened):
        return actor.kind == "engine" and dossier.outlives(act.kind)
    if isinstance(act, acts.AnySigningAct):
        return keys.is_slip(act.step)
    return isinstance(act, acts.TaskAct) and act.task in dossier.tasks and dossier.tasks[act.task].open
