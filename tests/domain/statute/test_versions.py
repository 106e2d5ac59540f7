"""A dossier keeps the rules of its reception, and a day has one version of a procedure."""

from datetime import date, datetime, timedelta

import pytest

from domain.base.calendar import VIETNAM
from domain.base.term import Term
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.admit import admit
from domain.dossier.rules import Moment
from domain.statute.versions import Case, Laws, NotInForce, Overlap, Version
from tests.support import examples
from tests.support.examples import CALENDAR, DESK, RECEIVE, REGISTRY, Book, filed

CHANGE = date(2027, 3, 1)
"""Law on Civil Status 03/2026/QH16."""
OLD = Version(
    code="1.001193", version="old", valid_from=date(2025, 7, 1), valid_until=CHANGE, term=Term.working_days(1)
)
NEW = Version(code="1.001193", version="new", valid_from=CHANGE, term=Term.working_days(3))
LAWS = Laws([NEW, OLD])
EVE = datetime(2027, 2, 26, 10, tzinfo=VIETNAM)


def accepted(at: datetime) -> tuple[Book, acts.Accepted]:
    """A dossier filed before the change, and its acceptance as it is judged at a moment."""
    book = Book(EVE, LAWS)
    book.write(filed(rules=OLD.rules()), DESK)
    book.write(RECEIVE)
    act = admit(book.dossier, acts.Accepted(task=RECEIVE.task), DESK, Moment(at, CALENDAR, LAWS, REGISTRY))
    assert isinstance(act, acts.Accepted)
    return book, act


def test_a_dossier_received_before_the_change_of_law_finishes_under_the_old_one() -> None:
    book, act = accepted(EVE)
    book.write(act, DESK)
    assert book.dossier.law.version == "old"
    assert book.dossier.due_at == datetime(2027, 3, 1, 10, tzinfo=VIETNAM)


def test_a_dossier_filed_before_and_received_after_it_comes_under_the_new_one() -> None:
    _, act = accepted(EVE + timedelta(days=3))
    assert (act.rules, act.due_at) == (NEW.rules(), datetime(2027, 3, 4, 10, tzinfo=VIETNAM))


def test_the_new_law_holds_from_its_first_day() -> None:
    assert LAWS.in_force("1.001193", CHANGE - timedelta(days=1)).version == "old"
    assert LAWS.in_force("1.001193", CHANGE).version == "new"


def test_a_procedure_is_not_in_force_before_its_first_version() -> None:
    with pytest.raises(NotInForce, match="not in force on 2025-06-30"):
        LAWS.in_force("1.001193", date(2025, 6, 30))


def test_two_versions_never_hold_on_one_day() -> None:
    with pytest.raises(Overlap, match=r"1\.001193: old still holds when new begins"):
        Laws([OLD.model_copy(update={"valid_until": None}), NEW])


def test_a_case_has_a_term_of_its_own() -> None:
    cases = {"verified": Case(title=Words(vi="Phải xác minh", en="To be verified"), term=Term.days(15))}
    rules = NEW.model_copy(update={"cases": cases}).rules()
    assert (rules.term_of("verified"), rules.term_of("")) == (Term.days(15), Term.working_days(3))


def test_a_version_says_by_which_law_and_no_dossier_keeps_that() -> None:
    version = examples.LAWS.version("1.001193", date(2026, 11, 25))
    assert version.basis.startswith("Luật Hộ tịch 60/2014/QH13")
    assert "basis" not in version.rules().model_dump()
    with pytest.raises(NotInForce):
        examples.LAWS.version("1.001193", date(2020, 1, 1))
