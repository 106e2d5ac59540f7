"""Rules of what comes of a dossier: approval, number, renewed proof, stop and rating."""

from domain.base.law import Status
from domain.base.refusals import AlreadyDone, Missing, NotCompared, TooLate
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.eligibility import four_eyes, leader_of, task_for
from domain.dossier.rules import Moment, judge, only_applicant, with_reason
from domain.dossier.state import Dossier
from domain.tasks.model import COMPARE


@judge.register
def _(act: acts.Approved, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    if any(task.kind == COMPARE for task in dossier.open_tasks):
        raise NotCompared("Có trả lời đến muộn chưa được đối chiếu.", "A late answer has not been compared yet.")
    return act


@judge.register
def _(act: acts.Numbered, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine" or dossier.approved_at is None or any(p.outstanding for p in dossier.payments.values()):
        raise Missing
    return act


@judge.register
def _(act: acts.Restamped, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    found = next((one for one in (dossier.result, *dossier.replaced) if one and one.number == act.number), None)
    if actor.kind != "engine" or found is None:
        raise Missing
    if found.stamped_until and found.stamped_until >= act.stamped_until:
        raise AlreadyDone("Dấu thời gian đã được gia hạn.", "Its proof lasts as long already.")
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
    with_reason(act.reason)
    if dossier.approved_at is not None:
        raise TooLate(
            "Kết quả đã được phê duyệt, không thể dừng hồ sơ.", "The result is approved: too late to stop it."
        )
    four_eyes(dossier, actor)
    return act
