"""Whoever sent on the portal what cannot be taken reads that, why, and what they can do: in both languages."""

from typing import get_args

import pytest

from domain.vietnam.portal.declining import A_PERSONS, CAUSES, OURS, may_be_declined, reason_of
from domain.vietnam.portal.filings import Asks
from tests.support.examples import TUESDAY

ASKS: tuple[Asks, ...] = get_args(Asks)


@pytest.mark.parametrize("asks", ASKS)
@pytest.mark.parametrize("why", [*CAUSES, "form-invalid"])
def test_every_cause_is_told_with_what_to_do(asks: Asks, why: str) -> None:
    words = reason_of(asks, why, "Tờ khai chưa đúng. child.born", TUESDAY)
    assert "Lý do: " in words.vi
    assert "ông/bà" in words.vi
    assert words.vi.endswith("hoặc liên hệ bộ phận một cửa để được hướng dẫn.")
    assert words.en.endswith("or ask the one-stop desk.")
    assert not {"{", "}"} & {*words.vi, *words.en}
    assert ".." not in words.vi


def test_a_refusal_of_the_intake_is_told_in_its_own_words() -> None:
    words = reason_of("file", "form-invalid", "Tờ khai chưa đúng. child.born", TUESDAY)
    assert "Lý do: Tờ khai chưa đúng. child.born. Đề nghị ông/bà" in words.vi
    assert "Why: it was refused here (form-invalid). Please" in words.en


def test_the_house_refuses_nobody_for_what_lies_with_it() -> None:
    assert not any(map(may_be_declined, OURS))
    assert all(map(may_be_declined, [*CAUSES, *A_PERSONS, "form-invalid"]))
