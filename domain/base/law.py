"""Words of the law that every procedure shares: statuses, roles, channels."""

from enum import IntEnum, StrEnum

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that never changes after it was made."""

    model_config = ConfigDict(frozen=True)


class Status(IntEnum):
    """National status codes of a dossier (trạng thái hồ sơ)."""

    FILED = 1
    ACCEPTED = 2
    NOT_ACCEPTED = 3
    IN_PROCESS = 4
    SUPPLEMENT_REQUESTED = 5
    PAYMENT_REQUESTED = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    DELIVERED = 10


UNDER_WAY = (Status.ACCEPTED, Status.IN_PROCESS, Status.SUPPLEMENT_REQUESTED, Status.PAYMENT_REQUESTED)
"""The result is still owed."""
ENDED = (Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED, Status.DELIVERED)


class Role(StrEnum):
    """Who may do a task."""

    APPLICANT = "applicant"
    RECEIVING_OFFICER = "receiving_officer"
    CIVIL_STATUS_OFFICER = "civil_status_officer"
    COMMUNE_LEADER = "commune_leader"
    CLERK = "clerk"
    ACCOUNTANT = "accountant"
    SPECIALIST = "specialist"
    UNIT_HEAD = "unit_head"
    AGENCY_LEADER = "agency_leader"
    CENTRE_HEAD = "centre_head"
    OPERATOR = "operator"
    """Runs the installation, and decides nothing in it."""


class Channel(IntEnum):
    """How a dossier came in (hình thức nộp), coded as the agencies exchange it."""

    DIRECT = 1
    ONLINE = 2
