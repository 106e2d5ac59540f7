"""Who may do what, and when: one pure function on the dossier, its tasks and its past actors.

``admit`` refuses with a type of ``domain.refusals``, or gives the act back with the facts that are fixed under
the lock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import singledispatch

from domain import acts
from domain.acts import Act, Actor
from domain.calendar import Calendar, in_vietnam
from domain.dossier import CONSENT, GIVE_BACK, RECONCILE, Dossier
from domain.law import Status
from domain.refusals import (
    AlreadyDone,
    ConsentMissing,
    DossierEnded,
    LimitReached,
    Missing,
    ReasonMissing,
    TaskClosed,
    TaskTaken,
    TooLate,
)
from domain.standing import task_for
from domain.term import resume
from domain.versions import Laws

FORGERIES = 20
"""How many forged call-backs of a payment are journaled: more would only fill the journal."""


@dataclass(frozen=True)
class Moment:
    """When, by which calendar and under which laws an act is judged."""

    at: datetime
    calendar: Calendar
    laws: Laws


def admit(dossier: Dossier, act: Act, actor: Actor, moment: Moment) -> Act:
    """Judge an act against the dossier as it stands under the lock.

    Raises:
        Refusal: the act is not allowed; nothing may be written.
    """
    if dossier.ended and not act.after_end and not _lives_on(dossier, act, actor):
        raise DossierEnded("Hồ sơ đã kết thúc.", "The dossier has ended.")
    return _admit(act, dossier, actor, moment)


def _lives_on(dossier: Dossier, act: Act, actor: Actor) -> bool:
    """Whether it is about a task that outlives the dossier: money that is not settled yet."""
    if isinstance(act, acts.TaskOpened):
        return actor.kind == "engine" and act.kind in (GIVE_BACK, RECONCILE)
    return isinstance(act, acts.TaskAct) and act.task in dossier.tasks and dossier.tasks[act.task].open


def _with_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing("Phải nêu lý do theo quy định của pháp luật.", "Name the legal reason.")


def _all_agree(dossier: Dossier) -> None:
    """Refuse to accept what somebody has not agreed to whose consent the law asks for."""
    asked = [task for task in dossier.tasks.values() if task.kind == CONSENT and task.decision != "consent"]
    if asked:
        parts = ", ".join(sorted({task.about for task in asked}))
        raise ConsentMissing(
            f"Chưa có sự đồng ý của: {parts}.", f"Not everybody has agreed whose consent is needed: {parts}."
        )


def _only_applicant(dossier: Dossier, actor: Actor) -> None:
    if actor.kind != "citizen" or actor.id not in dossier.applicants:
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
    if act.lapses_in is not None:
        return act.model_copy(update={"lapses_at": act.lapses_in.due(moment.at, moment.calendar)})
    if act.lapses_after is None:
        return act
    return act.model_copy(update={"lapses_at": moment.at + timedelta(seconds=act.lapses_after)})


@_admit.register
def _(act: acts.Accepted, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor)
    _all_agree(dossier)
    rules = moment.laws.in_force(dossier.procedure, in_vietnam(moment.at).date())
    due_at = rules.term_of(dossier.case).due(moment.at, moment.calendar)
    changed = rules if rules.version != dossier.law.version else None
    return act.model_copy(update={"due_at": due_at, "rules": changed})


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


@_admit.register
def _(act: acts.SupplementProposed, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    task_for(dossier, act, actor)
    _with_reason(act.reason)
    if not act.items:
        raise ReasonMissing("Phải nêu giấy tờ cần bổ sung.", "Name each item to supply.")
    return act


@_admit.register(acts.Objected)
@_admit.register(acts.NotAccepted)
@_admit.register(acts.Refused)
def _(act: acts.NotAccepted | acts.Refused | acts.Objected, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
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
    if actor.kind != "engine" or dossier.approved_at is None or any(p.outstanding for p in dossier.payments.values()):
        raise Missing
    return act


@_admit.register
def _(act: acts.BranchEnded, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine" or act.step not in dossier.branches:
        raise Missing
    return act


@_admit.register
def _(act: acts.PaymentBegun, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    _only_applicant(dossier, actor)
    if act.task not in dossier.payments or not dossier.tasks[act.task].open:
        raise TaskClosed("Hiện không có khoản phải nộp.", "There is nothing to pay now; reload the dossier.")
    return act


@_admit.register
def _(act: acts.MoneyIn, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    if (payment := dossier.payments.get(act.task)) is None or actor.kind not in ("officer", "agency"):
        raise Missing
    amount = act.amount
    if actor.kind == "officer":
        task_for(dossier, act.model_copy(update={"settles": True}), actor)
        amount = payment.outstanding
    settles = dossier.tasks[act.task].open and amount >= payment.outstanding
    due_at = None
    if settles and dossier.due_at:
        due_at = resume(dossier.due_at, dossier.pauses[-1].start, moment.at, moment.calendar)
    return act.model_copy(update={"amount": amount, "settles": settles, "due_at": due_at})


@_admit.register
def _(act: acts.ReturnOrdered, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine" or act.payment not in dossier.payments:
        raise Missing
    if act.amount > dossier.owed_back(act.payment):
        raise AlreadyDone("Không còn khoản phải hoàn.", "So much is not owed back.")
    return act


@_admit.register
def _(act: acts.MoneyBack, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    """The counter names its task, the engine the order; each finds the other."""
    if actor.kind == "officer":
        order = task_for(dossier, act, actor).about
    elif actor.kind == "engine":
        order = act.order
    else:
        raise Missing
    payment = next((name for name, payment in dossier.payments.items() if order in payment.returns), None)
    if payment is None:
        raise Missing
    if dossier.payments[payment].returns[order].transaction:
        raise AlreadyDone("Tiền đã được hoàn.", "It went back already.")
    return act.model_copy(update={"payment": payment, "order": order})


@_admit.register
def _(act: acts.CallbackRefused, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    payment = dossier.payments.get(act.task)
    if actor.kind != "agency" or payment is None:
        raise Missing
    if payment.refusals >= FORGERIES:
        raise LimitReached("Đã ghi nhận đủ số lần.", "So many were journaled already.")
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
