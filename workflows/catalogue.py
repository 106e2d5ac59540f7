"""The procedures of this installation: our own, and agencies' packages (entry points ``motcua.procedures``)."""

from importlib.metadata import entry_points
from typing import Any

from workflows.certification.certified_copy import CertifiedElectronicCopy
from workflows.civil_status.birth_registration import BirthRegistration
from workflows.civil_status.interlinked_birth import InterlinkedBirth
from workflows.civil_status.marriage_status import MarriageStatus
from workflows.procedure import Procedure
from workflows.residence.permanent_residence import PermanentResidence

PROCEDURES: tuple[type[Procedure[Any]], ...] = (
    BirthRegistration,
    CertifiedElectronicCopy,
    InterlinkedBirth,
    MarriageStatus,
    PermanentResidence,
)


def catalogue() -> dict[str, type[Procedure[Any]]]:
    """Give every procedure by its code."""
    foreign = [point.load() for point in entry_points(group="motcua.procedures")]
    return {procedure.code: procedure for procedure in (*PROCEDURES, *foreign)}
