"""What was never given a date is judged by its term (metric 2.1), and not at all where nobody says which days count."""

from domain.dossier import acts
from domain.dossier.journal import Event
from domain.province.facts import facts_of
from domain.province.punctual import in_time
from tests.domain.deadlines.test_rules import told
from tests.domain.province.test_appointed import DAY, DUE, HOUR, asked_for_more, facts, supplied
from tests.domain.province.test_took import WRITTEN
from tests.support.examples import ACCEPTED, CODE, Book


def undated(book: Book) -> list[Event]:
    """Its journal as one would be in which nothing was ever appointed."""
    return [
        event.model_copy(update={"act": event.act.model_copy(update={"due_at": None})})
        if isinstance(event.act, acts.Accepted | acts.Supplied)
        else event
        for event in book.events
    ]


def test_what_was_never_appointed_is_judged_by_its_term_less_what_its_clock_stood() -> None:
    book = told(*ACCEPTED)
    asked_for_more(book, after=HOUR)
    supplied(book, after=3 * DAY)
    dated, by_term = facts(book), facts_of(CODE, undated(book), WRITTEN.at)
    assert (by_term.due_at, by_term.appointed_at) == (None, dated.appointed_at)
    assert by_term.appointed_at
    assert by_term.appointed_at > DUE
    late = by_term.appointed_at + HOUR
    assert (in_time(by_term, by_term.appointed_at), in_time(by_term, late)) == (True, False)


def test_what_was_never_appointed_is_neither_in_time_nor_late_where_no_calendar_says_when_its_term_is_over() -> None:
    found = facts_of(CODE, undated(told(*ACCEPTED)))
    assert found.accepted_at
    assert (found.appointed_at, in_time(found, DUE + 9 * DAY)) == (None, None)
