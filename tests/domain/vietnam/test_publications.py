"""Procedures are decided on before their ground takes effect and published soon after, with all seven parts."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.province.periods import Period
from domain.province.scoring import Counted
from domain.vietnam.publications import PARTS, Publication, counted
from infra.facts.loading import load_calendar
from infra.vietnam.programme_facts import load_parameters

CALENDAR, BY = load_calendar(), load_parameters()
AUGUST, TODAY = Period.read("2026-08"), date(2026, 11, 2)
MONDAY = date(2026, 8, 3)


def after(days: int) -> date:
    return CALENDAR.add_working_days(MONDAY, days)


def published(**others: Any) -> Publication:
    told = {"procedure": "1.001193", "decision": "1/QĐ-UBND", "decided_on": MONDAY, "parts": PARTS}
    return Publication.model_validate(told | {"effective_on": after(5), "published_on": after(5)} | others)


def of(*found: Publication, today: date = TODAY) -> dict[str, Counted]:
    return counted(found, AUGUST, today, CALENDAR, BY)


def test_five_working_days_lie_before_the_ground_s_day_and_five_until_it_is_published() -> None:
    assert of(published()) == {"1.1": Counted.of(1, 1), "1.2": Counted.of(1, 1), "1.3": Counted.of(1, 1)}
    assert of(published(effective_on=after(4)))["1.1"] == Counted.of(0, 1)
    assert of(published(published_on=after(6)))["1.2"] == Counted.of(0, 1)


def test_one_late_decision_in_a_period_makes_its_procedure_late_which_counts_once() -> None:
    other = published(decision="2/QĐ-UBND", effective_on=after(1))
    assert of(published(), other)["1.1"] == Counted.of(0, 1)
    assert of(other, published())["1.1"] == Counted.of(0, 1)
    september = published(decision="3/QĐ-UBND", decided_on=date(2026, 9, 7), published_on=None)
    assert of(published(), september)["1.1"] == Counted.of(1, 1)


def test_what_is_not_published_is_late_once_its_term_is_over_and_not_counted_before() -> None:
    waiting = published(published_on=None)
    assert of(waiting, today=after(5))["1.2"] == Counted.of(0, 0)
    assert of(waiting, today=after(6))["1.2"] == Counted.of(0, 1)


def test_all_seven_parts_stand_there_as_of_now_by_the_newest_decision() -> None:
    lacking = published(parts=PARTS[:6])
    assert of(lacking)["1.3"] == Counted.of(0, 1)
    mended = published(decision="2/QĐ-UBND", decided_on=date(2026, 9, 7), published_on=date(2026, 9, 8))
    assert of(mended, lacking)["1.3"] == Counted.of(1, 1)
    other = published(procedure="1.004222", published_on=None)
    assert of(lacking, other)["1.3"] == Counted.of(0, 1)


def test_nothing_is_published_before_it_is_decided() -> None:
    with pytest.raises(ValidationError, match="before it is decided"):
        published(published_on=date(2026, 8, 2))
