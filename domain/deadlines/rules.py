"""Rules of dates: those that a case, an apology or a day off sets anew; entered beside those of ``dossier.rules``."""

from datetime import datetime

from domain.base.calendar import Calendar, in_vietnam
from domain.base.law import UNDER_WAY
from domain.base.refusals import LimitReached, Missing, NothingMoves, ReasonMissing, Unacceptable
from domain.base.term import resume
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.eligibility import task_for
from domain.dossier.rules import Moment, judge
from domain.dossier.state import Dossier
from domain.tasks.model import Task


def due_of(dossier: Dossier, case: str, calendar: Calendar) -> datetime:
    """Compute the date of the result from reception, or recall, term and pauses, as a case of the procedure has it."""
    term, begins = dossier.counted(case)
    assert begins, "a term runs from reception"  # noqa: S101
    due_at = term.due(begins, calendar)
    for pause in dossier.pauses:
        if pause.end and pause.end > begins:
            due_at = resume(due_at, max(pause.start, begins), pause.end, calendar)
    return due_at


def _redated(dossier: Dossier, calendar: Calendar) -> datetime | None:
    """The later date that a calendar with more days off makes of it; None where it stays."""
    due_at = dossier.due_at
    if due_at is None or dossier.status not in UNDER_WAY:
        return None
    # A date that somebody chose and promised stays, unless nobody would be there on it.
    chosen = datetime.combine(calendar.working_day_from(in_vietnam(due_at).date()), in_vietnam(due_at).timetz())
    computed = chosen if dossier.apologies else due_of(dossier, dossier.case, calendar)
    return computed if computed > due_at else None


def _waits_longer(task: Task, calendar: Calendar) -> datetime | None:
    if task.lapses_in is None or task.lapses_at is None:
        return None
    until = task.lapses_in.due(task.opened_at, calendar)
    return until if until > task.lapses_at else None


@judge.register
def _(act: acts.Redated, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    if actor.kind != "engine":
        raise Missing
    lapses = {task.id: until for task in dossier.open_tasks if (until := _waits_longer(task, moment.calendar))}
    due_at = _redated(dossier, moment.calendar)
    if due_at is None and not lapses:
        raise NothingMoves("Ngày hẹn không thay đổi.", "No date of this dossier counts that day.")
    return act.model_copy(update={"was": dossier.due_at, "due_at": due_at, "lapses": lapses})


@judge.register
def _(act: acts.CaseChanged, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    if actor.kind != "engine" or dossier.accepted_at is None:
        raise Missing
    return act.model_copy(update={"due_at": due_of(dossier, act.case, moment.calendar)})


@judge.register
def _(act: acts.Apologised, dossier: Dossier, actor: Actor, moment: Moment) -> Act:
    task_for(dossier, act, actor, moment.at)
    if not act.reason.strip():
        raise ReasonMissing("Phải nêu lý do chậm.", "Say why it is late.")
    if dossier.apologies >= dossier.law.apologies:
        raise LimitReached(
            "Chỉ được hẹn lại {} lần.", "The date may be put off {} time(s) only.", dossier.law.apologies
        )
    if act.due_at <= moment.at or not moment.calendar.is_working_day(in_vietnam(act.due_at).date()):
        raise Unacceptable(
            "Ngày hẹn lại phải là ngày làm việc sau hôm nay.", "Set a working day that is still to come."
        )
    return act
