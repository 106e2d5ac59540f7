"""Who must agree may object and agree later; nothing is accepted before, and who stays silent is reminded once."""

from datetime import datetime, timedelta

import pytest

from domain.base import refusals
from domain.deadlines.lateness import watch, watch_at
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.notice import notice_of
from domain.dossier.view import asked_of
from domain.filing.reception import begun, part_of
from domain.statute.versions import Rules
from tests.support.declared import describe
from tests.support.examples import (
    ACCEPTED,
    CALENDAR,
    CODE,
    DESK,
    FATHER,
    MOTHER,
    RECEIVE,
    REGISTRAR,
    RULES,
    STRANGER,
    SUPPLY,
    VERIFY,
    Book,
    filed,
    written,
)

CONSENTS = (acts.Consent(person=FATHER.id, part="husband"),)
ACCEPT = acts.Accepted(task=RECEIVE.task)
ASK_MORE = acts.SupplementRequested(task=RECEIVE.task, items=("Tờ khai",), reason="Sai địa chỉ")


def asked(rules: Rules = RULES) -> Book:
    """A dossier as it is filed, with the task by which the husband is asked."""
    book, act = Book(), filed(consents=CONSENTS, rules=rules)
    book.write(act, MOTHER)
    for entry in begun(CODE, act):
        book.write(entry.act, ENGINE, entry.key)
    return book


def consent_of(book: Book) -> str:
    """The task by which he is asked."""
    return next(task.id for task in book.dossier.tasks.values() if task.kind == "consent")


def objection(book: Book, reason: str = "Chưa bàn bạc") -> acts.Objected:
    """He does not agree."""
    return acts.Objected(task=consent_of(book), reason=reason)


def agreement(book: Book) -> acts.Consented:
    """He agrees."""
    return acts.Consented(task=consent_of(book))


def test_who_objected_is_still_asked_and_can_agree() -> None:
    book = asked()
    book.write(objection(book), FATHER)
    task = book.dossier.tasks[consent_of(book)]
    assert (task.open, task.objection, task.decision) == (True, "Chưa bàn bạc", "")
    assert describe(book.dossier, book.at, FATHER.id).can == ("consent", "object")
    book.write(objection(book, "Vẫn chưa"), FATHER)
    assert book.dossier.tasks[task.id].objection == "Vẫn chưa"
    book.write(agreement(book), FATHER)
    assert (task.open, task.objection, task.decision) == (False, "", "consent")
    assert [event.act.type for event in book.events[-3:]] == ["objected", "objected", "consented"]


def test_nothing_is_accepted_while_a_consent_is_missing_and_the_desk_may_refuse() -> None:
    book = asked()
    for said in (None, objection(book)):
        if said:
            book.write(said, FATHER)
        with pytest.raises(refusals.ConsentMissing, match="the husband") as refusal:
            book.judge(ACCEPT, DESK)
        assert "bên nam" in refusal.value.vi
    book.judge(acts.NotAccepted(task=RECEIVE.task, reason="Bên nam không đồng ý"), DESK)
    book.write(agreement(book), FATHER)
    book.write(ACCEPT, DESK)


def test_who_has_agreed_does_not_take_it_back() -> None:
    book = asked()
    book.write(agreement(book), FATHER)
    with pytest.raises(refusals.TaskClosed):
        book.judge(objection(book), FATHER)


def test_when_it_has_ended_there_is_nothing_to_agree_to() -> None:
    book = asked()
    book.write(objection(book), FATHER)
    book.write(acts.NotAccepted(task=RECEIVE.task, reason="Bên nam không đồng ý"), DESK)
    with pytest.raises(refusals.DossierEnded):
        book.judge(agreement(book), FATHER)


def test_nobody_objects_to_what_does_not_ask_for_their_consent() -> None:
    for book, task, actor in ((asked(), RECEIVE.task, DESK), (written(*ACCEPTED, VERIFY), VERIFY.task, REGISTRAR)):
        with pytest.raises(refusals.NoSuchDecision):
            book.judge(acts.Objected(task=task, reason="Không"), actor)


@pytest.mark.parametrize("reason", ["", " "])
def test_an_objection_without_a_reason_is_none(reason: str) -> None:
    book = asked()
    with pytest.raises(refusals.ReasonMissing):
        book.judge(objection(book, reason), FATHER)


def test_a_stranger_and_the_applicant_do_not_agree_in_their_place() -> None:
    book = asked()
    for other in (STRANGER, MOTHER):
        with pytest.raises(refusals.Missing):
            book.judge(agreement(book), other)
    assert not asked_of(book.dossier.tasks[consent_of(book)], book.dossier, MOTHER.id)


def test_who_agreed_to_a_form_that_is_corrected_since_is_asked_anew() -> None:
    book = asked()
    book.write(agreement(book), FATHER)
    book.write(ASK_MORE, DESK)
    book.write(SUPPLY)
    corrected = {"form": {"address": "Số 2"}}
    book.write(acts.Supplied(task=SUPPLY.task, corrected=("address",), personal=corrected), MOTHER)
    again = RECEIVE.model_copy(update={"task": "again"})
    book.write(again, key="receive#2")
    assert describe(book.dossier, book.at, FATHER.id).can == ("consent", "object")
    with pytest.raises(refusals.ConsentMissing):
        book.judge(acts.Accepted(task="again"), DESK)
    book.write(agreement(book), FATHER)
    book.write(acts.Accepted(task="again"), DESK)


def test_papers_alone_leave_what_was_agreed() -> None:
    book = asked()
    book.write(agreement(book), FATHER)
    book.write(ASK_MORE, DESK)
    book.write(SUPPLY)
    book.write(acts.Supplied(task=SUPPLY.task, documents=("b" * 64,)), MOTHER)
    assert not book.dossier.tasks[consent_of(book)].open


def reminded(book: Book, at: datetime) -> list[str]:
    """What is to be recorded then, and the notice that each calls for."""
    return [f"{entry.key}: {notice_of(entry.act)}" for entry in watch(book.dossier, at, CALENDAR)]


def test_who_stays_silent_is_reminded_once_at_half_of_the_time_that_the_rules_give() -> None:
    for wait in (Rules.model_fields["consent_wait"].default, timedelta(days=20)):
        book = asked(RULES.model_copy(update={"consent_wait": wait}))
        half = book.at + wait / 2
        assert watch_at(book.dossier, CALENDAR) == half
        assert reminded(book, half - timedelta(minutes=1)) == []
        assert reminded(book, half) == ["consent/1/reminded: consent_reminded"]
        for entry in watch(book.dossier, half, CALENDAR):
            book.write(entry.act, ENGINE, entry.key)
        assert (reminded(book, half + timedelta(days=90)), watch_at(book.dossier, CALENDAR)) == ([], None)
        assert book.dossier.tasks[consent_of(book)].open, "nothing lapses by it"


def test_who_has_answered_is_not_reminded() -> None:
    for said in (objection, agreement):
        book = asked()
        book.write(said(book), FATHER)
        assert (reminded(book, book.at + timedelta(days=90)), watch_at(book.dossier, CALENDAR)) == ([], None)


def test_a_part_that_only_an_agency_knows_is_named_as_it_is() -> None:
    assert (part_of("household head").vi, part_of("đồng sở hữu").en) == ("chủ hộ", "đồng sở hữu")
