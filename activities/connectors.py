"""The connector of every agency: ours, and those of agencies' packages (entry points ``motcua.connectors``)."""

from importlib.metadata import entry_points

from activities.agencies import Connector
from activities.police import CriminalRecords, IdentityCards, Residence, Traffic
from activities.registers import CivilStatus, Population
from activities.social import BusinessRegister, Insurance, SocialAssistance, Tax
from domain.queries.business import BUSINESS, TAX
from domain.queries.criminal_records import CRIMINAL_RECORDS
from domain.queries.id_cards import ID_CARDS
from domain.queries.insurance import INSURANCE
from domain.queries.residence import RESIDENCE
from domain.queries.social import SOCIAL
from domain.queries.traffic import TRAFFIC
from domain.registers import CIVIL_STATUS, POPULATION

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
