"""Whatever is admitted, in whatever order: a dossier moves only as the law lets it."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.base.law import ENDED, Role, Status
from domain.base.refusals import Refusal
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.apply import fold
from domain.dossier.state import Dossier
from tests.support.examples import (
    ACCEPTED,
    APPROVE,
    CODE,
    CONFIRM,
    DELIVERED,
    DESK,
    FACTOTUM,
    FATHER,
    HAND_OVER,
    ISSUED,
    LEADER,
    MOTHER,
    NUMBERED,
    RECEIVE,
    REGISTRAR,
    SUPPLY,
    VERIFIED,
    VERIFY,
    Book,
    Step,
    filed,
    written,
)

S = Status
MOVES = {
    S.FILED: {S.ACCEPTED, S.NOT_ACCEPTED, S.SUPPLEMENT_REQUESTED, S.WITHDRAWN},
    S.ACCEPTED: {S.IN_PROCESS, S.SUPPLEMENT_REQUESTED, S.PAYMENT_REQUESTED, S.WITHDRAWN, S.STOPPED},
    S.IN_PROCESS: {S.SUPPLEMENT_REQUESTED, S.PAYMENT_REQUESTED, S.WITHDRAWN, S.STOPPED, S.DONE},
    # At the counter it goes back to be accepted, or not: form 03 after form 02.
    S.SUPPLEMENT_REQUESTED: {S.IN_PROCESS, S.WITHDRAWN, S.STOPPED, S.ACCEPTED, S.NOT_ACCEPTED},
    S.PAYMENT_REQUESTED: {S.IN_PROCESS, S.WITHDRAWN, S.STOPPED},
    S.DONE: {S.DELIVERED},
}
"""The moves of the national code list (``domain.md`` §2.1)."""
PEOPLE: tuple[Actor, ...] = (MOTHER, FATHER, DESK, REGISTRAR, LEADER, FACTOTUM)
BY_PEOPLE: tuple[acts.AnyAct, ...] = (
    acts.Accepted(task=RECEIVE.task),
    acts.SupplementRequested(task=RECEIVE.task, items=("Giấy chứng sinh",), reason="Mờ"),
    acts.NotAccepted(task=RECEIVE.task, reason="Không thuộc thẩm quyền"),
    acts.Supplied(task=SUPPLY.task),
    acts.Done(task=VERIFY.task, decision="confirm"),
    acts.TaskClaimed(task=VERIFY.task),
    acts.TaskReleased(task=VERIFY.task),
    acts.Confirmed(task=CONFIRM.task),
    acts.Approved(task=APPROVE.task),
    acts.Refused(task=APPROVE.task, reason="Điều 16"),
    acts.HandedOver(task=HAND_OVER.task),
    acts.Rated(stars=4),
    acts.Withdrawn(),
)


def engines_next(dossier: Dossier) -> list[acts.AnyAct]:
    """What a procedure could do now: it opens the next task only when the one before is closed."""
    if dossier.open_tasks:
        return [acts.Lapsed(task=task.id) for task in dossier.open_tasks if task.lapses_at]
    kinds = {task.kind: task.decision for task in dossier.tasks.values()}
    if dossier.supplements and "supply" not in kinds:
        return [SUPPLY]
    if "receive" not in kinds:
        return [RECEIVE]
    if dossier.accepted_at is None and "supply" in kinds:
        return [RECEIVE.model_copy(update={"task": f"{RECEIVE.task}2", "kind": "receive2"})]
    for task in (VERIFY, CONFIRM, APPROVE):
        if task.kind not in kinds:
            return [task, acts.Answered(agency="population", step="mother", found=True)]
    return [NUMBERED] if dossier.result is None else [HAND_OVER] if dossier.result.sha256 else [ISSUED]


def candidates(dossier: Dossier) -> list[tuple[acts.AnyAct, Actor]]:
    """Everything that anybody might try."""
    second = [act.model_copy(update={"task": f"{RECEIVE.task}2"}) for act in BY_PEOPLE[:3]]
    return [(act, actor) for act in (*BY_PEOPLE, *second) for actor in PEOPLE] + [
        (act, ENGINE) for act in engines_next(dossier)
    ]


def admitted(book: Book) -> list[tuple[acts.AnyAct, Actor]]:
    """What the rules let through."""
    through = []
    for act, actor in candidates(book.dossier):
        try:
            book.judge(act, actor)
        except Refusal:
            continue
        through.append((act, actor))
    return through


def walk(chance: Random, steps: int = 40) -> Book:
    """Let people and engine do at random what is admitted, and look at every step."""
    book = written()
    for _ in range(steps):
        before, ended = book.dossier.status, book.dossier.ended
        choices = admitted(book)
        if not choices:
            break
        if ended:
            assert {act.type for act, _ in choices} == {"rated"}
        # Withdrawals are thinned out: without it most walks would end early.
        likely = [choice for choice in choices if choice[0].type != "withdrawn" or chance.random() < 0.05]
        book.write(*chance.choice(likely or choices), after=timedelta(minutes=7))
        after = book.dossier.status
        assert after == before or after in MOVES[before]
        lawful(book.dossier)
    return book


def lawful(dossier: Dossier) -> None:
    """What holds of every dossier at every moment."""
    assert not (dossier.ended and dossier.open_tasks)
    assert dossier.supplements <= 1
    assert (dossier.result is None) or dossier.approved_at is not None
    assert not (dossier.status == Status.WITHDRAWN and dossier.approved_at)
    assert (dossier.due_at is None) == (dossier.accepted_at is None)
    if approval := next((task for task in dossier.tasks.values() if task.decision == "approve"), None):
        assert dossier.acted_by[approval.closed_by] == "approve"


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_whatever_people_do_a_dossier_moves_only_as_the_law_lets_it(chance: Random) -> None:
    walk(chance)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_events_alone_give_the_state_again(chance: Random) -> None:
    book = walk(chance)
    again = Dossier(code=CODE)
    for event in book.events:
        fold(again, event)
    assert again == book.dossier
    stored = Dossier.model_validate_json(book.dossier.model_dump_json(exclude_defaults=True))
    assert stored == book.dossier


def test_walks_reach_every_end() -> None:
    ends = {walk(Random(seed)).dossier.status for seed in range(60)}
    assert ends >= set(ENDED)


@pytest.mark.parametrize("end", [DELIVERED, (*ACCEPTED, (acts.Withdrawn(), MOTHER))], ids=["delivered", "withdrawn"])
def test_nothing_happens_after_the_end_but_a_rating(end: tuple[Step, ...]) -> None:
    book = written(*end)
    assert {act.type for act, _ in admitted(book)} <= {"rated"}


def test_an_answer_ends_the_wait_for_its_agency_alone() -> None:
    book = written(*ACCEPTED, acts.AgencyWaited(agency="population", step="mother"))
    book.write(acts.Answered(agency="civil_status", step="marriage", found=True))
    assert book.dossier.waiting_agency == "population"
    book.write(acts.Answered(agency="population", step="mother", found=True))
    assert (book.dossier.waiting_agency, book.dossier.waiting_since) == ("", None)


def test_what_the_workflow_must_hear_of_is_remembered() -> None:
    book = written(*VERIFIED)
    heard = book.dossier.woke
    book.write(acts.Answered(agency="population", step="mother", found=True))
    assert book.dossier.woke == heard
    assert book.write(acts.Withdrawn(), MOTHER).seq == book.dossier.woke


def test_without_a_filing_there_is_no_law() -> None:
    with pytest.raises(ValueError, match="no filing"):
        _ = Dossier(code=CODE).law


def test_who_filed_at_the_counter_is_one_who_acted() -> None:
    book = Book()
    book.write(filed(), FACTOTUM)
    assert book.dossier.acted_by == {FACTOTUM.id: "file"}
    assert Role.COMMUNE_LEADER in FACTOTUM.roles
