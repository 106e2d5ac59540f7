"""Which tasks are decided in one go: those that are alike, clear, verified, and theirs to decide who decide them."""

from typing import Any

import pytest

from domain.base import refusals
from domain.base.law import Role
from domain.base.refusals import NotTogether, Refusal
from domain.dossier import acts
from domain.dossier.acts import Act, Actor
from domain.dossier.rules import Moment
from domain.statute.bulk import BulkRules, Together
from domain.tasks.batch import Choice, allowed, becomes, differs, entry_of, judged, second_person
from domain.tasks.model import APPROVE as APPROVAL
from domain.tasks.model import COMPARE, LATE, OPINION
from infra.facts.loading import load_bulk
from tests.support.examples import (
    ACCEPTED,
    APPROVE,
    CONFIRM,
    DESK,
    FATHER_NUMBER,
    FORM,
    LEADER,
    MOTHER,
    MOTHER_NUMBER,
    NEIGHBOUR,
    RECEIVE,
    REGISTRAR,
    REGISTRY,
    TO_APPROVE,
    VERIFY,
    Book,
    Step,
    officer,
    opened,
    written,
)

TO_LEADER = Choice(procedure="1.001193", kind=APPROVAL, decision="approve", name="Vũ Đình Khải")
AT_DESK = Choice(procedure="1.001193", kind="receive", decision="accept")
MOTHER_SAID = {name: FORM["mother"][name] for name in ("number", "full_name", "born")}


def decided(book: Book, choice: Choice = TO_LEADER, task: str = APPROVE.task, who: Actor = LEADER) -> Act:
    """What becomes of one task of a batch."""
    moment = Moment(book.at, book.calendar, book.laws, REGISTRY)
    return judged(choice, task, book.dossier, book.events, who, moment)


def refused(book: Book, choice: Choice = TO_LEADER, task: str = APPROVE.task) -> type[Refusal] | None:
    """Why it must be decided by itself, if it must."""
    try:
        decided(book, choice, task)
    except Refusal as refusal:
        return type(refusal)
    return None


def heard(kind: str, answer: dict[str, Any] | None) -> acts.Answered:
    """What a register said."""
    said = {"kind": kind, "answer": answer}
    return acts.Answered(agency="population", step="mother", found=answer is not None, personal=said)


def asked_elsewhere(opinion: str) -> tuple[Step, ...]:
    """Another office was asked, and said so."""
    task = opened(OPINION, Role.CIVIL_STATUS_OFFICER, "opinion_agrees", "opinion_objects", agency=NEIGHBOUR)
    given = acts.OpinionGiven.model_validate(
        {"task": task.task, "opinion": opinion, "personal": {"text": "Theo hồ sơ"}}
    )
    return task, (given, officer("neighbour", Role.CIVIL_STATUS_OFFICER, agency=NEIGHBOUR))


def test_what_is_clear_is_decided_with_the_others_as_it_would_be_by_itself() -> None:
    assert isinstance(decided(written(*TO_APPROVE)), acts.Approved)
    accepted = decided(written(RECEIVE), AT_DESK, RECEIVE.task, DESK)
    assert isinstance(accepted, acts.Accepted)
    assert accepted.due_at


@pytest.mark.parametrize("other", [{"kind": "verify"}, {"procedure": "1.000894"}])
def test_only_tasks_of_one_kind_and_procedure_are_decided_together(other: dict[str, str]) -> None:
    assert refused(written(*TO_APPROVE), TO_LEADER.model_copy(update=other)) is NotTogether
    assert refused(written(*TO_APPROVE), task="unknown") is refusals.Missing


def test_what_is_not_theirs_to_decide_is_refused_as_it_would_be_by_itself() -> None:
    with pytest.raises(refusals.WrongRole):
        decided(written(*TO_APPROVE), who=DESK)


@pytest.mark.parametrize("kind", [LATE, COMPARE])
def test_a_dossier_about_which_something_else_is_to_be_settled_is_decided_by_itself(kind: str) -> None:
    book = written(*ACCEPTED, VERIFY, opened(kind, Role.COMMUNE_LEADER, "seen"))
    choice = AT_DESK.model_copy(update={"kind": "verify", "decision": "confirm"})
    with pytest.raises(NotTogether):
        decided(book, choice, VERIFY.task, REGISTRAR)
    book.write(acts.Done(task=opened(kind, Role.COMMUNE_LEADER).task, decision="seen"), LEADER)
    assert decided(book, choice, VERIFY.task, REGISTRAR)


def test_where_another_office_did_not_say_that_it_agrees_each_is_decided_by_itself() -> None:
    waiting, given = asked_elsewhere("opinion_objects")
    assert refused(written(*TO_APPROVE, waiting)) is NotTogether
    assert refused(written(*TO_APPROVE, waiting, given)) is NotTogether
    assert refused(written(*TO_APPROVE, *asked_elsewhere("opinion_agrees"))) is None


