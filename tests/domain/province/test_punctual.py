"""Whether a dossier was in time: its clock ends with the result, and whoever asks twice is late (vector i)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.base.law import Channel, Status
from domain.province.facts import DossierFacts
from domain.province.punctual import handled, in_time

FILED = datetime(2026, 8, 3, 1, tzinfo=UTC)
DUE, HOUR, DAY = FILED + timedelta(days=5), timedelta(hours=1), timedelta(days=1)
END = FILED + timedelta(days=20)
"""Of what is looked at."""


def facts(**more: Any) -> DossierFacts:
    begun = DossierFacts(
        dossier="x", seq=9, procedure="1.001193", version="v", receiving="12019", competent="12019",
        channel=Channel.ONLINE, status=Status.IN_PROCESS, filed_at=FILED, accepted_at=FILED + HOUR,
        due_at=DUE, appointed_at=DUE,
    )  # fmt: skip
    return begun.model_copy(update=more)


@pytest.mark.parametrize(
    ("said", "in_its_time"),
    [
        ({"issued_at": DUE}, True),
        ({"issued_at": DUE + HOUR}, False),
        ({"issued_at": DUE - HOUR, "handed_over_at": DUE + DAY, "ended_at": DUE + DAY}, True),
        ({"ended_at": DUE + HOUR, "ending": "refused"}, False),
        ({}, False),
        ({"supplements": 1, "status": Status.SUPPLEMENT_REQUESTED, "stands_since": DUE - HOUR}, True),
        ({"supplements": 1, "status": Status.SUPPLEMENT_REQUESTED, "stands_since": DUE + HOUR}, False),
        ({"status": Status.PAYMENT_REQUESTED, "stands_since": DUE}, True),
        ({"status": Status.PAYMENT_REQUESTED, "stands_since": DUE + HOUR}, False),
        ({"status": Status.STOPPED, "stands_since": DUE, "ended_at": DUE + 30 * DAY}, True),
        ({"status": Status.IN_PROCESS, "issued_at": DUE, "stands_since": DUE + DAY}, True),
        ({"due_at": DUE + 9 * DAY, "issued_at": DUE + HOUR}, False),
        ({"due_at": DUE - DAY, "issued_at": DUE}, True),
        ({"supplements": 1, "issued_at": DUE}, True),
        ({"supplements": 2, "issued_at": DUE - DAY}, False),
        ({"accepted_at": None, "appointed_at": None}, None),
        ({"appointed_at": None}, None),
    ],
)
def test_a_dossier_is_in_time_until_its_date(said: dict[str, Any], in_its_time: bool | None) -> None:
    assert in_time(facts(**said), END) is in_its_time


def test_a_period_that_ends_before_its_date_finds_it_in_time_and_one_after_it_late() -> None:
    late = facts(issued_at=DUE + 3 * DAY)
    assert in_time(late, DUE - HOUR) is True
    assert in_time(late, DUE + DAY) is False


@pytest.mark.parametrize(
    ("said", "first", "second", "third"),
    [
        ({}, True, True, True),
        ({"issued_at": DUE}, True, False, False),
        ({"issued_at": DUE, "ended_at": END + 40 * DAY}, True, False, False),
        ({"issued_at": END + DAY, "ended_at": END + 40 * DAY}, True, True, False),
        ({"issued_at": DUE, "status": Status.IN_PROCESS, "due_at": END + 40 * DAY}, True, False, False),
        ({"ended_at": END + DAY}, True, True, False),
        ({"accepted_at": END + DAY}, False, True, True),
        ({"accepted_at": None}, False, False, False),
    ],
)
def test_a_period_handles_what_was_under_way_in_it_and_nobody_counts_it_after_its_result(
    said: dict[str, Any], *, first: bool, second: bool, third: bool
) -> None:
    one, month = facts(**said), 30 * DAY
    periods = [(END - month, END), (END, END + month), (END + month, END + 2 * month)]
    assert [handled(one, *period) for period in periods] == [first, second, third]
