"""Each rule of data cleaning by its name: what it finds, at whose register, and what is like it and none."""

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Event
from domain.registers.lookups import LookUp
from domain.registers.query import CIVIL_STATUS, POPULATION
from domain.vietnam.cleaning import FIELD_WORDS, RULES, Difference, compared, pattern_of
from domain.vietnam.cleaning_night import Said, by_night
from domain.vietnam.queries.insurance import INSURANCE
from domain.vietnam.queries.residence import RESIDENCE

HER, HIM, OTHER = "033195000101", "033095000102", "033093000103"
AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
KNOWN: dict[str, Any] = {
    "number": HER,
    "full_name": "Tạ Kiều Oanh",
    "born": "1995-04-12",
    "sex": "female",
    "died": None,
}
FORM: dict[str, Any] = {
    "mother": {name: KNOWN[name] for name in ("number", "full_name", "born", "sex")},
    "father": {"number": HIM},
}
Row = tuple[str, str, dict[str, Any], tuple[str, ...], int]
"""Agency, kind of question, answer, people, days from now."""
MARRIED = {"in_force": True, "registered_on": "2020-05-01"}


def day(
    form: dict[str, Any], *answers: tuple[str, dict[str, Any] | None], married: bool | None = None
) -> list[Difference]:
    """What one dossier shows."""
    look = {"fields": (), "why": "x"}
    agencies = {"person_by_number": POPULATION, "marriage_of": CIVIL_STATUS}
    told: list[acts.AnyAct] = [
        acts.Answered(
            agency=agencies[query],
            step=query,
            found=bool(answer),
            look=LookUp.model_validate(look | {"query": query}),
            personal={"kind": query, "answer": answer},
        )
        for query, answer in answers
    ]
    if married is not None:
        told.append(acts.Done(task="verify", decision="answer", personal={"answer": {"married": married}}))
    events = [Event(seq=seq, at=AT, key=str(seq), actor=ENGINE, act=act) for seq, act in enumerate(told, 1)]
    return list(compared(form, events).differences)


def night(*rows: Row) -> list[Difference]:
    """What dossiers show beside one another."""
    said = [
        Said(agency=agency, kind=kind, people=people, answer=answer, at=AT + timedelta(days=days))
        for agency, kind, answer, people, days in rows
    ]
    return by_night(said, lambda commune: commune == "12052", AT.date())


def mother(**changes: Any) -> dict[str, Any]:
    return FORM | {"mother": FORM["mother"] | changes}


def identity(days: int = 0, **changes: Any) -> Row:
    known = KNOWN | changes
    return POPULATION, "person_by_number", known, (str(known["number"]),), days


LAW = ("person_by_number", KNOWN)
DEATH = (CIVIL_STATUS, "death_entry", {"died": "2026-11-20"}, (HER,), 0)
FIRST = (CIVIL_STATUS, "marriage_of", MARRIED, (HER, HIM), 1)
SECOND = (CIVIL_STATUS, "marriage_entry", {"registered_on": "2026-11-20"}, (HER, OTHER), 0)
BIRTH = (CIVIL_STATUS, "birth_entry", {"entry": 12, "volume": "01/2026"}, (HER, HIM), -3)
GRANTED: Row = (POPULATION, "grant_number", {}, (HER, HIM), -3)
EMPTY: Row = (RESIDENCE, "dwelling_at", {"owners": []}, (HER,), 0)
OWNED = (RESIDENCE, "dwelling_at", {"owners": [HIM]}, (HER,), 0)
MOVED_IN = (RESIDENCE, "residence_registration", {"household": "11953000012"}, (HER,), 0)
CARD = (INSURANCE, "insured_by", {"card": "GD433"}, (HER,), 1)
CARD_BEFORE = (INSURANCE, "insured_by", {"card": "GD433"}, (HER,), -9)
OLD: dict[str, Any] = {"old_number": "151234567"}
ONES = {
    "name": (POPULATION, day(mother(full_name="Tạ Kiều Anh"), LAW), day(FORM, LAW)),
    "birthday": (POPULATION, day(mother(born="1995-12-04"), LAW), day(FORM, LAW)),
    "sex": (POPULATION, day(mother(sex="male"), LAW), day(FORM, LAW)),
    "married_after_death": (
        CIVIL_STATUS,
        day(FORM, ("person_by_number", KNOWN | {"died": "2026-11-20"}), ("marriage_of", MARRIED)),
        day(FORM, LAW, ("marriage_of", MARRIED)),
    ),
    "marriage_not_found": (
        CIVIL_STATUS,
        day(FORM, ("marriage_of", None), married=True),
        day(FORM, ("marriage_of", None), married=False),
    ),
    "sex_number": (POPULATION, night(identity(sex="male")), night(identity())),
    "dead_alive": (POPULATION, night(DEATH, identity(days=1)), night(DEATH, identity(days=-1))),
    "married_two": (CIVIL_STATUS, night(SECOND, FIRST), night(FIRST)),
    "card_of_dead": (INSURANCE, night(DEATH, CARD), night(DEATH, CARD_BEFORE)),
    "address_abolished": (POPULATION, night(identity(commune="12052")), night(identity(commune="12019"))),
    "child_without_number": (POPULATION, night(BIRTH), night(BIRTH, GRANTED)),
    "dwelling_without_owner": (RESIDENCE, night(EMPTY, MOVED_IN), night(OWNED, MOVED_IN)),
    "old_number_of_two": (
        POPULATION,
        night(identity(**OLD), identity(number="033195000999", **OLD)),
        night(identity(**OLD), identity(days=1, **OLD)),
    ),
}
"""Whose register it is, what shows it, what does not."""


def test_each_rule_is_here() -> None:
    assert set(ONES) == set(RULES)


@pytest.mark.parametrize("rule", ONES)
def test_it_finds_one_difference_at_whoever_keeps_the_register_and_none_where_nothing_is_wrong(rule: str) -> None:
    owner, found, nothing = ONES[rule]
    assert [(one.rule, one.agency) for one in found] == [(rule, owner)]
    assert nothing == []
    assert found[0].field in FIELD_WORDS


@pytest.mark.parametrize(
    "name", [unicodedata.normalize("NFD", "Tạ Kiều Oanh"), "TẠ KIỀU  OANH"], ids=["NFD", "capitals"]
)
def test_how_a_name_is_written_is_no_difference(name: str) -> None:
    assert day(mother(full_name=name), LAW) == []


def test_a_name_that_differs_in_its_accents_alone_is_misspelt() -> None:
    [one] = day(mother(full_name="Ta Kieu Oanh"), LAW)
    assert pattern_of(one.rule, one.said, one.other) == "accents"


@pytest.mark.parametrize(
    ("born", "pattern"), [("1995-12-04", "swapped"), ("1995-04-13", "digit"), ("1990-01-01", None)]
)
def test_a_birthday_with_day_and_month_swapped_or_one_digit_wrong_says_so(born: str, pattern: str | None) -> None:
    [one] = day(mother(born=born), LAW)
    assert pattern_of(one.rule, one.said, one.other) == pattern
