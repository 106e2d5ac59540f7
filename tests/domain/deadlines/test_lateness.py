"""Time reminds, warns and escalates, each once; late is a fact, and an apology sets a new date."""

from datetime import datetime, timedelta

from domain.base import refusals
from domain.base.calendar import VIETNAM
from domain.base.law import Role
from domain.deadlines.dueness import because
from domain.deadlines.lateness import spent, watch, watch_at
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Entry
from tests.support.declared import describe
from tests.support.examples import (
    ACCEPTED,
    APPROVED,
    ASK_MORE,
    CALENDAR,
    COMMUNE,
    CONFIRM,
    DESK,
    HAND_OVER,
    ISSUED,
    NUMBERED,
    RECEIVE,
    REGISTRAR,
    SUPPLY,
    VERIFIED,
    VERIFY,
    Book,
    officer,
    verdict,
    written,
)

HEAD = officer("head", Role.COMMUNE_LEADER)
CENTRE = officer("centre", Role.CENTRE_HEAD)
NEXT_WEEK = datetime(2026, 11, 25, 10, 0, tzinfo=VIETNAM)


def due(book: Book) -> datetime:
    """The date of the result."""
    assert book.dossier.due_at
    return book.dossier.due_at


def types(entries: list[Entry]) -> list[str]:
    """What is to be recorded."""
    return [entry.act.type for entry in entries]


def minded(book: Book, now: datetime) -> list[str]:
    """Record what time has brought about, as the monitor does."""
    book.at = now
    entries = watch(book.dossier, now, CALENDAR)
    for entry in entries:
        book.write(entry.act, ENGINE, entry.key)
    return types(entries)


def late(book: Book, place: int = 0) -> str:
    """The task by which a superior hears of it."""
    return [task.id for task in book.dossier.tasks.values() if task.kind == "late"][place]


def apology(task: str, until: datetime = NEXT_WEEK, reason: str = "Chờ xác minh") -> acts.Apologised:
    """A new date, with its reason."""
    return acts.Apologised(task=task, reason=reason, due_at=until)


def overdue() -> Book:
    """A birth whose date has passed, of which the head of the unit has heard."""
    book = written(*ACCEPTED, VERIFY)
    assert minded(book, due(book) + timedelta(minutes=1)) == ["overdue", "task_opened"]
    return book


def test_the_office_is_warned_in_time_and_once() -> None:
    book = written(*ACCEPTED, VERIFY)
    soon = due(book) - timedelta(hours=3)
    assert watch_at(book.dossier, CALENDAR) == due(book) - timedelta(hours=4), "half of the day: it was accepted at 9"
    assert minded(book, soon) == ["due_soon"]
    assert minded(book, soon + timedelta(minutes=5)) == []
    assert watch_at(book.dossier, CALENDAR) == due(book)


def test_past_its_date_the_unit_s_head_hears_of_it_and_a_working_day_later_the_centre_s() -> None:
    book = overdue()
    assert watch_at(book.dossier, CALENDAR) == due(book) + timedelta(days=1)
    assert minded(book, due(book) + timedelta(hours=20)) == []
    assert minded(book, due(book) + timedelta(days=1)) == ["task_opened"]
    roles = [task.role for task in book.dossier.tasks.values() if task.kind == "late"]
    assert roles == [Role.COMMUNE_LEADER, Role.CENTRE_HEAD]
    assert minded(book, due(book) + timedelta(days=30)) == []


def test_the_centre_hears_of_every_date_whatever_it_still_has_to_answer() -> None:
    book = overdue()
    minded(book, due(book) + timedelta(days=1))
    book.write(apology(late(book)), HEAD)
    assert minded(book, NEXT_WEEK + timedelta(minutes=1)) == ["overdue", "task_opened"]
    assert watch_at(book.dossier, CALENDAR) == NEXT_WEEK + timedelta(days=1)
    assert minded(book, NEXT_WEEK + timedelta(days=1)) == ["task_opened"]
    roles = [task.role for task in book.dossier.tasks.values() if task.kind == "late"]
    assert roles == [Role.COMMUNE_LEADER, Role.CENTRE_HEAD] * 2


