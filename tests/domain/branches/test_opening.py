"""A branch is filed for whoever acts for its parent then, and asks nobody twice and nobody never."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.base import refusals
from domain.base.calendar import VIETNAM
from domain.branches.model import Parent
from domain.branches.opening import carried, filed_for
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.notice import notice_of
from domain.filing.consenting import consents_of
from domain.filing.model import Agreement
from domain.filing.reception import begun
from tests.support.examples import (
    CODE,
    COMMUNE,
    DESK,
    FATHER,
    FORM,
    LEADER,
    MOTHER,
    RECEIVE,
    STRANGER,
    SUPPLY,
    TUESDAY,
    Book,
    filed,
    personal,
    verdict,
)

SECRET = "5e" * 16
HEAD, OWNER = "f" * 32, "x" * 32
"""The father heads the household, a stranger owns the dwelling."""


def agreements(address: str = "Số 12", **changes: str) -> list[Agreement]:
    """Both must agree that the child moves there."""
    parts = {HEAD: "household head", OWNER: "owner"} | changes
    step = {"step": "residence", "of": {"address": address}}
    return [Agreement(number=number, part=part, to=step | {"part": part}) for number, part in parts.items()]


def asked(address: str = "Số 12", **changes: str) -> tuple[acts.Consent, ...]:
    """The same as a filing keeps it."""
    return consents_of(agreements(address, **changes), str, SECRET)


def top(*agreed: acts.Actor, at: datetime = TUESDAY, **changes: Any) -> Book:
    """A dossier to which these have agreed."""
    book, act = Book(at), filed(consents=asked(), **changes)
    book.write(act, MOTHER)
    for entry in begun(CODE, act):
        book.write(entry.act, ENGINE, entry.key)
    for who in agreed:
        task = next(task for task in book.dossier.tasks.values() if task.person == who.id)
        book.write(acts.Consented(task=task.id), who)
    return book


def given(book: Book, wanted: tuple[acts.Consent, ...]) -> dict[str, bool]:
    """By person who must agree to a branch, whether they have."""
    return {consent.person: consent.given_in == CODE for consent in carried(book.dossier, wanted, book.at)}


def test_who_agreed_in_the_dossier_that_opens_it_is_not_asked_again() -> None:
    assert given(top(FATHER, STRANGER), asked()) == {HEAD: True, OWNER: True}


def test_who_did_not_agree_is_asked_in_the_branch() -> None:
    assert given(top(FATHER), asked()) == {HEAD: True, OWNER: False}
    assert given(top(), asked()) == {HEAD: False, OWNER: False}


def test_who_agreed_to_something_else_is_asked_in_the_branch() -> None:
    book = top(FATHER, STRANGER)
    assert given(book, asked("Số 99")) == {HEAD: False, OWNER: False}
    assert given(book, asked(**{HEAD: "owner"})) == {HEAD: False, OWNER: True}
    assert given(book, (acts.Consent(person=HEAD, part="household head"),)) == {HEAD: False}


def test_nobody_agrees_for_somebody_else() -> None:
    book = top(FATHER, STRANGER)
    assert given(book, consents_of(agreements(), lambda number: number[::-1].upper(), SECRET)) == {
        HEAD.upper(): False,
        OWNER.upper(): False,
    }


def test_a_digest_of_what_is_agreed_to_is_no_use_without_the_dossiers_secret() -> None:
    assert consents_of(agreements(), str, SECRET) == asked()
    assert not {one.digests for one in consents_of(agreements(), str, "other")} & {one.digests for one in asked()}


def test_who_files_it_has_agreed_by_filing() -> None:
    assert given(top(applicant=HEAD), asked()) == {OWNER: False}
    assert given(top(owner=OWNER), asked()) == {HEAD: False}


def test_what_was_filed_before_branches_asked_goes_on_as_it_was() -> None:
    book = top()
    book.dossier.edition = 0
    assert carried(book.dossier, asked(), book.at) == ()


def branch(consents: tuple[acts.Consent, ...]) -> Book:
    """The branch as the engine files it."""
    book = Book()
    parent = Parent(code="top", step="residence", offices=(COMMUNE,))
    act = filed(consents=consents, parent=parent, edition=1)
    book.write(act, ENGINE)
    for entry in begun(CODE, act):
        book.write(entry.act, ENGINE, entry.key)
    return book


GIVEN = (acts.Consent(person=HEAD, part="household head", digests=("a" * 16,), given_in="top"),)
ACCEPT = acts.Accepted(task=RECEIVE.task)


def asking(book: Book) -> acts.TaskOpened:
    """By what somebody is asked to agree."""
    asked = (event.act for event in book.events if isinstance(event.act, acts.TaskOpened))
    return next(act for act in asked if act.kind == "consent")


def test_a_branch_says_who_agreed_where_and_its_desk_accepts_it() -> None:
    book = branch(GIVEN)
    [consented] = [act for event in book.events if isinstance(act := event.act, acts.Consented)]
    assert (consented.given_in, book.events[-1].key, book.events[-1].actor) == ("top", "consent/1/carried", ENGINE)
    assert notice_of(asking(book), book.dossier.tasks[consented.task]) == ""
    book.write(ACCEPT, DESK)


def test_a_branch_to_which_somebody_has_not_agreed_is_not_accepted() -> None:
    book = branch(tuple(one.model_copy(update={"given_in": ""}) for one in GIVEN))
    assert verdict(book, ACCEPT, DESK) is refusals.ConsentMissing
    assert notice_of(asking(book), book.dossier.tasks[asking(book).task]) == "consent_asked"


def test_who_agreed_before_is_asked_anew_when_the_branchs_form_is_corrected() -> None:
    book = branch(GIVEN)
    book.write(acts.SupplementRequested(task=RECEIVE.task, items=("Tờ khai",), reason="Sai địa chỉ"), DESK)
    book.write(SUPPLY)
    book.write(acts.Supplied(task=SUPPLY.task, corrected=("address",)), MOTHER)
    book.write(RECEIVE.model_copy(update={"task": "again"}), key="receive#2")
    assert verdict(book, acts.Accepted(task="again"), DESK) is refusals.ConsentMissing


@pytest.mark.parametrize("where", ["", "other"])
def test_the_engine_agrees_in_nobodys_place(where: str) -> None:
    book = branch(tuple(one.model_copy(update={"given_in": ""}) for one in GIVEN))
    task = next(task.id for task in book.dossier.tasks.values() if task.kind == "consent")
    assert verdict(book, acts.Consented(task=task, given_in=where), ENGINE) is refusals.Missing
    assert verdict(book, acts.Consented(task=task, given_in="top"), FATHER) is refusals.Missing
    assert verdict(book, acts.Consented(task=task), FATHER) is None


def test_what_is_agreed_to_is_what_the_corrected_form_says() -> None:
    book = top(FATHER)
    book.write(acts.SupplementRequested(task=RECEIVE.task, items=("Tờ khai",), reason="Sai địa chỉ"), DESK)
    book.write(SUPPLY)
    said = {"form": FORM | {"address": "Số 99"}}
    book.write(acts.Supplied(task=SUPPLY.task, corrected=("address",), consents=asked("Số 99"), personal=said), MOTHER)
    assert given(book, asked("Số 99")) == {HEAD: False, OWNER: False}
    task = next(task.id for task in book.dossier.tasks.values() if task.person == HEAD)
    book.write(acts.Consented(task=task), FATHER)
    assert given(book, asked("Số 99")) == {HEAD: True, OWNER: False}
    assert given(book, asked()) == {HEAD: False, OWNER: False}


LAST = date(2026, 11, 20)
SAID = personal(owner={"number": "033094000028", "name": "Trịnh Quốc Bảo", "until": "2026-11-20"})


def by_mandate() -> Book:
    """The mother files for the father, until the twentieth."""
    return top(owner=FATHER.id, mandate_until=LAST, personal=SAID, filed_as="person")


def opened(book: Book) -> dict[str, Any]:
    """For whom a branch would be filed now."""
    act = book.events[0].act
    assert isinstance(act, acts.Filed)
    return filed_for(book.dossier, act, book.events, book.at)


def test_a_branch_is_filed_by_whoever_acts_for_the_owner() -> None:
    found = opened(by_mandate())
    assert (found["applicant"], found["owner"], found["mandate_until"]) == (MOTHER.id, FATHER.id, LAST)
    assert found["personal"] == SAID


def test_a_mandate_that_was_taken_back_opens_no_further_door() -> None:
    book = by_mandate()
    contact = {"email": "bao@example.vn", "locale": "vi"}
    book.write(acts.MandateRevoked(personal={"contact": contact}), FATHER)
    found = opened(book)
    assert (found["applicant"], "owner" in found) == (FATHER.id, False)
    assert found["personal"]["applicant"] == {"number": "033094000028", "name": "Trịnh Quốc Bảo"}
    assert found["personal"]["contact"] == contact
    assert "owner" not in found["personal"]
    assert found["personal"]["form"] == SAID["form"]


def test_a_mandate_whose_last_day_has_passed_opens_no_further_door_and_tells_its_holder_nothing() -> None:
    book = by_mandate()
    book.at = datetime(2026, 11, 20, 23, 59, tzinfo=VIETNAM)
    assert opened(book)["applicant"] == MOTHER.id
    book.at += timedelta(minutes=1)
    found = opened(book)
    assert (found["applicant"], found["personal"]["contact"]) == (FATHER.id, {})


def test_who_files_by_a_mandate_that_is_over_has_not_agreed_by_filing() -> None:
    book = top(applicant=HEAD, owner=MOTHER.id, mandate_until=LAST)
    assert given(book, asked()) == {OWNER: False}
    book.at = datetime(2026, 11, 21, tzinfo=VIETNAM)
    assert given(book, asked()) == {HEAD: False, OWNER: False}
    assert LEADER.id not in given(book, asked())
