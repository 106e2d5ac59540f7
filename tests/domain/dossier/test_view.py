"""Every reader is told where a dossier is, who has it, why it waits, until when, and what they can do."""

from datetime import timedelta

import pytest

from domain.base.law import Role, Status
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import ACTS, Act
from domain.dossier.view import NOBODY, ROLES, STATUSES, SYSTEM
from domain.tasks.words import BY_HAND
from tests.support.declared import AGENCIES, STEPS, WAITS, describe, story
from tests.support.examples import (
    ACCEPTED,
    APPROVED,
    CONFIRM,
    DELIVERED,
    DESK,
    HAND_OVER,
    MOTHER,
    RECEIVE,
    SUPPLY,
    TO_APPROVE,
    TO_HAND_OVER,
    TUESDAY,
    VERIFIED,
    VERIFY,
    Step,
    opened,
    written,
)

TOLD = {act.__name__: act.told for act in ACTS}
ASK_MORE = acts.SupplementRequested(task=RECEIVE.task, items=("Giấy chứng sinh",), reason="Mờ")


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.model_fields["type"].default)
def test_every_act_has_words(act: type[Act]) -> None:
    assert act.told.vi
    assert act.told.en


@pytest.mark.parametrize("table", [STATUSES, ROLES, WAITS, TOLD, AGENCIES], ids=str)
def test_nothing_is_said_in_one_language_only(table: dict[str, Words]) -> None:
    assert all(words.vi.strip() and words.en.strip() and words.vi != words.en for words in table.values())


def test_every_status_and_role_has_words() -> None:
    assert set(STATUSES) == set(Status)
    assert set(ROLES) == set(Role)


def test_who_is_asked_and_until_when() -> None:
    book = written(*VERIFIED, CONFIRM)
    waiting = describe(book.dossier, book.at).waiting
    assert (waiting.holder, waiting.why) == (ROLES[Role.APPLICANT], WAITS["confirm"])
    assert (waiting.since, waiting.until) == (book.at, book.at + timedelta(days=1))


def test_a_task_without_words_of_its_own_is_one_done_for_a_register() -> None:
    book = written(*ACCEPTED, opened("mother_by_hand", Role.CIVIL_STATUS_OFFICER, "answer"))
    assert describe(book.dossier, book.at).waiting.why == BY_HAND


def test_a_silent_register_is_named() -> None:
    book = written(*ACCEPTED, acts.AgencyWaited(agency="population", step="mother"))
    waiting = describe(book.dossier, book.at).waiting
    assert waiting.holder == AGENCIES["population"]
    assert AGENCIES["population"].vi in waiting.why.vi
    assert (waiting.since, waiting.until) == (book.at, book.dossier.due_at)


def test_who_waits_for_a_day_reads_for_which_and_for_what_until_it_has_come() -> None:
    book = written(*ACCEPTED, acts.DayAwaited(day=TUESDAY.date() + timedelta(days=3), step="of_age"))
    assert describe(book.dossier, book.at).waiting.why.vi == "Chờ đến ngày 20/11/2026: cả hai bên đủ tuổi kết hôn"
    assert describe(book.dossier, book.at + timedelta(days=3)).waiting.why == SYSTEM


def test_between_tasks_the_system_has_it() -> None:
    book = written(*APPROVED)
    assert describe(book.dossier, book.at).waiting.holder == SYSTEM


def test_nobody_has_what_has_ended() -> None:
    book = written(*DELIVERED)
    assert describe(book.dossier, book.at).waiting.holder == NOBODY


CAN = [
    ((), ("withdraw",)),
    ((RECEIVE, (ASK_MORE, DESK), SUPPLY), ("supply", "withdraw")),
    ((*VERIFIED, CONFIRM), ("confirm", "correct", "withdraw")),
    (TO_APPROVE, ("withdraw",)),
    (APPROVED, ()),
    (TO_HAND_OVER, ("download",)),
    (DELIVERED, ("download", "rate")),
    ((*DELIVERED, (acts.Rated(stars=3), MOTHER)), ("download",)),
    ((RECEIVE, (acts.Withdrawn(), MOTHER)), ()),
]


@pytest.mark.parametrize(("steps", "can"), CAN)
def test_the_applicant_is_offered_what_is_open_to_them(steps: tuple[Step, ...], can: tuple[str, ...]) -> None:
    book = written(*steps)
    assert describe(book.dossier, book.at).can == can


def test_lateness_is_a_fact_beside_the_status() -> None:
    book = written(*ACCEPTED, VERIFY)
    due = book.dossier.due_at
    assert due is not None
    assert not describe(book.dossier, due).late
    late = describe(book.dossier, due + timedelta(seconds=1))
    assert (late.late, late.status) == (True, STATUSES[Status.IN_PROCESS])


@pytest.mark.parametrize("steps", [TO_HAND_OVER, DELIVERED, (*ACCEPTED, (acts.Withdrawn(), MOTHER))])
def test_what_is_done_or_ended_is_never_late(steps: tuple[Step, ...]) -> None:
    book = written(*steps)
    assert not describe(book.dossier, book.at + timedelta(days=400)).late


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_story_says_which_task_and_which_register(language: str) -> None:
    assert WAITS["hand_over"].in_(language) in story(HAND_OVER).in_(language)
    answered = story(acts.Answered(agency="civil_status", step="marriage", found=False)).in_(language)
    assert AGENCIES["civil_status"].in_(language) in answered
    assert STEPS["marriage"].in_(language) in answered
