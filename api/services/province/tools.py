"""What answers about a province's figures are made with."""

from dataclasses import dataclass

from domain.province.scoring import Index
from domain.province.units import Units
from infra.analysis.counting import ProvinceCounts


@dataclass(frozen=True)
class ProvinceTools:
    """The units, the index that scores them, and what counts."""

    units: Units
    index: Index
    counts: ProvinceCounts
