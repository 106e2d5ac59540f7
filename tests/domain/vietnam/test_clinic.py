"""What the insurance register's answer means on the day of a reception."""

from datetime import date
from typing import Any

import pytest

from domain.vietnam.clinic import outcome_of
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
