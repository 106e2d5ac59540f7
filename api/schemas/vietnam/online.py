"""On-line rates and savings, as programs get them."""

from datetime import date
from typing import Literal

from api.schemas.base import Coded, Moment, Schema
from api.schemas.vietnam.programme import Figure
from domain.province.units import Tier


class RateView(Schema):
    """A rate, and what it should be."""

    tier: Tier | None
    """Of work files: the tier of the bodies that handled them."""
    rate: Figure
    goal: int | None
    """In per cent; null where none is set."""


class SourceView(Schema):
    """Work files of one source; what comes of several is told apart, and none of it counts twice."""

    source: Literal["imported", "own", "own_included"]
    """Sent in; dossiers closed here; dossiers closed here that what was sent in holds, and that count there alone."""
    tier: Tier
    """Of the bodies that handled them, on that day."""
    rate: Figure
    """Of this source alone."""


class MonthView(Schema):
    """The rates of a month."""

    month: str
    """2026-08."""
    imported: bool
    """Whether any of it came by import."""
    rates: list[RateView]
    """Each tier that there was, or each of the rates of services."""


class ForecastView(Schema):
    """What comes if it goes on as in the last twelve months."""

    month: str
    """Of which month it speaks."""
    percent: float
    """By a straight line through the months."""
    low: float
    """Four of five such months lie above it."""
    high: float
    """Four of five such months lie below it."""
    needed: float | None
    """Per cent of what is still to come this year that must be on-line to reach the goal; null if nothing is."""
    needed_a_month: int | None
    """Dossiers that must come on-line each month until then, if as many come in all as in a month that is known."""


class OnlineRateView(Schema):
    """On-line rates of a unit; those of work files and those of services are not to be mixed."""

    unit: Coded
    """Whose."""
    kind: Literal["work", "service"]
    """Work files of bodies, or dossiers of people."""
    period: str
    """2026, 2026-Q3 or 2026-08."""
    merged: bool
    """Whether units that merged are summed before they did."""
    computed_at: Moment
    """When it was counted."""
    rates: list[RateView]
    """Of the whole period."""
    months: list[MonthView]
    """Each month of it that has begun."""
    forecast: ForecastView | None
    """Of the first rate, for December; null where fewer than three months are known."""
    sources: list[SourceView]
    """Of work files, where those of the whole period are known from; each with its tiers that closed any."""
    own_as_of: Moment | None
    """Up to when dossiers of this installation are among the work files; null: none are, as of none it is known yet."""


class PartView(Schema):
    """A parameter that savings are computed with."""

    part: Coded
    """Which part of a saving."""
    value: float
    """Trips, hours or đồng."""
    procedure: str
    """Of which procedure alone; empty: of all."""
    unit: str
    """Of which unit and all that belongs to it; empty: of all."""
    since: date
    """From which month on."""
    basis: str
    """What says so."""
    mark: Literal["F", "K", "D"]
    """How sure that is."""


class VersionView(Schema):
    """A version of the parameters."""

    since: date
    """The first day on which it is in force."""
    each: int
    """Đồng that a dossier saves in the mean."""
    basis: str
    """What says so."""
    mark: Literal["F", "K", "D"]
    """How sure that is."""


class SavedView(Schema):
    """What was saved at a unit, or by a procedure."""

    of: Coded
    """Which."""
    online: int
    """Dossiers filed on-line, of those in the journal."""
    each: int | None
    """Đồng that one saves in the mean; null where a part is not known."""
    total: int | None
    """Đồng; null where a part is not known."""


class SavingsView(Schema):
    """What on-line filing saved people."""

    unit: Coded
    """Whose dossiers."""
    period: str
    """2026, 2026-Q3 or 2026-08."""
    computed_at: Moment
    """When it was counted."""
    online: int | None
    """Dossiers filed on-line; null where none of the period is known."""
    each: int
    """Đồng that one saves by the newest version of the parameters in the period, or the first, where none was yet."""
    total: int | None
    """Đồng, each month by the parameters in force in it; null where none of the period is known, or they are not."""
    versions: list[VersionView]
    """The parameters in force in the period, by their first month."""
    method: str
    """How it is computed, in the reader's language."""
    basis: str
    """What says how much one saves."""
    mark: Literal["F", "K", "D"]
    """How sure that is."""
    imported: bool
    """Whether any of it came by import."""
    by: list[SavedView]
    """By unit or procedure, where that is asked for: computed by the parameters, and not by the mean."""
    parameters: list[PartView]
    """With which that is computed."""