def test_once_both_were_told_time_has_no_more_to_say_whoever_answers_first() -> None:
    book = overdue()
    minded(book, due(book) + timedelta(days=1))
    book.write(acts.Done(task=late(book), decision="seen"), HEAD)
    assert watch(book.dossier, due(book) + timedelta(days=30), CALENDAR) == []
    assert watch_at(book.dossier, CALENDAR) is None


def test_who_has_seen_it_ends_the_escalation() -> None:
    book = overdue()
    book.write(acts.Done(task=late(book), decision="seen"), HEAD)
    assert minded(book, due(book) + timedelta(days=3)) == []


def test_late_bars_nothing() -> None:
    book = overdue()
    book.go_on([(acts.Done(task=VERIFY.task, decision="confirm"), REGISTRAR)])
    assert describe(book.dossier, book.at).late


def test_who_heard_that_it_is_late_may_still_approve_it() -> None:
    book = overdue()
    book.write(acts.Done(task=late(book), decision="seen"), HEAD)
    assert HEAD.id not in book.dossier.acted_by


def test_an_apology_sets_a_new_date_once_and_says_why() -> None:
    book = overdue()
    task = late(book)
    assert verdict(book, apology(task, reason=" "), HEAD) is refusals.ReasonMissing
    assert verdict(book, apology(task, book.at - timedelta(days=1)), HEAD) is refusals.Unacceptable
    assert verdict(book, apology(task, NEXT_WEEK - timedelta(days=1)), HEAD) is refusals.Unacceptable, "24/11 is off"
    book.write(apology(task), HEAD)
    assert (due(book), describe(book.dossier, book.at).late) == (NEXT_WEEK, False)
    assert (said := because(book.dossier, CALENDAR))
    assert "hẹn lại theo văn bản xin lỗi (mẫu 04); nay hẹn trả " in said.vi
    assert minded(book, NEXT_WEEK + timedelta(minutes=1)) == ["overdue", "task_opened"]
    assert verdict(book, apology(late(book, 1), NEXT_WEEK + timedelta(days=2)), HEAD) is refusals.LimitReached


def test_a_paused_clock_is_never_late() -> None:
    book = written(RECEIVE, (ASK_MORE, DESK), SUPPLY)
    assert watch(book.dossier, book.at + timedelta(days=60), CALENDAR) == []
    assert watch_at(book.dossier, CALENDAR) is None


def test_a_silent_applicant_is_reminded_at_half_their_time_and_once() -> None:
    book = written(*VERIFIED, CONFIRM)
    opened = book.dossier.tasks[CONFIRM.task].opened_at
    half = opened + timedelta(hours=12)
    assert "reminded" not in types(watch(book.dossier, half - timedelta(minutes=1), CALENDAR))
    assert "reminded" in minded(book, half)
    assert "reminded" not in types(watch(book.dossier, half + timedelta(hours=1), CALENDAR))


def test_what_is_done_is_warned_of_no_more() -> None:
    book = written(*APPROVED, NUMBERED, ISSUED, HAND_OVER)
    assert watch(book.dossier, due(book) + timedelta(days=9), CALENDAR) == []
    assert watch_at(book.dossier, CALENDAR) is None


def test_a_date_that_moves_by_seconds_is_the_one_that_everybody_was_told_of() -> None:
    book = overdue()
    minded(book, due(book) + timedelta(minutes=5))
    book.dossier.due_at = due(book) + timedelta(seconds=2)  # a supplement came as fast as it was asked for
    soon = due(book) + timedelta(minutes=6)
    assert watch(book.dossier, soon, CALENDAR) == []
    later = watch_at(book.dossier, CALENDAR)
    assert later is None or later > soon, "and nobody looks for ever"


def test_each_office_has_its_own_clock_inside_the_whole() -> None:
    book = written(RECEIVE)
    book.write(acts.Accepted(task=RECEIVE.task), DESK, after=timedelta(hours=2))
    book.write(VERIFY)
    assert spent(book.dossier, book.at + timedelta(hours=1), CALENDAR) == {COMMUNE: timedelta(hours=3)}


def test_the_centre_s_head_may_apologise_too() -> None:
    book = overdue()
    minded(book, due(book) + timedelta(days=1))
    assert verdict(book, apology(late(book, 1)), CENTRE) is None
