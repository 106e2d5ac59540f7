"""An agency that answers in its own time does nothing but answer what it was asked; nothing it found is thrown away."""

from typing import Any

import pytest

from domain.agencies.answering import in_time
from domain.base import refusals
from domain.base.law import Role, Status
from domain.dossier import acts
from domain.dossier.acts import PAYMENTS, Actor
from domain.dossier.view import ROLES
from domain.money.rules import FORGERIES
from domain.registers.query import Acknowledged, Request
from domain.tasks.model import COMPARE, PAY, Task
from domain.vietnam.queries.criminal_records import CRIMINAL_RECORDS, PlaceFinding, PlaceVerification
from tests.support.declared import AGENCIES, ANSWERS, QUERIES, WAITS, describe, late
from tests.support.examples import (
    ACCEPTED,
    APPROVE,
    ASK_FEE,
    HAND_OVER,
    ISSUED,
    LEADER,
    MOTHER,
    NUMBERED,
    REGISTRAR,
    Book,
    Step,
    officer,
    opened,
    verdict,
    written,
)

MESSAGE = "verify_place/request"
POLICE = Actor(kind="agency", id=CRIMINAL_RECORDS)
TRAFFIC = Actor(kind="agency", id="traffic")
ASKS = opened(
    "verify_place",
    Role.CIVIL_STATUS_OFFICER,
    "answer",
    answer="PlaceFinding",
    message=MESSAGE,
    asks=CRIMINAL_RECORDS,
)
THEFT: dict[str, Any] = {
    "judgment": "15/2024/HS-ST",
    "on": "2024-04-18",
    "crime": "Trộm cắp tài sản",
    "punishment": "Phạt tù 18 tháng",
}
CLEAN = PlaceFinding(reply="512/PXM-PV06")
CONVICTED = PlaceFinding.model_validate({"reply": "513/PXM-PV06", "convictions": [THEFT]})
ASKED: tuple[Step, ...] = (*ACCEPTED, ASKS)


def done(finding: PlaceFinding, decision: str = "answer") -> acts.Done:
    return acts.Done(task=ASKS.task, decision=decision, personal={"answer": finding.model_dump(mode="json")})


def asking(book: Book) -> Task:
    task = book.dossier.asked(CRIMINAL_RECORDS, MESSAGE)
    assert task
    return task


def heard(book: Book, finding: PlaceFinding) -> list[acts.AnyAct]:
    """Let the police answer late, with what the law opens for it."""
    came, *compare = late("k", book.dossier, asking(book), finding, book.events)
    book.write(came.act, POLICE, came.key)
    for entry in compare:
        book.write(entry.act, key=entry.key)
    return [came.act, *(entry.act for entry in compare)]


def test_a_request_is_acknowledged_first_and_its_answer_is_known_by_name() -> None:
    requests = [query for query in QUERIES.values() if issubclass(query, Request)]
    assert PlaceVerification in requests
    assert all(query.answer is Acknowledged and ANSWERS[query.later.__name__] is query.later for query in requests)


def test_only_the_agency_that_is_asked_answers() -> None:
    book = written(*ASKED)
    assert verdict(book, done(CLEAN), POLICE) is None
    for other in (TRAFFIC, PAYMENTS, Actor(kind="agency", id="")):
        assert verdict(book, done(CLEAN), other) is refusals.Missing
    plain = opened("verify", Role.CIVIL_STATUS_OFFICER, "answer", answer="PlaceFinding")
    book.write(plain)
    asks_nobody = done(CLEAN).model_copy(update={"task": plain.task})
    for agency in (POLICE, Actor(kind="agency", id="")):
        assert verdict(book, asks_nobody, agency) is refusals.Missing
        assert verdict(book, acts.CallbackRefused(task=plain.task), agency) is refusals.Missing


NOT_AN_AGENCY_S: list[acts.TaskAct] = [
    acts.TaskClaimed(task=ASKS.task),
    acts.TaskReleased(task=ASKS.task),
    acts.TaskDelegated(task=ASKS.task, to="x", until=written().at.replace(year=2030)),
    acts.TaskTakenOver(task=ASKS.task, reason="Thay"),
    acts.Approved(task=ASKS.task),
    acts.Refused(task=ASKS.task, reason="Không"),
    acts.SupplementProposed(task=ASKS.task, items=("x",), reason="Thiếu"),
    acts.MoneyIn(task=ASKS.task, transaction="t", method="gateway"),
    acts.Lapsed(task=ASKS.task),
]


@pytest.mark.parametrize("act", NOT_AN_AGENCY_S, ids=lambda act: act.type)
def test_an_agency_does_nothing_else_with_its_task(act: acts.TaskAct) -> None:
    assert verdict(written(*ASKED), act, POLICE) is refusals.Missing


def test_an_agency_decides_nothing_but_to_answer_and_as_it_was_asked() -> None:
    book = written(*ASKED)
    assert verdict(book, done(CLEAN, "confirm"), POLICE) is refusals.NoSuchDecision
    for said in ({}, {"answer": None}, {"answer": {"reply": ""}}, {"answer": {"reply": "1/PXM", "convictions": [1]}}):
        unreadable = acts.Done(task=ASKS.task, decision="answer", personal=said)
        assert verdict(book, unreadable, POLICE) is refusals.Unacceptable


