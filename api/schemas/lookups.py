"""Looks at people's data, as whom they are about may know them."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import Coded, Listing, Moment, Named, ProcedureName, Schema
from domain.registers.lookups import Receipt


class Ground(Schema):
    """What a look-up rests on."""

    rests_on: Literal["law", "consent"]
    words: str
    """The provision, or whose consent, in the reader's language."""


class RegisterReceipt(Receipt):
    """What a register signed of its answer, for whoever wants to prove that the question was put and answered."""


class Look(Schema):
    """Somebody looked at the reader's data, for a dossier."""

    at: Moment
    dossier: str
    """Code of the dossier."""
    procedure: ProcedureName
    by: str
    """Which office it was for."""


class OpenedLook(Look):
    """Officers opened something of a dossier."""

    what: Literal["opened"]
    roles: list[str]
    """Which roles they had, in the reader's language; who it was the office tells."""
    opened: list[Named]
    """What they opened."""


class AskedLook(Look):
    """A register was asked about somebody, or told something about them."""

    agency: Annotated[Coded, Field(serialization_alias="register")]
    """Which register."""
    what: Literal["asked", "told"]
    found: bool | None
    """Whether it knew something; null where it was only told."""
    fields: list[Named]
    """Which data."""
    why: str
    """As the register was told."""
    basis: Ground
    query: str
    """Which kind of look-up it was."""
    withdrawal: str | None
    """Where the consent that it rests on is taken back; null where it rests on the law."""
    receipt: RegisterReceipt | None
    """Null where the register does not sign."""


class SharedLook(Schema):
    """An agency asked the province's shared data about the reader, or changed some, in no dossier of theirs."""

    what: Literal["shared", "brought", "corrected", "compared", "fetched"]
    """Whether it asked, brought something, had a register corrected, compared it and left it as it was, or had the
    reader's own paper fetched from the agency that issued it, for an application."""
    at: Moment
    by: str
    """Which agency."""
    answered: bool
    """Whether it was: what no agreement gives is refused, what does not come is not had, and both stand here too."""
    dataset: str
    """Which of the shared data sets."""
    fields: list[str]
    """Which data, by the names that the agreement has for them."""
    why: str
    """As its token said."""
    basis: str
    """As its token said."""


class LookPage(Listing[Annotated[OpenedLook | AskedLook | SharedLook, Field(discriminator="what")]]):
    """Looks at the reader's data, or for a dossier, the newest first."""
