"""What answers about a province's figures are made with."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from api.schemas.province.centre import OverviewView
from api.services.province.warehouse import WarehouseTools
from domain.province.alarms import Limits
from domain.province.centre import OpenTiles
from domain.province.scoring import Index
from domain.province.units import Units, districts
from infra.analysis.analysis import Analysis
from infra.analysis.counting import ProvinceCounts
from infra.analysis.patterns import Patterns
from infra.analysis.promises import Promises
from infra.province.alarms import Alarms
from infra.province.live import Live
from infra.runtime.once import Once
from infra.vietnam.portal_catalogue import PublicationTasks
from infra.vietnam.portal_filings import PortalFilings
from infra.vietnam.portal_reads import PortalReads


@dataclass(frozen=True)
class ProvinceTools:
    """The units, the index that scores them, published facts, alarms, what the portal knows, the shared warehouse."""

    units: Units
    index: Index
    analysis: Analysis
    patterns: Patterns
    live: Live
    alarms: Alarms
    limits: Limits
    promises: Promises
    portal: PortalReads
    portal_filings: PortalFilings
    publication_tasks: PublicationTasks
    warehouse: WarehouseTools
    glances: Once[OverviewView]
    """A unit as it stands, counted once for all who look at the same moment."""
    days: Once[OpenTiles]
    """How the province stood when a day ended, counted once for everybody."""

    async def counts(self) -> ProvinceCounts:
        """What is published now: all figures of one answer are asked of one of these.

        Raises:
            FactsUnpublished: there are no facts yet.
        """
        return await ProvinceCounts.now(self.analysis)

    @cached_property
    def groups(self) -> Mapping[str, str]:
        """By a commune's code, the district that most of what it was made of belonged to: its place on the map."""
        return districts(self.units)
