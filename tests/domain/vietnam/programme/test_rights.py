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


UNDER_LEADERS = (Role.UNIT_HEAD, Role.CENTRE_HEAD)
"""Heads within an office, who see its figures and do not speak for it."""


def refused(by: type[Exception], act: Callable[[], object]) -> None:
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


def test_who_is_operator_alone_neither_reads_nor_enters_whichever_office_it_is() -> None:
    for agency in ("33", "33.CA", "33.SNV", "11953"):
        operator = officer(agency, Role.OPERATOR)
        refused(WrongRole, lambda operator=operator: rights.seen_by(operator, UNITS, BY, DAY))  # type: ignore[misc]
        refused(WrongRole, lambda operator=operator: rights.may_deliver(operator, "11953", BY))  # type: ignore[misc]
    both = Actor(kind="officer", id="cb-1", agency="33.SNV", roles=(Role.OPERATOR, Role.SPECIALIST))
    assert rights.seen_by(both, UNITS, BY, DAY) == frozenset({"33.SNV"})


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


@pytest.mark.parametrize("role", UNDER_LEADERS)
def test_the_head_of_a_unit_speaks_for_no_office(role: Role) -> None:
    police, body = officer("33.CA", role), officer("33.SNV", role)
    refused(WrongRole, lambda: rights.may_plan(police, BY))
    refused(WrongRole, lambda: rights.may_plan(officer("33", role), BY))
    refused(WrongRole, lambda: rights.may_judge(police, Evidence(id="7/BC", giving=1, day=DAY, by="cb-2"), BY))
    refused(WrongRole, lambda: rights.may_sign(police, BY))
    refused(NotTheirs, lambda: rights.may_withdraw(police, ITEM, BY))
    refused(NotTheirs, lambda: rights.may_name_staff(body, "33.SNV", BY))
    refused(NotTheirs, lambda: rights.may_name_staff(officer("33", role), "33.SNV", BY))
    refused(OutOfReach, lambda: rights.may_see(police, "33.SNV", UNITS, BY, DAY))
    seen = rights.seen_by(police, UNITS, BY, DAY)
    assert seen is not None, "not all of it"
    assert not rights.is_seen(ITEM, seen)


@pytest.mark.parametrize("role", UNDER_LEADERS)
def test_the_head_of_a_unit_reads_the_figures_of_their_office_and_of_no_member_of_it(role: Role) -> None:
    head = officer("33.SNV", role)
    rights.may_see(head, "33.SNV", UNITS, BY, DAY)
    assert rights.reads_figures(head)
    assert not rights.is_head(head, "33.SNV")
    assert rights.is_head(officer("33.SNV"), "33.SNV")
    assert not rights.is_head(PROVINCE, "33.SNV")
