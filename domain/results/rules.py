"""Rules of what comes of a dossier: approval, number, renewed proof, stop and rating."""

from domain.base.refusals import AlreadyDone, FormChanged, Missing, NotCompared, TooLate
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.eligibility import all_agree, four_eyes, leader_of, task_for
from domain.dossier.rules import Moment, judge, only_applicant, with_reason
from domain.dossier.state import Dossier
from domain.tasks.model import COMPARE, RECALLED_PAPER, Task


@judge.register
def _(act: acts.Approved, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    if any(task.kind == COMPARE for task in dossier.open_tasks):
        raise NotCompared("Có trả lời đến muộn chưa được đối chiếu.", "A late answer has not been compared yet.")
    if any(task.kind == RECALLED_PAPER for task in dossier.open_tasks):
        raise NotCompared(
            "Có giấy tờ trong hồ sơ đã bị nơi cấp thu hồi, chưa được xem lại: hãy xem lại trước khi phê duyệt.",
            "A paper of this dossier was recalled where it was issued: have it looked at before you approve.",
        )
    if dossier.one_form:
        _on_its_grounds(dossier, dossier.tasks[act.task])
    return act


def _on_its_grounds(dossier: Dossier, task: Task) -> None:
    """See that all that the approval rests on was asked of this very form, with these papers, and agreed to."""
    if task.rests != dossier.basis:
        # The form changed while the leader read: the engine calls this task off, and has everything looked at again.
        raise FormChanged(
            "Tờ khai hoặc giấy tờ đã thay đổi sau khi trình: hồ sơ được thẩm tra lại rồi trình lại.",
            "The form or its papers changed after this was laid before you: it is verified again, and comes back.",
        )
    if any(dossier.rests.get(step) != rests for step, rests in task.grounds.items()):
        raise FormChanged(
            "Có bước thẩm tra không thuộc tờ khai đang trình: hồ sơ được thẩm tra lại rồi trình lại.",
            "Not every step was taken on the form that is laid before you: it is verified again, and comes back.",
        )
    all_agree(dossier)


@judge.register
def _(act: acts.ApprovalVoided, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    # What is sealed is recalled by a leader, and never undone by a register that answers late.
    if actor.kind != "engine" or not dossier.decided or dossier.sealed:
        raise Missing
    return act


@judge.register
def _(act: acts.Issued, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine":
        raise Missing
    compared(dossier, act.encloses or ())
    return act


def compared(dossier: Dossier, papers: tuple[str, ...]) -> None:
    """See that papers which become part of a result were compared, and found to be what they seem.

    Raises:
        NotCompared: names none of them: whoever decides looks at the task.
    """
    if not dossier.one_form:
        return
    done = (task for task in dossier.tasks.values() if task.papers and task.decision == "confirm")
    if not set(papers) <= {paper for task in done for paper in task.papers}:
        raise NotCompared(
            "Có giấy tờ chưa được đối chiếu với bản chính: phải đối chiếu trước khi cấp.",
            "A paper was not compared with its original: compare it before it becomes part of a result.",
        )


@judge.register
def _(act: acts.Numbered, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine" or dossier.approved_at is None or any(p.outstanding for p in dossier.payments.values()):
        raise Missing
    return act


@judge.register
def _(act: acts.Restamped, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    sealed = (dossier.result, *dossier.replaced, *dossier.slips.values())
    found = next((one for one in sealed if one and one.number == act.number), None)
    if actor.kind != "engine" or found is None:
        raise Missing
    if found.stamped_until and found.stamped_until >= act.stamped_until:
        raise AlreadyDone("Dấu thời gian đã được gia hạn.", "Its proof lasts as long already.")
    return act


@judge.register
def _(act: acts.Rated, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    only_applicant(dossier, actor, moment.at)
    if not dossier.received:
        raise TooLate("Chỉ đánh giá sau khi đã nhận kết quả.", "Rate once the result has reached you.")
    if dossier.stars is not None:
        raise AlreadyDone("Hồ sơ đã được đánh giá.", "You have rated this dossier already.")
    return act


@judge.register
def _(act: acts.Stopped, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind == "engine":
        return act
    leader_of(dossier, actor)
    with_reason(act.reason)
    if dossier.approval_stands:
        raise TooLate(
            "Kết quả đã được phê duyệt, không thể dừng hồ sơ.", "The result is approved: too late to stop it."
        )
    four_eyes(dossier, actor)
    return act
