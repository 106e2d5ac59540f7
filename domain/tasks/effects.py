"""What the acts on tasks make of a dossier."""

from domain.base.law import Status
from domain.deadlines.model import Pause
from domain.dossier import acts
from domain.dossier.act import Recorded
from domain.dossier.effects import apply, fee_is_off
from domain.dossier.eligibility import borrows
from domain.dossier.state import Dossier
from domain.money.model import Payment
from domain.tasks.model import PAY, Task

HELD_BY = {"claimed_by", "delegated_by", "delegated_until", "lends_on"}
"""What says who has a task: kept where it is opened again."""


@apply.register
def _(act: acts.TaskOpened, dossier: Dossier, event: Recorded) -> None:
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
        article=act.article,
        rests=act.rests or "",
        grounds=act.grounds or {},
        papers=act.papers or (),
        any_time=bool(act.any_time),
        **(before.model_dump(include=HELD_BY) if before else {}),
    )
    if act.rests:
        dossier.rests[event.key] = act.rests
    if act.kind == PAY:
        dossier.payments[act.task] = Payment(asked=act.amount, asked_at=event.at)
        dossier.pauses.append(Pause(start=event.at))
        dossier.status = Status.PAYMENT_REQUESTED
    elif dossier.status == Status.ACCEPTED:
        dossier.status = Status.IN_PROCESS


@apply.register
def _(act: acts.TaskSuperseded, dossier: Dossier, event: Recorded) -> None:
    if dossier.tasks[act.task].kind != PAY:
        return
    # What came for it has paid for nothing: of the fee as it stands another task asks, or none.
    dossier.payments[act.task].asked = 0
    if dossier.status == Status.PAYMENT_REQUESTED:
        fee_is_off(dossier, event.at, act.due_at)


@apply.register
def _(act: acts.TaskClaimed, dossier: Dossier, event: Recorded) -> None:
    dossier.tasks[act.task].claimed_by = event.actor.id


@apply.register
def _(act: acts.TaskReleased, dossier: Dossier, _event: Recorded) -> None:
    _give(dossier.tasks[act.task], "")


@apply.register
def _(act: acts.TaskDelegated, dossier: Dossier, event: Recorded) -> None:
    task, giver = dossier.tasks[act.task], event.actor.id
    # Lent on, it is back with whose task it was: with who lent it on it would stay past their own loan.
    lender = task.delegated_by if borrows(dossier, task, giver, event.at) else giver
    task.claimed_by, task.delegated_by, task.delegated_until, task.lends_on = act.to, lender, act.until, act.lends_on
    for one, other in ((act.to, giver), (giver, act.to)):
        dossier.delegates[one] = tuple(dict.fromkeys((*dossier.delegates.get(one, ()), other)))


@apply.register
def _(act: acts.TaskTakenOver, dossier: Dossier, _event: Recorded) -> None:
    _give(dossier.tasks[act.task], act.to)


def _give(task: Task, officer: str) -> None:
    task.claimed_by, task.delegated_by, task.delegated_until, task.lends_on = officer, "", None, False
