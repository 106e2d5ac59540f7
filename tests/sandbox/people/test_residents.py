"""The sample people hold together."""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from sandbox.people.families import Families, Person, World
from sandbox.people.names import COMMUNE, COMMUNES, OTHER_COMMUNES
from sandbox.people.officers import OFFICERS, brought
from sandbox.people.residents import NAME_CLASH_FATHER, NAME_CLASH_OTHER, OLD_NUMBER_CMND, YOUNG_MOTHER, named, world
from sandbox.trust.holders import office_name, title_of

BY_NUMBER = {person.number: person for person in world().persons}


def couples(kind: str) -> list[tuple[Person, Person]]:
    return [(couple.mother, couple.father) for couple in world().couples if couple.kind == kind]


def test_three_thousand_people_live_in_five_communes_and_a_family_in_each_of_the_others() -> None:
    lives_in = Counter(person.commune.code for person in world().persons)
    first = sum(lives_in.pop(commune.code) for commune in COMMUNES)
    assert 3_000 <= first < 3_100
    assert len(lives_in) == 99
    assert all(4 <= people <= 6 for people in lives_in.values())


def test_every_commune_and_its_police_have_the_same_desks() -> None:
    desks = defaultdict[str, set[str]](set)
    for officer in OFFICERS.values():
        desks[officer.agency].add(officer.login.partition(".")[0])
    assert all(desks[code] == desks["11953"] and desks[f"{code}.CA"] == desks["11953.CA"] for code in COMMUNE)
    assert len(COMMUNE) == 104


def test_a_number_says_sex_century_and_year_and_is_given_once() -> None:
    for person in world().persons:
        assert re.fullmatch(r"\d{12}", person.number)
        assert int(person.number[3]) == 2 * (person.born.year // 100 - 19) + person.female
        assert int(person.number[4:6]) == person.born.year % 100
    assert len(BY_NUMBER) == len(world().persons)


def test_parents_are_old_enough_and_give_their_surname() -> None:
    for person in world().persons:
        if person.father and person.mother:
            father, mother = BY_NUMBER[person.father], BY_NUMBER[person.mother]
            assert person.name[0] == father.name[0]
            assert min(person.born.year - parent.born.year for parent in (father, mother)) >= 18
            assert person.born.year - mother.born.year <= 50


def test_the_married_are_married_to_each_other() -> None:
    for person in world().persons:
        if person.spouse:
            assert BY_NUMBER[person.spouse].female is not person.female
            assert BY_NUMBER[person.spouse].spouse in {person.number, None}


def test_names_are_composed_letters() -> None:
    assert all(unicodedata.is_normalized("NFC", person.full_name) for person in world().persons)


def test_some_seventy_percent_of_couples_have_a_marriage_record() -> None:
    recorded = [couple for couple in world().couples if couple.marriage]
    assert 0.65 < len(recorded) / len(world().couples) < 0.75


def test_there_are_plenty_of_plain_couples_who_could_have_a_child() -> None:
    plain = couples("plain")
    assert len(plain) >= 60
    for mother, father in plain:
        assert mother.commune == father.commune
        assert 20 <= 2026 - mother.born.year <= 42
        assert mother.spouse == father.number
        assert (mother.died, father.died) == (None, None)


def test_the_same_seed_grows_the_same_people() -> None:
    first, second = World(), World()
    Families(seed=1).grow(first, 50)
    Families(seed=1).grow(second, 50)
    assert first.persons == second.persons


def test_the_awkward_are_as_awkward_as_documented() -> None:
    assert BY_NUMBER[NAME_CLASH_FATHER].full_name == BY_NUMBER[NAME_CLASH_OTHER].full_name
    assert BY_NUMBER[NAME_CLASH_FATHER].born == BY_NUMBER[NAME_CLASH_OTHER].born
    awkward = {couple.kind: couple for couple in named()}
    assert awkward["no_marriage"].marriage is None
    assert awkward["father_deceased"].father.died
    assert awkward["foreign_father"].father not in world().persons
    assert (divorce := awkward["divorced"].marriage)
    assert not divorce.in_force
    assert (old := awkward["old_number"].marriage)
    assert old.wife == OLD_NUMBER_CMND
    assert BY_NUMBER[YOUNG_MOTHER].born.year == 2011
    assert awkward["two_communes"].mother.commune != awkward["two_communes"].father.commune


def test_a_misspelt_name_differs_in_one_diacritic_only() -> None:
    couple = next(couple for couple in named() if couple.kind == "misspelt")
    papers, register = couple.name_on_papers or "", couple.mother.full_name
    assert papers != register

    def bare(name: str) -> str:
        return "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))

    assert bare(papers) == bare(register)
    assert sum(a != b for a, b in zip(papers, register, strict=True)) == 1


def test_a_package_brings_the_officers_of_its_own_office(tmp_path: Path) -> None:
    said = {"login": "canbo.syt", "officer_id": "cb-33.SYT-01", "name": "Lương Thị Thử", "agency": "33.SYT"}
    (file := tmp_path / "officers.json").write_text(json.dumps([said | {"roles": ["specialist"]}]))
    [officer] = brought(str(file))
    assert (officer.login, officer.agency, officer.roles) == ("canbo.syt", "33.SYT", ("specialist",))
    assert (title_of(officer), office_name(officer.agency)) == ("Cán bộ", "33.SYT")
    assert brought("") == []


def test_every_commune_and_body_has_its_desks_and_nobody_twice() -> None:
    assert len(OFFICERS) == 104 * 11 + 107 * 6 + 2 + 4, "an operator, who leads the province, four of clinics"
    assert len({officer.officer_id for officer in OFFICERS.values()}) == len(OFFICERS)
    elsewhere = {commune.code for commune in OTHER_COMMUNES}
    named = [officer.name for officer in OFFICERS.values() if officer.agency.partition(".")[0] not in elsewhere]
    assert len({*named}) == len(named) == 5 * 11 + 8 * 6 + 2 + 4, "those of the five communes are told apart by name"
    assert OFFICERS["phochutich.phohien"].roles == ("commune_leader", "civil_status_officer")
