"""People find a procedure by the words that they have for it."""

import pytest

from api.web.finding.procedures import called
from api.web.finding.search import found, near, plain
from domain.vietnam.guide import SECTORS, sector_of
from workflows.catalogue import PROCEDURES

KNOWN = {procedure.code: called(procedure) for procedure in PROCEDURES}
BIRTH, LICENCE, RESIDENCE, SINGLE, COPY = "1.001193", "3.000347", "1.004222", "1.004873", "2.000815"


@pytest.mark.parametrize(
    ("asked", "best"),
    [
        ("khai sinh", BIRTH),
        ("KHAI SINH", BIRTH),
        ("đăng ký khai sinh cho con", BIRTH),
        ("dang ky khai sinh", BIRTH),
        ("khai snh", BIRTH),
        ("birth", BIRTH),
        ("bang lai xe", LICENCE),
        ("bnag lai", LICENCE),
        ("giay phep lai xe", LICENCE),
        ("driveng", LICENCE),
        ("nhập hộ khẩu", RESIDENCE),
        ("thuong tru", RESIDENCE),
        ("1.004222", RESIDENCE),
        ("doc than", SINGLE),
        ("sao y", COPY),
    ],
)
def test_the_words_that_people_have_lead_to_the_procedure(asked: str, best: str) -> None:
    assert found(asked, KNOWN).names[0] == best


@pytest.mark.parametrize("asked", ["", "   ", "xyzzy", "<script>", "🙂", "\u0301"])
def test_what_no_procedure_is_called_finds_nothing(asked: str) -> None:
    assert found(asked, KNOWN).names == []


def test_words_that_one_procedure_has_all_leave_out_those_that_have_some() -> None:
    assert found("giay phep lai xe", KNOWN).names == [LICENCE]
    assert len(found("dang ky", KNOWN).names) > 5


def test_accents_and_capitals_tell_no_words_apart() -> None:
    assert plain("Đăng ký THƯỜNG trú, 1.004222") == plain("dang ky thuong tru 1 004222")


@pytest.mark.parametrize(("word", "other"), [("bang", "bnag"), ("sinh", "snh"), ("snh", "sinh"), ("sinh", "sinb")])
def test_one_letter_may_be_wrong(word: str, other: str) -> None:
    assert near(word, other)


@pytest.mark.parametrize(("word", "other"), [("bang", "gnab"), ("sinh", "sh"), ("khai", "khong"), ("abcd", "badc")])
def test_two_may_not(word: str, other: str) -> None:
    assert not near(word, other)


def test_every_procedure_of_ours_says_who_may_file_and_who_decides() -> None:
    assert all(procedure.guide for procedure in PROCEDURES)
    assert {sector_of(procedure.__module__) for procedure in PROCEDURES} == set(SECTORS) - {"other"}
    assert sector_of("snv_hungyen.internal_rules") == "other"
