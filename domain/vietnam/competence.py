"""What registers say of the procedures in a unit's competence: how they can be filed, and which have a fee."""

from typing import Self

from pydantic import Field, TypeAdapter, model_validator

from domain.base.law import Frozen
from domain.province.counts import Counts
from domain.province.scoring import MANY, Counted


class Services(Frozen):
    """Procedures in a unit's competence, from a day on, by the level of service (Decree 42/2022/NĐ-CP)."""

    authority: int = Field(ge=0, le=MANY)
    """All of them."""
    partial: int = Field(default=0, ge=0, le=MANY)
    full: int = Field(default=0, ge=0, le=MANY)

    @model_validator(mode="after")
    def _are_of_each_other(self) -> Self:
        if self.partial + self.full > self.authority:
            raise ValueError("partial + full ≤ authority")
        return self

    @property
    def counted(self) -> Counted:
        """3.1: those that can be filed on-line."""
        return Counted.of(self.partial + self.full, self.authority)


class Fees(Frozen):
    """Procedures of a unit with a fee on the national database of procedures, from a day on."""

    with_fee: int = Field(ge=0, le=MANY)
    synced: int | None = Field(default=None, ge=0, le=MANY)
    """Of those, with a fee that reached the national portal; left out, our own dossiers say."""

    @model_validator(mode="after")
    def _are_of_each_other(self) -> Self:
        if self.synced is not None and self.synced > self.with_fee:
            raise ValueError("synced ≤ with_fee")
        return self

    def synced_of(self, counts: Counts) -> int | None:
        """Of how many a fee reached the portal; None where it was never told of any dossier."""
        if self.synced is None and counts.synced is not None:
            return len(counts.procedures_fee_synced)
        return self.synced


SERVICES: TypeAdapter[Services] = TypeAdapter(Services)
FEES: TypeAdapter[Fees] = TypeAdapter(Fees)
