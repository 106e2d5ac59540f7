"""Who may do what, and when: one pure function on the dossier, its tasks and its past actors.

``admit`` refuses with a type of ``domain.base.refusals``, or gives the act back with the facts that are fixed under
the lock.
"""

from datetime import timedelta

import domain.agencies.rules
import domain.deadlines.rules
import domain.mandates.rules
import domain.money.rules
import domain.opinions.rules
import domain.results.rules  # noqa: F401 - they enter their rules
from domain.base.calendar import in_vietnam
from domain.base.law import Status
from domain.base.refusals import (
    AlreadyDone,
    ConsentMissing,
    DossierEnded,
    LimitReached,
    Missing,
    ReasonMissing,
    TaskTaken,
    TooLate,
    Unacceptable,
)
from domain.base.term import resume
from domain.base.words import joined
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.rules import Moment as Moment
from domain.dossier.rules import judge, only_applicant
from domain.dossier.state import CONSENT, HAND_OVER, Dossier
from domain.filing.reception import part_of
from domain.tasks.eligibility import four_eyes, leader_of, superior_of, task_for


def admit(dossier: Dossier, act: Act, actor: Actor, moment: Moment) -> Act:
    """Judge an act against the dossier as it stands under the lock.

    Raises:
        Refusal: the act is not allowed; nothing may be written.
    """
    if dossier.ended and not act.after_end and not _lives_on(dossier, act, actor):
        raise DossierEnded("Hồ sơ đã kết thúc.", "The dossier has ended.")
    return judge(act, dossier, actor, moment)


def _lives_on(dossier: Dossier, act: Act, actor: Actor) -> bool:
    """Whether it is about a task that outlives the dossier."""
    if isinstance(act, acts.TaskOpened):
        return actor.kind == "engine" and dossier.outlives(act.kind)
    return isinstance(act, acts.TaskAct) and act.task in dossier.tasks and dossier.tasks[act.task].open


def _with_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing("Phải nêu lý do theo quy định của pháp luật.", "Name the legal reason.")


def _all_agree(dossier: Dossier) -> None:
    """Refuse to accept what somebody has not agreed to whose consent the law asks for."""
    asked = [task for task in dossier.tasks.values() if task.kind == CONSENT and task.decision != "consent"]
    if asked:
        parts = [part_of(part) for part in sorted({task.about for task in asked})]
        raise ConsentMissing(
            "Chưa có sự đồng ý của: {}.", "Not everybody has agreed whose consent is needed: {}.", joined(", ", parts)
        )


@judge.register
def _(act: acts.Filed, dossier: Dossier, _actor: Actor, _moment: Moment) -> Act:
    if dossier.seq:
        raise AlreadyDone("Hồ sơ đã được nộp.", "The dossier was already filed.")
    return act


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
def _(act: acts.TaskOpened, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    if actor.kind != "engine":
        raise Missing
    if act.kind == HAND_OVER and dossier.correcting:
        raise AlreadyDone("Kết quả đã được thu hồi.", "The result was recalled meanwhile.")
    if act.lapses_in is not None:
        return act.model_copy(update={"lapses_at": act.lapses_in.due(moment.at, moment.calendar)})
    if act.lapses_after is None:
        return act
    return act.model_copy(update={"lapses_at": moment.at + timedelta(seconds=act.lapses_after)})


@judge.register
def _(act: acts.Accepted, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    _all_agree(dossier)
    rules = moment.laws.in_force(dossier.procedure, in_vietnam(moment.at).date())
    due_at = rules.term_of(dossier.case).due(moment.at, moment.calendar)
    changed = rules if rules.version != dossier.law.version else None
    return act.model_copy(update={"due_at": due_at, "rules": changed})


@judge.register
def _(act: acts.SupplementRequested, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    _with_reason(act.reason)
    if not act.items:
        raise ReasonMissing("Phải nêu giấy tờ cần bổ sung.", "Name each item to supply.")
    if dossier.supplements >= dossier.law.supplement_limit:
        raise LimitReached(
            "Hồ sơ chỉ được yêu cầu bổ sung một lần.",
            "A supplement may be asked {0} time(s) only: accept or refuse.",
            dossier.law.supplement_limit,
        )
    return act


@judge.register
def _(act: acts.Supplied, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    if "form" in act.personal and dossier.approved_at is not None:
        raise TooLate(
            "Kết quả đã được phê duyệt, không thể sửa tờ khai.", "The result is approved: too late to correct the form."
        )
    if dossier.due_at is None:
        return act
    start = dossier.pauses[-1].start
    return act.model_copy(update={"due_at": resume(dossier.due_at, start, moment.at, moment.calendar)})


@judge.register
def _(act: acts.SupplementProposed, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    _with_reason(act.reason)
    if not act.items:
        raise ReasonMissing("Phải nêu giấy tờ cần bổ sung.", "Name each item to supply.")
    return act


@judge.register(acts.Objected)
@judge.register(acts.NotAccepted)
@judge.register(acts.Refused)
def _(act: acts.NotAccepted | acts.Refused | acts.Objected, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    _with_reason(act.reason)
    return act


@judge.register
def _(act: acts.TaskReleased, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    if task_for(dossier, act, actor, moment.at).holder(moment.at) != actor.id:
        raise TaskTaken("Bạn chưa nhận công việc này.", "You have not claimed this task.")
    return act


@judge.register
def _(act: acts.TaskDelegated, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    if act.to == actor.id or act.until <= moment.at:
        raise Unacceptable("Người nhận hoặc thời hạn ủy quyền không hợp lệ.", "Name a colleague, and a day to come.")
    return act


@judge.register
def _(act: acts.TaskTakenOver, dossier: Dossier, actor: Actor, _: Moment) -> Act:
    superior_of(dossier, act.task, actor)
    _with_reason(act.reason)
    return act


@judge.register
def _(act: acts.AgencyWaited, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine":
        raise Missing
    if act.step in dossier.keys:
        raise AlreadyDone("Cơ sở dữ liệu đã trả lời.", "The register has answered.")
    return act


@judge.register
def _(act: acts.Rated, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    only_applicant(dossier, actor, moment.at)
    if dossier.status != Status.DELIVERED:
        raise TooLate("Chỉ đánh giá sau khi đã nhận kết quả.", "Rate once the result has reached you.")
    if dossier.stars is not None:
        raise AlreadyDone("Hồ sơ đã được đánh giá.", "You have rated this dossier already.")
    return act


@judge.register
def _(act: acts.Stopped, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind == "engine":
        return act
    leader_of(dossier, actor)
    _with_reason(act.reason)
    if dossier.approved_at is not None:
        raise TooLate(
            "Kết quả đã được phê duyệt, không thể dừng hồ sơ.", "The result is approved: too late to stop it."
        )
    four_eyes(dossier, actor)
    return act


@judge.register
def _(act: acts.Withdrawn, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    only_applicant(dossier, actor, moment.at)
    if dossier.approved_at is not None:
        raise TooLate(
            "Kết quả đã được phê duyệt, không thể rút hồ sơ.",
            "The result is approved: too late to withdraw.",
        )
    return act
