"""Rules of agencies that answer in their own time: entered beside those of ``domain.dossier.admit``."""

from pydantic import ValidationError

from domain.base.refusals import AlreadyDone, Conflict, Missing, NoSuchDecision, NotCompared, NotOnConsent, Unacceptable
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.rules import Moment, judge, only_applicant
from domain.dossier.state import COMPARE, Dossier
from domain.registers.query import ANSWERS, QUERIES
from domain.tasks.eligibility import task_for


@judge.register
def _(act: acts.Done, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task = task_for(dossier, act, actor, moment.at)
    if actor.kind == "agency":
        if act.decision != "answer":
            raise NoSuchDecision("Cơ quan chỉ có thể trả lời.", "An agency does nothing but answer.")
        _readable(task.answer, act)
    return act


@judge.register
def _(act: acts.AnsweredLate, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    task = dossier.asked(act.agency, act.step)
    if actor.kind != "agency" or actor.id != act.agency or task is None or task.id != act.task:
        raise Missing
    if task.open:
        raise Conflict("Công việc vẫn đang chờ trả lời.", "The task still waits for this answer.")
    _readable(task.answer, act)
    return act


@judge.register
def _(act: acts.Approved, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    if any(task.kind == COMPARE for task in dossier.open_tasks):
        raise NotCompared("Có trả lời đến muộn chưa được đối chiếu.", "A late answer has not been compared yet.")
    return act


@judge.register
def _(act: acts.ConsentWithdrawn, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    only_applicant(dossier, actor, moment.at)
    query = QUERIES.get(act.query)
    if query is None or query.basis.rests_on != "consent":
        raise NotOnConsent(
            "Việc tra cứu này không dựa trên sự đồng ý nên không rút được; xem danh sách tra cứu của hồ sơ.",
            "This look-up does not rest on consent, so none can be taken back; see the dossier's look-ups.",
        )
    if act.query in dossier.withdrawn:
        raise AlreadyDone("Sự đồng ý đã được rút.", "The consent was already taken back.")
    return act


def _readable(model: str, act: Act) -> None:
    try:
        ANSWERS[model].model_validate(act.personal.get("answer"))
    except (KeyError, ValidationError) as error:
        raise Unacceptable("Không đọc được nội dung trả lời.", "The answer cannot be read.") from error
