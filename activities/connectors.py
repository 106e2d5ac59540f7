"""The connector of every agency: ours, and those of agencies' packages (entry points ``motcua.connectors``)."""

from importlib.metadata import entry_points

from activities.connector import Connector
from activities.vietnam.police import CriminalRecords, IdentityCards, Residence, Traffic
from activities.vietnam.registers import CivilStatus, Population
from activities.vietnam.social import BusinessRegister, Insurance, SocialAssistance, Tax
from domain.registers.query import CIVIL_STATUS, POPULATION
from domain.vietnam.queries.business import BUSINESS, TAX
from domain.vietnam.queries.criminal_records import CRIMINAL_RECORDS
from domain.vietnam.queries.id_cards import ID_CARDS
from domain.vietnam.queries.insurance import INSURANCE
from domain.vietnam.queries.payments import PAY_OUTS
from domain.vietnam.queries.residence import RESIDENCE
from domain.vietnam.queries.social import SOCIAL
from domain.vietnam.queries.traffic import TRAFFIC

CONNECTORS: dict[str, type[Connector]] = {
    POPULATION: Population,
    CIVIL_STATUS: CivilStatus,
    CRIMINAL_RECORDS: CriminalRecords,
    ID_CARDS: IdentityCards,
    RESIDENCE: Residence,
    TRAFFIC: Traffic,
    BUSINESS: BusinessRegister,
    TAX: Tax,
    INSURANCE: Insurance,
    SOCIAL: SocialAssistance,
    **{point.name: point.load() for point in entry_points(group="motcua.connectors")},
}
CONNECTED = frozenset({*CONNECTORS, PAY_OUTS})
"""Every agency to which something speaks: these, and the platform by which the State pays."""
