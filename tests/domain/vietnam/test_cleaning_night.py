"""By night what registers said in whatever dossiers is held against one another, so far as agreements give it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.base.law import Role
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Event
from domain.province.warehouse import Agreement, Sharing
from domain.registers.lookups import LookUp
from domain.registers.query import CIVIL_STATUS, POPULATION
from domain.vietnam.cleaning_night import Said, agreed, awaits_number, by_night, said
from domain.vietnam.queries.insurance import INSURANCE
from domain.vietnam.queries.population import PersonalNumber
from domain.vietnam.queries.residence import RESIDENCE

HER, HIM, OTHER = "033195000101", "033095000102", "033093000103"
AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
LIVES = {"full_name": "Tạ Kiều Oanh", "born": "1995-04-12", "sex": "female", "died": None}
MARRIED = {"in_force": True, "registered_on": "2020-05-01"}
FIELDS = {POPULATION: frozenset(("sex", "died")), CIVIL_STATUS: frozenset(("died",))}
OLD = "151234567"
ENTRY = {"entry": 12, "volume": "01/2026"}


def told(agency: str, kind: str, answer: dict[str, Any], *people: str, days: int = 0) -> Said:
    return Said(agency=agency, kind=kind, people=people or (HER,), answer=answer, at=AT + timedelta(days=days))


def identity(days: int = 0, **changes: Any) -> Said:
    return told(POPULATION, "person_by_number", LIVES | changes, days=days)


def of(number: str, **changes: Any) -> Said:
    return told(POPULATION, "identity_of", LIVES | changes, number)


def marriage(husband: str, on: str, days: int = 0, kind: str = "marriage_of", **answer: Any) -> Said:
    return told(CIVIL_STATUS, kind, {"registered_on": on} | answer, HER, husband, days=days)


OWNER = {
    "sex_number": POPULATION,
    "dead_alive": POPULATION,
    "address_abolished": POPULATION,
    "child_without_number": POPULATION,
    "old_number_of_two": POPULATION,
    "married_two": CIVIL_STATUS,
    "card_of_dead": INSURANCE,
    "dwelling_without_owner": RESIDENCE,
}
"""Whose register is wrong, or seems to be."""
DEAD = told(CIVIL_STATUS, "death_entry", {"died": "2026-11-20"})
BORN = told(CIVIL_STATUS, "birth_entry", ENTRY, HER, HIM, days=-3)
JUST_BORN = told(CIVIL_STATUS, "birth_entry", ENTRY, HER, HIM, days=-2)
NUMBERED = told(POPULATION, "grant_number", {}, HER, HIM, days=-3)
NO_OWNER = told(RESIDENCE, "dwelling_at", {"owners": []})
LIVES_THERE = told(RESIDENCE, "residence_registration", {"household": "11953000012"}, HER, HIM)
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
        ([BORN], [("child_without_number", "", "12, 01/2026")]),
        ([JUST_BORN], []),
        ([BORN, NUMBERED], []),
        ([BORN, NUMBERED.model_copy(update={"dossier": "twin"})], [("child_without_number", "", "12, 01/2026")]),
        ([NO_OWNER, LIVES_THERE], [("dwelling_without_owner", "", "11953000012")]),
        ([NO_OWNER], []),
        ([NO_OWNER, LIVES_THERE.model_copy(update={"kind": "home_of"})], []),
        ([NO_OWNER, LIVES_THERE.model_copy(update={"dossier": "another"})], []),
        ([told(RESIDENCE, "dwelling_at", {"owners": [HIM]}), LIVES_THERE], []),
        ([told(RESIDENCE, "dwelling_at", {}), LIVES_THERE], []),
        ([identity(old_number=OLD), of(OTHER, sex="male", old_number=OLD)], [("old_number_of_two", OLD, HER)]),
        ([identity(old_number=OLD), identity(days=1, old_number=OLD)], []),
        ([identity(old_number=OLD), of(OTHER, sex="male", old_number="151234568")], []),
        ([identity(), of(OTHER, sex="male")], []),
    ],
)
def test_what_does_not_go_together_is_found_and_nothing_else(rows: list[Said], found: list[tuple[str, ...]]) -> None:
    differences = by_night(rows, lambda commune: commune == "12052", AT.date())
    assert [(one.rule, one.said, one.other) for one in differences] == found
    assert {one.person for one in differences} <= {HER, min(HER, OTHER)}
    assert {one.agency for one in differences} <= {OWNER[one.rule] for one in differences}


def test_the_same_in_five_dossiers_is_one() -> None:
    assert len(by_night([identity(days=day, sex="male") for day in range(5)], lambda _: False, AT.date())) == 1


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


def test_a_number_that_may_be_on_its_way_is_waited_for() -> None:
    assert awaits_number([JUST_BORN], AT.date())
    assert not awaits_number([BORN], AT.date())
    assert not awaits_number([JUST_BORN, NUMBERED], AT.date())


def entered(query: str, answer: dict[str, Any], agency: str) -> Event:
    look = LookUp.model_validate({"query": query, "fields": (), "why": "x", "told": True})
    act = acts.Answered(agency=agency, step=query, found=True, look=look, personal={"answer": answer})
    return Event(seq=1, at=AT, key=query, actor=ENGINE, act=act)


def by_hand() -> list[Event]:
    """A number that an officer had granted."""
    opened = acts.TaskOpened(task="t", kind="number_by_hand", role=Role.SPECIALIST, answer=PersonalNumber.__name__)
    done = acts.Done(task="t", decision="answer", personal={"answer": {"number": OTHER}})
    return [Event(seq=seq, at=AT, key=str(seq), actor=ENGINE, act=act) for seq, act in ((2, opened), (3, done))]


BIRTH = {"child": {"given_name": "Vỹ"}, "mother": {"number": HER}, "father": {"number": HIM}}
GIVEN = {POPULATION: frozenset(("number",)), CIVIL_STATUS: frozenset(("entry", "volume"))}


@pytest.mark.parametrize(
    ("fields", "more", "found"),
    [
        (GIVEN, [], ["child_without_number"]),
        (GIVEN, [entered("grant_number", {"number": OTHER}, POPULATION)], []),
        (GIVEN, by_hand(), []),
        (GIVEN | {POPULATION: frozenset(("sex",))}, [], []),
    ],
    ids=["no number", "granted", "granted by hand", "it would not be heard that it was granted"],
)
def test_a_child_has_no_number_only_where_none_was_heard_of(
    fields: dict[str, frozenset[str]], more: list[Event], found: list[str]
) -> None:
    events = [entered("birth_entry", ENTRY, CIVIL_STATUS), *more]
    rows = list(said(BIRTH, events, str, fields, "d-1"))
    later = AT.date() + timedelta(days=3)
    assert [one.rule for one in by_night(rows, lambda _: False, later)] == found


def test_a_dwelling_is_of_whoever_was_registered_there() -> None:
    fields = {RESIDENCE: frozenset(("owners", "household"))}
    answers: dict[str, dict[str, Any]] = {
        "dwelling_at": {"owners": []},
        "residence_registration": {"household": "11953000012"},
    }
    events = [entered(query, answer, RESIDENCE) for query, answer in answers.items()]
    rows = said({"person": {"number": HER}, "head": HIM}, events, str, fields, "d-1")
    [one] = by_night(rows, lambda _: False, AT.date())
    assert (one.rule, one.person, one.field) == ("dwelling_without_owner", HER, "owners")
