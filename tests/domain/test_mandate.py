"""Who acts for another does so within the mandate: to its last day, in everything, and the owner always."""

from datetime import datetime, timedelta

import pytest

from domain import acts, refusals
from domain.acts import Actor
from domain.calendar import VIETNAM
from domain.view import describe
from tests.examples import (
    ASK_MORE,
    CONFIRM,
    DESK,
    FATHER,
    MOTHER,
    RECEIVE,
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
