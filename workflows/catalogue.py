"""The procedures of this installation: our own, and agencies' packages (entry points ``motcua.procedures``)."""

from importlib.metadata import entry_points
from typing import Any

from workflows.certification.certified_copy import CertifiedElectronicCopy
from workflows.civil_status.birth_registration import BirthRegistration
from workflows.procedure import Procedure

PROCEDURES: tuple[type[Procedure[Any]], ...] = (BirthRegistration, CertifiedElectronicCopy)


def catalogue() -> dict[str, type[Procedure[Any]]]:
    """Give every procedure by its code."""
    foreign = [point.load() for point in entry_points(group="motcua.procedures")]
    return {procedure.code: procedure for procedure in (*PROCEDURES, *foreign)}
