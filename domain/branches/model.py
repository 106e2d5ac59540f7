"""Another procedure that goes on beside a dossier, as its state holds it."""

from pydantic import BaseModel

from domain.base.law import Status


class Branch(BaseModel):
    """Another procedure that goes on beside this dossier."""

    code: str
    procedure: str
    ended: Status | None = None
    reason: str = ""
