"""Reads from the law's data by which limits alarms are raised and the map is coloured."""

from pathlib import Path
from typing import Any

from domain.province.alarms import Limits
from infra.facts.loading import ALARMS, FACTS, FactFile, Marked, own_or_ours, read


class Limit(Marked):
    """A limit, with what says so."""

    value: Any


class AlarmsFile(FactFile):
    """What the file holds."""

    deviations: Limit
    least_deviation: Limit
    silent_minutes: Limit
    late_percent: Limit
    late_least: Limit
    unpaid_hours: Limit
    unpaid_least: Limit
    rest_minutes: Limit
    map_green_percent: Limit
    map_yellow_percent: Limit


def load_limits(folder: str = "") -> Limits:
    """Those of a province's folder, ours unless it has some.

    Raises:
        FactsWrong: the file cannot be used.
    """
    file = read(AlarmsFile, own_or_ours(Path(folder) if folder else FACTS, ALARMS))
    return Limits.model_validate({name: one.value for name, one in file if isinstance(one, Limit)})
