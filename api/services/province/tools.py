"""What answers about a province's figures are made with."""

from dataclasses import dataclass

from domain.province.scoring import Index
from domain.province.units import Units
from infra.reads.province import ProvinceCounts
from infra.vietnam.portal_reads import PortalReads


@dataclass(frozen=True)
class ProvinceTools:
    """The units, the index that scores them, what counts, and what the national portal knows."""

    units: Units
    index: Index
    counts: ProvinceCounts
    portal: PortalReads
