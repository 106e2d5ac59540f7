"""Units in time: what belongs to what on which day, and what became of what is no more."""

from datetime import date

import pytest

from domain.province.units import NoSuchUnit, Units
from infra.facts.loading import load_offices
from infra.facts.units import load_units

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


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
