"""What answers about a province's figures are made with."""

from dataclasses import dataclass

from api.services.province.warehouse import WarehouseTools
from domain.province.scoring import Index
from domain.province.units import Units
from infra.reads.province import ProvinceCounts


@dataclass(frozen=True)
class ProvinceTools:
    """The units, the index that scores them, what counts, and the shared warehouse."""

    units: Units
    index: Index
    counts: ProvinceCounts
    warehouse: WarehouseTools
