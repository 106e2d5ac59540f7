"""Who may file is the person, or who the form says stands for them: everybody else needs a mandate."""

from datetime import date

import pytest

from domain.filing.filers import Filer, is_minor, named
from domain.vietnam.who_files import ANYBODY, household_head, kin, parents, representative, themselves

DAY = date(2026, 11, 25)
PERSON, HEAD, PARENT, STRANGER = "033196000017", "033094000028", "033070000029", "034192001101"
FORM = {
    "person": {"number": PERSON, "born": "1996-04-02"},
    "head": HEAD,
    "parent": PARENT,
    "father": None,
    "relation": " ",
    "employer": "0900123456",
}
EMPLOYER = Filer(role="employer", words=ANYBODY.words, organisation="employer")


@pytest.mark.parametrize(
    ("filer", "who"),
    [
        (themselves(), PERSON),
        (household_head(), HEAD),
        (representative("parent"), PARENT),
        (parents("mother.number", "parent"), PARENT),
    ],
)
def test_whom_the_form_names_may_file_and_nobody_else(filer: Filer, who: str) -> None:
    assert [one for one in (PERSON, HEAD, PARENT, STRANGER) if filer.is_one(FORM, one, "", DAY)] == [who]


def test_who_is_named_nowhere_may_not_file() -> None:
    assert not parents("father.number", "nobody").is_one(FORM, "", "", DAY)
    assert not themselves().is_one({}, PERSON, "", DAY)


@pytest.mark.parametrize(("born", "may"), [("2008-11-25", False), ("2008-11-26", True), ("9999-12-31", True)])
def test_a_parent_files_for_a_child_until_it_is_of_age(born: str, may: bool) -> None:
    form = FORM | {"person": {"number": PERSON, "born": born}}
    assert representative("parent", under_age="person.born").is_one(form, PARENT, "", DAY) is may
    assert is_minor(date.fromisoformat(born), DAY) is may


def test_kin_say_how_they_are_related() -> None:
    assert not kin("relation").is_one(FORM, STRANGER, "", DAY)
    assert kin("relation").is_one(FORM | {"relation": "Con gái"}, STRANGER, "", DAY)


def test_an_organisation_files_under_its_own_code() -> None:
    assert EMPLOYER.is_one(FORM, "", "0900123456", DAY)
    assert not EMPLOYER.is_one(FORM, "", "0900999999", DAY)
    assert not EMPLOYER.is_one(FORM, "0900123456", "", DAY)
    assert not themselves().is_one(FORM, "", PERSON + "9", DAY)


def test_anybody_files_what_the_law_asks_nobody_for() -> None:
    assert ANYBODY.is_one({}, STRANGER, "", DAY)
    assert ANYBODY.is_one({}, "", "0900999999", DAY)


def test_a_place_that_a_form_has_not_says_nothing() -> None:
    assert [named(FORM, path) for path in ("person.number", "head", "father.number", "head.number", "none", "")] == [
        PERSON, HEAD, "", "", "", "",
    ]  # fmt: skip
