"""What the passing of time makes of a dossier."""

from domain.dossier import acts
from domain.dossier.act import Recorded
from domain.dossier.effects import apply
from domain.dossier.state import Dossier


@apply.register
def _(act: acts.Reminded, dossier: Dossier, _event: Recorded) -> None:
    dossier.tasks[act.task].reminded = True


@apply.register
def _(act: acts.DueSoon, dossier: Dossier, _event: Recorded) -> None:
    dossier.warned_of = act.due_at


@apply.register
def _(act: acts.Overdue, dossier: Dossier, _event: Recorded) -> None:
    dossier.overdue_of = act.due_at


@apply.register
def _(act: acts.Apologised, dossier: Dossier, _event: Recorded) -> None:
    dossier.apologies += 1
    dossier.due_at = act.due_at


@apply.register
def _(act: acts.Redated, dossier: Dossier, _event: Recorded) -> None:
    dossier.due_at = act.due_at or dossier.due_at
    for task, lapses_at in act.lapses.items():
        dossier.tasks[task].lapses_at = lapses_at


@apply.register
def _(act: acts.DayAwaited, dossier: Dossier, _event: Recorded) -> None:
    dossier.awaits, dossier.awaits_on = act.step, act.day


@apply.register
def _(act: acts.CaseChanged, dossier: Dossier, _event: Recorded) -> None:
    dossier.case, dossier.due_at = act.case, act.due_at or dossier.due_at
