"""The story that an archive tells: who did what, when it waited and why, what came of it; and why it came to that."""

from datetime import timedelta

import pytest

from domain.dossier import acts
from domain.dossier.journal import Event
from domain.dossier.story import length
from domain.statute.versions import Laws, Version
from domain.transparency.archive import events_of
from tests.support.declared import judged_again, tell, why
from tests.support.examples import (
    ACCEPTED,
    ASK_MORE,
    CALENDAR,
    CODE,
    DELIVERED,
    DESK,
    LAWS,
    MOTHER,
    RECEIVE,
    SUPPLY,
    Book,
    Step,
    filed,
    written,
)

OFFICES = {"11953": "Phường Phố Hiến"}


def told(events: list[Event], language: str = "vi") -> list[str]:
    return [f"{line.who.in_(language)}: {line.what.in_(language)}" for line in tell(CODE, events, OFFICES)]


def slowly(*steps: Step, by: timedelta) -> Book:
    """The same, with so much time between two steps."""
    book = Book()
    book.write(filed(), MOTHER)
    for step in steps:
        act, actor = step if isinstance(step, tuple) else (step, acts.ENGINE)
        book.write(act, actor, after=by if actor is not acts.ENGINE else timedelta())
    return book


def test_the_story_names_who_did_what_and_what_came_of_it() -> None:
    story = told(written(*DELIVERED).events)
    assert story[0] == "Tạ Kiều Oanh: Nộp hồ sơ: thủ tục 1.001193"
    assert story[1].startswith(
        "cán bộ tiếp nhận desk (Phường Phố Hiến): Tiếp nhận, hẹn trả kết quả: hẹn trả kết quả 17:00"
    )
    assert story[-1] == "Motcua: Trạng thái: Đã trả kết quả; kết quả số GKS-11953-2026-000001"


def test_without_payloads_nobody_is_named() -> None:
    events = [
        event.model_copy(update={"act": event.act.model_copy(update={"personal": {}})}) for event in written().events
    ]
    assert told(events, "en")[0] == "a citizen: Filed: procedure 1.001193"


def test_the_story_tells_how_long_it_waited_for_whom_and_why() -> None:
    story = told(slowly(*ACCEPTED, by=timedelta(days=1, hours=2, minutes=30)).events, "en")
    assert story[1] == "the receiving officer: … Waits to be checked and accepted, 1 d 2 h"


def test_a_supplement_is_told_with_what_was_missing_and_why() -> None:
    steps = (RECEIVE, (ASK_MORE, DESK), SUPPLY, (acts.Supplied(task=SUPPLY.task), MOTHER))
    story = told(slowly(*steps, by=timedelta(hours=3)).events)
    assert any(line.endswith("Yêu cầu bổ sung: cần Giấy chứng sinh; lý do: Bản chụp không rõ") for line in story)
    assert "người nộp hồ sơ: … Chờ người nộp bổ sung giấy tờ, 3 giờ" in story


@pytest.mark.parametrize(
    ("time", "words"), [(timedelta(seconds=40), "40 giây"), (timedelta(days=2, seconds=61), "2 ngày 1 phút")]
)
def test_a_length_of_time_is_told_in_its_two_largest_units(time: timedelta, words: str) -> None:
    assert length(time).vi == words


def test_why_it_came_out_so_names_rules_terms_and_who_decided() -> None:
    steps = [line.what.en for line in why(CODE, written(*DELIVERED).events, OFFICES, lambda *_: CALENDAR)]
    assert steps[0].startswith("filed 1.001193; rules 1.001193/33/2025-07-01: term the same day")
    assert "calendar vn-2026.1: accepted before 15:00 on 17/11/2026: due the same day" in steps[1]
    assert any(step.startswith("Waits for the leader's approval [approve, refuse] → approve") for step in steps)


def test_why_a_due_date_moved_names_the_pause() -> None:
    again = acts.TaskOpened.model_validate(RECEIVE.model_dump() | {"kind": "forward_supplement"})
    asks = acts.SupplementRequested(task=again.task, items=("x",), reason="y")
    propose = again.model_copy(update={"task": "2" * 24, "decisions": ("request_supplement",)})
    steps: tuple[Step, ...] = (
        *ACCEPTED,
        propose,
        (asks.model_copy(update={"task": propose.task}), DESK),
        SUPPLY,
        (acts.Supplied(task=SUPPLY.task), MOTHER),
    )
    book = slowly(*steps, by=timedelta(hours=1))
    [moved] = [
        line.what.en for line in why(CODE, book.events, OFFICES, lambda *_: CALENDAR) if "stood since" in line.what.en
    ]
    assert "1 h of office time, was due 17:00 17/11/2026" in moved


def test_what_was_recorded_is_judged_the_same_again() -> None:
    assert list(judged_again(CODE, written(*DELIVERED).events, LAWS, lambda *_: CALENDAR)) == []


def test_another_law_names_the_first_event_of_which_it_makes_something_else() -> None:
    rules = LAWS.in_force("1.001193", Book().at.date()).model_dump() | {"term": {"unit": "working_days", "amount": 3}}
    other = Laws([Version.model_validate(rules | {"code": "1.001193", "valid_from": "2025-07-01"})])
    differing = list(judged_again(CODE, written(*DELIVERED).events, other, lambda *_: CALENDAR))
    assert [(one.seq, one.type) for one in differing] == [(1, "filed"), (3, "accepted")]
    assert differing[1].what.en.startswith("due_at: recorded 2026-11-17T17:00")


def test_what_the_rules_would_never_have_admitted_is_named() -> None:
    events = written(*ACCEPTED).events
    forged = events[2].model_copy(update={"actor": MOTHER})
    [differs] = judged_again(CODE, [*events[:2], forged], LAWS, lambda *_: CALENDAR)
    assert differs.what.en == "is refused now: Not found."


def test_an_act_that_this_code_does_not_know_cannot_be_read() -> None:
    row = {"seq": 1, "at": Book().at, "key": "x", "actor": {"kind": "engine", "id": "engine"}, "personal": None}
    with pytest.raises(ValueError, match="union_tag_invalid"):
        events_of([row | {"act": {"type": "of_tomorrow"}}])
