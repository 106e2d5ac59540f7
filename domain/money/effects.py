"""What money that comes and goes makes of a dossier."""

from domain.dossier import acts
from domain.dossier.act import Recorded
from domain.dossier.effects import apply, fee_is_off
from domain.dossier.state import Dossier
from domain.money.model import BY_PORTAL, Return, Transaction


@apply.register
def _(act: acts.PaymentBegun, dossier: Dossier, event: Recorded) -> None:
    dossier.payments[act.task].begun_at = event.at


@apply.register
def _(act: acts.MoneyIn, dossier: Dossier, event: Recorded) -> None:
    came = Transaction(amount=act.amount, method=act.method, at=event.at)
    dossier.payments[act.task].transactions[act.transaction] = came
    if act.settles:
        fee_is_off(dossier, event.at, act.due_at)


@apply.register
def _(act: acts.ReturnOrdered, dossier: Dossier, event: Recorded) -> None:
    ordered = Return(amount=act.amount, method=act.method, ordered_at=event.at)
    dossier.payments[act.payment].returns[act.order] = ordered


@apply.register
def _(act: acts.MoneyBack, dossier: Dossier, _event: Recorded) -> None:
    dossier.payments[act.payment].returns[act.order].transaction = act.transaction


@apply.register
def _(act: acts.Receipted, dossier: Dossier, _event: Recorded) -> None:
    dossier.payments[act.task].transactions[act.transaction].receipt = act.receipt


@apply.register
def _(act: acts.PortalTook, dossier: Dossier, event: Recorded) -> None:
    payment = dossier.payments[act.task]
    came = next((one.at for one in payment.transactions.values()), event.at)
    payment.transactions = {}
    if act.amount:
        payment.transactions[BY_PORTAL] = Transaction(amount=act.amount, method=BY_PORTAL, at=came)


@apply.register
def _(act: acts.FeeMet, dossier: Dossier, _event: Recorded) -> None:
    payment = dossier.payments[act.payment]
    payment.asked, payment.met = act.amount, act.step


@apply.register
def _(act: acts.CallbackRefused, dossier: Dossier, _event: Recorded) -> None:
    dossier.tasks[act.task].refusals += 1
