"""Who may do what, and when: one pure function on the dossier, its tasks and its past actors.

``admit`` refuses with a type of ``domain.refusals``, or gives the act back with the facts that are fixed under
the lock.
"""

from datetime import datetime, timedelta
from functools import singledispatch

from domain import acts
from domain.acts import Act, Actor
from domain.calendar import Calendar
from domain.dossier import Dossier, Task
from domain.law import Frozen, Role, Status
from domain.refusals import (
    AlreadyDone,
    DossierEnded,
    FourEyes,
    LimitReached,
    Missing,
    NoSuchDecision,
    ReasonMissing,
    TaskClosed,
    TaskTaken,
    TooLate,
    WrongRole,
)
from domain.term import resume


class Moment(Frozen):
    """When and by which calendar an act is judged."""

    at: datetime
    calendar: Calendar


def admit(dossier: Dossier, act: Act, actor: Actor, moment: Moment) -> Act:
    """Judge an act against the dossier as it stands under the lock.

    Raises:
        Refusal: the act is not allowed; nothing may be written.
    """
    if dossier.ended and not isinstance(act, acts.Rated):
        raise DossierEnded("Hồ sơ đã kết thúc.", "The dossier has ended.")
    return _admit(act, dossier, actor, moment)


def task_for(dossier: Dossier, act: acts.TaskAct, actor: Actor) -> Task:
    """Give the act's task if this actor may do this to it now.

    Raises:
        Missing: no such task within this actor's sight.
        WrongRole, FourEyes: not theirs.
        TaskClosed, TaskTaken: somebody was faster.
        NoSuchDecision: the task is not decided that way.
    """
    found = dossier.tasks.get(act.task)
    if found is None or not _in_sight(found, dossier, actor):
        raise Missing
    if actor.kind == "officer" and found.role not in actor.roles:
        raise WrongRole(
            "Công việc này thuộc vai trò khác.", f"This task is for the role {found.role.value}, which you do not hold."
        )
    if not found.open:
        raise TaskClosed(
            "Công việc này đã được giải quyết.",
            f"This task was already decided ({found.decision}); reload the dossier.",
        )
    if found.claimed_by not in ("", actor.id):
        raise TaskTaken("Đồng nghiệp đã nhận công việc này.", "A colleague has claimed this task.")
    if found.needs_fresh_eyes:
        _fresh_eyes(dossier, actor)
    if actor.kind != "engine" and act.closes and act.decided not in found.decisions:
        raise NoSuchDecision("Không có lựa chọn này cho công việc.", f"Decide one of: {', '.join(found.decisions)}.")
    return found


def _in_sight(task: Task, dossier: Dossier, actor: Actor) -> bool:
    if actor.kind == "engine":
        return True
    if task.role == Role.APPLICANT:
        return actor.kind == "citizen" and actor.id == dossier.applicant
    return actor.kind == "officer" and actor.agency == task.agency


def _fresh_eyes(dossier: Dossier, actor: Actor) -> None:
    if (earlier := dossier.doers.get(actor.id)) is not None:
        raise FourEyes(
            f"Người đã thực hiện bước “{earlier}” không được phê duyệt hồ sơ này.",
            f"You did “{earlier}” on this dossier, so another leader must approve it.",
        )
    if actor.person and actor.person in (dossier.applicant, *dossier.parties):
        raise FourEyes(
            "Người có liên quan đến hồ sơ không được phê duyệt hồ sơ này.",
            "You are a party to this dossier, so another leader must approve it.",
        )


def _with_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing("Phải nêu lý do theo quy định của pháp luật.", "Name the legal reason.")


def _only_applicant(dossier: Dossier, actor: Actor) -> None:
    if actor.kind != "citizen" or actor.id != dossier.applicant:
        raise Missing


@singledispatch
def _admit(act: Act, _dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    """Judge the engine's own records: whoever is not the engine has no business writing them."""
    if actor.kind != "engine":
        raise Missing
    return act


@_admit.register
def _(act: acts.Filed, dossier: Dossier, _actor: Actor, _moment: Moment) -> Act:
    if dossier.seq:
        raise AlreadyDone("Hồ sơ đã được nộp.", "The dossier was already filed.")
    return act


@_admit.register
def _(act: acts.TaskAct, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    task_for(dossier, act, actor)
    return act


@_admit.register
def _(act: acts.Lapsed, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine":
        raise Missing
    task_for(dossier, act, actor)
    return act


@_admit.register
def _(act: acts.TaskOpened, _dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    if actor.kind != "engine":
        raise Missing
    if act.lapses_after is None:
        return act
    return act.model_copy(update={"lapses_at": moment.at + timedelta(seconds=act.lapses_after)})


@_admit.register
def _(act: acts.Accepted, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor)
    return act.model_copy(update={"due_at": dossier.law.term.due(moment.at, moment.calendar)})


@_admit.register
def _(act: acts.SupplementRequested, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    task_for(dossier, act, actor)
    _with_reason(act.reason)
    if not act.items:
        raise ReasonMissing("Phải nêu giấy tờ cần bổ sung.", "Name each item to supply.")
    if dossier.supplements >= dossier.law.supplement_limit:
        raise LimitReached(
            "Hồ sơ chỉ được yêu cầu bổ sung một lần.",
            f"A supplement may be asked {dossier.law.supplement_limit} time(s) only: accept or refuse.",
        )
    return act


@_admit.register
def _(act: acts.Supplied, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor)
    if dossier.due_at is None:
        return act
    start = dossier.pauses[-1].start
    return act.model_copy(update={"due_at": resume(dossier.due_at, start, moment.at, moment.calendar)})


@_admit.register(acts.NotAccepted)
@_admit.register(acts.Refused)
def _(act: acts.NotAccepted | acts.Refused, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    task_for(dossier, act, actor)
    _with_reason(act.reason)
    return act


@_admit.register
def _(act: acts.TaskReleased, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if task_for(dossier, act, actor).claimed_by != actor.id:
        raise TaskTaken("Bạn chưa nhận công việc này.", "You have not claimed this task.")
    return act


@_admit.register
def _(act: acts.AgencyWaited, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine":
        raise Missing
    if act.step in dossier.keys:
        raise AlreadyDone("Cơ sở dữ liệu đã trả lời.", "The register has answered.")
    return act


@_admit.register
def _(act: acts.Numbered, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine" or dossier.approved_at is None:
        raise Missing
    return act


@_admit.register
def _(act: acts.Rated, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    _only_applicant(dossier, actor)
    if dossier.status != Status.DELIVERED:
        raise TooLate("Chỉ đánh giá sau khi đã nhận kết quả.", "Rate once the result has reached you.")
    if dossier.stars is not None:
        raise AlreadyDone("Hồ sơ đã được đánh giá.", "You have rated this dossier already.")
    return act


@_admit.register
def _(act: acts.Withdrawn, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    _only_applicant(dossier, actor)
    if dossier.approved_at is not None:
        raise TooLate(
            "Kết quả đã được phê duyệt, không thể rút hồ sơ.",
            "The result is approved: too late to withdraw.",
        )
    return act
