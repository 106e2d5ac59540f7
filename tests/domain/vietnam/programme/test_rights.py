"""Who plans, gives evidence, accepts it, delivers and sees is told apart; nobody accepts their own."""

from collections.abc import Callable
from datetime import date

import pytest

from domain.base.law import Role
from domain.base.refusals import FourEyes, WrongRole
from domain.dossier.acts import Actor
from domain.province.reach import OutOfReach
from domain.vietnam.programme import rights
from domain.vietnam.programme.rights import NotTheirs
from domain.vietnam.programme.roadmap import Evidence, Item, Planned
from infra.facts.loading import load_offices
from infra.facts.units import load_units
from infra.vietnam.programme_facts import load_parameters

BY, UNITS, DAY = load_parameters(), load_units(load_offices()), date(2026, 12, 1)
PLAN = Planned(kind="tasks", no="1", name="Nhiệm vụ", lead="33.SNV", co=("33.BHXH",))
ITEM = Item(plan=PLAN, since=DAY, version=1, document="01/KH", imported=False)


def officer(agency: str, role: Role = Role.AGENCY_LEADER, name: str = "cb-1") -> Actor:
    return Actor(kind="officer", id=name, agency=agency, roles=(role,))


PROVINCE, POLICE, LEAD = officer("33"), officer("33.CA"), officer("33.SNV", Role.SPECIALIST)


def refused(by: type[Exception], act: Callable[[], None]) -> None:
    with pytest.raises(by):
        act()


def test_the_plan_is_changed_by_leaders_of_the_province_and_of_the_standing_body() -> None:
    rights.may_plan(PROVINCE, BY)
    rights.may_plan(POLICE, BY)
    for other in (officer("33.SNV"), officer("33.CA", Role.SPECIALIST), officer("33", Role.OPERATOR)):
        refused(WrongRole, lambda other=other: rights.may_plan(other, BY))  # type: ignore[misc]


def test_the_lead_gives_and_the_standing_body_accepts_but_not_who_gave_it() -> None:
    rights.may_give(LEAD, ITEM)
    for other in (PROVINCE, POLICE, officer("33.BHXH")):
        refused(NotTheirs, lambda other=other: rights.may_give(other, ITEM))  # type: ignore[misc]
    evidence = Evidence(id="7/BC", giving=1, day=DAY, by="cb-2")
    rights.may_judge(POLICE, evidence, BY)
    refused(WrongRole, lambda: rights.may_judge(PROVINCE, evidence, BY))
    refused(WrongRole, lambda: rights.may_judge(officer("33.CA", Role.SPECIALIST), evidence, BY))
    refused(FourEyes, lambda: rights.may_judge(officer("33.CA", name="cb-2"), evidence, BY))


def test_evidence_is_taken_back_by_its_lead_and_by_the_standing_body() -> None:
    rights.may_withdraw(LEAD, ITEM, BY)
    rights.may_withdraw(POLICE, ITEM, BY)
    refused(NotTheirs, lambda: rights.may_withdraw(PROVINCE, ITEM, BY))


def test_accounts_are_delivered_by_the_police_of_the_unit_or_of_the_province() -> None:
    rights.may_deliver(officer("33.CA", Role.SPECIALIST), "11953", BY)
    rights.may_deliver(officer("11953.CA", Role.SPECIALIST), "11953", BY)
    for other in (officer("11953"), officer("11983.CA"), PROVINCE):
        refused(NotTheirs, lambda other=other: rights.may_deliver(other, "11953", BY))  # type: ignore[misc]
    refused(NotTheirs, lambda: rights.may_deliver(officer("11953.CA"), "33", BY))


def test_leaders_see_what_belongs_to_them_and_others_their_own_office() -> None:
    assert rights.seen_by(PROVINCE, UNITS, BY, DAY) is None
    assert rights.seen_by(POLICE, UNITS, BY, DAY) is None
    assert rights.seen_by(LEAD, UNITS, BY, DAY) == frozenset({"33.SNV"})
    assert rights.is_seen(ITEM, frozenset({"33.SNV"}))
    assert rights.is_seen(ITEM, frozenset({"33.BHXH"}))
    assert not rights.is_seen(ITEM, frozenset({"11953"}))
    rights.may_see(officer("11953", Role.COMMUNE_LEADER), "11953", UNITS, BY, DAY)
    refused(OutOfReach, lambda: rights.may_see(officer("11953", Role.COMMUNE_LEADER), "33", UNITS, BY, DAY))
    refused(WrongRole, lambda: rights.may_see(LEAD, "33.SNV", UNITS, BY, DAY))


def test_staff_is_named_by_its_head_or_the_province() -> None:
    rights.may_name_staff(officer("33.SNV"), "33.SNV", BY)
    rights.may_name_staff(PROVINCE, "33.SNV", BY)
    refused(NotTheirs, lambda: rights.may_name_staff(LEAD, "33.SNV", BY))
    refused(NotTheirs, lambda: rights.may_name_staff(officer("33.BHXH"), "33.SNV", BY))
