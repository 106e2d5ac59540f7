"""How each event changes a dossier: the state is the journal folded."""

import domain.mandates.rules
import domain.results.effects  # noqa: F401 - they enter their effects
from domain.base.law import Status
from domain.dossier import acts
from domain.dossier.effects import apply
from domain.dossier.journal import Event
from domain.dossier.state import CONSENT, NO_HAND_IN_IT, PAY, Branch, Dossier, Pause, Task
from domain.money.model import Payment, Return, Transaction

HELD_BY = {"claimed_by", "delegated_by", "delegated_until"}
"""What says who has a task: kept where it is opened again."""


def fold(dossier: Dossier, event: Event) -> None:
    """Let a recorded event have its effect. Never refuses: what is recorded has happened."""
    act, was_ended = event.act, dossier.ended
    if isinstance(act, acts.TaskAct) and act.closes:
        _close(dossier, act, event)
    apply(act, dossier, event)
    if event.actor.kind == "organisation" and event.actor.person not in dossier.parties:
        # Whoever acts for the organisation decides on nothing here, whatever office they hold.
        dossier.parties += (event.actor.person,)
    dossier.seq, dossier.last_at = event.seq, event.at
    dossier.keys[event.key] = event.seq
    dossier.woke = event.seq if event.wakes else dossier.woke
    if dossier.ended and not was_ended:
        dossier.ending = act.type
        for task in dossier.open_tasks:
            if not dossier.outlives(task.kind):
                task.closed_at, task.decision = event.at, act.type


def _close(dossier: Dossier, act: acts.TaskAct, event: Event) -> None:
    closed = dossier.tasks[act.task]
    closed.closed_at, closed.closed_by, closed.decision = event.at, event.actor.id, act.decided
    # Whoever must have fresh eyes keeps them when they ask somebody else first.
    only_asks = isinstance(act, acts.OpinionAsked) and closed.needs_fresh_eyes
    if event.actor.kind == "officer" and closed.kind not in NO_HAND_IN_IT and not only_asks:
        dossier.acted_by.setdefault(event.actor.id, closed.kind)


@apply.register
def _(act: acts.Filed, dossier: Dossier, event: Event) -> None:
    dossier.procedure, dossier.channel, dossier.rules = act.procedure, act.channel, act.rules
    dossier.case, dossier.units = act.case, act.units
    dossier.receiving, dossier.competent = act.receiving, act.competent
    dossier.applicant, dossier.owner, dossier.mandate_until = act.applicant, act.owner, act.mandate_until
    dossier.parties, dossier.documents = act.parties, act.documents
    dossier.filed_at, dossier.parent = event.at, act.parent
    if event.actor.kind == "officer":
        dossier.acted_by[event.actor.id] = "file"


@apply.register
def _(act: acts.Accepted, dossier: Dossier, event: Event) -> None:
    dossier.status, dossier.accepted_at, dossier.due_at = Status.ACCEPTED, event.at, act.due_at
    dossier.rules = act.rules or dossier.rules


@apply.register
def _(act: acts.SupplementRequested, dossier: Dossier, event: Event) -> None:
    dossier.status, dossier.reason = Status.SUPPLEMENT_REQUESTED, act.reason
    dossier.supplements += 1
    dossier.pauses.append(Pause(start=event.at, form="02"))


@apply.register
def _(act: acts.Supplied, dossier: Dossier, event: Event) -> None:
    dossier.documents += act.documents
    if act.corrected and dossier.accepted_at is None:
        _ask_anew(dossier)
    dossier.pauses[-1].end, dossier.reason = event.at, ""
    if act.due_at:
        dossier.due_at, dossier.status = act.due_at, Status.IN_PROCESS


def _ask_anew(dossier: Dossier) -> None:
    """Who agreed had agreed to another form."""
    for task in dossier.tasks.values():
        if task.kind == CONSENT and not task.open:
            task.closed_at, task.closed_by, task.decision, task.anew = None, "", "", task.anew + 1


@apply.register
def _(act: acts.NotAccepted, dossier: Dossier, _event: Event) -> None:
    dossier.status, dossier.reason = Status.NOT_ACCEPTED, act.reason


@apply.register
def _(act: acts.TaskOpened, dossier: Dossier, event: Event) -> None:
    before = dossier.tasks.get(act.again)
    dossier.tasks[act.task] = Task(
        id=act.task,
        step=event.key,
        kind=act.kind,
        role=act.role,
        agency=act.agency,
        person=act.person,
        decisions=act.decisions,
        answer=act.answer,
        needs_fresh_eyes=act.needs_fresh_eyes,
        opened_at=event.at,
        lapses_at=act.lapses_at,
        lapses_in=act.lapses_in,
        reason=act.reason,
        amount=act.amount,
        about=act.about,
        message=act.message,
        asks=act.asks,
        **(before.model_dump(include=HELD_BY) if before else {}),
    )
    if act.kind == PAY:
        dossier.payments[act.task] = Payment(asked=act.amount, asked_at=event.at)
        dossier.pauses.append(Pause(start=event.at))
        dossier.status = Status.PAYMENT_REQUESTED
    elif dossier.status == Status.ACCEPTED:
        dossier.status = Status.IN_PROCESS


@apply.register
def _(act: acts.Reminded, dossier: Dossier, _event: Event) -> None:
    dossier.tasks[act.task].reminded = True


@apply.register
def _(act: acts.Objected, dossier: Dossier, _event: Event) -> None:
    dossier.tasks[act.task].objection = act.reason


