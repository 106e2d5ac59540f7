"""Who may do what, and when: each "no" by name, each "yes" with what is fixed under the lock."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest

from domain.base import refusals
from domain.base.calendar import VIETNAM
from domain.base.law import Role, Status
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.apply import fold
from domain.dossier.eligibility import offered
from domain.dossier.journal import Event
from domain.filing.model import EDITION
from tests.support.examples import (
    ACCEPTED,
    APPROVE,
    APPROVED,
    ASK_MORE,
    CONFIRM,
    CONFIRMED,
    DELIVERED,
    DESK,
    FACTOTUM,
    FATHER,
    HAND_OVER,
    ISSUED,
    LEADER,
    MOTHER,
    NEIGHBOUR,
    NUMBERED,
    RECEIVE,
    REGISTRAR,
    STRANGER,
    SUPPLY,
    TO_APPROVE,
    VERIFIED,
    VERIFY,
    Book,
    Step,
    filed,
    officer,
    verdict,
    written,
)

DONE = acts.Done(task=VERIFY.task, decision="confirm")
COLLEAGUE = officer("colleague", Role.CIVIL_STATUS_OFFICER)
NEIGHBOURING = officer("neighbour", Role.CIVIL_STATUS_OFFICER, agency=NEIGHBOUR)
CLAIM, RELEASE = acts.TaskClaimed(task=VERIFY.task), acts.TaskReleased(task=VERIFY.task)
STATES: dict[str, tuple[Step, ...]] = {
    "not opened": ACCEPTED,
    "open": (*ACCEPTED, VERIFY),
    "claimed by the officer": (*ACCEPTED, VERIFY, (CLAIM, REGISTRAR)),
    "claimed by a colleague": (*ACCEPTED, VERIFY, (CLAIM, COLLEAGUE)),
    "claimed and given back": (*ACCEPTED, VERIFY, (CLAIM, COLLEAGUE), (RELEASE, COLLEAGUE)),
    "decided": VERIFIED,
}
ALLOWED = {
    ("open", REGISTRAR): None,
    ("claimed by the officer", REGISTRAR): None,
    ("claimed and given back", REGISTRAR): None,
    ("claimed by a colleague", REGISTRAR): refusals.TaskTaken,
    ("decided", REGISTRAR): refusals.TaskClosed,
    **{(state, DESK): refusals.WrongRole for state in STATES},
    **{(state, LEADER): refusals.WrongRole for state in STATES},
}
"""Whoever and whenever is not named here sees nothing."""
EVERYBODY = (REGISTRAR, DESK, LEADER, NEIGHBOURING, MOTHER, FATHER, STRANGER)


@pytest.mark.parametrize(
    ("state", "actor"), list(product(STATES, EVERYBODY)), ids=lambda value: getattr(value, "id", value)
)
def test_a_task_is_done_by_its_role_of_its_agency_while_it_is_theirs(state: str, actor: Actor) -> None:
    expected = refusals.Missing if state == "not opened" else ALLOWED.get((state, actor), refusals.Missing)
    assert verdict(written(*STATES[state]), DONE, actor) is expected


@pytest.mark.parametrize("decision", ["accept", "approve", ""])
def test_a_task_is_decided_only_as_it_offers(decision: str) -> None:
    odd = acts.Done(task=VERIFY.task, decision=decision)
    assert verdict(written(*ACCEPTED, VERIFY), odd, REGISTRAR) is refusals.NoSuchDecision


def test_a_task_is_not_closed_by_the_act_of_another_task() -> None:
    approval = acts.Approved(task=VERIFY.task)
    assert verdict(written(*ACCEPTED, VERIFY), approval, REGISTRAR) is refusals.NoSuchDecision


def test_only_who_claimed_gives_back() -> None:
    book = written(*STATES["claimed by the officer"])
    assert verdict(book, RELEASE, REGISTRAR) is None
    assert verdict(book, RELEASE, COLLEAGUE) is refusals.TaskTaken
    assert verdict(written(*STATES["open"]), RELEASE, REGISTRAR) is refusals.TaskTaken


def test_only_the_applicant_answers_what_the_applicant_is_asked() -> None:
    book = written(*VERIFIED, CONFIRM)
    agreed = acts.Confirmed(task=CONFIRM.task)
    assert verdict(book, agreed, MOTHER) is None
    assert {verdict(book, agreed, actor) for actor in (FATHER, STRANGER, REGISTRAR, FACTOTUM)} == {refusals.Missing}


ENGINES_OWN = (
    VERIFY,
    acts.Lapsed(task=CONFIRM.task),
    acts.TaskSuperseded(task=CONFIRM.task, kind=CONFIRM.kind),
    acts.PassedOn(),
    acts.AgencyWaited(agency="population", step="mother"),
    acts.Answered(agency="population", step="mother", found=True),
    NUMBERED,
    acts.Issued(kind="GKS", number="1", sha256="e" * 64, path="p"),
)


@pytest.mark.parametrize("act", ENGINES_OWN, ids=lambda act: act.type)
@pytest.mark.parametrize("actor", [MOTHER, FACTOTUM], ids=lambda actor: actor.id)
def test_nobody_writes_what_is_the_engines_to_write(act: acts.Act, actor: Actor) -> None:
    assert verdict(written(*VERIFIED, CONFIRM), act, actor) is refusals.Missing


def test_silence_speaks_through_the_engine_and_only_while_the_question_stands() -> None:
    silence = acts.Lapsed(task=CONFIRM.task)
    assert verdict(written(*VERIFIED, CONFIRM), silence, ENGINE) is None
    assert verdict(written(*CONFIRMED), silence, ENGINE) is refusals.TaskClosed


def test_the_moment_of_silence_is_fixed_when_the_question_is_asked() -> None:
    book = written(*VERIFIED)
    asked = book.judge(CONFIRM)
    assert isinstance(asked, acts.TaskOpened)
    assert asked.lapses_at == book.at + timedelta(days=1)


def test_an_answer_that_came_before_is_not_waited_for() -> None:
    book = written(*ACCEPTED)
    book.write(acts.Answered(agency="population", step="mother", found=True), key="mother")
    late = acts.AgencyWaited(agency="population", step="mother")
    assert verdict(book, late, ENGINE) is refusals.AlreadyDone


APPROVAL = acts.Approved(task=APPROVE.task)
CLAIMED = (acts.TaskClaimed(task=RECEIVE.task), FACTOTUM)
EARLIER_HANDS: dict[str, tuple[Actor, tuple[Step, ...]]] = {
    "filed for the applicant": (FACTOTUM, ()),
    "received": (MOTHER, (RECEIVE, (acts.Accepted(task=RECEIVE.task), FACTOTUM))),
    "asked for more": (MOTHER, (RECEIVE, (ASK_MORE, FACTOTUM))),
    "verified": (MOTHER, (*ACCEPTED, VERIFY, (DONE, FACTOTUM))),
}


@pytest.mark.parametrize(("filer", "steps"), EARLIER_HANDS.values(), ids=EARLIER_HANDS)
@pytest.mark.parametrize(
    "act",
    [APPROVAL, acts.Refused(task=APPROVE.task, reason="Điều 16"), acts.TaskClaimed(task=APPROVE.task)],
    ids=lambda act: act.type,
)
def test_who_had_a_hand_in_it_neither_approves_nor_refuses_nor_claims(
    filer: Actor, steps: tuple[Step, ...], act: acts.Act
) -> None:
    book = Book()
    book.write(filed(), filer)
    book.go_on((*steps, APPROVE))
    assert verdict(book, act, FACTOTUM) is refusals.FourEyes
    assert verdict(book, act, LEADER) is None


def test_who_only_claimed_and_gave_back_may_approve() -> None:
    given_back = (acts.TaskReleased(task=RECEIVE.task), FACTOTUM)
    accepted = (acts.Accepted(task=RECEIVE.task), DESK)
    assert verdict(written(RECEIVE, CLAIMED, given_back, accepted, APPROVE), APPROVAL, FACTOTUM) is None


@pytest.mark.parametrize("party", [MOTHER.id, FATHER.id, "g" * 32])
def test_a_party_to_it_does_not_approve(party: str) -> None:
    book = Book()
    book.write(filed(applicant="g" * 32), MOTHER)
    book.write(APPROVE)
    related = officer("related", Role.COMMUNE_LEADER, person=party)
    assert verdict(book, APPROVAL, related) is refusals.FourEyes
    assert verdict(book, APPROVAL, officer("other", Role.COMMUNE_LEADER, person="z" * 32)) is None


RELATED = "o" * 32
OF_RESULT = (*VERIFIED, APPROVE, (APPROVAL, LEADER), NUMBERED, ISSUED, HAND_OVER)
DECIDED: dict[str, tuple[tuple[Step, ...], acts.AnyAct]] = {
    "receives": ((RECEIVE,), acts.Accepted(task=RECEIVE.task)),
    "verifies": ((*ACCEPTED, VERIFY), acts.Done(task=VERIFY.task, decision="confirm")),
    "approves": ((*VERIFIED, APPROVE), APPROVAL),
    "hands over": (OF_RESULT, acts.HandedOver(task=HAND_OVER.task)),
}


def concerning(edition: int, decided: str, **people: Any) -> Book:
    """A dossier that concerns somebody, before this is decided."""
    book = Book()
    book.write(filed(**people), MOTHER)
    book.dossier.edition = edition
    book.go_on(DECIDED[decided][0])
    return book


@pytest.mark.parametrize("decided", DECIDED)
@pytest.mark.parametrize("people", [{"owner": RELATED}, {"parties": (RELATED,)}, {"applicant": RELATED}])
def test_whoever_owns_it_files_it_or_is_a_party_to_it_decides_on_nothing_there(
    decided: str, people: dict[str, Any]
) -> None:
    book, act = concerning(1, decided, **people), DECIDED[decided][1]
    roles = (Role.RECEIVING_OFFICER, Role.CIVIL_STATUS_OFFICER, Role.COMMUNE_LEADER)
    assert verdict(book, act, officer("related", *roles, person=RELATED)) is refusals.FourEyes
    assert verdict(book, act, officer("other", *roles, person="z" * 32)) is None


def test_whom_it_concerns_takes_no_task_chooses_nobody_and_gives_back_what_they_have() -> None:
    book = concerning(1, "verifies", parties=(RELATED,))
    related = officer("related", Role.CIVIL_STATUS_OFFICER, person=RELATED)
    lent = acts.TaskDelegated(task=VERIFY.task, to="colleague", until=book.at + timedelta(days=1))
    assert verdict(book, CLAIM, related) is verdict(book, lent, related) is refusals.FourEyes
    book.write(CLAIM, related.model_copy(update={"person": ""}))
    assert verdict(book, RELEASE, related) is None


def test_what_was_filed_before_owners_were_parties_is_judged_as_it_was() -> None:
    related = officer("related", *Role, person=RELATED)
    for decided, (_, act) in DECIDED.items():
        assert verdict(concerning(0, decided, owner=RELATED), act, related) is None
    assert verdict(concerning(0, "verifies", parties=(RELATED,)), DECIDED["verifies"][1], related) is None


def test_a_supplement_is_asked_once_and_says_what_and_why() -> None:
    book = written(RECEIVE)
    assert verdict(book, ASK_MORE.model_copy(update={"reason": " "}), DESK) is refusals.ReasonMissing
    assert verdict(book, ASK_MORE.model_copy(update={"items": ()}), DESK) is refusals.ReasonMissing
    book.write(ASK_MORE, DESK)
    book.write(SUPPLY)
    book.write(acts.Supplied(task=SUPPLY.task, documents=("b" * 64,)), MOTHER)
    again = RECEIVE.model_copy(update={"task": "again"})
    book.write(again, key="receive#2")
    assert verdict(book, ASK_MORE.model_copy(update={"task": "again"}), DESK) is refusals.LimitReached
    assert offered(book.dossier, book.dossier.tasks["again"]) == ("accept", "not_accept"), "so nobody is offered it"


def test_the_form_is_not_corrected_any_more_when_the_leader_has_agreed() -> None:
    supplied = acts.Supplied(task=SUPPLY.task, personal={"form": {}})
    assert verdict(written(*APPROVED, SUPPLY), supplied, MOTHER) is refusals.TooLate


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_no_refusal_without_a_reason(reason: str) -> None:
    at_the_desk, at_the_end = written(RECEIVE), written(*TO_APPROVE)
    assert verdict(at_the_desk, acts.NotAccepted(task=RECEIVE.task, reason=reason), DESK) is refusals.ReasonMissing
    assert verdict(at_the_end, acts.Refused(task=APPROVE.task, reason=reason), LEADER) is refusals.ReasonMissing


WITHDRAWAL = acts.Withdrawn(reason="Đổi ý")


@pytest.mark.parametrize("steps", [(), (RECEIVE,), (RECEIVE, (ASK_MORE, DESK), SUPPLY), VERIFIED, TO_APPROVE])
def test_the_applicant_withdraws_until_the_leader_agreed(steps: tuple[Step, ...]) -> None:
    book = written(*steps)
    assert verdict(book, WITHDRAWAL, MOTHER) is None
    assert {verdict(book, WITHDRAWAL, actor) for actor in (FATHER, STRANGER, DESK, ENGINE)} == {refusals.Missing}


def test_after_the_approval_it_is_too_late_to_withdraw() -> None:
    assert verdict(written(*APPROVED), WITHDRAWAL, MOTHER) is refusals.TooLate


def test_after_the_withdrawal_there_is_nothing_to_approve() -> None:
    book = written(*TO_APPROVE, (WITHDRAWAL, MOTHER))
    assert verdict(book, APPROVAL, LEADER) is refusals.DossierEnded
    assert book.dossier.open_tasks == []


def test_no_number_without_an_approval() -> None:
    assert verdict(written(*TO_APPROVE), NUMBERED, ENGINE) is refusals.Missing
    assert verdict(written(*APPROVED), NUMBERED, ENGINE) is None


def test_it_is_rated_once_after_it_was_delivered_by_the_applicant() -> None:
    rating = acts.Rated(stars=5)
    assert verdict(written(*APPROVED), rating, MOTHER) is refusals.TooLate
    assert verdict(written(RECEIVE, (WITHDRAWAL, MOTHER)), rating, MOTHER) is refusals.TooLate
    assert verdict(written(*DELIVERED), rating, FATHER) is refusals.Missing
    book = written(*DELIVERED)
    book.write(rating, MOTHER)
    assert (book.dossier.stars, verdict(book, rating, MOTHER)) == (5, refusals.AlreadyDone)


def test_a_dossier_is_filed_once() -> None:
    assert verdict(written(), filed(), MOTHER) is refusals.AlreadyDone


def test_a_result_is_handed_over_by_the_desk() -> None:
    book = written(*DELIVERED[:-1])
    handed = acts.HandedOver(task=HAND_OVER.task)
    assert verdict(book, handed, LEADER) is refusals.WrongRole
    assert verdict(book, handed, DESK) is None


@pytest.mark.parametrize(
    ("accepted", "due"),
    [("2026-11-17T14:59:59", "2026-11-17T17:00"), ("2026-11-17T15:00:00", "2026-11-18T17:00")],
)
def test_the_date_is_promised_at_the_acceptance(accepted: str, due: str) -> None:
    book = written(RECEIVE)
    book.at = datetime.fromisoformat(accepted).replace(tzinfo=VIETNAM)
    book.write(acts.Accepted(task=RECEIVE.task), DESK)
    assert book.dossier.due_at == datetime.fromisoformat(due).replace(tzinfo=VIETNAM)
    assert book.dossier.status == Status.ACCEPTED


def test_a_pause_after_the_acceptance_moves_the_date_by_its_office_time() -> None:
    later = RECEIVE.model_copy(update={"task": "specialist", "kind": "verify"})
    book = written(*ACCEPTED, later)
    promised = book.dossier.due_at
    book.write(ASK_MORE.model_copy(update={"task": "specialist"}), DESK)
    paused = book.dossier.status
    book.write(SUPPLY)
    book.write(acts.Supplied(task=SUPPLY.task), MOTHER, after=timedelta(hours=2))
    assert promised == datetime(2026, 11, 17, 17, tzinfo=VIETNAM)
    assert book.dossier.due_at == datetime(2026, 11, 18, 10, 0, tzinfo=VIETNAM)
    assert [paused, book.dossier.status] == [Status.SUPPLEMENT_REQUESTED, Status.IN_PROCESS]
    assert [(pause.start, pause.end) for pause in book.dossier.pauses] == [(book.at - timedelta(hours=2), book.at)]


def test_whoever_acted_for_the_applying_organisation_decides_on_nothing_there() -> None:
    mill = Actor(kind="organisation", id="c" * 32, person=FATHER.id)
    book = Book()
    book.write(filed(applicant=mill.id, parties=()), mill)
    book.go_on([RECEIVE, (acts.Accepted(task=RECEIVE.task), DESK), APPROVE])
    leader = officer("another", Role.COMMUNE_LEADER, person=FATHER.id)
    assert verdict(book, acts.Approved(task=APPROVE.task), leader) is refusals.FourEyes
    assert verdict(book, acts.Approved(task=APPROVE.task), LEADER) is None


def test_what_people_file_is_bound_by_the_bars_of_today_and_a_branch_by_those_of_its_parent() -> None:
    book = written()
    older, branch = Book(), Book()
    branch.write(filed(edition=None), ENGINE)
    older.events.append(Event(seq=1, at=older.at, key="filed", actor=MOTHER, act=filed()))
    fold(older.dossier, older.events[0])
    assert [one.dossier.edition for one in (book, branch, older)] == [EDITION, 0, 0]
