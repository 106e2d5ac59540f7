"""A dossier's journal as its readers see it."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import Free, Moment, Schema
from domain.base.law import Role


class ByOfficer(Schema):
    """An officer did it; their name stays inside."""

    kind: Literal["officer"]
    agency: str
    """Code of their office."""
    roles: tuple[Role, ...]
    """Those that they had then."""


class ByAgency(Schema):
    """Another system did it: a register, or the payment platform."""

    kind: Literal["agency"]
    agency: str
    """Its name."""


class BySomebody(Schema):
    """Who applies did it, or the procedure by itself."""

    kind: Literal["citizen", "organisation", "engine"]


By = Annotated[ByOfficer | ByAgency | BySomebody, Field(discriminator="kind")]


class EventView(Schema):
    """What happened to a dossier once: it is never changed afterwards."""

    seq: int
    """Its number in the dossier's journal, from 1 on."""
    at: Moment
    type: str
    """What kind of act it was."""
    words: str
    """The same in the reader's language."""
    by: By
    """In which capacity somebody did it."""
    facts: Free
    """What the act says openly: each kind of act has fields of its own, and those that say nothing are left out."""
    hash: str
    """SHA-256 in hex over this event and the hash of the one before it: the chain that proofs rest on."""
