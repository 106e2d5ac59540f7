"""Rules of money and branches: entered beside those of ``domain.dossier.admit``."""

from domain.base.refusals import AlreadyDone, LimitReached, Missing, TaskClosed
from domain.base.term import resume
from domain.dossier import acts
from domain.dossier.acts import PAYMENTS, Act, Actor
from domain.dossier.eligibility import task_for
from domain.dossier.rules import Moment, judge, only_applicant
from domain.dossier.state import Dossier
from domain.tasks.model import PAY

FORGERIES = 20
"""How many forged call-backs about one task are journaled: more would only fill the journal."""


@judge.register
def _(act: acts.PaymentBegun, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    only_applicant(dossier, actor, moment.at)
    if act.task not in dossier.payments or not dossier.is_asked(act.task):
        raise TaskClosed("Hiện không có khoản phải nộp.", "There is nothing to pay now; reload the dossier.")
    return act


@judge.register
def _(act: acts.MoneyIn, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    payment = dossier.payments.get(act.task)
    if payment is None or payment.there or (actor.kind != "officer" and actor != PAYMENTS):
        raise Missing
    amount = act.amount
    if actor.kind == "officer":
        task_for(dossier, act.model_copy(update={"settles": True}), actor, moment.at)
        amount = payment.outstanding
    settles = dossier.tasks[act.task].open and amount >= payment.outstanding
    due_at = None
    # While another fee is still asked the clock stands on: what it stood is added once, when the last is paid.
    if settles and dossier.due_at and len(dossier.fees_asked) == 1:
        due_at = resume(dossier.due_at, dossier.pauses[-1].start, moment.at, moment.calendar)
    return act.model_copy(update={"amount": amount, "settles": settles, "due_at": due_at})


@judge.register
def _(act: acts.ReturnOrdered, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    if actor.kind != "engine" or act.payment not in dossier.payments:
        raise Missing
    if act.amount > dossier.owed_back(act.payment):
        raise AlreadyDone("Không còn khoản phải hoàn.", "So much is not owed back.")
    return act


@judge.register
def _(act: acts.MoneyBack, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    """The counter names its task, the engine the order; each finds the other."""
    if actor.kind == "officer":
        order = task_for(dossier, act, actor, moment.at).about
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


@judge.register
def _(act: acts.PortalTook, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    if actor.kind != "officer" or act.task not in dossier.payments:
        raise Missing
    task_for(dossier, act, actor, moment.at)
    return act


@judge.register
def _(act: acts.FeeMet, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    payment = dossier.payments.get(act.payment)
    if actor.kind != "engine" or payment is None:
        raise Missing
    if act.amount > payment.kept or dossier.unsure_of(act.payment):
        raise AlreadyDone("Không còn khoản đã nộp như vậy.", "So much is not there to be counted.")
    return act


@judge.register
def _(act: acts.CallbackRefused, dossier: Dossier, actor: Actor, _moment: Moment) -> Act:
    task = dossier.tasks.get(act.task)
    speaker = task and (PAYMENTS.id if task.kind == PAY else task.asks)
    if not task or not speaker or (actor.kind, actor.id) != ("agency", speaker):
        raise Missing
    if task.refusals >= FORGERIES:
        raise LimitReached("Đã ghi nhận đủ số lần.", "So many were journaled already.")
    return act
