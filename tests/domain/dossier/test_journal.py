"""A chain shows every tampering to whoever walks it, and none where a payload was lawfully erased."""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dossier.journal import GENESIS, BrokenChain, canonical, check_chain, digest, instant, link, task_id

AT = datetime(2026, 11, 17, 2, 0, tzinfo=UTC)
SALT = bytes(range(16))
Row = dict[str, Any]


def chain(*payloads: dict[str, Any]) -> list[Row]:
    """Stored events, one for each personal payload."""
    rows: list[Row] = []
    previous = GENESIS
    for seq, personal in enumerate(payloads, start=1):
        row: Row = {
            "seq": seq,
            "at": AT + timedelta(minutes=seq),
            "key": f"step-{seq}",
            "actor": {"kind": "engine", "id": "engine"},
            "act": {"type": "answered", "agency": "population", "step": f"step-{seq}", "found": True},
            "personal": personal or None,
            "salt": SALT if personal else None,
            "digest": digest(personal, SALT),
        }
        row["hash"] = previous = link(previous, seq, row["at"], row["key"], row["actor"], row["act"], row["digest"])
        rows.append(row)
    return rows


GOLDEN_FIRST = "a4e7b52cf9587f4374cd8db1a367bac276480292df9af40c6296823f32681703"
GOLDEN_HEAD = "a7922624ac3b6e6e68f9da909050f8b0db41f39b011b09d5db74253bed72b7f4"
"""Made by the formula of ``domain.dossier.journal`` without its code."""
FOUR = chain({"name": "Tạ Kiều Oanh"}, {}, {"name": "Trịnh Quốc Bảo"}, {})


def test_the_way_to_hash_never_changes() -> None:
    assert FOUR[0]["hash"] == GOLDEN_FIRST
    assert check_chain(FOUR) == GOLDEN_HEAD


def test_an_empty_journal_has_the_genesis_for_head() -> None:
    assert check_chain([]) == GENESIS


def test_a_payload_is_hashed_with_its_letters_as_they_are() -> None:
    assert canonical({"b": 1, "a": "Đỗ"}) == '{"a":"Đỗ","b":1}'.encode()


def test_one_moment_is_one_text_in_every_time_zone() -> None:
    vietnam = AT.astimezone(timezone(timedelta(hours=7)))
    assert instant(vietnam) == instant(AT) == "2026-11-17T02:00:00.000000+00:00"


def erase(row: Row) -> None:
    row["personal"] = row["salt"] = None


def test_an_erased_payload_leaves_the_chain_whole() -> None:
    rows = deepcopy(FOUR)
    for row in rows:
        erase(row)
    assert check_chain(rows) == GOLDEN_HEAD


def set_to(field: str, value: Any) -> Callable[[Row], None]:
    return lambda row: row.update({field: value})


TAMPERED = {
    "time": set_to("at", AT),
    "key": set_to("key", "other"),
    "actor": set_to("actor", {"kind": "officer", "id": "somebody"}),
    "act": set_to("act", {"type": "answered", "agency": "population", "step": "step-3", "found": False}),
    "payload": set_to("personal", {"name": "Trịnh Quốc Bảo."}),
    "payload taken out, salt left": set_to("personal", None),
    "payload without a salt": set_to("salt", None),
    "salt": set_to("salt", bytes(16)),
    "digest": set_to("digest", "0" * 64),
    "hash": set_to("hash", "0" * 64),
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED)
def test_tampering_with_one_event_is_found_there(tamper: Callable[[Row], None]) -> None:
    rows = deepcopy(FOUR)
    tamper(rows[2])
    with pytest.raises(BrokenChain) as broken:
        check_chain(rows)
    assert broken.value.seq == 3


REARRANGED: dict[str, Callable[[list[Row]], list[Row]]] = {
    "taken out": lambda rows: [rows[0], rows[1], rows[3]],
    "taken out and renumbered": lambda rows: [rows[0], rows[1], rows[3] | {"seq": 3}],
    "swapped": lambda rows: [rows[0], rows[1], rows[3] | {"seq": 3}, rows[2] | {"seq": 4}],
    "doubled": lambda rows: [*rows[:3], rows[2], rows[3]],
    "doubled and renumbered": lambda rows: [*rows[:2], rows[1] | {"seq": 3}, *rows[2:]],
    "first missing": lambda rows: rows[1:],
}


@pytest.mark.parametrize("rearrange", REARRANGED.values(), ids=REARRANGED)
def test_missing_moved_and_doubled_events_are_found(rearrange: Callable[[list[Row]], list[Row]]) -> None:
    with pytest.raises(BrokenChain):
        check_chain(rearrange(deepcopy(FOUR)))


def test_what_is_missing_is_named_as_missing() -> None:
    with pytest.raises(BrokenChain, match="event 3: missing, event 4 stands in its place"):
        check_chain([FOUR[0], FOUR[1], FOUR[3]])


def test_a_cut_end_shows_in_the_head() -> None:
    assert check_chain(FOUR[:3]) != GOLDEN_HEAD


@given(st.data())
def test_no_change_of_a_public_word_goes_unnoticed(data: st.DataObject) -> None:
    rows = deepcopy(FOUR)
    row = data.draw(st.sampled_from(rows))
    word = data.draw(st.sampled_from(sorted(row["act"])))
    row["act"][word] = data.draw(st.text().filter(lambda new: new != row["act"][word]))
    with pytest.raises(BrokenChain):
        check_chain(rows)


def test_the_same_payload_is_another_digest_under_another_salt() -> None:
    assert digest({"name": "An"}, SALT) != digest({"name": "An"}, bytes(16))


def test_a_task_has_one_id_that_says_nothing() -> None:
    code = "000.01.00.H31-261117-0001"
    assert task_id(code, "verify") == task_id(code, "verify") != task_id(code, "verify#2")
    assert len(task_id(code, "verify")) == 24
