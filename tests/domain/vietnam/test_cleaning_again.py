"""A register that was found wrong is told the right value where it lets us, and asked again wherever it can be."""

from datetime import date
from typing import Any

import pytest

from domain.registers.query import CIVIL_STATUS, POPULATION, Answer
from domain.vietnam.cleaning_again import entry, is_put_right, question
from domain.vietnam.cleaning_recall import Correction
from domain.vietnam.queries.civil_status import Marriage
from domain.vietnam.queries.insurance import INSURANCE, Insured
from domain.vietnam.queries.population import Person
from domain.vietnam.queries.residence import RESIDENCE

HER, HIM, CHILD = "033195000101", "033095000102", "033226000103"
ONE: dict[str, Any] = {"id": "x", "person": HER, "verdict": "other", "paper": "Giấy", "basis": "Luật"}
NAME = ONE | {"rule": "name", "agency": POPULATION, "field": "full_name", "said": "Tạ Oanh", "other": "Tạ Anh"}
DIED = ONE | {"rule": "dead_alive", "agency": POPULATION, "field": "died", "said": "", "other": "2026-11-20"}
HOME = ONE | {"rule": "address_abolished", "agency": POPULATION, "field": "commune", "said": "12052", "other": ""}
OLD = ONE | {
    "rule": "old_number_of_two",
    "agency": POPULATION,
    "field": "old_number",
    "said": "151234567",
    "other": HIM,
}
BORN = ONE | {"rule": "child_without_number", "agency": POPULATION, "field": "number", "said": "", "other": "12, 01"}
CARD = ONE | {"rule": "card_of_dead", "agency": INSURANCE, "field": "card", "said": "GD4", "other": "2026-11-20"}
DWELLING = ONE | {"rule": "dwelling_without_owner", "agency": RESIDENCE, "field": "owners", "said": "", "other": "1"}
WED = ONE | {"rule": "married_two", "agency": CIVIL_STATUS, "field": "in_force", "said": "true", "other": "2026-01-02"}
KNOWN: dict[str, Any] = {
    "number": HER, "full_name": "Tạ Anh", "born": "1995-04-12", "sex": "female", "ethnicity": "Kinh",
    "nationality": "Việt Nam", "residence": "Xã Mới", "commune": "11953", "place_of_origin": "",
}  # fmt: skip


def made(one: dict[str, Any], **changes: Any) -> Correction:
    return Correction.model_validate(one | changes)


def person(**changes: Any) -> Person:
    return Person.model_validate(KNOWN | changes)


def married(*, in_force: bool) -> Marriage:
    return Marriage(certificate="1", registered_on=date(2020, 5, 1), registered_at="x", in_force=in_force)


@pytest.mark.parametrize(
    ("one", "said", "expected"),
    [
        (made(NAME), person(), True),
        (made(NAME), person(full_name="Tạ Oanh"), False),
        (made(NAME, verdict="both", value="Tạ An"), person(), False),
        (made(NAME), None, False),
        (made(DIED), person(died="2026-11-20"), True),
        (made(DIED), person(), False),
        (made(HOME), person(), True),
        (made(HOME), person(commune="12052"), False),
        (made(OLD), person(), True),
        (made(OLD), person(old_number="151234567"), False),
        (made(BORN, verdict="both", value=CHILD), person(number=CHILD), True),
        (made(BORN, verdict="both", value=CHILD), None, False),
        (made(CARD, named="Tạ Anh"), None, True),
        (made(CARD, named="Tạ Anh"), Insured(insured_as="household", card="GD4"), False),
        (made(CARD, named="Tạ Anh"), Insured(insured_as="household"), True),
        (made(WED, spouses=(HER, HIM)), married(in_force=False), True),
        (made(WED, spouses=(HER, HIM)), married(in_force=True), False),
        (made(WED, spouses=(HER, HIM), field="numbers"), None, False),
    ],
)
def test_it_is_put_right_by_what_the_register_says_then_alone(
    one: Correction, said: Answer | None, expected: bool
) -> None:
    assert question(one) is not None
    assert is_put_right(one, said) is expected


@pytest.mark.parametrize("one", [made(BORN), made(CARD), made(DWELLING)], ids=["child", "nameless card", "dwelling"])
def test_what_cannot_be_asked_by_what_is_known_is_not(one: Correction) -> None:
    assert question(one) is None
    assert entry(one) is None


@pytest.mark.parametrize("one", [made(HOME), made(OLD), made(CARD, named="Tạ Anh")])
def test_where_a_register_lets_nobody_it_is_told_nothing(one: Correction) -> None:
    assert entry(one) is None


@pytest.mark.parametrize("verdict", ["register", "none"])
def test_a_register_that_is_right_is_told_and_asked_nothing(verdict: str) -> None:
    for one in (NAME, WED | {"spouses": (HER, HIM)}):
        assert (entry(made(one, verdict=verdict)), question(made(one, verdict=verdict))) == (None, None)
