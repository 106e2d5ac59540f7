"""What filing, reception, supplements and withdrawal make of a dossier."""

from domain.base.law import Status
from domain.deadlines.model import Pause
from domain.dossier import acts
from domain.dossier.act import Recorded
from domain.dossier.digest import secret_of
from domain.dossier.effects import apply, ask_anew, declare
from domain.dossier.journal import task_id
from domain.dossier.state import Dossier
from domain.money.model import BY_PORTAL, Payment, Transaction
from domain.tasks.model import PAID_THERE


@apply.register
def _(act: acts.Filed, dossier: Dossier, event: Recorded) -> None:
    dossier.procedure, dossier.channel, dossier.rules = act.procedure, act.channel, act.rules
    dossier.case, dossier.units, dossier.fee_class = act.case, act.units, act.fee_class
    dossier.edition = act.edition or 0
    dossier.receiving, dossier.competent, dossier.organ = act.receiving, act.competent, act.organ
    dossier.applicant, dossier.owner, dossier.mandate_until = act.applicant, act.owner, act.mandate_until
    dossier.parties, dossier.documents, dossier.consents = act.parties, act.documents, act.consents
    dossier.filed_at, dossier.parent = event.at, act.parent
    if act.one_form:
        dossier.secret, dossier.form = secret_of(act.personal), act.form or ""
    if act.paid_there:
        amount, came = act.paid_there.amount, dict[str, Transaction]()
        if amount:
            came[BY_PORTAL] = Transaction(amount=amount, method=BY_PORTAL, at=event.at)
        paid = Payment(asked=0, asked_at=event.at, transactions=came, there=True)
        dossier.payments[task_id(dossier.code, PAID_THERE)] = paid
    if event.actor.kind == "officer":
        dossier.acted_by[event.actor.id] = "file"


@apply.register
def _(act: acts.Accepted, dossier: Dossier, event: Recorded) -> None:
    dossier.status, dossier.accepted_at, dossier.due_at = Status.ACCEPTED, event.at, act.due_at
    dossier.rules = act.rules or dossier.rules


@apply.register
def _(act: acts.SupplementRequested, dossier: Dossier, event: Recorded) -> None:
    dossier.status, dossier.reason = Status.SUPPLEMENT_REQUESTED, act.reason
    dossier.supplements += 1
    dossier.pauses.append(Pause(start=event.at, form="02"))


@apply.register
def _(act: acts.Supplied, dossier: Dossier, event: Recorded) -> None:
    dossier.documents += act.documents
    if dossier.one_form:
        declare(act, dossier)
    elif act.corrected and dossier.accepted_at is None:
        ask_anew(dossier, act.consents)
    dossier.pauses[-1].end, dossier.reason = event.at, ""
    if act.due_at:
        dossier.due_at, dossier.status = act.due_at, Status.IN_PROCESS


@apply.register
def _(act: acts.Corrected, dossier: Dossier, _event: Recorded) -> None:
    declare(act, dossier)


@apply.register
def _(act: acts.NotAccepted, dossier: Dossier, _event: Recorded) -> None:
    dossier.status, dossier.reason = Status.NOT_ACCEPTED, act.reason


@apply.register
def _(act: acts.Withdrawn, dossier: Dossier, _event: Recorded) -> None:
    dossier.status, dossier.reason = Status.WITHDRAWN, act.reason
