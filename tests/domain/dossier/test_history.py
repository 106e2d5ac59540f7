"""What happened is told in plain words: no step's or task's inner name, nothing that officers do among themselves."""

import ast
from pathlib import Path

import pytest

from domain.base.law import Role
from domain.dossier import acts
from tests.support.declared import STEPS, history, step_words
from tests.support.examples import ACCEPTED, DELIVERED, DESK, RECEIVE, SUPPLY, VERIFIED, Step, opened, written

WORKFLOWS = Path(__file__).parents[3] / "workflows"
VERBS = {"look_up", "record", "request", "person", "pay_out"}
ASK_MORE = acts.SupplementRequested(task=RECEIVE.task, items=("Giấy chứng sinh",), reason="Mờ")
HAND = opened("mother_by_hand", Role.CIVIL_STATUS_OFFICER, "answer")


def steps_of(source: str) -> set[str]:
    """Name the steps at agencies that a procedure's source names."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    asked = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in VERBS]
    return {call.args[0].value for call in asked if isinstance(call.args[0], ast.Constant)}  # type: ignore[misc]


def test_every_step_at_an_agency_has_words() -> None:
    steps = set().union(*(steps_of(path.read_text()) for path in WORKFLOWS.glob("vietnam/*/*.py")))
    assert {"mother", "entry", "verify_place"} <= steps
    assert steps <= set(STEPS)


def test_a_step_is_known_by_its_name_whichever_time_and_about_whatever() -> None:
    assert step_words("mother#2") == STEPS["mother"]
    assert step_words("verify_place/Hà Nội/request") == STEPS["verify_place"]
    assert step_words("only_its_package_knows") is None


@pytest.mark.parametrize("steps", [VERIFIED, DELIVERED, (RECEIVE, (ASK_MORE, DESK), SUPPLY), (*ACCEPTED, HAND)])
def test_a_history_is_told_in_both_languages_and_the_newest_comes_first(steps: tuple[Step, ...]) -> None:
    book = written(*steps)
    lines = history(book.events, book.dossier)
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    for line in lines:
        assert line.what.vi != line.what.en
        assert "_" not in line.what.vi + line.what.en


def test_what_officers_do_among_themselves_and_their_own_words_are_not_told() -> None:
    claimed, released = acts.TaskClaimed(task=RECEIVE.task), acts.TaskReleased(task=RECEIVE.task)
    book = written(RECEIVE, (claimed, DESK), (released, DESK), (ASK_MORE, DESK))
    told = [line.what.vi for line in history(book.events, book.dossier)]
    assert len(told) == len(book.events) - 1
    assert "Mờ" not in " ".join(told)


def test_a_register_is_named_with_what_it_was_asked() -> None:
    book = written(*ACCEPTED, acts.Answered(agency="population", step="mother", found=False))
    told = history(book.events, book.dossier)[0].what
    assert told.en == "The national population database has nothing on it: the mother"
    assert told.vi == "Cơ sở dữ liệu quốc gia về dân cư không có thông tin: người mẹ"
