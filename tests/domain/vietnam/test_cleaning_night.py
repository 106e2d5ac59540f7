"""By night what registers said in whatever dossiers is held against one another, so far as agreements give it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Event
from domain.province.warehouse import Agreement, Sharing
from domain.registers.lookups import LookUp
from domain.registers.query import CIVIL_STATUS, POPULATION
from domain.vietnam.cleaning_night import Said, agreed, by_night, said
from domain.vietnam.queries.insurance import INSURANCE

HER, HIM, OTHER = "033195000101", "033095000102", "033093000103"
AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
LIVES = {"full_name": "Tạ Kiều Oanh", "born": "1995-04-12", "sex": "female", "died": None}
MARRIED = {"in_force": True, "registered_on": "2020-05-01"}
FIELDS = {POPULATION: frozenset(("sex", "died")), CIVIL_STATUS: frozenset(("died",))}


def told(agency: str, kind: str, answer: dict[str, Any], *people: str, days: int = 0) -> Said:
    return Said(agency=agency, kind=kind, people=people or (HER,), answer=answer, at=AT + timedelta(days=days))


def identity(days: int = 0, **changes: Any) -> Said:
    return told(POPULATION, "person_by_number", LIVES | changes, days=days)


def marriage(husband: str, on: str, days: int = 0, kind: str = "marriage_of", **answer: Any) -> Said:
    return told(CIVIL_STATUS, kind, {"registered_on": on} | answer, HER, husband, days=days)


DEAD = told(CIVIL_STATUS, "death_entry", {"died": "2026-11-20"})
SECOND = marriage(OTHER, "2026-11-20", kind="marriage_entry")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([identity()], []),
        ([identity(sex="male")], [("sex_number", "male", "female")]),
        ([DEAD, identity(days=1)], [("dead_alive", "", "2026-11-20")]),
        ([identity(days=-1), DEAD], []),
        ([DEAD, identity(days=1, died="2026-11-20")], []),
        ([DEAD, told(INSURANCE, "insured_by", {"card": "GD433"}, days=1)], [("card_of_dead", "GD433", "2026-11-20")]),
        ([DEAD, told(INSURANCE, "insured_by", {"card": "GD433"}, days=-9)], []),
        ([SECOND, marriage(HIM, "2020-05-01", days=1, in_force=True)], [("married_two", "true", "2026-11-20")]),
        ([marriage(HIM, "2020-05-01", days=-9, in_force=True), SECOND], []),
        ([SECOND, marriage(HIM, "2020-05-01", days=1, in_force=False)], []),
        ([identity(commune="12052")], [("address_abolished", "12052", "")]),
        ([identity(residence="xã An Vỹ, huyện Khoái Châu")], [("address_abolished", "xã An Vỹ, huyện Khoái Châu", "")]),
        ([identity(residence="xã Khoái Châu, tỉnh Hưng Yên", commune="12019")], []),
    ],
)
def test_what_does_not_go_together_is_found_and_nothing_else(rows: list[Said], found: list[tuple[str, ...]]) -> None:
    differences = by_night(rows, lambda commune: commune == "12052")
    assert [(one.rule, one.said, one.other) for one in differences] == found
    assert {one.person for one in differences} <= {HER}


def test_the_same_in_five_dossiers_is_one() -> None:
    assert len(by_night([identity(days=day, sex="male") for day in range(5)], lambda _: False)) == 1


def answered(rests_on: str = "law", agency: str = POPULATION) -> Event:
    look = LookUp.model_validate(
        {"query": "person_by_number", "fields": (), "why": "x", "rests_on": rests_on, "about": (f"blind {HER}",)}
    )
    act = acts.Answered(agency=agency, step="mother", found=True, look=look, personal={"answer": LIVES})
    return Event(seq=1, at=AT, key="mother", actor=ENGINE, act=act)


@pytest.mark.parametrize(
    ("event", "fields", "given"),
    [
        (answered(), FIELDS, [{"sex": "female", "died": None}]),
        (answered("consent"), FIELDS, []),
        (answered(agency=INSURANCE), FIELDS, []),
        (answered(), {}, []),
    ],
    ids=["by law and agreed", "by consent", "not agreed", "nothing agreed"],
)
def test_only_what_the_law_lets_ask_and_an_agreement_gives_is_used(
    event: Event, fields: dict[str, frozenset[str]], given: list[dict[str, Any]]
) -> None:
    form = {"mother": {"number": HER}, "father": {"number": HIM}}
    found = list(said(form, [event], lambda number: f"blind {number}", fields))
    assert [(one.answer, one.people) for one in found] == [(answer, (HER,)) for answer in given]


def test_an_agreement_counts_from_its_first_to_its_last_day() -> None:
    common = {"dataset": "population", "purpose": "x", "decision": "x", "fields": frozenset(("sex",))}
    days = {"since": date(2026, 1, 1), "until": date(2026, 6, 30)}
    sharing = Sharing(
        datasets=(),
        papers=(),
        agreements=(
            Agreement.model_validate({"provider": POPULATION, "consumer": "cleaning"} | common | days),
            Agreement.model_validate({"provider": INSURANCE, "consumer": "residence"} | common | days),
        ),
    )
    assert agreed(sharing, date(2026, 6, 30)) == {POPULATION: frozenset(("sex",))}
    assert agreed(sharing, date(2026, 7, 1)) == {}
