"""What a procedure costs (phí, lệ phí): a schedule by channel and case, in đồng."""

from datetime import timedelta
from enum import IntEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.base.law import Channel, Frozen
from domain.base.words import Words

Ending = Literal["not_accepted", "refused", "stopped", "withdrawn"]


class When(IntEnum):
    """When a fee is collected (hình thức thu), coded as the agencies exchange it."""

    INTAKE = 1
    SUPPLEMENT = 2
    RETURN = 4


class Rate(Frozen):
    """What one application costs; without channel or case it holds for all."""

    channel: Channel | None = None
    case: str = ""
    amount: int = Field(ge=0)

    def fits(self, channel: Channel, case: str) -> bool:
        """Whether it is the rate of such an application."""
        return self.channel in (None, channel) and self.case in ("", case)


class Tier(Frozen):
    """What each unit costs, a page or a copy, up to and with the unit ``up_to``."""

    up_to: int | None = None
    each: int = Field(ge=0)


class Fee(Frozen):
    """A fee and when it is due, kept or given back."""

    title: Words
    when: When
    rates: tuple[Rate, ...] = ()
    """The first that fits holds; an application that none fits costs nothing."""
    tiers: tuple[Tier, ...] = ()
    cap: int | None = None
    """Most that all units together cost."""
    refunded_on: tuple[Ending, ...] = ()
    """Endings on which the law gives it back."""
    patience: timedelta = timedelta(days=30)
    """How long it may stay unpaid before the dossier is stopped."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        limits = [tier.up_to for tier in self.tiers]
        known = [limit for limit in limits[:-1] if limit is not None]
        if len(known) < len(limits[:-1]) or known != sorted(set(known)):
            raise ValueError("the tiers of a fee rise, and only the last has no end")
        return self

    def amount(self, channel: Channel, case: str = "", units: int = 1) -> int:
        """Đồng that an application costs."""
        fixed = next((rate.amount for rate in self.rates if rate.fits(channel, case)), 0)
        return fixed + self._of_units(units)

    def _of_units(self, units: int) -> int:
        total, done = 0, 0
        for tier in self.tiers:
            here = units if tier.up_to is None else min(units, tier.up_to)
            total += max(here - done, 0) * tier.each
            done = max(here, done)
        return total if self.cap is None else min(total, self.cap)