def test_an_agency_s_word_comes_before_the_claim_of_an_officer() -> None:
    book = written(*ASKED, (acts.TaskClaimed(task=ASKS.task), REGISTRAR))
    assert verdict(book, done(CLEAN), officer("colleague", Role.CIVIL_STATUS_OFFICER)) is refusals.TaskTaken
    entry = in_time("k", asking(book), CLEAN)
    book.write(entry.act, POLICE, entry.key)
    assert (asking(book).decision, asking(book).closed_by) == ("answer", CRIMINAL_RECORDS)
    assert CRIMINAL_RECORDS not in book.dossier.acted_by


def test_whoever_waits_is_told_that_the_agency_has_it() -> None:
    book = written(*ASKED)
    waiting = describe(book.dossier, book.at).waiting
    assert (waiting.holder, waiting.why) == (AGENCIES[CRIMINAL_RECORDS], WAITS["verify_place"])
    plain = written(*ACCEPTED, ASKS.model_copy(update={"asks": ""}))
    assert describe(plain.dossier, plain.at).waiting.holder == ROLES[Role.CIVIL_STATUS_OFFICER]


def test_an_agency_that_is_asked_may_look_at_the_dossier_and_no_other() -> None:
    assert "agency:criminal_records" in written(*ASKED).dossier.seen_by
    assert not any(name.startswith("agency:") for name in written(*ACCEPTED).dossier.seen_by)


def test_a_late_answer_that_says_the_same_is_kept_and_asks_nothing_of_anybody() -> None:
    book = written(*ASKED, (done(CLEAN), REGISTRAR))
    [came] = heard(book, CLEAN.model_copy(update={"reply": "PXM-0001-TL"}))
    assert isinstance(came, acts.AnsweredLate)
    assert (came.agency, came.step, came.differs) == (CRIMINAL_RECORDS, MESSAGE, False)
    assert came.personal["answer"]["reply"] == "PXM-0001-TL"
    assert not book.dossier.open_tasks


def test_a_late_answer_that_differs_is_looked_at_before_anybody_approves() -> None:
    book = written(*ASKED, (done(CLEAN), REGISTRAR))
    heard(book, CONVICTED)
    [compare] = book.dossier.open_tasks
    assert (compare.kind, compare.role, compare.agency) == (COMPARE, ASKS.role, ASKS.agency)
    book.write(APPROVE)
    assert verdict(book, acts.Approved(task=APPROVE.task), LEADER) is refusals.NotCompared
    assert verdict(book, acts.Refused(task=APPROVE.task, reason="Có án tích"), LEADER) is None
    assert verdict(book, acts.Done(task=compare.id, decision="seen"), POLICE) is refusals.Missing
    book.write(acts.Done(task=compare.id, decision="seen"), REGISTRAR)
    assert verdict(book, acts.Approved(task=APPROVE.task), LEADER) is None


def test_an_answer_in_time_is_not_late() -> None:
    book = written(*ASKED)
    [came] = late("k", book.dossier, asking(book), CLEAN, book.events)
    assert verdict(book, came.act, POLICE) is refusals.Conflict
    assert verdict(written(*ASKED, (done(CLEAN), REGISTRAR)), came.act, TRAFFIC) is refusals.Missing
    assert verdict(written(*ASKED, (done(CLEAN), REGISTRAR)), came.act, REGISTRAR) is refusals.Missing


def test_what_comes_after_the_withdrawal_is_kept_and_nobody_has_to_look() -> None:
    book = written(*ASKED, (acts.Withdrawn(), MOTHER))
    assert verdict(book, done(CONVICTED), POLICE) is refusals.DossierEnded
    [came] = heard(book, CONVICTED)
    assert isinstance(came, acts.AnsweredLate)
    assert (came.differs, book.dossier.status) == (False, Status.WITHDRAWN)


TO_THE_END: tuple[Step, ...] = (
    APPROVE,
    (acts.Approved(task=APPROVE.task), LEADER),
    NUMBERED,
    ISSUED,
    HAND_OVER,
)
HANDED: Step = (
    acts.HandedOver(task=HAND_OVER.task),
    officer("desk", Role.RECEIVING_OFFICER),
)


@pytest.mark.parametrize("after", [True, False], ids=["after the hand-over", "before the hand-over"])
def test_a_result_that_may_be_wrong_is_looked_at_even_after_it_was_handed_over(*, after: bool) -> None:
    book = written(*ASKED, (done(CLEAN), REGISTRAR), *TO_THE_END)
    if after:
        book.go_on([HANDED])
    heard(book, CONVICTED)
    if not after:
        book.go_on([HANDED])
    [compare] = book.dossier.open_tasks
    assert (compare.kind, book.dossier.status) == (COMPARE, Status.DELIVERED)
    book.write(acts.Done(task=compare.id, decision="seen"), REGISTRAR)
    assert not book.dossier.open_tasks


def test_forged_answers_are_written_down_so_often_and_no_more() -> None:
    book, forged = written(*ASKED), acts.CallbackRefused(task=ASKS.task)
    for _ in range(FORGERIES):
        book.write(forged, POLICE)
    assert verdict(book, forged, POLICE) is refusals.LimitReached
    assert verdict(book, forged, PAYMENTS) is refusals.Missing
    assert asking(book).open


def test_only_the_platform_s_name_is_forged_on_a_fee() -> None:
    book, forged = written(*ACCEPTED, ASK_FEE), acts.CallbackRefused(task=ASK_FEE.task)
    assert book.dossier.tasks[ASK_FEE.task].kind == PAY
    assert (verdict(book, forged, PAYMENTS), verdict(book, forged, POLICE)) == (None, refusals.Missing)
    money = acts.MoneyIn(task=ASK_FEE.task, amount=10_000, transaction="t", method="gateway")
    assert (verdict(book, money, PAYMENTS), verdict(book, money, POLICE)) == (None, refusals.Missing)