@apply.register
def _(act: acts.Consented, dossier: Dossier, _event: Event) -> None:
    dossier.tasks[act.task].objection = ""


@apply.register
def _(act: acts.DueSoon, dossier: Dossier, _event: Event) -> None:
    dossier.warned_of = act.due_at


@apply.register
def _(act: acts.Overdue, dossier: Dossier, _event: Event) -> None:
    dossier.overdue_of = act.due_at


@apply.register
def _(act: acts.Apologised, dossier: Dossier, _event: Event) -> None:
    dossier.apologies += 1
    dossier.due_at = act.due_at


@apply.register
def _(act: acts.Redated, dossier: Dossier, _event: Event) -> None:
    dossier.due_at = act.due_at or dossier.due_at
    for task, lapses_at in act.lapses.items():
        dossier.tasks[task].lapses_at = lapses_at


@apply.register
def _(act: acts.CaseChanged, dossier: Dossier, _event: Event) -> None:
    dossier.case, dossier.due_at = act.case, act.due_at or dossier.due_at


@apply.register
def _(act: acts.BranchOpened, dossier: Dossier, _event: Event) -> None:
    dossier.branches[act.step] = Branch(code=act.branch, procedure=act.procedure)


@apply.register
def _(act: acts.BranchEnded, dossier: Dossier, _event: Event) -> None:
    branch = dossier.branches[act.step]
    branch.ended, branch.reason = act.status, act.reason


@apply.register
def _(_act: acts.PassedOn, dossier: Dossier, _event: Event) -> None:
    dossier.status = Status.DELIVERED


@apply.register
def _(act: acts.PaymentBegun, dossier: Dossier, event: Event) -> None:
    dossier.payments[act.task].begun_at = event.at


@apply.register
def _(act: acts.MoneyIn, dossier: Dossier, event: Event) -> None:
    came = Transaction(amount=act.amount, method=act.method, at=event.at)
    dossier.payments[act.task].transactions[act.transaction] = came
    if act.settles:
        dossier.pauses[-1].end, dossier.due_at = event.at, act.due_at or dossier.due_at
        dossier.status = Status.IN_PROCESS


@apply.register
def _(act: acts.ReturnOrdered, dossier: Dossier, event: Event) -> None:
    ordered = Return(amount=act.amount, method=act.method, ordered_at=event.at)
    dossier.payments[act.payment].returns[act.order] = ordered


@apply.register
def _(act: acts.MoneyBack, dossier: Dossier, _event: Event) -> None:
    dossier.payments[act.payment].returns[act.order].transaction = act.transaction


@apply.register
def _(act: acts.Receipted, dossier: Dossier, _event: Event) -> None:
    dossier.payments[act.task].transactions[act.transaction].receipt = act.receipt


@apply.register
def _(act: acts.CallbackRefused, dossier: Dossier, _event: Event) -> None:
    dossier.tasks[act.task].refusals += 1


@apply.register
def _(act: acts.TaskClaimed, dossier: Dossier, event: Event) -> None:
    dossier.tasks[act.task].claimed_by = event.actor.id


@apply.register
def _(act: acts.TaskReleased, dossier: Dossier, _event: Event) -> None:
    _give(dossier.tasks[act.task], "")


@apply.register
def _(act: acts.TaskDelegated, dossier: Dossier, event: Event) -> None:
    task, giver = dossier.tasks[act.task], event.actor.id
    task.claimed_by, task.delegated_by, task.delegated_until = act.to, giver, act.until
    for one, other in ((act.to, giver), (giver, act.to)):
        dossier.delegates[one] = tuple(dict.fromkeys((*dossier.delegates.get(one, ()), other)))


@apply.register
def _(act: acts.TaskTakenOver, dossier: Dossier, _event: Event) -> None:
    _give(dossier.tasks[act.task], act.to)


def _give(task: Task, officer: str) -> None:
    task.claimed_by, task.delegated_by, task.delegated_until = officer, "", None


@apply.register
def _(_act: acts.Done, dossier: Dossier, _event: Event) -> None:
    dossier.waiting_agency, dossier.waiting_since = "", None


@apply.register
def _(act: acts.AgencyWaited, dossier: Dossier, event: Event) -> None:
    dossier.waiting_agency, dossier.waiting_since = act.agency, event.at
    dossier.waiting_paused = bool(act.paused)


@apply.register
def _(act: acts.ConsentWithdrawn, dossier: Dossier, _event: Event) -> None:
    dossier.withdrawn += (act.query,)


@apply.register
def _(act: acts.Answered, dossier: Dossier, _event: Event) -> None:
    if dossier.waiting_agency == act.agency:
        dossier.waiting_agency, dossier.waiting_since = "", None


@apply.register
def _(_act: acts.Approved, dossier: Dossier, event: Event) -> None:
    dossier.approved_at = event.at


@apply.register(acts.Refused)
@apply.register(acts.Stopped)
def _(act: acts.Refused | acts.Stopped, dossier: Dossier, _event: Event) -> None:
    dossier.status, dossier.reason = Status.STOPPED, act.reason


@apply.register
def _(_act: acts.HandedOver, dossier: Dossier, _event: Event) -> None:
    dossier.status = Status.DELIVERED


@apply.register
def _(act: acts.Rated, dossier: Dossier, _event: Event) -> None:
    dossier.stars = act.stars


@apply.register
def _(act: acts.Withdrawn, dossier: Dossier, _event: Event) -> None:
    dossier.status, dossier.reason = Status.WITHDRAWN, act.reason
