"""Whoever decides may ask another office first: who is asked what, what silence means, and whose eyes stay fresh."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.base import refusals
from domain.base.calendar import VIETNAM
from domain.base.law import Role
from domain.base.refusals import NotTogether, Refusal
from domain.deadlines.lateness import spent
from domain.dossier import acts
from domain.dossier.journal import task_id
from domain.dossier.notice import notice_of
from domain.dossier.rules import Moment
from domain.opinions.acts import CONSULT
from domain.opinions.model import GIVEN, asking, askings
from domain.statute.offices import answers_in
from domain.tasks.batch import Choice, judged
from tests.support.declared import describe, history, judged_again, tell
from tests.support.examples import (
    ACCEPTED,
    CALENDAR,
    CODE,
    COMMUNE,
    LAWS,
    LEADER,
    MOTHER,
    NEIGHBOUR,
    REGISTRAR,
    REGISTRY,
    TUESDAY,
    Step,
    officer,
    opened,
    verdict,
    written,
)

VERIFY = opened("verify", Role.CIVIL_STATUS_OFFICER, "confirm", CONSULT)
AGAIN = opened("verify#2", Role.CIVIL_STATUS_OFFICER, "confirm", CONSULT, again=VERIFY.task).model_copy(
    update={"kind": "verify"}
)
APPROVE = opened("approve", Role.COMMUNE_LEADER, "approve", "refuse", CONSULT, needs_fresh_eyes=True)
APPROVE_AGAIN = APPROVE.model_copy(update={"task": task_id(CODE, "approve#2"), "again": APPROVE.task})
THERE = officer("there", Role.CIVIL_STATUS_OFFICER, agency=NEIGHBOUR)
DEPUTY = officer("deputy", Role.CIVIL_STATUS_OFFICER, Role.COMMUNE_LEADER)
QUESTION = "Người mẹ có đăng ký khai sinh cho con tại phường không?"
UNTIL = datetime(2026, 11, 20, 17, tzinfo=VIETNAM)
OFFICES = {NEIGHBOUR: "Ủy ban nhân dân phường Sơn Nam", COMMUNE: "Ủy ban nhân dân phường Phố Hiến"}


def asked(task: str = VERIFY.task, **changes: Any) -> acts.OpinionAsked:
    """A question to the neighbours."""
    said = {"office": NEIGHBOUR, "role": Role.CIVIL_STATUS_OFFICER, "until": UNTIL, "personal": {"text": QUESTION}}
    return acts.OpinionAsked(task=task, **said | changes)


def given(opinion: Any, text: str = "") -> acts.OpinionGiven:
    """Their answer."""
    return acts.OpinionGiven(task=task_id(CODE, "verify/opinion"), opinion=opinion, personal={"text": text})


def opinion(step: str = "verify", act: acts.OpinionAsked | None = None) -> acts.AnyAct:
    """Their task, as it is opened with the question."""
    return asking(CODE, step, act or asked()).act


ASKED: tuple[Step, ...] = (*ACCEPTED, VERIFY, (asked(), REGISTRAR), opinion())
ANSWERED: tuple[Step, ...] = (*ASKED, (given("opinion_objects", "Đã đăng ký."), THERE))


def test_the_other_office_sees_it_from_then_on_and_has_a_task_until_that_day() -> None:
    assert NEIGHBOUR not in written(*ACCEPTED, VERIFY).dossier.seen_by
    dossier = written(*ASKED).dossier
    [task] = dossier.open_tasks
    assert (task.kind, task.agency, task.decisions, task.lapses_at) == ("opinion", NEIGHBOUR, GIVEN, UNTIL)
    assert NEIGHBOUR in dossier.seen_by
    assert dossier.pauses == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"office": COMMUNE}, refusals.Unacceptable),
        ({"personal": {"text": " \n"}}, refusals.WordsMissing),
        ({"personal": {}}, refusals.WordsMissing),
        ({"until": TUESDAY}, refusals.Unacceptable),
        ({"until": datetime(2026, 11, 21, 17, tzinfo=VIETNAM)}, refusals.Unacceptable),
    ],
    ids=["one's own office", "a blank question", "no question", "a moment that is over", "a Saturday"],
)
def test_a_question_goes_to_another_office_in_words_and_until_a_working_day_to_come(
    changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    assert verdict(written(*ACCEPTED, VERIFY), asked(**changes), REGISTRAR) is refusal


def test_only_whoever_may_decide_asks_and_only_where_the_task_offers_it() -> None:
    book = written(*ACCEPTED, VERIFY)
    assert verdict(book, asked(), THERE) is refusals.Missing
    assert verdict(book, asked(), LEADER) is refusals.WrongRole
    assert verdict(book, asked(), MOTHER) is refusals.Missing
    plain = opened("verify", Role.CIVIL_STATUS_OFFICER, "confirm")
    assert verdict(written(*ACCEPTED, plain), asked(), REGISTRAR) is refusals.NoSuchDecision


def test_the_task_is_back_with_whoever_had_claimed_it_and_with_everybody_where_nobody_had() -> None:
    claimed = (acts.TaskClaimed(task=VERIFY.task), REGISTRAR)
    book = written(*ACCEPTED, VERIFY, claimed, *ASKED[len(ACCEPTED) + 1 :], (given("opinion_agrees"), THERE), AGAIN)
    assert book.dossier.tasks[AGAIN.task].claimed_by == REGISTRAR.id
    assert verdict(book, acts.Done(task=AGAIN.task, decision="confirm"), DEPUTY) is refusals.TaskTaken
    assert verdict(book, acts.Done(task=AGAIN.task, decision="confirm"), REGISTRAR) is None
    free = written(*ANSWERED, AGAIN)
    assert free.dossier.tasks[AGAIN.task].claimed_by == ""
    assert verdict(free, acts.Done(task=AGAIN.task, decision="confirm"), DEPUTY) is None


def test_a_delegation_stays_one_where_the_delegate_asked() -> None:
    colleague = officer("colleague", Role.RECEIVING_OFFICER)
    lent = acts.TaskDelegated(task=VERIFY.task, to=colleague.id, until=TUESDAY + timedelta(days=30))
    claimed = (acts.TaskClaimed(task=VERIFY.task), REGISTRAR)
    steps = (*ACCEPTED, VERIFY, claimed, (lent, REGISTRAR), (asked(), colleague), opinion())
    book = written(*steps, (given("opinion_agrees"), THERE), AGAIN)
    assert verdict(book, acts.Done(task=AGAIN.task, decision="confirm"), colleague) is None


@pytest.mark.parametrize("wanted", [one for one in GIVEN if one != "opinion_agrees"])
def test_whoever_does_not_simply_agree_says_so_in_words(wanted: str) -> None:
    assert verdict(written(*ASKED), given(wanted, " "), THERE) is refusals.WordsMissing
    assert verdict(written(*ASKED), given(wanted, "Vì đã đăng ký."), THERE) is None
    assert verdict(written(*ASKED), given("opinion_agrees"), THERE) is None


def test_nobody_but_an_officer_of_that_office_answers() -> None:
    for actor in (REGISTRAR, MOTHER, officer("desk there", Role.RECEIVING_OFFICER, agency=NEIGHBOUR)):
        assert verdict(written(*ASKED), given("opinion_agrees"), actor) in (refusals.Missing, refusals.WrongRole)


def test_who_asked_while_verifying_or_answered_does_not_approve_and_a_leader_who_asks_first_does() -> None:
    asker = officer("asker", Role.CIVIL_STATUS_OFFICER, Role.COMMUNE_LEADER)
    moved = THERE.model_copy(update={"agency": COMMUNE, "roles": (Role.COMMUNE_LEADER,)})
    book = written(*ACCEPTED, VERIFY, (asked(), asker), opinion(), (given("opinion_agrees"), THERE), APPROVE)
    assert verdict(book, acts.Approved(task=APPROVE.task), asker) is refusals.FourEyes
    assert verdict(book, acts.Approved(task=APPROVE.task), moved) is refusals.FourEyes
    book.go_on([(asked(APPROVE.task), LEADER), APPROVE_AGAIN])
    assert verdict(book, acts.Approved(task=APPROVE_AGAIN.task), LEADER) is None


def test_who_may_not_approve_may_not_ask_in_the_leader_s_place() -> None:
    book = written(*ANSWERED, AGAIN, (acts.Done(task=AGAIN.task, decision="confirm"), DEPUTY), APPROVE)
    assert verdict(book, asked(APPROVE.task), DEPUTY) is refusals.FourEyes


def test_whoever_waits_reads_which_office_has_it_and_until_when_and_not_what_is_asked() -> None:
    book = written(*ASKED)
    waiting = describe(book.dossier, book.at, MOTHER.id, OFFICES).waiting
    assert (waiting.holder.vi, waiting.until) == (OFFICES[NEIGHBOUR], UNTIL)
    assert waiting.why.vi == "Chờ ý kiến của cơ quan được hỏi"
    told = " ".join(line.what.vi + line.what.en for line in history(book.events, book.dossier))
    assert "Lấy ý kiến cơ quan khác" in told
    assert QUESTION not in told
    assert QUESTION not in repr(waiting)


def test_the_story_says_who_was_asked_until_when_and_what_they_think() -> None:
    story = [line.what.vi for line in tell(CODE, written(*ANSWERED).events, OFFICES)]
    assert "Lấy ý kiến cơ quan khác: Ủy ban nhân dân phường Sơn Nam; đến 17:00 20/11/2026" in story
    assert "Cơ quan được hỏi cho ý kiến: Không đồng ý" in story


def test_the_story_calls_silence_no_answer_and_not_agreement() -> None:
    book = written(*ASKED)
    task = task_id(CODE, "verify/opinion")
    book.write(acts.Lapsed(task=task, of=UNTIL, kind="opinion"), after=UNTIL - book.at)
    last = [line.what for line in tell(CODE, book.events, OFFICES)][-2]
    assert last.vi.startswith("Không có trả lời trong thời hạn")
    assert "đồng ý" not in last.vi
    [one] = askings(book.events)
    assert (one.silent, one.opinion) == (True, "")


def test_every_question_is_kept_with_its_answer() -> None:
    second = asked(AGAIN.task, office="12019")
    book = written(*ANSWERED, AGAIN, (second, REGISTRAR), opinion("verify#2", second))
    first, last = askings(book.events)
    assert (first.office, first.question, first.opinion, first.text) == (
        NEIGHBOUR,
        QUESTION,
        "opinion_objects",
        "Đã đăng ký.",
    )
    assert (last.office, last.opinion, last.answered, last.silent) == ("12019", "", None, False)


def test_withdrawal_closes_the_other_office_s_task() -> None:
    book = written(*ASKED, (acts.Withdrawn(reason="Đổi ý"), MOTHER))
    assert book.dossier.open_tasks == []
    assert verdict(book, given("opinion_agrees"), THERE) is refusals.DossierEnded


def test_the_time_counts_as_that_office_s_own() -> None:
    book = written(*ASKED)
    book.at += timedelta(days=1)
    assert set(spent(book.dossier, book.at, CALENDAR)) == {COMMUNE, NEIGHBOUR}


def test_the_applicant_is_not_reminded_of_what_another_office_is_to_say() -> None:
    assert notice_of(acts.Reminded(task="t", kind="opinion")) == ""
    assert notice_of(opinion()) == ""
    assert notice_of(asked()) == ""


@pytest.mark.parametrize("said", [*GIVEN, ""])
def test_what_another_office_does_not_agree_to_is_decided_by_itself(said: str) -> None:
    answer = (given(said, "Vì vậy."), THERE) if said else acts.Lapsed(task=task_id(CODE, "verify/opinion"))
    book = written(*ASKED, answer, AGAIN)
    chosen = Choice(procedure="1.001193", kind="verify", decision="confirm")
    moment = Moment(book.at, book.calendar, book.laws, REGISTRY)
    if said == "opinion_agrees":
        assert judged(chosen, AGAIN.task, book.dossier, book.events, REGISTRAR, moment)
    else:
        with pytest.raises(NotTogether, match="Another office was asked"):
            judged(chosen, AGAIN.task, book.dossier, book.events, REGISTRAR, moment)


def test_a_commune_is_asked_of_the_same_trade_and_a_body_s_specialist_of_any() -> None:
    assert answers_in(NEIGHBOUR, Role.CIVIL_STATUS_OFFICER) == Role.CIVIL_STATUS_OFFICER
    assert answers_in(f"{NEIGHBOUR}.CA", Role.CIVIL_STATUS_OFFICER) == Role.SPECIALIST


def test_the_rules_make_the_same_of_it_again() -> None:
    assert list(judged_again(CODE, written(*ANSWERED, AGAIN).events, LAWS, lambda *_: CALENDAR)) == []
