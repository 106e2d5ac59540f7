"""The procedures of this installation: our own, and agencies' packages (entry points ``motcua.procedures``)."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any, Self

from pydantic import BaseModel

from domain.money.asking import TakenThere
from domain.registers.query import Answer
from domain.registers.registry import Registry, build_registry
from domain.vietnam.labels import CHOICES
from domain.vietnam.queries import AGENCIES
from domain.vietnam.queries.payments import PayTo
from workflows.engine.procedure import Procedure
from workflows.vietnam.business.household_business import HouseholdBusiness
from workflows.vietnam.certification.certified_copy import CertifiedElectronicCopy
from workflows.vietnam.civil_status.birth_registration import BirthRegistration
from workflows.vietnam.civil_status.interlinked_birth import InterlinkedBirth
from workflows.vietnam.civil_status.interlinked_death import InterlinkedDeath
from workflows.vietnam.civil_status.marriage import MarriageRegistration
from workflows.vietnam.civil_status.marriage_status import MarriageStatus
from workflows.vietnam.insurance.child_card import ChildInsuranceCard
from workflows.vietnam.insurance.funeral_grant import FuneralGrants
from workflows.vietnam.police.child_id_card import ChildIdentityCard
from workflows.vietnam.police.judicial_record import JudicialRecord
from workflows.vietnam.police.licence_exchange import DrivingLicenceExchange
from workflows.vietnam.residence.permanent_residence import PermanentResidence
from workflows.vietnam.residence.residence_removal import ResidenceRemoval
from workflows.vietnam.residence.temporary_residence import TemporaryResidence
from workflows.vietnam.social.monthly_allowance import MonthlyAllowance
from workflows.vietnam.social.unemployment_benefit import UnemploymentBenefits

Procedures = dict[str, type[Procedure[Any]]]
"""By code."""
PROCEDURES: tuple[type[Procedure[Any]], ...] = (
    BirthRegistration,
    CertifiedElectronicCopy,
    ChildIdentityCard,
    ChildInsuranceCard,
    DrivingLicenceExchange,
    FuneralGrants,
    HouseholdBusiness,
    InterlinkedBirth,
    InterlinkedDeath,
    JudicialRecord,
    MarriageRegistration,
    MarriageStatus,
    MonthlyAllowance,
    PermanentResidence,
    ResidenceRemoval,
    TemporaryResidence,
    UnemploymentBenefits,
)


def every() -> tuple[type[Procedure[Any]], ...]:
    """Every procedure, ours first."""
    return (*PROCEDURES, *(point.load() for point in entry_points(group="motcua.procedures")))


def registry(procedures: Iterable[type[Procedure[Any]]] | None = None) -> Registry:
    """All that these procedures, or those of this installation, declare beside themselves."""
    return build_registry(AGENCIES, every() if procedures is None else procedures, CHOICES)


def catalogue() -> Procedures:
    """Every procedure by its code."""
    return {procedure.code: procedure for procedure in every()}


def decided_at(procedures: Procedures | None = None) -> dict[str, str]:
    """Where each of these, or of this installation's, is decided, by its code."""
    found = catalogue() if procedures is None else procedures
    return {code: one.form.decided_at for code, one in found.items()}


@dataclass(frozen=True)
class Catalogue:
    """The procedures by code, and all that they declare beside themselves."""

    procedures: Procedures
    registry: Registry

    @classmethod
    def installed(cls) -> Self:
        """That of this installation."""
        return cls(catalogue(), registry())

    def answer_of(self, procedure: str, answer: str) -> type[BaseModel] | None:
        """The model of an answer by its name: the procedure's own, or an agency's, or what all procedures ask for."""
        asked: tuple[type[Answer], ...] = (PayTo, TakenThere, *self.procedures[procedure].answers)
        own = {model.__name__: model for model in asked}
        return own.get(answer) or self.registry.answers.get(answer)
