"""How long a dossier took: in what its term is counted in, by the calendar that its office then knew."""

from datetime import date, datetime, timedelta

import pytest

from domain.base.calendars import CalendarAt, Calendars, CalendarsAsKnown, DayOff
from domain.base.term import Term
from domain.dossier import acts
from domain.dossier.acts import PAYMENTS
from domain.province.facts import DossierFacts, facts_of
from domain.statute.versions import Laws, Version
from tests.domain.deadlines.test_rules import at, told
from tests.domain.province.test_appointed import asked_for_more, recalled, supplied
from tests.domain.province.test_facts import opened
from tests.support.examples import (
    ACCEPTED,
    ASK_FEE,
    CALENDAR,
    CALENDARS,
    CODE,
    COMMUNE,
    DELIVERED,
    DESK,
    LEADER,
    MOTHER,
    RECEIVE,
    RULES,
    Book,
    filed,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WRITTEN = CalendarsAsKnown(CALENDARS, ())
STOPPED = acts.Stopped(reason="Hai bên tranh chấp")


def accepted(moment: str, term: Term) -> Book:
    """A dossier that came in and was accepted at a moment, by a law that gives a term."""
    version = Version(code="1.001193", valid_from=date(2025, 7, 1), **dict(RULES) | {"term": term})
    book = Book(at(moment), Laws([version]))
    book.write(filed(rules=version.rules()), MOTHER)
    book.write(RECEIVE)
    book.write(acts.Accepted(task=RECEIVE.task), DESK)
    return book


def stopped(book: Book, moment: str) -> Book:
    """It ends without a result."""
    book.write(STOPPED, LEADER, after=at(moment) - book.at)
    return book


def facts(book: Book, calendar_at: CalendarAt = WRITTEN.at) -> DossierFacts:
    """Its facts, by what lies in the open."""
    return facts_of(CODE, map(opened, book.events), calendar_at)


def taken(book: Book, calendar_at: CalendarAt = WRITTEN.at) -> tuple[str, int | None, int | None]:
    found = facts(book, calendar_at)
    return found.took_in, found.took, found.took_working_days


def decreed(day: date, since: datetime, *offices: str) -> CalendarAt:
    """The calendars, where a day off was decreed at a moment."""
    off = DayOff(day=day, basis="Công điện thử", offices=offices)
    return CalendarsAsKnown(CALENDARS, [(since, off)]).at


@pytest.mark.parametrize(
    ("term", "told_of"),
    [
        # Tet of 2026 is from Monday 16 to Friday 20 February: of Thursday to Tuesday two days were worked.
        (Term.working_days(3), ("working_days", 3000, 3000)),
        (Term.days(15), ("days", 12_000, 3000)),
        (Term.hours(24), ("hours", 24_000, 3000)),
        (Term.same_day(), ("hours", 24_000, 3000)),
        (Term.same_day().then(Term.working_days(10)), ("working_days", 3000, 3000)),
    ],
)
def test_days_of_a_holiday_count_where_the_term_counts_them(term: Term, told_of: tuple[str, int, int]) -> None:
    assert taken(stopped(accepted("2026-02-12T09:00", term), "2026-02-24T09:00")) == told_of


def test_it_took_as_long_as_its_law_gives_it_when_it_is_settled_at_its_date() -> None:
    for term, much in ((Term.working_days(7), 7000), (Term.days(20), 20_000), (Term.hours(5), 5000)):
        book = accepted("2026-11-17T09:00", term)
        assert book.dossier.due_at
        book.write(STOPPED, LEADER, after=book.dossier.due_at - book.at)
        assert facts(book).took == much


def test_parts_of_a_day_count_and_hours_in_which_the_office_is_closed_do_not() -> None:
    assert taken(stopped(accepted("2026-11-17T09:00", Term.working_days(3)), "2026-11-17T11:00"))[1] == 250
    assert taken(stopped(accepted("2026-11-17T19:00", Term.working_days(3)), "2026-11-17T21:00"))[1] == 0
    assert taken(stopped(accepted("2026-11-17T15:30", Term.same_day()), "2026-11-17T16:00"))[1] == 0


@pytest.mark.parametrize("term", [Term.working_days(7), Term.days(20), Term.hours(40)])
def test_what_its_clock_stood_for_a_supplement_is_no_part_of_it(term: Term) -> None:
    straight, stood = accepted("2026-11-17T09:00", term), accepted("2026-11-17T09:00", term)
    stopped(straight, "2026-11-20T09:00")
    asked_for_more(stood, DAY)
    supplied(stood, 7 * DAY)
    stopped(stood, "2026-11-27T09:00")
    assert taken(stood) == taken(straight)


def test_what_is_stopped_while_it_waits_took_until_it_was_asked_for_more() -> None:
    book = accepted("2026-11-17T09:00", Term.working_days(7))
    asked_for_more(book, DAY)
    assert taken(stopped(book, "2026-12-16T09:00")) == ("working_days", 1000, 1000)


def test_what_it_waited_for_its_fee_is_no_part_of_it() -> None:
    book = accepted("2026-11-17T09:00", Term.working_days(7))
    book.write(ASK_FEE, after=HOUR)
    paid = acts.MoneyIn(task=ASK_FEE.task, transaction="T", amount=10_000, method="gateway", settles=True)
    book.write(paid, PAYMENTS, after=6 * DAY)
    assert taken(stopped(book, "2026-11-23T11:00"))[1] == 250


def test_a_day_off_counts_not_once_it_was_decreed_and_changes_nothing_that_was_settled_before() -> None:
    book = stopped(accepted("2026-11-17T09:00", Term.working_days(7)), "2026-11-20T09:00")
    wednesday = date(2026, 11, 18)
    assert taken(book, decreed(wednesday, at("2026-11-19T09:00")))[1] == 2000
    assert taken(book, decreed(wednesday, at("2026-11-20T09:00")))[1] == 2000, "from that moment on"
    assert taken(book, decreed(wednesday, at("2026-11-20T09:01")))[1] == 3000


def test_a_day_off_that_a_later_calendar_names_too_counts_from_when_it_was_decreed() -> None:
    book, wednesday = (
        stopped(accepted("2026-11-17T09:00", Term.working_days(7)), "2026-11-20T09:00"),
        date(2026, 11, 18),
    )
    released = CALENDARS.with_days_off(DayOff(day=wednesday, basis="Công điện thử"))
    for since, took in (("2026-11-19T09:00", 2000), ("2026-11-20T09:01", 3000)):
        off = [(at(since), DayOff(day=wednesday, basis="Công điện thử"))]
        assert taken(book, CalendarsAsKnown(released, off).at)[1] == took
    again = [(at(f"2026-11-{day}T09:00"), DayOff(day=wednesday, basis=f"Công điện {day}")) for day in (19, 25)]
    assert taken(book, CalendarsAsKnown(released, again).at)[1] == 2000


def test_a_saturday_that_was_worked_was_so_until_it_was_taken_off() -> None:
    saturday = date(2026, 8, 22)
    written = Calendars(CALENDAR.model_validate(CALENDAR.model_dump() | {"make_up_days": (saturday,)}))
    known = CalendarsAsKnown(CALENDARS, [(at("2026-08-24T09:00"), DayOff(day=saturday, basis="Công điện thử"))])
    assert written.of(COMMUNE).is_working_day(saturday)
    assert known.at(COMMUNE, at("2026-08-24T08:59")).is_working_day(saturday)
    assert not known.at(COMMUNE, at("2026-08-24T09:00")).is_working_day(saturday)


def test_a_day_off_of_others_is_worked_here() -> None:
    book = stopped(accepted("2026-11-17T09:00", Term.working_days(7)), "2026-11-20T09:00")
    assert taken(book, decreed(date(2026, 11, 18), at("2026-11-17T09:00"), "12019"))[1] == 3000
    assert taken(book, decreed(date(2026, 11, 18), at("2026-11-17T09:00"), COMMUNE))[1] == 2000


def test_a_term_of_calendar_days_counts_a_decreed_day_off() -> None:
    book = stopped(accepted("2026-11-17T09:00", Term.days(20)), "2026-11-20T09:00")
    assert taken(book, decreed(date(2026, 11, 18), at("2026-11-18T09:00"))) == ("days", 3000, 2000)


def test_its_first_result_ends_it_and_nothing_that_comes_after() -> None:
    book = told(*DELIVERED)
    first = taken(book)
    assert first[0] == "working_days"
    recalled(book, after=30 * DAY)
    assert taken(book) == first
    assert facts(book).ended_at is None


def test_nothing_is_known_of_what_is_under_way_or_was_never_accepted() -> None:
    assert taken(told(*ACCEPTED)) == ("", None, None)
    refused = told(RECEIVE)
    refused.write(acts.Withdrawn(reason="Đổi ý"), MOTHER, after=DAY)
    assert facts(refused).ended_at
    assert taken(refused) == ("", None, None)


def test_where_no_calendar_says_what_was_worked_it_is_not_known_and_all_else_is() -> None:
    book = stopped(accepted("2027-12-30T09:00", Term.working_days(1)), "2028-01-05T09:00")
    assert taken(book) == ("", None, None)
    assert facts(book).ended_at == at("2028-01-05T09:00")
    assert facts_of(CODE, book.events).took is None
