"""Figures that everybody may read."""

from api.schemas.base import Coded, Moment, Schema
from api.schemas.province.centre import Figure


class OpenPlace(Schema):
    """A commune with enough dossiers to be told of."""

    unit: Coded
    """Its code and name."""
    on_time: Figure
    """Counts to the nearest five."""


class OpenFigures(Schema):
    """How a province's services do in a period: counts to the nearest five, none of fewer than five dossiers."""

    province: str
    """Its name."""
    period: str
    """2026, 2026-Q3 or 2026-08."""
    as_of: Moment
    """Up to when it is counted."""
    least: int
    """So many dossiers are behind each count."""
    received: int | None
    """Dossiers received; null where they are too few."""
    figures: list[Figure]
    """With a denominator of 0 where it cannot be told."""
    places: list[OpenPlace]
    """Communes of which it can be told, by name."""
