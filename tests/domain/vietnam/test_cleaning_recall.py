"""Whether a result rests on what was found wrong: by its form, and where that is silent by what registers said."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Event
from domain.registers.lookups import LookUp
from domain.registers.query import CIVIL_STATUS, POPULATION
from domain.vietnam.cleaning_recall import Correction, rests_otherwise, wrong_data

HER, HIM, OTHER = "033195000101", "033095000102", "033093000103"
AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
NAME = {"rule": "name", "field": "full_name", "said": "Tạ Kiều Oanh", "other": "Tạ Kiều Anh"}
BORN = {"rule": "birthday", "field": "born", "said": "1995-04-12", "other": "1995-12-04"}
SEX = {"rule": "sex_number", "field": "sex", "said": "male", "other": "female"}
DEAD = {"rule": "dead_alive", "field": "died", "said": "", "other": "2026-11-20"}
AFTER = {"rule": "married_after_death", "field": "in_force", "said": "true", "other": "2026-11-20"}
NONE = {"rule": "marriage_not_found", "field": "numbers", "said": "", "other": f"{HER} {HIM}"}
TWO = {"rule": "married_two", "field": "in_force", "said": "true", "other": "2026-11-22"}
CARD = {"rule": "card_of_dead", "field": "card", "said": "GD4", "other": "2026-11-20"}
ADDRESS = {"rule": "address_abolished", "field": "commune", "said": "12052", "other": ""}
CHILD = {"rule": "child_without_number", "field": "number", "said": "", "other": "12, 01/2026"}
DWELLING = {"rule": "dwelling_without_owner", "field": "owners", "said": "", "other": "11953000012"}
OLD = {"rule": "old_number_of_two", "field": "old_number", "said": "151234567", "other": OTHER}
COUPLE = {"mother": {"number": HER, "full_name": "Tạ Kiều Oanh", "born": "1995-04-12"}, "father": {"number": HIM}}
WEDDING = {"bride": {"number": HER}, "groom": {"number": OTHER}}
DEATH = {"dead": {"number": HER}, "died": "2026-11-20"}


def answered(query: str, answer: dict[str, Any] | None, days: int = 0, rests_on: str = "law") -> Event:
    look = LookUp.model_validate({"query": query, "fields": (), "why": "x", "rests_on": rests_on})
    agency = POPULATION if query == "person_by_number" else CIVIL_STATUS
    act = acts.Answered(agency=agency, step=query, found=bool(answer), look=look, personal={"answer": answer})
    return Event(seq=1, at=AT + timedelta(days=days), key=query, actor=ENGINE, act=act)


def found(married: bool) -> Event:
    act = acts.Done(task="verify", decision="answer", personal={"answer": {"married": married}})
    return Event(seq=2, at=AT, key="done", actor=ENGINE, act=act)


def identity(days: int = 0, rests_on: str = "law", **changes: Any) -> Event:
    known = {"number": HER, "full_name": "Tạ Kiều Oanh", "sex": "male", "died": None} | changes
    return answered("person_by_number", known, days, rests_on)


IN_FORCE = answered("marriage_of", {"in_force": True})
NOT_THERE = answered("marriage_of", None)
DIED = answered("death_entry", {"entry": 1})
ENTERED = answered("birth_entry", {"entry": 12, "volume": "01/2026"})
MOVED_IN = answered("residence_registration", {"household": "11953000012"})
MARRIED = answered("marriage_entry", {"registered_on": "2026-11-22"})


def correction(verdict: str, one: dict[str, str], value: str = "") -> Correction:
    common = {
        "id": "c1",
        "agency": POPULATION,
        "person": HER,
        "spouses": (HER, HIM),
        "paper": "Giấy khai sinh",
        "basis": "x",
    }
    return Correction.model_validate(common | one | {"verdict": verdict, "value": value})


@pytest.mark.parametrize(
    ("verdict", "one", "form", "events", "rests"),
    [
        ("other", NAME, COUPLE, [], True),
        ("register", NAME, COUPLE, [], False),
        ("none", NAME, COUPLE, [], False),
        ("other", NAME, {"mother": {"number": HIM, "full_name": "Tạ Kiều Oanh"}}, [], False),
        ("other", NAME, {"mother": {"number": HER}}, [identity()], True),
        ("other", NAME, {"mother": {"number": HER}}, [identity(rests_on="consent")], False),
        ("register", NAME, {"mother": {"number": HER, "full_name": "tạ  kiều OANH"}}, [], False),
        ("other", BORN, COUPLE, [], True),
        ("other", SEX, COUPLE, [identity()], True),
        ("register", SEX, COUPLE, [identity()], False),
        ("other", DEAD, COUPLE, [identity(days=1)], True),
        ("other", DEAD, COUPLE, [identity(days=-9)], False),
        ("other", DEAD, COUPLE, [identity(days=1, died="2026-11-20")], False),
        ("register", DEAD, COUPLE, [identity(days=1)], False),
        ("register", DEAD, DEATH, [DIED], True),
        ("other", DEAD, DEATH, [DIED], False),
        ("other", AFTER, COUPLE, [IN_FORCE], True),
        ("register", AFTER, COUPLE, [IN_FORCE], False),
        ("other", AFTER, COUPLE, [IN_FORCE, found(married=False)], False),
        ("register", AFTER, COUPLE, [IN_FORCE, found(married=False)], True),
        ("other", AFTER, COUPLE, [], False),
        ("register", NONE, COUPLE, [NOT_THERE, found(married=True)], True),
        ("other", NONE, COUPLE, [NOT_THERE, found(married=True)], False),
        ("register", TWO, WEDDING, [MARRIED], True),
        ("other", TWO, WEDDING, [MARRIED], False),
        ("register", TWO, WEDDING, [answered("marriage_entry", {"registered_on": "2019-01-01"})], False),
        ("other", TWO, COUPLE, [IN_FORCE], True),
        ("register", CHILD, COUPLE, [ENTERED], True),
        ("other", CHILD, COUPLE, [ENTERED], False),
        ("register", CHILD, COUPLE, [answered("birth_entry", {"entry": 13, "volume": "01/2026"})], False),
        ("register", DWELLING, {"person": {"number": HER}}, [MOVED_IN], True),
        ("other", DWELLING, {"person": {"number": HER}}, [MOVED_IN], False),
        ("register", DWELLING, {"person": {"number": HER}}, [], False),
        ("other", OLD, COUPLE, [identity(old_number="151234567")], False),
        ("other", CARD, COUPLE, [identity()], False),
        ("other", ADDRESS, COUPLE, [identity()], False),
    ],
)
def test_it_rests_on_what_it_took_for_right(
    verdict: str, one: dict[str, str], form: dict[str, Any], events: list[Event], rests: bool
) -> None:
    assert rests_otherwise(correction(verdict, one), form, events) is rests


def test_where_both_were_wrong_the_value_that_was_found_counts() -> None:
    right = correction("both", NAME, "Tạ Kiều Oánh")
    assert rests_otherwise(right, COUPLE, [])
    assert not rests_otherwise(right, {"mother": {"number": HER, "full_name": "Tạ Kiều Oánh"}}, [])


@pytest.mark.parametrize(
    ("verdict", "one", "right"),
    [
        ("other", NAME, "Tạ Kiều Anh"),
        ("other", SEX, "Nữ"),
        ("register", DEAD, "không có dữ liệu"),
        ("other", AFTER, "không có hôn nhân còn hiệu lực"),
        ("other", NONE, "hôn nhân còn hiệu lực"),
    ],
)
def test_leaders_read_what_was_found_right_in_words(verdict: str, one: dict[str, str], right: str) -> None:
    assert wrong_data(correction(verdict, one)).right.vi == right
