"""Whose figures an officer may see: those of their own office and of what belongs to it."""

from datetime import date

import pytest

from domain.base.law import Role
from domain.base.refusals import WrongRole
from domain.dossier.acts import Actor
from domain.province.reach import OutOfReach, within_reach
from domain.province.units import NoSuchUnit, Units
from infra.facts.loading import load_offices
from infra.facts.units import load_units

TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def units() -> Units:
    return load_units(load_offices())


def of(agency: str, role: Role) -> Actor:
    return Actor(kind="officer", id="cb-1", agency=agency, roles=(role,))


def test_a_leader_sees_their_own_office_and_what_belongs_to_it(units: Units) -> None:
    assert within_reach(units, of("11953", Role.COMMUNE_LEADER), "11953", TODAY) == ("11953",)
    assert {"33.CA", "11953.CA"} < {*within_reach(units, of("33.CA", Role.AGENCY_LEADER), "33.CA", TODAY)}
    assert within_reach(units, of("33.CA", Role.AGENCY_LEADER), "11983.CA", TODAY) == ("11983.CA",)


def test_who_leads_the_province_sees_everybody(units: Units) -> None:
    seen = within_reach(units, of("33", Role.AGENCY_LEADER), "33", TODAY)
    assert {"11953", "11953.CA", "33.SNV"} < {*seen}


@pytest.mark.parametrize("unit", ["11983", "33", "11953.CA"])
def test_a_commune_sees_no_other(units: Units, unit: str) -> None:
    with pytest.raises(OutOfReach):
        within_reach(units, of("11953", Role.COMMUNE_LEADER), unit, TODAY)


def test_who_leads_nothing_sees_no_figures(units: Units) -> None:
    with pytest.raises(WrongRole):
        within_reach(units, of("33", Role.OPERATOR), "33", TODAY)


def test_a_unit_that_was_none_then_is_told_apart_from_one_out_of_reach(units: Units) -> None:
    with pytest.raises(NoSuchUnit):
        within_reach(units, of("33", Role.AGENCY_LEADER), "336", TODAY)


BEFORE = date(2025, 6, 30)


def test_a_unit_that_is_no_more_is_seen_by_who_leads_all_that_became_of_it(units: Units) -> None:
    """What was of the commune's parts is the commune's; of a district whose communes went several ways, nobody's."""
    commune = of("11983", Role.COMMUNE_LEADER)
    assert within_reach(units, commune, "11950", BEFORE, TODAY) == ("11950",)
    with pytest.raises(OutOfReach):
        within_reach(units, commune, "11953", BEFORE, TODAY)
    with pytest.raises(OutOfReach):
        within_reach(units, commune, "323", BEFORE, TODAY)
    province = of("33", Role.AGENCY_LEADER)
    district = within_reach(units, province, "323", BEFORE, TODAY)
    assert {"323", "11950"} < {*district}
    assert "34" in within_reach(units, province, "34", BEFORE, TODAY)
    assert "34" not in within_reach(units, province, "33", BEFORE, TODAY), "two provinces are summed by nobody"
