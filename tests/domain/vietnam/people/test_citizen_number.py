"""What a citizen number tells, and which ones nobody can have."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from domain.vietnam.people.citizen_number import (
    PROVINCES,
    CitizenNumber,
    Flaw,
    IdentityNumberError,
    ImpossibleCitizenNumber,
    OldIdentityNumber,
    Sex,
)


class Form(BaseModel):
    number: CitizenNumber
    old_number: OldIdentityNumber | None = None


numbers = st.tuples(
    st.sampled_from(sorted(PROVINCES)),
    st.integers(0, 3),
    st.integers(0, 99),
    st.integers(0, 999_999),
).map(lambda parts: f"{parts[0]}{parts[1]}{parts[2]:02}{parts[3]:06}")


def test_a_number_tells_province_sex_and_birth_year() -> None:
    number = CitizenNumber("033195001234")
    assert (number.place, number.province, number.sex, number.birth_year) == ("033", "Hưng Yên", Sex.FEMALE, 1995)


@pytest.mark.parametrize(
    ("fourth", "sex", "year"),
    [("0", Sex.MALE, 1907), ("1", Sex.FEMALE, 1907), ("2", Sex.MALE, 2007), ("3", Sex.FEMALE, 2007)],
)
def test_the_fourth_digit_tells_sex_and_century(fourth: str, sex: Sex, year: int) -> None:
    number = CitizenNumber(f"034{fourth}07000001")
    assert (number.sex, number.birth_year) == (sex, year)


def test_a_merged_province_stays_in_the_numbers_it_gave() -> None:
    assert len(PROVINCES) == 63
    assert CitizenNumber("034095000001").province == "Thái Bình"


def test_a_birth_registered_abroad_has_no_province() -> None:
    number = CitizenNumber("127204000001")
    assert (number.place, number.province, number.birth_year) == ("127", None, 2004)


@pytest.mark.parametrize(
    ("digits", "flaw"),
    [
        ("", Flaw.NOT_DIGITS),
        ("03309500123A", Flaw.NOT_DIGITS),
        ("٠٣٣٠٩٥٠٠١٢٣٤", Flaw.NOT_DIGITS),
        ("033095", Flaw.WRONG_LENGTH),
        ("0330950012345", Flaw.WRONG_LENGTH),
        ("003095001234", Flaw.UNKNOWN_PROVINCE),
        ("000095001234", Flaw.UNKNOWN_PROVINCE),
        ("097095001234", Flaw.UNKNOWN_PROVINCE),
        ("033495001234", Flaw.IMPOSSIBLE_CENTURY),
    ],
)
def test_an_impossible_citizen_number_says_why(digits: str, flaw: Flaw) -> None:
    with pytest.raises(ImpossibleCitizenNumber, match="impossible citizen number") as refused:
        CitizenNumber(digits)
    assert refused.value.flaw is flaw
    assert refused.value.vi.startswith("số định danh cá nhân chưa đúng: ")


def test_a_refusal_never_repeats_the_number() -> None:
    with pytest.raises(ImpossibleCitizenNumber) as refused:
        CitizenNumber("033495001234")
    assert not any(digit in f"{refused.value}{refused.value.vi}" for digit in "0123456789")


def test_there_is_no_check_digit() -> None:
    assert all(CitizenNumber(f"03309500123{last}") for last in range(10))


def test_spaces_as_people_write_them_are_dropped() -> None:
    assert CitizenNumber(" 033 095 001234 ") == "033095001234"


@given(numbers)
def test_a_form_gives_the_number_back_as_it_took_it(digits: str) -> None:
    form = Form.model_validate_json(f'{{"number": "{digits}"}}')
    assert isinstance(form.number, CitizenNumber)
    assert form.model_dump()["number"] == digits
    assert Form.model_validate_json(form.model_dump_json()) == form
    assert copy.deepcopy(form.number) == form.number


def test_a_form_carries_the_typed_refusal() -> None:
    with pytest.raises(ValidationError) as refused:
        Form.model_validate({"number": "033495001234"})
    [error] = refused.value.errors()
    assert error["loc"] == ("number",)
    assert isinstance(error["ctx"]["error"], IdentityNumberError)


def test_a_form_takes_a_string_only() -> None:
    with pytest.raises(ValidationError, match="string"):
        Form.model_validate({"number": 33095001234})


def test_the_form_schema_tells_a_page_what_to_ask_for() -> None:
    assert Form.model_json_schema()["properties"]["number"] == {
        "pattern": "^[0-9]{12}$",
        "title": "Number",
        "type": "string",
    }


def test_an_old_number_has_nine_digits() -> None:
    assert OldIdentityNumber("145 678 901") == "145678901"
    with pytest.raises(IdentityNumberError, match="old identity card"):
        OldIdentityNumber("14567890")