def test_nothing_is_approved_together_that_no_officer_verified() -> None:
    confirmed = (CONFIRM, (acts.Confirmed(task=CONFIRM.task), MOTHER))
    assert refused(written(*ACCEPTED, *confirmed, APPROVE)) is NotTogether, "the applicant's own word verifies nothing"
    silent = opened("verify_place", Role.CIVIL_STATUS_OFFICER, "answer", lapses_after=1.0)
    unanswered = written(*ACCEPTED, silent, acts.Lapsed(task=silent.task), APPROVE)
    assert refused(unanswered) is NotTogether, "silence verifies nothing"
    by_hand = opened("verify_place", Role.CIVIL_STATUS_OFFICER, "answer")
    answered = (acts.Done(task=by_hand.task, decision="answer"), REGISTRAR)
    assert refused(written(*ACCEPTED, by_hand, answered, APPROVE)) is None
    looked = opened("residence", Role.CIVIL_STATUS_OFFICER, "confirm")
    assert refused(written(*ACCEPTED, looked, APPROVE)) is NotTogether
    assert (
        refused(written(*ACCEPTED, looked, (acts.Done(task=looked.task, decision="confirm"), REGISTRAR), APPROVE))
        is None
    )


def test_where_a_register_says_something_else_than_the_form_each_is_decided_by_itself() -> None:
    assert refused(written(*TO_APPROVE, heard("identity_of", MOTHER_SAID))) is None
    assert refused(written(*TO_APPROVE, heard("identity_of", MOTHER_SAID | {"born": "1996-04-03"}))) is NotTogether


@pytest.mark.parametrize(
    ("kind", "answer", "unlike"),
    [
        ("identity_of", MOTHER_SAID, False),
        ("identity_of", MOTHER_SAID | {"full_name": "TẠ  KIỀU OANH"}, False),
        ("identity_of", MOTHER_SAID | {"full_name": "Tạ Kiều Anh"}, True),
        ("identity_of", MOTHER_SAID | {"number": FATHER_NUMBER}, True),
        ("identity_of", MOTHER_SAID | {"number": "001196000001", "full_name": "Người Khác"}, False),
        ("identity_of", {"number": MOTHER_NUMBER}, False),
        ("marriage_of", MOTHER_SAID | {"full_name": "Tạ Kiều Anh"}, True),
        ("person_by_number", None, True),
        ("identity_of", None, True),
        ("marriage_of", None, False),
    ],
)
def test_a_register_differs_in_name_birthday_or_sex_or_by_not_knowing_somebody(
    kind: str, answer: dict[str, Any] | None, *, unlike: bool
) -> None:
    assert differs(FORM, written(heard(kind, answer)).events) is unlike


def test_people_who_stand_in_a_list_of_the_form_are_compared_too() -> None:
    form = {"heirs": [{"share": "1"}, MOTHER_SAID]}
    other = MOTHER_SAID | {"born": "1990-01-01"}
    assert differs(form, written(heard("identity_of", other)).events)
    assert not differs({"heirs": []}, written(heard("identity_of", other)).events)


def test_each_dossier_of_a_batch_gets_the_very_act_and_key_of_a_single_decision() -> None:
    for decision, kind in (("accept", acts.Accepted), ("approve", acts.Approved), ("confirm", acts.Done)):
        entry = entry_of(AT_DESK.model_copy(update={"decision": decision, "reason": "?"}), "t", DESK)
        assert (type(entry.act), entry.key) == (kind, f"t/{decision}/{DESK.id}")
        assert not getattr(entry.act, "reason", ""), "no reason where the law wants none"
        assert "batch" not in entry.act.personal
    for decision, ends in (("not_accept", acts.NotAccepted), ("refuse", acts.Refused)):
        entry = entry_of(AT_DESK.model_copy(update={"decision": decision, "reason": "Trùng"}), "t", DESK, "b", "second")
        assert isinstance(entry.act, ends)
        assert entry.act.model_dump(include={"reason"}) == {"reason": "Trùng"}
        assert (entry.act.personal["batch"], entry.act.personal["second"]) == ("b", "second")


def test_only_another_of_the_role_that_decides_is_the_second_person() -> None:
    task = written(*TO_APPROVE).dossier.tasks[APPROVE.task]
    second_person(LEADER.id, task, officer("deputy", Role.COMMUNE_LEADER))
    for who in (LEADER, REGISTRAR):
        with pytest.raises(refusals.Forbidden):
            second_person(LEADER.id, task, who)


def test_what_an_office_does_not_let_be_decided_together_is_refused_and_what_it_does_is_named() -> None:
    allowed(AT_DESK, load_bulk())
    with pytest.raises(refusals.NoSuchDecision, match="accept, not_accept"):
        allowed(AT_DESK.model_copy(update={"decision": "request_supplement"}), load_bulk())


def test_a_second_person_is_needed_above_the_limit_and_where_there_is_none_never() -> None:
    rules = BulkRules(
        most=20,
        undo=load_bulk().undo,
        together=(Together(kind="a", decision="x", second_above=2), Together(kind="a", decision="y")),
    )
    assert [rules.second_needed("a", "x", many) for many in (2, 3)] == [False, True]
    assert not rules.second_needed("a", "y", 1000)
    assert not rules.second_needed("b", "x", 1000)
    assert (rules.decisions("a"), rules.decisions("b"), rules.kinds) == (["x", "y"], [], ["a"])
    assert rules.rule("a", "y").second_above is None


def test_what_a_dossier_becomes_names_the_day_of_its_result() -> None:
    book = written(RECEIVE)
    said = becomes(decided(book, AT_DESK, RECEIVE.task, DESK), "accept")
    assert said.en.startswith("Accepted, its result due on ")
    assert becomes(acts.Approved(task="t"), "approve").vi.startswith("Được phê duyệt")
