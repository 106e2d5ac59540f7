"""The connector of every agency: ours, and those of agencies' packages (entry points ``motcua.connectors``)."""

from importlib.metadata import entry_points

from activities.agencies import Connector
from activities.police import Residence
from activities.registers import CivilStatus, Population
from domain.queries.residence import RESIDENCE
from domain.registers import CIVIL_STATUS, POPULATION

CONNECTORS: dict[str, type[Connector]] = {
    POPULATION: Population,
    CIVIL_STATUS: CivilStatus,
    RESIDENCE: Residence,
    **{point.name: point.load() for point in entry_points(group="motcua.connectors")},
}
