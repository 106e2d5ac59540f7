"""Rules of asking other offices: entered beside those of ``domain.dossier.admit``."""

from domain.base.calendar import in_vietnam
from domain.base.refusals import Unacceptable, WordsMissing
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.eligibility import task_for
from domain.dossier.rules import Moment, judge
from domain.dossier.state import Dossier
from domain.opinions.model import SAYS_ENOUGH


@judge.register
def _(act: acts.OpinionAsked, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task = task_for(dossier, act, actor, moment.at)
    if act.office == task.agency:
        raise Unacceptable(
            "Đây là cơ quan của ông/bà: hãy chọn cơ quan khác để lấy ý kiến.",
            "This is your own office: choose another one to ask.",
        )
    if not str(act.personal.get("text", "")).strip():
        raise WordsMissing(
            "Hãy viết nội dung cần cơ quan kia cho ý kiến.", "Write what the other office is to give its opinion on."
        )
    if act.until <= moment.at or not moment.calendar.is_working_day(in_vietnam(act.until).date()):
        raise Unacceptable(
            "Ngày cần có ý kiến phải là ngày làm việc còn ở phía trước.",
            "The day by which you want the opinion must be a working day that is still to come.",
        )
    return act


@judge.register
def _(act: acts.OpinionGiven, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    if act.opinion != SAYS_ENOUGH and not str(act.personal.get("text", "")).strip():
        raise WordsMissing(
            "Hãy viết ý kiến của cơ quan ông/bà, hoặc vì sao cơ quan ông/bà không trả lời được.",
            "Write your office's opinion, or why it is not yours to answer.",
        )
    return act
