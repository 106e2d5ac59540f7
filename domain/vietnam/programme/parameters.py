"""What figures of the programme are counted with, as the law's data has it."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

from domain.base.law import Frozen
from domain.base.words import Words
from domain.province.units import Tier
from domain.vietnam.programme.savings import Version, in_order


class Definition(Frozen):
    """How a figure is computed, in a version of it."""

    id: str
    version: int
    mark: str
    words: Words


class Periods(Frozen):
    """How many periods in a row a measure must hold, and what says so."""

    value: int
    basis: str
    mark: str


class Parameters(Frozen):
    """All of them; days are working days."""

    standing_body: str
    province: str
    effective_periods: Periods
    green: int
    yellow: int
    trend_months: int
    refused_days: int
    asked_days: int
    answered_days: int
    answer_published_days: int
    decided_before_days: int
    published_days: int
    dislike_stars: int
    for_organisations: frozenset[str]
    """Procedures that are none of persons, by code."""
    certified_copy: str
    """The procedure by which a unit gives certified electronic copies."""
    official_tolerance: Decimal
    portal_login_since: date
    saving_method: Words
    savings: Annotated[tuple[Version, ...], AfterValidator(in_order)]
    online_goal: int
    work_goals: dict[Tier, int]
    definitions: dict[str, Definition]
