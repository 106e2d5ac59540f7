"""What is to be recorded of a dossier because time has passed, and when to look again: pure, so that it can be tried.

A silent applicant, or who must agree, is reminded at half their time; the office is warned before the date; past it
the unit's head hears of it, and a working day later the head of the one-stop centre. Either may apologise and set a new
date (form 04).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.base.calendar import Calendar
from domain.base.law import Role, Status
from domain.dossier import acts, keys
from domain.dossier.journal import Entry, task_id
from domain.dossier.state import Dossier
from domain.tasks.model import CONSENT, LATE, PROPOSED_RECALL, Task

RUNNING = (Status.ACCEPTED, Status.IN_PROCESS)
"""The clock counts; a supplement or a fee stops it."""


def watch(dossier: Dossier, now: datetime, calendar: Calendar) -> list[Entry]:
    """What is to be recorded at ``now``."""
    entries = [
        Entry(key=keys.reminded(task.step), act=acts.Reminded(task=task.id, kind=task.kind))
        for task, half in _silent(dossier)
        if now >= half
    ]
    return [*entries, *_of_the_clock(dossier, now, calendar)]


def watch_at(dossier: Dossier, calendar: Calendar) -> datetime | None:
    """The moment at which to look next; None where time changes nothing."""
    return min((*(half for _, half in _silent(dossier)), *_moments(dossier, calendar)), default=None)


def told_of(date: datetime | None, due: datetime) -> bool:
    """Whether it is of this date that somebody was told: dates are told to the minute, and named so in the journal.

    One that a short pause moved by seconds is the same: said again, its words would have a key that is there.
    """
    return date is not None and keys.late(date) == keys.late(due)


def spent(dossier: Dossier, now: datetime, calendar: Calendar) -> dict[str, timedelta]:
    """The office time that each office had a task of the dossier, its own clock inside the whole."""
    clocks: dict[str, timedelta] = {}
    for task in dossier.tasks.values():
        if task.agency and task.kind not in (CONSENT, "pay", LATE, PROPOSED_RECALL):
            took = calendar.working_time(task.opened_at, task.closed_at or now)
            clocks[task.agency] = clocks.get(task.agency, timedelta()) + max(took, timedelta())
    return clocks


def _silent(dossier: Dossier) -> Iterator[tuple[Task, datetime]]:
    """The tasks that somebody is to be reminded of and was not yet, each with the half of its time."""
    for task in dossier.open_tasks:
        if (until := _awaited_until(task, dossier)) and not task.reminded:
            yield task, task.opened_at + (until - task.opened_at) / 2


def _awaited_until(task: Task, dossier: Dossier) -> datetime | None:
    """Until when an answer is waited for: who objected has answered."""
    if task.kind == CONSENT:
        return None if task.objection else task.opened_at + dossier.law.consent_wait
    return task.lapses_at


def _of_the_clock(dossier: Dossier, now: datetime, calendar: Calendar) -> Iterator[Entry]:
    due = dossier.due_at
    if due is None or dossier.status not in RUNNING:
        return
    if not told_of(dossier.warned_of, due) and _warn_at(dossier, due) <= now < due:
        yield Entry(key=keys.due_soon(due), act=acts.DueSoon(due_at=due))
    if now < due:
        return
    first, second = dossier.law.escalates_to
    if not told_of(dossier.overdue_of, due):
        yield Entry(key=keys.overdue(due), act=acts.Overdue(due_at=due))
        yield _escalated(dossier, keys.late(due), first, dossier.competent)
    elif _unanswered(dossier, due) and now >= _second_at(due, calendar):
        yield _escalated(dossier, keys.late_still(due), second, dossier.receiving)


def _moments(dossier: Dossier, calendar: Calendar) -> Iterator[datetime]:
    due = dossier.due_at
    if due is None or dossier.status not in RUNNING:
        return
    if not told_of(dossier.warned_of, due) and not told_of(dossier.overdue_of, due):
        yield _warn_at(dossier, due)
    if not told_of(dossier.overdue_of, due):
        yield due
    elif _unanswered(dossier, due):
        yield _second_at(due, calendar)


def _warn_at(dossier: Dossier, due: datetime) -> datetime:
    """So long before its date as the rules say, but not before half of the time is over."""
    begins = dossier.counted(dossier.case)[1] or due
    return max(due - dossier.law.warn_before, begins + (due - begins) / 2)


def _unanswered(dossier: Dossier, due: datetime) -> bool:
    """Whether the unit's head was told of this date and has not answered, and nobody above them was told of it."""
    first, second = (dossier.tasks.get(task_id(dossier.code, step(due))) for step in (keys.late, keys.late_still))
    return first is not None and first.open and second is None


def _second_at(due: datetime, calendar: Calendar) -> datetime:
    return calendar.add_working_time(due, calendar.day_length)


def _escalated(dossier: Dossier, step: str, role: Role, agency: str) -> Entry:
    opened = acts.TaskOpened(
        task=task_id(dossier.code, step), kind=LATE, role=role, agency=agency, decisions=("apologise", "seen")
    )
    return Entry(key=step, act=opened)
