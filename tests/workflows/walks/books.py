"""What the law demands of money, by the journal and by the platform's own books."""

from collections.abc import Sequence

from domain.base.law import Status
from domain.dossier import acts
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.tasks.model import PAY, RECONCILE
from domain.vietnam.queries.payments import PayOut
from tests.workflows.walks.bank import Bank
from tests.workflows.walks.world import demand


def fee_of(dossier: Dossier, case: str) -> int:
    """What an application like this costs by the rules of its reception, as the case that it was filed as.

    That another term counts by what was found changes nothing of it.
    """
    fee = dossier.law.fee
    return fee.amount(dossier.channel, case, dossier.units, dossier.fee_class) if fee else 0


def fees_of_classes(dossier: Dossier, case: str) -> set[int]:
    """What it costs each class of payer for which the law has another fee."""
    fee = dossier.law.fee
    if fee is None:
        return set()
    classes = {"", *(one.fee_class for one in fee.rates), *(one.fee_class for one in fee.exempt)}
    return {fee.amount(dossier.channel, case, dossier.units, one) for one in classes}


def paid_before_the_result(dossier: Dossier, case: str) -> None:
    """Who has a result has paid its fee; of one that was taken back and not replaced it may have gone back."""
    if dossier.recalled and dossier.ended:
        return
    kept = sum(one.paid - sum(back.amount for back in one.returns.values()) for one in dossier.payments.values())
    fee = fee_of(dossier, case)
    demand(kept >= fee, f"no result without its fee: {kept} of {fee} was paid")


def charged_once(dossier: Dossier, events: Sequence[Event], bank: Bank) -> None:
    """A fee is asked for once, and each transaction is booked once, as it happened."""
    asked = [event.act.amount for event in events if isinstance(event.act, acts.TaskOpened) and event.act.kind == PAY]
    filed = events[0].act
    case = filed.case if isinstance(filed, acts.Filed) else ""
    fee = fee_of(dossier, case)
    if any(isinstance(event.act, acts.Supplied) and event.act.form for event in events):
        # It follows the form as it is corrected; what a form before asked for is called off, and its rest alone asked.
        stands, lawful = sum(one.asked for one in dossier.payments.values()), {fee, *fees_of_classes(dossier, case)}
        demand(stands in {0, *lawful}, f"no charge twice: asked for {asked}, of which {stands} stands, of {lawful}")
    else:
        demand(asked in ([], [fee]), f"no charge twice: asked for {asked}, the fee is {fee}")
    differences = [task.about for task in dossier.tasks.values() if task.kind == RECONCILE]
    demand(not differences, f"no accountant is asked about books that agree: {differences}")
    for task, payment in dossier.payments.items():
        came = sorted(one.amount for one in payment.transactions.values() if one.method == "gateway")
        demand(came == sorted(bank.moved(task)["THU"]), f"the books agree: {came} here, {bank.moved(task)} there")


def nothing_kept(dossier: Dossier, bank: Bank) -> None:
    """What must go back has gone, the way it came; what may be kept was asked for, paid in time, and earned."""
    fee = dossier.law.fee
    for task, payment in dossier.payments.items():
        in_time = dossier.tasks[task].decision == PAY
        forfeit = fee is not None and dossier.ending in fee.refunded_on
        earned = dossier.status == Status.DELIVERED or (in_time and not forfeit)
        back = sum(one.amount for one in payment.returns.values() if one.transaction)
        kept = payment.paid - back
        due = payment.asked if earned else 0
        demand(kept == due, f"no money is kept that must go back: {kept} is kept, {due} may be")
        returned = [one.amount for one in payment.returns.values() if one.method == "gateway"]
        demand(sorted(returned) == sorted(bank.moved(task)["HOAN"]), f"money goes back once: {bank.moved(task)}")


def paid_out_once(dossier: Dossier, events: Sequence[Event]) -> None:
    """What the State pays it pays once, to an account or at the counter."""
    cash = {task.id for task in dossier.tasks.values() if task.kind == "pay_cash"}
    paid = [
        event.seq
        for event in events
        if (isinstance(event.act, acts.Done) and event.act.task in cash)
        or (isinstance(event.act, acts.Answered) and event.act.found and event.act.personal["kind"] == PayOut.kind)
    ]
    demand(len(paid) <= 1, f"nobody is paid out twice: {paid}")
