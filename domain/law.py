"""Words of the law that every procedure shares: statuses, roles, channels, and the rules frozen into a dossier."""

from datetime import timedelta
from enum import IntEnum, StrEnum

from pydantic import BaseModel, ConfigDict

from domain.term import Term


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


ENDED = (Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED, Status.DELIVERED)


class Role(StrEnum):
    """Who may do a task."""

    APPLICANT = "applicant"
    RECEIVING_OFFICER = "receiving_officer"
    CIVIL_STATUS_OFFICER = "civil_status_officer"
    COMMUNE_LEADER = "commune_leader"
    CLERK = "clerk"


class Channel(IntEnum):
    """How a dossier came in (hình thức nộp), coded as the agencies exchange it."""

    DIRECT = 1
    ONLINE = 2


class Rules(Frozen):
    """The rules in force at filing; a later change of law never moves them for this dossier."""

    version: str
    term: Term
    supplement_limit: int = 1
    silence: timedelta = timedelta(days=1)
    """How long an asked applicant may be silent before the law speaks for them."""
