"""Rules of tasks: who opens, takes, gives back, lends and closes them."""

from datetime import timedelta

from domain.base.calendar import in_vietnam
from domain.base.law import Role
from domain.base.refusals import (
    AlreadyDone,
    LoanTooLong,
    Missing,
    NotLentOn,
    ReasonMissing,
    TaskTaken,
    TooLate,
    Unacceptable,
)
from domain.base.term import resume
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.eligibility import borrows, superior_of, task_for
from domain.dossier.rules import Moment, judge, with_reason
from domain.dossier.state import Dossier
from domain.tasks.model import HAND_OVER, PAID_THERE, PAY, PROPOSED_RECALL, Task


@judge.register
def _(act: acts.TaskAct, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    return act


@judge.register
def _(act: acts.Lapsed, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    if actor.kind != "engine":
        raise Missing
    task = task_for(dossier, act, actor, moment.at)
    if act.of and act.of != task.lapses_at:
        raise TooLate("Thời hạn phản hồi đã thay đổi.", "The time to answer was set anew.")
    return act


@judge.register
def _(act: acts.TaskSuperseded, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    if actor.kind != "engine":
        raise Missing
    task = task_for(dossier, act, actor, moment.at)
    if task.kind != PAY or dossier.due_at is None or len(dossier.fees_asked) > 1:
        return act
    due_at = resume(dossier.due_at, dossier.pauses[-1].start, moment.at, moment.calendar)
    return act.model_copy(update={"due_at": due_at})


@judge.register
def _(act: acts.TaskOpened, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    if actor.kind != "engine":
        raise Missing
    if act.kind == HAND_OVER and dossier.correcting:
        raise AlreadyDone("Kết quả đã được thu hồi.", "The result was recalled meanwhile.")
    if act.kind == PAID_THERE and dossier.ended and not dossier.is_unasked(act.task):
        # A workflow that did not know of the end yet: what the portal named may be on its way back by now, and whoever
        # then said that it took less would have more given back than came in.
        raise AlreadyDone("Hồ sơ đã kết thúc, số tiền đã rõ.", "The dossier has ended, and the sum is known.")
    if act.kind == PROPOSED_RECALL and not (dossier.sealed and dossier.result and dossier.result.number == act.about):
        raise AlreadyDone("Kết quả đã được thu hồi.", "The result was recalled or replaced meanwhile.")
    if act.lapses_in is not None:
        return act.model_copy(update={"lapses_at": act.lapses_in.due(moment.at, moment.calendar)})
    if act.lapses_after is None:
        return act
    return act.model_copy(update={"lapses_at": moment.at + timedelta(seconds=act.lapses_after)})


@judge.register(acts.Objected)
@judge.register(acts.NotAccepted)
@judge.register(acts.RefusalDeclined)
@judge.register(acts.FactsDisputed)
@judge.register(acts.ReviewReturned)
@judge.register(acts.RecallSetAside)
def _(
    act: acts.NotAccepted
    | acts.Objected
    | acts.RefusalDeclined
    | acts.FactsDisputed
    | acts.ReviewReturned
    | acts.RecallSetAside,
    dossier: Dossier,
    actor: Actor,
    moment: Moment,
) -> Act:
    task_for(dossier, act, actor, moment.at)
    with_reason(act.reason)
    return act


@judge.register
def _(act: acts.Refused, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task = task_for(dossier, act, actor, moment.at)
    with_reason(act.reason)
    # What was laid before the leader is what is refused for: nobody cites another Article for it.
    return act.model_copy(update={"article": task.article}) if task.article else act


@judge.register
def _(act: acts.RefusalProposed, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    with_reason(act.reason)
    if not act.article.strip():
        raise ReasonMissing(
            "Phải nêu căn cứ từ chối: điều, khoản của văn bản pháp luật.", "Name the Article on which it rests."
        )
    return act


def _of_an_office(task: Task, dossier: Dossier, actor: Actor) -> None:
    """See that a task is an office's, which its officers share out: what a person must say themselves is nobody's.

    Raises:
        Missing: whoever wants it is no officer.
        Unacceptable: it is a person's.
    """
    if actor.kind != "officer":
        raise Missing
    if dossier.edition and task.role == Role.APPLICANT:
        raise Unacceptable(
            "Việc này do chính người dân thực hiện nên không ai nhận, ủy quyền hay điều chuyển được:"
            " tại quầy, người đó ký trước mặt ông/bà.",
            "Only the person themselves does this, so nobody takes, lends or moves it: at the counter they sign"
            " before you.",
        )


@judge.register
def _(act: acts.TaskClaimed, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    _of_an_office(task_for(dossier, act, actor, moment.at), dossier, actor)
    return act


@judge.register
def _(act: acts.TaskReleased, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    if task_for(dossier, act, actor, moment.at).holder(moment.at) != actor.id:
        raise TaskTaken("Ông/bà chưa nhận công việc này.", "You have not claimed this task.")
    return act


@judge.register
def _(act: acts.TaskDelegated, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task = task_for(dossier, act, actor, moment.at)
    _of_an_office(task, dossier, actor)
    if act.to == actor.id or act.until <= moment.at:
        raise Unacceptable("Người nhận hoặc thời hạn ủy quyền không hợp lệ.", "Name a colleague, and a day to come.")
    if borrows(dossier, task, actor.id, moment.at):
        _within_the_loan(act, task)
    return act


def _within_the_loan(act: acts.TaskDelegated, task: Task) -> None:
    """See that who lent the task to its borrower allows that they lend it on, and no longer than they have it."""
    if not task.lends_on:
        raise NotLentOn(
            "Việc này được ủy quyền cho ông/bà và không được ủy quyền lại: hãy tự giải quyết hoặc trả lại việc.",
            "This task was lent to you and may not be lent on: do it yourself, or give it back.",
        )
    if act.to == task.delegated_by:
        raise Unacceptable(
            "Người này đã ủy quyền việc cho ông/bà: hãy trả lại việc.", "They lent it to you: give the task back."
        )
    if task.delegated_until and act.until > task.delegated_until:
        raise LoanTooLong(
            "Việc được ủy quyền cho ông/bà đến {:%H:%M ngày %d/%m/%Y}: không được ủy quyền lại quá thời điểm đó.",
            "The task is lent to you until {:%H:%M on %d %B %Y}: lend it on until then at most.",
            in_vietnam(task.delegated_until),
        )


@judge.register
def _(act: acts.TaskTakenOver, dossier: Dossier, actor: Actor, _: Moment) -> Act:
    _of_an_office(superior_of(dossier, act.task, actor), dossier, actor)
    with_reason(act.reason)
    return act
