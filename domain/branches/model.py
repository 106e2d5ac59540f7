"""Interlinked dossiers (liên thông): whose branch one is, and what goes on beside it, as its state holds it."""

from pydantic import BaseModel

from domain.base.law import Frozen, Status


class Parent(Frozen):
    """The dossier that a branch belongs to, and the step of it that opened the branch."""

    code: str
    step: str
    offices: tuple[str, ...]
    """Those of the parent, who may look at the branch."""


class Branch(BaseModel):
    """Another procedure that goes on beside this dossier."""

    code: str
    procedure: str
    ended: Status | None = None
    reason: str = ""
