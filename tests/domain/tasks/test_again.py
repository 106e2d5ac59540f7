"""What an officer says again of a task: the same, however it is signed and sent, or something else, which is told."""

from datetime import timedelta
from typing import Any

import pytest

from domain.base.refusals import AnsweredOtherwise
from domain.dossier import acts
from domain.tasks.again import same_answer
from tests.support.examples import ACCEPTED, DESK, RECEIVE, REGISTRAR, TUESDAY, VERIFY, Step, written

DONE = acts.Done(task=VERIFY.task, decision="answer", personal={"answer": {"married": True}, "note": "", "name": "Hộ"})
MORE = acts.SupplementRequested(task=RECEIVE.task, items=("Giấy chứng sinh",), reason="Bản chụp không rõ")


def said_again(act: acts.AnyTaskAct | acts.SupplementRequested, **changes: Any) -> None:
    """Say it, and again with these changes."""
    open_task = VERIFY.model_copy(update={"decisions": ("confirm", "answer")})
    steps: tuple[Step, ...] = (RECEIVE,) if act.task == RECEIVE.task else (*ACCEPTED, open_task)
    event = written(*steps).write(act, DESK if act.task == RECEIVE.task else REGISTRAR)
    same_answer(act.model_copy(update=changes), event)


@pytest.mark.parametrize("how", [{"name": "Lê Văn Hộ"}, {"batch": "b", "second": "deputy"}])
def test_how_an_answer_is_signed_or_came_is_no_part_of_what_it_says(how: dict[str, str]) -> None:
    said_again(DONE)
    said_again(DONE, personal=dict(DONE.personal) | how)


@pytest.mark.parametrize("other", [{"answer": {"married": False}}, {"note": "Đã gọi"}, {"answer": None}])
def test_another_answer_or_note_is_something_else(other: dict[str, Any]) -> None:
    with pytest.raises(AnsweredOtherwise, match=r"09:00 on 17 November 2026 \(Task done\)"):
        said_again(DONE, personal=dict(DONE.personal) | other)


@pytest.mark.parametrize("other", [{"reason": "Thiếu trang"}, {"items": ("Căn cước",)}])
def test_another_reason_or_other_things_to_supply_are_something_else(other: dict[str, Any]) -> None:
    said_again(MORE)
    with pytest.raises(AnsweredOtherwise) as told:
        said_again(MORE, **other)
    assert "giữ nguyên" in told.value.vi


def test_what_the_rules_fixed_in_the_recorded_act_is_not_the_officers_to_say() -> None:
    accepted = acts.Accepted(task=RECEIVE.task)
    event = written(RECEIVE).write(accepted, DESK)
    assert isinstance(event.act, acts.Accepted)
    assert event.act.due_at
    same_answer(accepted, event)
    with pytest.raises(AnsweredOtherwise):
        same_answer(accepted.model_copy(update={"due_at": TUESDAY + timedelta(days=30)}), event)
    with pytest.raises(AnsweredOtherwise):
        same_answer(acts.NotAccepted(task=RECEIVE.task, reason="Nộp trùng"), event)
