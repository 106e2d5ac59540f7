"""What is to be recorded of a dossier because time has passed, and when to look again: pure, so that it can be tried.

A silent applicant is reminded at half their time; the office is warned before the date; past it the unit's head hears
of it, and a working day later the head of the one-stop centre. Either may apologise and set a new date (form 04).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain import acts
from domain.calendar import Calendar
from domain.dossier import LATE, Dossier, Task
from domain.journal import Entry, task_id
from domain.law import Role, Status

RUNNING = (Status.ACCEPTED, Status.IN_PROCESS)
"""The clock counts; a supplement or a fee stops it."""


def watch(dossier: Dossier, now: datetime, calendar: Calendar) -> list[Entry]:
    """Give what is to be recorded at ``now``."""
    reminders = [task for task in _silent(dossier) if now >= _half(task)]
    entries = [Entry(key=f"{task.step}/reminded", act=acts.Reminded(task=task.id)) for task in reminders]
    return [*entries, *_of_the_clock(dossier, now, calendar)]


def watch_at(dossier: Dossier, calendar: Calendar) -> datetime | None:
    """Give the moment at which to look next; None where time changes nothing."""
    return min((*map(_half, _silent(dossier)), *_moments(dossier, calendar)), default=None)


def spent(dossier: Dossier, now: datetime, calendar: Calendar) -> dict[str, timedelta]:
    """Give the office time that each office had a task of the dossier, its own clock inside the whole."""
    clocks: dict[str, timedelta] = {}
    for task in dossier.tasks.values():
        if task.agency and task.kind not in ("consent", "pay", LATE):
            took = calendar.working_time(task.opened_at, task.closed_at or now)
            clocks[task.agency] = clocks.get(task.agency, timedelta()) + max(took, timedelta())
    return clocks


def _silent(dossier: Dossier) -> list[Task]:
    """The tasks whose silence the law will hear, and nobody was reminded of."""
    return [task for task in dossier.open_tasks if task.lapses_at and not task.reminded]


def _half(task: Task) -> datetime:
    assert task.lapses_at, "only such tasks are looked at"  # noqa: S101
    return task.opened_at + (task.lapses_at - task.opened_at) / 2


def _of_the_clock(dossier: Dossier, now: datetime, calendar: Calendar) -> Iterator[Entry]:
    due = dossier.due_at
    if due is None or dossier.status not in RUNNING:
        return
    stamp = f"{due:%Y%m%d%H%M}"
    if dossier.warned_of != due and _warn_at(dossier, due) <= now < due:
        yield Entry(key=f"due-soon/{stamp}", act=acts.DueSoon(due_at=due))
    if now < due:
        return
    first, second = dossier.law.escalates_to
    if dossier.overdue_of != due:
        yield Entry(key=f"overdue/{stamp}", act=acts.Overdue(due_at=due))
        yield _escalated(dossier, f"{LATE}/{stamp}", first, dossier.competent)
    elif _unanswered(dossier, 1) and now >= _second_at(due, calendar):
        yield _escalated(dossier, f"{LATE}/{stamp}/2", second, dossier.receiving)


def _moments(dossier: Dossier, calendar: Calendar) -> Iterator[datetime]:
    due = dossier.due_at
    if due is None or dossier.status not in RUNNING:
        return
    if dossier.warned_of != due and dossier.overdue_of != due:
        yield _warn_at(dossier, due)
    if dossier.overdue_of != due:
        yield due
    elif _unanswered(dossier, 1):
        yield _second_at(due, calendar)


def _warn_at(dossier: Dossier, due: datetime) -> datetime:
    """So long before its date as the rules say, but not before half of the time is over."""
    accepted = dossier.accepted_at or due
    return max(due - dossier.law.warn_before, accepted + (due - accepted) / 2)


def _unanswered(dossier: Dossier, times: int) -> bool:
    """Whether so many were told of this date, and none has answered."""
    told = [task for task in dossier.tasks.values() if task.kind == LATE and dossier.overdue_of == dossier.due_at]
    return len([task for task in told if task.open]) == times


def _second_at(due: datetime, calendar: Calendar) -> datetime:
    return calendar.add_working_time(due, calendar.day_length)


def _escalated(dossier: Dossier, step: str, role: Role, agency: str) -> Entry:
    opened = acts.TaskOpened(
        task=task_id(dossier.code, step), kind=LATE, role=role, agency=agency, decisions=("apologise", "seen")
    )
    return Entry(key=step, act=opened)
