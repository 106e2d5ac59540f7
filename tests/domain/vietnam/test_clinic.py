"""What the insurance register's answer means on the day of a reception."""

from datetime import date
from typing import Any

import pytest

from domain.vietnam.clinic import ByNumber, Receptions, by_number, outcome_of
from domain.vietnam.queries.insurance import Eligibility

DAY = date(2026, 12, 31)
SMALL, SIX = date(2021, 1, 1), date(2020, 12, 31)
CARD: dict[str, Any] = {"matches": True, "card": "GD4", "valid_from": "2026-01-01", "valid_until": "2026-12-31"}


@pytest.mark.parametrize(
    ("said", "born", "expected"),
    [
        (CARD, None, "eligible"),
        (CARD | {"valid_until": "2026-12-30"}, None, "expired"),
        (CARD | {"valid_from": "2027-01-01", "valid_until": None}, None, "not_yet"),
        (CARD | {"matches": False}, SMALL, "mismatch"),
        (CARD | {"deceased": True}, SMALL, "deceased"),
        (CARD, SMALL, "eligible"),
        ({"matches": True}, SMALL, "under_six"),
        ({"matches": True}, SIX, "none"),
        ({"matches": True}, None, "none"),
        (None, SMALL, "under_six"),
        (None, DAY, "under_six"),
        (None, SIX, "unknown"),
        (None, date(2027, 1, 1), "unknown"),
        (None, None, "unknown"),
    ],
)
def test_whoever_is_received_is_told_whether_the_insurance_pays_and_why_not(
    said: dict[str, Any] | None, born: date | None, expected: str
) -> None:
    assert outcome_of(Eligibility.model_validate(said) if said else None, born, DAY) == expected


def test_the_share_by_number_is_of_months_of_which_both_are_known() -> None:
    august, july, old = date(2026, 8, 1), date(2026, 7, 1), date(2024, 8, 1)
    kept = [
        (july, Receptions(facility="33101", insured=60)),
        (august, Receptions(facility="33101", insured=40)),
        (old, Receptions(facility="33101", insured=900)),
        (august, Receptions(facility="33102", insured=80)),
        (august, Receptions(facility="33103", insured=0)),
        (old, Receptions(facility="33104", insured=900)),
    ]
    received = {("33101", july): 30, ("33101", august): 20, ("33101", date(2026, 9, 1)): 500, ("33105", august): 7}
    found = by_number(kept, received, date(2024, 9, 1))
    assert found == {
        "33101": ByNumber(numerator=50, denominator=100, months=2),
        "33102": ByNumber(numerator=0, denominator=80, months=1),
        "33103": ByNumber(numerator=0, denominator=0, months=1),
    }, "what was forgotten, or is not in the register, is not known"
    assert [one.share for one in found.values()] == [0.5, 0.0, None]
