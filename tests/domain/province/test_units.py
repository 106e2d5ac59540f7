"""Units in time: what belongs to what on which day, and what became of what is no more."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from domain.province.periods import Period
from domain.province.units import NoSuchUnit, Unit, Units
from infra.facts.loading import FACTS, FactsWrong, load_offices
from infra.facts.units import load_units

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
BEFORE_FILE = "units-33-before.json"


@pytest.fixture(scope="module")
def units() -> Units:
    return load_units(load_offices())


def test_the_province_has_104_communes_and_no_district_since_july_2025(units: Units) -> None:
    tiers = [unit.tier for unit in units.below("33", AFTER) if not unit.body]
    assert (tiers.count("commune"), tiers.count("district")) == (104, 0)


def test_before_that_two_provinces_had_18_districts_and_384_communes(units: Units) -> None:
    both = [unit for code in ("33", "34") for unit in units.below(code, BEFORE) if not unit.body]
    tiers = [unit.tier for unit in both]
    assert (tiers.count("province"), tiers.count("district"), tiers.count("commune")) == (2, 18, 384)


def test_each_old_district_has_a_place_of_its_own_on_the_map(units: Units) -> None:
    drawn = [unit.drawn for unit in units.ended if unit.tier == "district"]
    assert None not in drawn
    assert len(set(drawn)) == len(drawn) == 18


def test_two_districts_in_one_place_of_the_map_are_refused_by_their_codes(tmp_path: Path) -> None:
    written = (FACTS / BEFORE_FILE).read_text()
    (tmp_path / BEFORE_FILE).write_text(written.replace('"drawn": [1, 2]', '"drawn": [1, 1]'))
    with pytest.raises(FactsWrong, match=r"325, 326 are drawn in one place, row 1, column 1: give each its own"):
        load_units(load_offices(), str(tmp_path))


def test_a_district_beside_the_map_is_refused(tmp_path: Path) -> None:
    written = (FACTS / BEFORE_FILE).read_text()
    (tmp_path / BEFORE_FILE).write_text(written.replace('"drawn": [1, 2]', '"drawn": [1, 6]'))
    with pytest.raises(FactsWrong, match=r"drawn.*less than or equal to 5"):
        load_units(load_offices(), str(tmp_path))


def test_a_code_means_the_unit_that_bore_it_on_the_day(units: Units) -> None:
    assert units.unit("11953", BEFORE).title == "Phường Hiến Nam"
    assert units.unit("11953", AFTER).title == "Phường Phố Hiến"


def test_an_old_unit_resolves_to_what_it_became_part_of(units: Units) -> None:
    assert units.became("11950", BEFORE) == ("11983",)
    assert units.became("34", BEFORE) == ("33",)
    assert units.became("11983", AFTER) == ("11983",)
    successors = {code for unit in units.on(BEFORE) if unit.tier == "commune" for code in unit.into}
    assert successors == {unit.code for unit in units.on(AFTER) if unit.tier == "commune" and not unit.body}


def test_who_asks_of_a_unit_on_a_day_when_it_was_none_is_told_so(units: Units) -> None:
    with pytest.raises(NoSuchUnit, match="336"):
        units.unit("336", AFTER)
    with pytest.raises(NoSuchUnit):
        units.below("34", AFTER)


def test_the_police_of_a_commune_belong_to_those_of_the_province(units: Units) -> None:
    police = {unit.code for unit in units.below("33.CA", AFTER)}
    assert {"33.CA", "11953.CA"} < police
    assert "11953" not in police
    assert {"33.CA", "11953.CA", "33.SNV"} < {unit.code for unit in units.below("33", AFTER)}


def test_bodies_of_the_province_without_a_desk_are_units_of_it_and_no_offices(units: Units) -> None:
    bodies = {unit.code: unit for unit in units.children("33", AFTER) if unit.body and not unit.desk}
    assert {"33.STP", "33.SYT", "33.VP", "33.TTR"} <= bodies.keys()
    assert bodies["33.STP"].title == "Sở Tư pháp tỉnh Hưng Yên"
    assert {unit.tier for unit in bodies.values()} == {"province"}
    assert not bodies.keys() & {office.code for office in load_offices().offices}


def test_a_body_that_was_given_a_desk_is_one_unit(tmp_path: Path) -> None:
    shutil.copytree(FACTS, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "offices-33.json"
    file.write_text(file.read_text().replace('"code": "33.SNV"', '"code": "33.STP"'))
    made = load_units(load_offices(file), str(tmp_path))
    assert [unit.desk for unit in made.children("33", AFTER) if unit.code == "33.STP"] == [True]


def area(code: str, **others: object) -> Unit:
    return Unit.model_validate({"code": code, "kind": "Xã", "name": code, "tier": "commune", "parent": "33"} | others)


MERGED = Units(
    (
        Unit(code="33", kind="Tỉnh", name="33", tier="province"),
        area("A", until=date(2026, 6, 30), into=("B",)),
        area("B", since=date(2026, 7, 1)),
        area("C"),
        area("C.CA", parent="C", body=True),
    )
)
YEAR, DECEMBER = Period.read("2026"), date(2026, 12, 31)


def test_a_year_in_which_units_merged_holds_what_each_was_in_its_half() -> None:
    first, second = MERGED.through("33", YEAR, DECEMBER).items()
    assert [str(day) for part in (first[0], second[0]) for day in (part.first, part.next)] == [
        "2026-01-01", "2026-07-01", "2026-07-01", "2027-01-01",
    ]  # fmt: skip
    # What the new unit was given came in before it was there; what came to the old one stays its own.
    assert first[1] == {"33", "A", "B", "C", "C.CA"}
    assert second[1] == {"33", "A", "B", "C", "C.CA"}
    assert [*MERGED.through("A", YEAR, DECEMBER).values()] == [{"A"}, {"A"}]


def test_a_period_without_changes_is_one_and_one_that_has_not_begun_is_none_of_the_past() -> None:
    assert MERGED.through("C", Period.read("2026-05"), DECEMBER) == {Period.read("2026-05"): {"C", "C.CA"}}
    with pytest.raises(NoSuchUnit):
        MERGED.through("A", Period.read("2026-08"), DECEMBER)


def test_an_old_unit_of_the_same_code_is_counted_where_it_belonged(units: Units) -> None:
    first, second = units.through("323", Period.read("2025"), date(2025, 12, 31)).values()
    assert "11953" in first
    assert "11953" not in second
    assert all("11953" in codes for codes in units.through("11953", Period.read("2025"), date(2025, 12, 31)).values())
