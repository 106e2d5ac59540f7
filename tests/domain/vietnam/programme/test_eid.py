"""Accounts are summed over units and compared with the target; shares are never averaged."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from domain.province.scoring import rounded
from domain.province.units import Unit, Units
from domain.vietnam.programme.eid import Accounts, Outlook, Target, Totals, due_next, outlook, shares, summed, totals
from domain.vietnam.programme.entries import Entry
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


def test_an_old_count_of_the_whole_gives_way_to_newer_ones_of_most_areas() -> None:
    june, july = date(2026, 6, 1), date(2026, 7, 5)
    both = {"33": (june, of(100)), "1": (july, of(60)), "2": (july, of(70))}
    assert totals(UNITS, TOP, july, both).activated == 130
    assert totals(UNITS, TOP, july, both).oldest == july
    # One that hurries ahead is no sum of the whole, and what is as old as it takes nothing from it.
    assert totals(UNITS, TOP, july, both | {"2": (june, of(70))}).activated == 100
    assert totals(UNITS, TOP, july, {"33": (june, of(100)), "1": (july, of(60))}).reported == ("33",)
    assert totals(UNITS, TOP, july, both | {"33": (july, of(150))}).activated == 150


def test_the_target_in_force_is_the_one_whose_day_comes_next() -> None:
    def aimed(number: int, due: date, target: int, day: date = date(2026, 1, 1)) -> Entry[Target]:
        told = {"subject": f"33/{due}", "entered_at": datetime(2026, 1, 1, tzinfo=UTC), "officer": "", "office": ""}
        content = Target(target=target, due=due)
        return Entry[Target].model_validate(
            told | {"number": number, "unit": "33", "day": day, "document": "", "imported": False, "content": content}
        )

    half, end = date(2026, 6, 30), date(2026, 12, 31)
    entries = [aimed(1, end, 200), aimed(2, half, 100)]
    days = (date(2026, 5, 1), half, date(2026, 7, 1), date(2027, 2, 1))
    assert [due_next(entries, day)["33"].target for day in days] == [100, 100, 200, 200]
    # Moved, the same day's newest holds, from when it was set on.
    moved = [*entries, aimed(3, half, 120, date(2026, 3, 1))]
    assert [due_next(moved, day)["33"].target for day in (date(2026, 2, 1), date(2026, 3, 1))] == [100, 120]


def test_levels_make_what_was_issued_and_are_not_known_where_one_count_does_not_say() -> None:
    told = {"eligible": 9, "collected": 9, "issued": 5, "activated": 1, "used": 0}
    split = Accounts.model_validate(told | {"issued_level1": 2, "issued_level2": 3})
    found = totals(UNITS, TOP, DAY, {"1": (DAY, split), "2": (DAY, split)})
    assert (found.issued_level1, found.issued_level2) == (4, 6)
    partly = totals(UNITS, TOP, DAY, {"1": (DAY, split), "2": (DAY, of(5))})
    assert (partly.issued, partly.issued_level1, partly.issued_level2) == (10, None, None)
    for wrong in ({"issued_level1": 2}, {"issued_level1": 2, "issued_level2": 2}):
        with pytest.raises(ValidationError, match="both or neither"):
            Accounts.model_validate(told | wrong)
