"""Accounts are summed over units and compared with the target; shares are never averaged."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from domain.province.scoring import rounded
from domain.province.units import Unit, Units
from domain.vietnam.programme.eid import Accounts, Outlook, Target, Totals, outlook, shares, summed, totals
from infra.facts.loading import load_calendar, load_offices
from infra.facts.units import load_units

DAY = date(2026, 11, 16)
TOP = Unit(code="33", kind="Tỉnh", name="Hưng Yên", tier="province")
FIRST, SECOND = (Unit(code=code, kind="Xã", name=code, tier="commune", parent="33") for code in ("1", "2"))
BODY = Unit(code="1.CA", kind="Công an", name="xã 1", tier="commune", parent="33", body=True)
UNITS = Units((TOP, FIRST, SECOND, BODY))
DUE = date(2026, 12, 31)


def of(activated: int, eligible: int = 1_200_000) -> Accounts:
    return Accounts(eligible=eligible, collected=activated, issued=activated, activated=activated, used=activated)


def percent(found: Totals, what: str, target: int | None = None) -> Decimal | None:
    share = shares(found, Target(target=target, due=DUE) if target else None)[what]
    return None if share is None or share.ratio is None else rounded(share.ratio * 100)


def test_the_seed_is_at_120_70_per_cent_of_its_target() -> None:
    found = totals(UNITS, TOP, DAY, {"33": (DAY, of(958_367))})
    assert percent(found, "eid_attainment", 794_007) == Decimal("120.70")


def test_two_communes_are_summed_and_not_averaged() -> None:
    found = totals(UNITS, TOP, DAY, {"1": (DAY, of(60, 100)), "2": (DAY, of(50, 50))})
    assert percent(found, "eid_coverage") == Decimal("73.33")
    assert found.reported == ("1", "2")


def test_a_unit_that_delivered_nothing_is_told_and_makes_nothing_zero() -> None:
    found = totals(UNITS, TOP, DAY, {"1": (DAY, of(60, 100))})
    assert (found.reported, found.missing) == (("1",), ("2",))
    nothing = totals(UNITS, TOP, DAY, {})
    assert (nothing.missing, percent(nothing, "eid_coverage"), percent(nothing, "eid_attainment", 5)) == (
        ("1", "2"),
        None,
        None,
    )
    assert percent(found, "eid_attainment") is None


def test_the_units_that_a_merged_one_was_made_of_are_summed_under_the_new_tree() -> None:
    units, old, new = load_units(load_offices()), date(2025, 6, 1), date(2026, 1, 1)
    parts = units.parts("11953", old, new)
    assert len(parts) > 1
    counts = {part.code: (old, of(10 * number, 100)) for number, part in enumerate(parts, 1)}
    found = summed(totals(units, part, old, counts) for part in parts)
    assert found.activated == sum(10 * number for number in range(1, len(parts) + 1))
    provinces = {one.code for one in units.parts("33", old, new)}
    assert provinces == {"33", "34"}


def test_what_is_needed_each_working_day_and_what_comes_by_the_mean_of_four_weeks() -> None:
    calendar, target = load_calendar(), Target(target=1000, due=date(2026, 11, 30))
    before, now = (totals(UNITS, TOP, DAY, {"33": (DAY, of(many))}) for many in (620, 900))
    # Of the ten days ahead one is off, 24 November: nine are left to work.
    assert outlook(now, before, target, DAY, calendar) == Outlook(
        daily_need=Decimal("11.11"), daily_mean=Decimal("10.00"), expected=1040
    )
    # Accounts may be revoked, a target reached or past.
    assert outlook(before, now, target, DAY, calendar).daily_mean == Decimal("-10.00")
    assert outlook(now, before, Target(target=800, due=target.due), DAY, calendar).daily_need == 0
    assert outlook(now, before, Target(target=1000, due=DAY), DAY, calendar).daily_need is None
    assert outlook(now, Totals(missing=("33",)), target, DAY, calendar).daily_mean is None


def test_counts_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValidationError, match="used ≤ activated ≤ issued"):
        Accounts(eligible=9, collected=9, issued=5, activated=6, used=1)
    with pytest.raises(ValidationError):
        Accounts(eligible=-1, collected=0, issued=0, activated=0, used=0)
