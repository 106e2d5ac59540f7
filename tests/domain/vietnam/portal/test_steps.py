"""Statuses go to the portal exactly as they are, in order, each step once."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest

from domain.base.law import Status
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.apply import fold
from domain.dossier.state import Dossier
from domain.vietnam.portal.steps import in_calls, steps_of
from tests.support.examples import (
    ACCEPTED,
    ASK_FEE,
    ASK_MORE,
    CODE,
    DELIVERED,
    DESK,
    LEADER,
    MOTHER,
    NUMBERED,
    RECEIVE,
    SUPPLY,
    VERIFY,
    Book,
    written,
)
from tests.support.journals import FOLDER, Kept

JOURNALS = sorted(FOLDER.glob("*.json.gz"))
HOUR = timedelta(hours=1)
REASON = Words(vi="Nội dung có sai sót", en="Its content is wrong")


def statuses(book: Book) -> list[int]:
    return [int(step.status) for step in steps_of(CODE, book.events, str)]


def test_a_dossier_from_filing_to_hand_over_is_told_step_by_step() -> None:
    assert statuses(written(*DELIVERED)) == [1, 2, 4, 9, 10]


def test_money_that_is_asked_for_and_comes_is_told_as_that() -> None:
    paid = acts.MoneyIn(task=ASK_FEE.task, amount=10_000, transaction="t1", method="cash")
    assert statuses(written(*ACCEPTED, ASK_FEE, (paid, DESK), VERIFY)) == [1, 2, 6, 4]


def test_what_was_supplied_before_reception_waits_for_it_again_and_no_longer_for_papers() -> None:
    book = written(RECEIVE, (ASK_MORE, DESK), SUPPLY)
    book.write(acts.Supplied(task=SUPPLY.task), MOTHER, after=HOUR)
    step = steps_of(CODE, book.events, str)[-1]
    assert (statuses(book), step.told, step.by) == ([1, 5, 1], "Đã bổ sung", "Người nộp hồ sơ")
    again = RECEIVE.model_copy(update={"task": "again", "anew": "t"})
    book.write(again)
    book.write(acts.Accepted(task="again"), DESK, after=HOUR)
    assert statuses(book) == [1, 5, 1, 2]


def test_a_supplement_and_a_withdrawal_are_told_as_that() -> None:
    assert statuses(written(RECEIVE, (ASK_MORE, DESK))) == [1, 5]
    assert statuses(written(*ACCEPTED, VERIFY, (acts.Withdrawn(reason="Đổi ý"), MOTHER))) == [1, 2, 4, 7]


def test_what_is_stopped_is_told_as_stopped() -> None:
    assert statuses(written(*ACCEPTED, VERIFY, acts.Stopped(reason="Không bổ sung"))) == [1, 2, 4, 8]


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: path.name.removesuffix(".json.gz"))
def test_no_status_of_any_journal_becomes_another_on_its_way(path: Path) -> None:
    kept = Kept.model_validate_json(gzip.decompress(path.read_bytes()))
    dossier, was = Dossier(code=kept.code), dict[int, Status]()
    for event in kept.events:
        fold(dossier, event)
        waits = dossier.accepted_at is None and isinstance(event.act, acts.Supplied)
        was[event.seq] = Status.FILED if waits else dossier.status
    steps = steps_of(kept.code, kept.events, str)
    assert [step.status for step in steps] == [was[step.seq] for step in steps]
    assert [step.wire(kept.code)["TrangThai"] for step in steps] == [str(int(was[step.seq])) for step in steps]
    # Done is said only of what was done: 5, 6 and 8 never turn into it.
    issued = {event.seq for event in kept.events if isinstance(event.act, acts.Issued)}
    assert {step.seq for step in steps if step.status == Status.DONE} <= issued


def test_the_same_moment_and_status_twice_is_one_step() -> None:
    book = written(RECEIVE, (ASK_MORE, DESK))
    step = steps_of(CODE, book.events, str)[1]
    again = [event.model_copy(update={"seq": event.seq + 2}) for event in book.events]
    keys = [step.key for step in steps_of(CODE, [*book.events, *again], str)]
    assert keys.count(step.key) == 1
    assert len(keys) == len(set(keys))


def test_two_supplements_an_hour_apart_are_four_steps() -> None:
    book = written(*ACCEPTED, VERIFY, SUPPLY)
    asked = ASK_MORE.model_copy(update={"task": VERIFY.task})
    came = acts.Supplied(task=SUPPLY.task, due_at=book.at + timedelta(days=3))
    for act, actor in ((asked, DESK), (came, MOTHER), (asked, DESK), (came, MOTHER)):
        happened = {"seq": len(book.events) + 1, "at": book.events[-1].at + HOUR, "act": act, "actor": actor}
        book.events.append(book.events[-1].model_copy(update=happened))
    assert statuses(book) == [1, 2, 4, 5, 4, 5, 4]


def test_a_step_is_written_as_the_portal_reads_it() -> None:
    book = written(*ACCEPTED, VERIFY)
    first, accepted, taken = (step.wire(CODE) for step in steps_of(CODE, book.events, lambda code: f"Cơ quan {code}"))
    assert first["ThoiDiemXuLy"] == "20261117090000"
    assert (first["NguoiXuLy"], accepted["NguoiXuLy"], taken["NguoiXuLy"]) == ("Người nộp hồ sơ", "desk", "Hệ thống")
    assert (first["ChucDanh"], accepted["ChucDanh"], taken["ChucDanh"]) == ("", "cán bộ tiếp nhận", "")
    assert accepted["PhongBanXuLy"] == "Cơ quan 11953"
    assert (accepted["TrangThai"], taken["TrangThai"]) == ("2", "4")
    assert all(len(step["NgayKetThucTheoQuyDinh"]) == 14 for step in (accepted, taken))


def test_ten_steps_at_most_go_in_one_call() -> None:
    steps = steps_of(CODE, written().events, str) * 23
    assert [len(some) for some in in_calls(steps)] == [10, 10, 3]


def test_a_recall_opens_the_dossier_again_only_where_a_corrected_result_is_to_come() -> None:
    recalled = acts.Recalled(number=NUMBERED.number, reason=REASON, basis="Quyết định 15", corrects=False)
    assert statuses(written(*DELIVERED, (recalled, LEADER))) == [1, 2, 4, 9, 10]
    book = written(*DELIVERED)
    book.write(recalled.model_copy(update={"corrects": True}), LEADER, after=HOUR)
    assert statuses(book) == [1, 2, 4, 9, 10, 4]


def test_what_was_not_taken_is_told_as_a_step_of_the_status_that_the_dossier_has() -> None:
    not_taken = acts.NotTaken(reason=REASON)
    book = written(RECEIVE, (ASK_MORE, DESK), not_taken)
    steps = steps_of(CODE, book.events, str)
    assert [int(step.status) for step in steps] == [1, 5, 5]
    assert (steps[-1].told, steps[-1].by) == (REASON.vi, "Hệ thống")


def test_an_answer_in_the_second_of_a_step_of_its_status_is_not_swallowed_by_it() -> None:
    book = written(RECEIVE, (ASK_MORE, DESK), acts.NotTaken(reason=REASON), acts.NotTaken(reason=REASON))
    events = [event.model_copy(update={"at": book.events[0].at}) for event in book.events]
    keys = [step.key for step in steps_of(CODE, events, str)]
    assert len(keys) == len(set(keys)) == 4
    assert keys == [step.key for step in steps_of(CODE, events, str)]
