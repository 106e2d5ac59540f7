"""Who acts for another does so within the mandate: to its last day, in everything, and the owner always."""

from datetime import datetime, timedelta

import pytest

from domain.base import refusals
from domain.base.calendar import VIETNAM
from domain.dossier import acts
from domain.dossier.acts import Actor
from tests.support.declared import describe
from tests.support.examples import (
    ASK_MORE,
    CONFIRM,
    DESK,
    FATHER,
    MOTHER,
    RECEIVE,
    STRANGER,
    SUPPLY,
    TUESDAY,
    VERIFIED,
    Book,
    filed,
    verdict,
)

LAST = datetime(2026, 11, 20, 23, 59, tzinfo=VIETNAM)


def by_mandate(at: datetime, *steps: object) -> Book:
    """The mother files for the father until the twentieth, and it is this late."""
    book = Book()
    book.write(filed(owner=FATHER.id, mandate_until=LAST.date()), MOTHER)
    book.go_on(steps)  # type: ignore[arg-type]
    book.at = at
    return book


SUPPLIED = acts.Supplied(task=SUPPLY.task)
CASES = {
    "withdraw": ((), acts.Withdrawn()),
    "supply": ((RECEIVE, (ASK_MORE, DESK), SUPPLY), SUPPLIED),
    "confirm": ((*VERIFIED, CONFIRM), acts.Confirmed(task=CONFIRM.task)),
    "correct": ((*VERIFIED, CONFIRM), acts.Corrected(task=CONFIRM.task)),
}


@pytest.mark.parametrize("act", CASES)
@pytest.mark.parametrize(
    ("who", "late", "refused"),
    [
        (MOTHER, timedelta(), None),
        (MOTHER, timedelta(minutes=1), refusals.MandateEnded),
        (FATHER, timedelta(minutes=1), None),
        (FATHER, timedelta(days=400), None),
    ],
)
def test_a_mandate_ends_with_its_last_day_for_every_act_and_never_for_the_owner(
    act: str, who: Actor, late: timedelta, refused: type[refusals.Refusal] | None
) -> None:
    steps, done = CASES[act]
    assert verdict(by_mandate(LAST + late, *steps), done, who) is refused


def test_who_may_act_no_longer_is_offered_nothing() -> None:
    book = by_mandate(LAST)
    assert "withdraw" in describe(book.dossier, LAST, MOTHER.id).can
    assert describe(book.dossier, LAST + timedelta(minutes=1), MOTHER.id).can == ()
    assert "withdraw" in describe(book.dossier, LAST + timedelta(minutes=1), FATHER.id).can


def test_a_dossier_of_before_mandates_had_an_end_goes_on_as_it_was() -> None:
    book = Book()
    book.write(filed(owner=FATHER.id), MOTHER)
    book.at = TUESDAY + timedelta(days=800)
    assert verdict(book, acts.Withdrawn(), MOTHER) is None


def test_who_files_for_themselves_needs_no_mandate() -> None:
    book = Book()
    book.write(filed(), MOTHER)
    book.at = TUESDAY + timedelta(days=800)
    assert verdict(book, acts.Withdrawn(), MOTHER) is None


def revoked(*steps: object) -> Book:
    """The father has taken back the mandate."""
    book = by_mandate(LAST, *steps)
    book.write(acts.MandateRevoked(), FATHER)
    return book


@pytest.mark.parametrize("act", CASES)
def test_a_mandate_that_is_revoked_is_over_at_once_and_the_owner_goes_on(act: str) -> None:
    steps, done = CASES[act]
    assert verdict(by_mandate(LAST, *steps), done, MOTHER) is None
    assert verdict(revoked(*steps), done, MOTHER) is refusals.MandateEnded
    assert verdict(revoked(*steps), done, FATHER) is None


def test_who_filed_by_a_mandate_that_is_revoked_is_no_reader_any_longer() -> None:
    assert MOTHER.id in by_mandate(LAST).dossier.seen_by
    book = revoked()
    assert MOTHER.id not in book.dossier.seen_by
    assert FATHER.id in book.dossier.seen_by
    assert describe(book.dossier, LAST, MOTHER.id).can == ()


def test_a_mandate_is_revoked_by_its_owner_alone_once_and_only_where_there_is_one() -> None:
    act = acts.MandateRevoked()
    assert verdict(by_mandate(LAST), act, MOTHER) is refusals.Forbidden
    assert verdict(by_mandate(LAST), act, STRANGER) is refusals.Missing
    assert verdict(by_mandate(LAST), act, DESK) is refusals.Missing
    assert verdict(revoked(), act, FATHER) is refusals.AlreadyDone
    book = Book()
    book.write(filed(), MOTHER)
    assert verdict(book, act, MOTHER) is refusals.NoMandate


def test_a_mandate_is_revoked_when_the_dossier_has_ended_too() -> None:
    book = by_mandate(LAST)
    book.write(acts.Withdrawn(), MOTHER)
    assert verdict(book, acts.MandateRevoked(), FATHER) is None
