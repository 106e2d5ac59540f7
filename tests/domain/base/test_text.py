"""A text reads as it is stored."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.base.text import composed, trick

HONEST = [
    "Nguyễn Thị Ánh Tuyết",
    "Đỗ Đức Phương, tổ 4, phường Hồng Châu\n(nhà số 9/2)",
    "Müller-Lüdenscheidt",
    "Иван Петров",
    "김철수",
    "ណារិន្ទ",
    "田中 TANAKA",
    "Ελένη",
    "5 m² – 20 %",
    "👍 rất nhanh",
    "",
]


@pytest.mark.parametrize("text", HONEST)
def test_what_people_are_called_is_taken_in_either_way_of_writing_it(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert trick(composed(unicodedata.normalize(form, text))) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Nguyễn\u202eVăn", "U+202E"),
        ("Nguyễn\u2066Văn\u2069", "U+2066"),
        ("Ngu\u200byễn", "U+200B"),
        ("Ngu\u00adyen", "U+00AD"),
        ("Ngu\ufeffyễn", "U+FEFF"),
        ("An\U000e0041", "U+E0041"),
        ("An\x00", "U+0000"),
        ("An\x1b[31m", "U+001B"),
        ("An\x85", "U+0085"),
        ("An\u2028", "U+2028"),
        ("An\ue000", "U+E000"),
        ("An\uffff", "U+FFFF"),
        ("An\ud800", "U+D800"),
        ("Z\u0301\u0302\u0303\u0304\u0305\u0306", "too many marks"),
        ("Nguyễn Văn Аn", "two alphabets"),
        ("pаypal", "two alphabets"),
        ("Ηoa", "two alphabets"),
    ],
)
def test_what_nobody_sees_when_they_read_is_named(text: str, why: str) -> None:
    found = trick(composed(text))
    assert found
    assert why in found.en


@given(st.text())
def test_any_text_is_judged_and_composing_twice_changes_nothing(text: str) -> None:
    once = composed(text)
    assert composed(once) == once
    trick(once)
